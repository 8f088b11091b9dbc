//! The clock of the sandbox, which tests can set, advance and speed up.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use jiff::Timestamp;
#[cfg(feature = "data")]
use serde::{Deserialize, Serialize};
use tokio::sync::Notify;

use crate::changes::Changes;

/// The subject of the events of the clock.
pub(crate) const SUBJECT: &str = "clock";

/// The clock of the sandbox. It starts with the time of the system.
#[derive(Debug)]
pub(crate) struct Clock {
    state: Mutex<State>,
    changed: Notify,
    changes: Changes,
}

/// A clock that was set or has another speed, as it is stored.
#[cfg(feature = "data")]
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SavedClock {
    /// The time of the system at which the clock was changed, in milliseconds since 1970.
    changed_at: u64,
    /// The time of the sandbox at that moment.
    milliseconds: u64,
    speed: f64,
}

/// The sandbox's time at a moment of the machine, from which it runs at a speed.
#[derive(Debug, Clone, Copy)]
struct State {
    since: Instant,
    milliseconds: u64,
    speed: f64,
    /// Whether it was changed since the changes were taken.
    #[cfg_attr(not(feature = "data"), allow(dead_code))]
    is_changed: bool,
}

impl State {
    fn now(&self) -> u64 {
        let passed = self.since.elapsed().as_secs_f64() * 1000.0 * self.speed;
        // A speed is neither negative nor infinite, and `as` saturates.
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        self.milliseconds.saturating_add(passed as u64)
    }
}

impl Clock {
    /// The fastest speed: a day in less than a second.
    pub(crate) const FASTEST: f64 = 100_000.0;

    pub(crate) fn new(changes: Changes) -> Self {
        let state = State { since: Instant::now(), milliseconds: system_time(), speed: 1.0, is_changed: false };
        Self { state: Mutex::new(state), changed: Notify::new(), changes }
    }

    /// Returns the time, in milliseconds since 1970.
    pub(crate) fn now(&self) -> u64 {
        self.state().now()
    }

    /// Returns the speed; 1 is that of the system's clock.
    pub(crate) fn speed(&self) -> f64 {
        self.state().speed
    }

    /// Sets the time.
    pub(crate) fn set(&self, milliseconds: u64) {
        self.change(|state| state.milliseconds = milliseconds);
    }

    /// Moves the time forward.
    pub(crate) fn advance(&self, by: Duration) {
        let by = u64::try_from(by.as_millis()).unwrap_or(u64::MAX);
        self.change(|state| state.milliseconds = state.milliseconds.saturating_add(by));
    }

    /// Sets the speed: 60 is a minute per second, and 0 stops the clock.
    pub(crate) fn set_speed(&self, speed: f64) {
        self.change(|state| state.speed = limited(speed));
    }

    /// Waits until a time of this clock, even if the clock is changed in the meantime.
    pub(crate) async fn wait_until(&self, milliseconds: u64) {
        loop {
            let changed = self.changed.notified();
            let State { speed, .. } = *self.state();
            let now = self.now();
            if now >= milliseconds {
                return;
            }
            // A millisecond too early is corrected by the next round.
            #[allow(clippy::cast_precision_loss)]
            let seconds = (milliseconds - now) as f64 / 1000.0 / speed;
            match Duration::try_from_secs_f64(seconds) {
                Ok(wait) if speed > 0.0 => {
                    tokio::select! {
                        () = tokio::time::sleep(wait + Duration::from_millis(1)) => {}
                        () = changed => {}
                    }
                }
                _ => changed.await,
            }
        }
    }

    fn change(&self, change: impl FnOnce(&mut State)) {
        {
            let mut state = self.state();
            (state.milliseconds, state.since) = (state.now(), Instant::now());
            change(&mut state);
            if self.changes.are_kept() {
                state.is_changed = true;
                self.changes.note();
            }
        }
        self.changed.notify_waiters();
    }

    /// Adds the clock to a batch if it was changed since the last call.
    #[cfg(feature = "data")]
    pub(crate) fn take_changes(&self, batch: &mut crate::data::Batch) -> serde_json::Result<()> {
        let state = {
            let mut state = self.state();
            let is_changed = std::mem::take(&mut state.is_changed);
            if !is_changed {
                return Ok(());
            }
            *state
        };
        batch.set("clock", &SavedClock { changed_at: system_time(), milliseconds: state.now(), speed: state.speed })
    }

    /// Sets the clock as if it had run since it was saved.
    #[cfg(feature = "data")]
    pub(crate) fn load(&self, saved: SavedClock) {
        let speed = limited(saved.speed);
        // Nothing if the clock of the system was set back.
        let passed = system_time().saturating_sub(saved.changed_at);
        // Less than a millisecond is lost, and `as` saturates.
        #[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let passed = (passed as f64 * speed) as u64;
        let mut state = self.state();
        (state.milliseconds, state.since) = (saved.milliseconds.saturating_add(passed), Instant::now());
        state.speed = speed;
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Each change is a single assignment, so a poisoned lock can be used.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A valid speed.
fn limited(speed: f64) -> f64 {
    if speed.is_finite() { speed.clamp(0.0, Clock::FASTEST) } else { 1.0 }
}

/// The time of the system, in milliseconds since 1970.
fn system_time() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}

/// Formats a time like the samples of the card pages: `2021-04-07 19:44:51`. The time zone is undocumented; this is
/// UTC.
pub(crate) fn as_text(milliseconds: u64) -> String {
    let milliseconds = i64::try_from(milliseconds).unwrap_or(i64::MAX);
    let time = Timestamp::from_millisecond(milliseconds).unwrap_or(Timestamp::MAX);
    time.strftime("%Y-%m-%d %H:%M:%S").to_string()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    #[test]
    fn formats_dates() {
        for (milliseconds, text) in [
            (0, "1970-01-01 00:00:00"),
            (951_782_399_999, "2000-02-28 23:59:59"),
            (951_782_400_000, "2000-02-29 00:00:00"),
            (951_868_800_000, "2000-03-01 00:00:00"),
            (1_617_824_691_000, "2021-04-07 19:44:51"),
            (1_735_689_599_000, "2024-12-31 23:59:59"),
            (u64::MAX, "9999-12-30 22:00:00"),
        ] {
            assert_eq!(as_text(milliseconds), text);
        }
    }

    #[test]
    fn can_be_stopped_set_and_advanced() {
        let clock = Clock::new(Changes::default());
        clock.set_speed(0.0);
        clock.set(1_000);
        assert_eq!(clock.now(), 1_000);
        clock.advance(Duration::from_secs(60));
        assert_eq!(clock.now(), 61_000);
        for (speed, limited) in [(f64::NAN, 1.0), (-1.0, 0.0), (1e9, Clock::FASTEST)] {
            clock.set_speed(speed);
            assert!((clock.state().speed - limited).abs() < f64::EPSILON, "{speed}");
        }
    }

    #[tokio::test]
    async fn wakes_up_when_the_clock_is_changed() {
        let clock = Arc::new(Clock::new(Changes::default()));
        clock.set_speed(0.0);
        clock.set(0);
        let waiting = tokio::spawn({
            let clock = Arc::clone(&clock);
            async move { clock.wait_until(60_000).await }
        });
        tokio::time::sleep(Duration::from_millis(20)).await;
        assert!(!waiting.is_finished());
        clock.advance(Duration::from_secs(59));
        tokio::time::sleep(Duration::from_millis(20)).await;
        assert!(!waiting.is_finished());
        clock.advance(Duration::from_secs(1));
        tokio::time::timeout(Duration::from_secs(5), waiting).await.unwrap().unwrap();
    }

    #[tokio::test]
    async fn runs_faster() {
        let clock = Clock::new(Changes::default());
        clock.set_speed(60_000.0);
        let at = clock.now() + 60_000;
        tokio::time::timeout(Duration::from_secs(5), clock.wait_until(at)).await.unwrap();
    }
}
