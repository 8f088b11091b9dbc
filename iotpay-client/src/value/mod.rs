//! Values that cannot be wrong: each is checked once, when it is made.

mod base64;
mod card;
mod cents;
mod error;
mod id;
mod ip;
mod json;
mod secret;
mod text;
mod url;

pub use base64::Base64;
pub use card::{CardNumber, Cvv, ExpiryDate};
pub use cents::Cents;
pub use error::ValueError;
pub use id::{OrderId, RefundId};
pub use ip::Ip;
pub use json::Json;
pub use secret::SecretText;
pub use text::Text;
pub use url::{Url, UrlWithoutQuery};

/// Refuses a text that is empty or longer than allowed. Limits count Unicode scalar values.
fn check_length(value: &str, max: u32) -> Result<(), ValueError> {
    // A text of few enough bytes has few enough characters.
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
