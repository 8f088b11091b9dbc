//! Times in the formats of the families.

use std::time::{SystemTime, UNIX_EPOCH};

use jiff::Timestamp;

/// Milliseconds since 1970.
pub(crate) fn now() -> u64 {
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
}
