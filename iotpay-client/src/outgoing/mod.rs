//! Signs and encodes requests in a single pass over the fields.

mod encode;
mod json;
mod zeroizing;

pub(crate) use encode::percent_encoded;
pub use encode::{EncodedRequest, encode};
pub use json::JsonObjectWriter;
pub use zeroizing::ZeroizingString;
