//! Times as the tables store them: milliseconds since 1970.

use std::time::{Duration, SystemTime};

/// Returns the whole milliseconds since 1970. Earlier times are 0.
pub(crate) fn milliseconds(time: SystemTime) -> i64 {
    let since = time.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

/// Returns the time. Negative numbers are 1970.
pub(crate) fn from_milliseconds(milliseconds: i64) -> SystemTime {
    let since = Duration::from_millis(u64::try_from(milliseconds).unwrap_or(0));
    SystemTime::UNIX_EPOCH.checked_add(since).unwrap_or(SystemTime::UNIX_EPOCH)
}

/// Returns the day of a time, in days since 1970.
pub(crate) fn day(milliseconds: i64) -> i64 {
    milliseconds / 86_400_000
}
