//! Parses the time in a variable.

use std::time::{Duration, SystemTime};

use crate::value::{Civil, DAY};

/// Parses a day (its beginning) or a time in RFC 3339: `2026-12-31` in UTC, or `2026-12-31T18:00:00+08:00`. The first
/// year is 1970.
pub(super) fn parse(text: &str) -> Option<SystemTime> {
    let forms = ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm:ssXXX"];
    let civil = forms.into_iter().find_map(|form| Civil::read(form, text))?;
    let seconds = civil.days()? * DAY + civil.seconds()? - i64::from(civil.offset.unwrap_or_default()) * 60;
    SystemTime::UNIX_EPOCH.checked_add(Duration::from_secs(seconds.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_those_of_an_independent_parser() {
        for (text, date) in [
            ("1970-01-01", "Thu, 01 Jan 1970 00:00:00 GMT"),
            ("2000-02-29", "Tue, 29 Feb 2000 00:00:00 GMT"),
            ("2026-11-29T00:17:28Z", "Sun, 29 Nov 2026 00:17:28 GMT"),
            ("2026-11-29T02:17:28+02:00", "Sun, 29 Nov 2026 00:17:28 GMT"),
            ("2028-12-31T23:59:59Z", "Sun, 31 Dec 2028 23:59:59 GMT"),
            ("2100-03-01", "Mon, 01 Mar 2100 00:00:00 GMT"),
        ] {
            assert_eq!(parse(text), httpdate::parse_http_date(date).ok(), "{text}");
        }
    }

    #[test]
    fn anything_else_is_no_time() {
        for text in [
            "",
            "2026",
            "2026-13-01",
            "2026-00-01",
            "2026-02-29",
            "2100-02-29",
            "1969-12-31",
            "2026-1-1",
            "2026-11-29T00:17",
            "2026-11-29T00:17:28",
            "2026-11-29T24:00:00Z",
            "2026-11-29 00:17:28Z",
            "+026-11-29",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
