//! The data of a payment card.

use super::problem::Problem;

/// 14 to 19 digits.
pub(crate) fn card_number(value: &str) -> Result<(), Problem> {
    let is_valid = is_digits(value) && (14..=19).contains(&value.len());
    if is_valid { Ok(()) } else { Err("is not a card number of 14 to 19 digits".to_owned()) }
}

/// 3 or 4 digits.
pub(crate) fn cvv(value: &str) -> Result<(), Problem> {
    let is_valid = is_digits(value) && matches!(value.len(), 3 | 4);
    if is_valid { Ok(()) } else { Err("is not a security code of 3 or 4 digits".to_owned()) }
}

/// A month and a year, two digits each.
pub(crate) fn expiry_date(value: &str) -> Result<(), Problem> {
    let month = value.get(..2).and_then(|month| month.parse::<u8>().ok());
    let is_valid = is_digits(value) && value.len() == 4 && month.is_some_and(|month| (1..=12).contains(&month));
    if is_valid { Ok(()) } else { Err("is not a month and year in the form MMYY, such as 0725".to_owned()) }
}

fn is_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}
