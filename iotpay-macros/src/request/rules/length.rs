//! The length of a text.

use super::problem::Problem;

/// 1 to `max` characters.
pub(super) fn length(text: &str, max: u32) -> Result<(), Problem> {
    let length = text.chars().count();
    if length == 0 {
        return Err("is empty; at least 1 character is required".to_owned());
    }
    if u64::try_from(length).is_ok_and(|length| length > u64::from(max)) {
        return Err(format!("has {length} characters; at most {max} are allowed"));
    }
    Ok(())
}
