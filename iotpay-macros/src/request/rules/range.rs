//! Ranges of numbers and dates.

use super::problem::Problem;

/// Checks that a value is in a range. Each bound is a number and its text.
pub(crate) fn range(value: i64, min: Option<(i64, &str)>, max: Option<(i64, &str)>) -> Result<(), Problem> {
    if min.is_none_or(|(min, _)| min <= value) && max.is_none_or(|(max, _)| value <= max) {
        return Ok(());
    }
    Err(match (min, max) {
        (Some((_, min)), Some((_, max))) => format!("is out of range; expected a value from {min} to {max}"),
        (Some((_, min)), None) => format!("is out of range; at least {min} is required"),
        (None, Some((_, max))) => format!("is out of range; at most {max} is allowed"),
        (None, None) => "is out of range".to_owned(),
    })
}
