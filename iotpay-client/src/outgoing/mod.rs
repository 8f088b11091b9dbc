//! Requests on their way out: one walk over the fields signs and encodes.

mod encode;
mod json;
mod wiped;

pub use encode::{Encoded, encode};
pub use json::JsonObject;
pub use wiped::WipedText;

#[cfg(feature = "transport")]
pub(crate) use encode::percent_encoded;
