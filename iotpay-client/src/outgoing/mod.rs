//! Requests on their way out: one walk over the fields signs and encodes.

mod encode;
mod json;
mod zeroizing;

pub use encode::{EncodedRequest, encode};
pub use json::JsonObjectWriter;
pub use zeroizing::ZeroizingString;

#[cfg(feature = "transport")]
pub(crate) use encode::percent_encoded;
