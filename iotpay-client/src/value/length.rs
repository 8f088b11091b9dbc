//! The length of a text value.

use super::error::ValueError;

/// Checks that a text value is not empty and not too long. Limits count Unicode scalar values.
pub(super) fn check_length(value: &str, max: u32) -> Result<(), ValueError> {
    // The number of characters is at most the number of bytes.
    let limit = usize::try_from(max).unwrap_or(usize::MAX);
    if value.is_empty() {
        return Err(ValueError::Empty);
    }
    if value.len() > limit {
        let length = value.chars().count();
        if length > limit {
            return Err(ValueError::TooLong { max, length });
        }
    }
    Ok(())
}
