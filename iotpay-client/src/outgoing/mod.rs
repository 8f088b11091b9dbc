//! Requests on their way out: one walk over the fields signs and encodes.

mod encode;
mod json;

pub use encode::{Encoded, encode};
pub use json::JsonObject;
