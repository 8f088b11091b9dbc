//! Received responses and notifications: a map of raw values, which is verified before it is decoded.

mod decode_error;
mod field;
mod fields;
mod form;
mod from_fields;
mod json;
mod passthrough;
mod raw_json;
mod received;

pub use decode_error::{DecodeError, DecodeErrorKind};
pub use field::{FieldKind, ReceivedField, Unrecognized};
pub use fields::Fields;
pub use from_fields::{FromField, FromFields};
pub(crate) use json::without_byte_order_marks;
pub use passthrough::Passthrough;
pub use raw_json::RawJson;
pub use received::{ReceivedMessage, Response};
