//! Validated values, checked once on construction.

mod base64;
mod card;
mod cents;
mod characters;
mod error;
mod id;
mod ip;
mod json;
mod secret;
mod separable;
mod text;
mod url;

pub use base64::Base64;
pub use card::{CardNumber, Cvv, ExpiryDate};
pub use cents::Cents;
pub use characters::Position;
pub use error::ValueError;
pub use id::{Id, OrderId, RefundId};
pub use ip::Ip;
pub use json::JsonText;
pub use secret::SecretText;
pub use text::Text;
pub use url::{HttpUrl, HttpUrlWithoutQuery};

pub(crate) use separable::check_separable;
#[cfg(feature = "transport")]
pub(crate) use separable::check_separable_from;

/// Checks that a text is not empty and not too long. Limits count Unicode scalar values.
fn check_length(value: &str, max: u32) -> Result<(), ValueError> {
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

/// Checks a text.
pub(crate) fn check_text(value: &str, max: u32) -> Result<(), ValueError> {
    check_length(value, max)?;
    characters::check_text(value)?;
    check_separable(value)
}

/// Checks the strings inside a valid JSON text.
pub(crate) fn check_json(json: &str) -> Result<(), ValueError> {
    characters::check_json(json)
}

/// Checks an id or a merchant reference.
pub(crate) fn check_id(value: &str, max: u32) -> Result<(), ValueError> {
    check_length(value, max)?;
    characters::check_id(value)
}

/// Checks that a text has no character that separates fields in the string to sign.
#[cfg(feature = "transport")]
pub(crate) fn check_word(value: &str) -> Result<(), ValueError> {
    characters::check_word(value)
}

/// Checks a part of the credentials.
pub(crate) fn check_credential(value: &str, max: u32) -> Result<(), ValueError> {
    check_length(value, max)?;
    characters::check_credential(value)?;
    check_separable(value)
}
