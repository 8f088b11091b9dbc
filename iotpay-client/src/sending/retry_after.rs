//! The header `Retry-After`: how long a server asks to wait.

use std::time::{Duration, SystemTime};

#[cfg(feature = "transport")]
use reqwest::header::{DATE, HeaderMap, HeaderName, RETRY_AFTER};
#[cfg(not(feature = "transport"))]
use ureq::http::header::{DATE, HeaderMap, HeaderName, RETRY_AFTER};

/// Returns the pause that a response asks for, if any. A date counts from the date of the response, so the clocks of
/// the two machines may differ.
pub(crate) fn pause(headers: &HeaderMap) -> Option<Duration> {
    let text = text(headers, RETRY_AFTER)?;
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        // A number that does not fit is longer than any timeout.
        return Some(Duration::from_secs(text.parse().unwrap_or(u64::MAX)));
    }
    let until = httpdate::parse_http_date(text).ok()?;
    let now = self::text(headers, DATE).and_then(|text| httpdate::parse_http_date(text).ok());
    // A date in the past means that the server can be asked now.
    Some(until.duration_since(now.unwrap_or_else(SystemTime::now)).unwrap_or_default())
}

fn text(headers: &HeaderMap, name: HeaderName) -> Option<&str> {
    headers.get(name)?.to_str().ok().map(str::trim)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pause_for(retry_after: &str, date: Option<&str>) -> Option<Duration> {
        let mut headers = HeaderMap::new();
        headers.insert(RETRY_AFTER, retry_after.parse().unwrap());
        if let Some(date) = date {
            headers.insert(DATE, date.parse().unwrap());
        }
        pause(&headers)
    }

    #[test]
    fn reads_seconds_and_dates() {
        let noon = Some("Fri, 27 Nov 2026 12:00:00 GMT");
        let seconds = |seconds| Some(Duration::from_secs(seconds));
        assert_eq!(pause_for("7", None), seconds(7));
        assert_eq!(pause_for(" 0 ", None), seconds(0));
        assert_eq!(pause_for("Fri, 27 Nov 2026 12:00:09 GMT", noon), seconds(9));
        assert_eq!(pause_for("Fri, 27 Nov 2026 11:00:00 GMT", noon), seconds(0));
        assert_eq!(pause_for("99999999999999999999", None), seconds(u64::MAX));
        let now = httpdate::fmt_http_date(SystemTime::now() + Duration::from_secs(100));
        assert!((98..=100).contains(&pause_for(&now, Some("soon")).unwrap().as_secs()));
    }

    #[test]
    fn ignores_anything_else() {
        for invalid in ["", "soon", "-1", "1.5", "+3", "2026-11-27T12:00:00Z"] {
            assert_eq!(pause_for(invalid, None), None, "{invalid}");
        }
        assert_eq!(pause(&HeaderMap::new()), None);
    }
}
