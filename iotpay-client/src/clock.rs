//! The time of day, which tests can control.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

/// The source of the time of day. By default, it is the clock of the system.
///
/// ```
/// use std::time::{Duration, SystemTime};
///
/// use iotpay_client::clock::Clock;
///
/// let noon = SystemTime::UNIX_EPOCH + Duration::from_secs(1_795_780_800);
/// assert_eq!(Clock::fixed(noon).now(), noon);
/// ```
#[derive(Clone, Default)]
pub struct Clock(Source);

#[derive(Clone, Default)]
enum Source {
    #[default]
    System,
    Function(Arc<dyn Fn() -> SystemTime + Send + Sync>),
}

impl Clock {
    /// Creates a clock that calls a function for the time.
    ///
    /// ```
    /// use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
    /// use std::sync::Arc;
    /// use std::time::{Duration, SystemTime};
    ///
    /// use iotpay_client::clock::Clock;
    ///
    /// let seconds = Arc::new(AtomicU64::new(0));
    /// let of_test = Arc::clone(&seconds);
    /// let clock = Clock::new(move || SystemTime::UNIX_EPOCH + Duration::from_secs(of_test.load(Relaxed)));
    /// let start = clock.now();
    /// seconds.fetch_add(60, Relaxed);
    /// assert_eq!(clock.now(), start + Duration::from_secs(60));
    /// ```
    pub fn new(now: impl Fn() -> SystemTime + Send + Sync + 'static) -> Self {
        Self(Source::Function(Arc::new(now)))
    }

    /// Creates a clock that always shows the same time.
    pub fn fixed(now: SystemTime) -> Self {
        Self::new(move || now)
    }

    /// Returns the current time.
    pub fn now(&self) -> SystemTime {
        match &self.0 {
            Source::System => SystemTime::now(),
            Source::Function(now) => now(),
        }
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            Source::System => "Clock::system",
            Source::Function(_) => "Clock::new",
        })
    }
}

/// Rounds a time down to milliseconds since 1970. Earlier times become 1970.
pub(crate) fn in_milliseconds(time: SystemTime) -> SystemTime {
    let since = time.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    SystemTime::UNIX_EPOCH + Duration::new(since.as_secs(), since.subsec_millis() * 1_000_000)
}
