//! Received messages: responses, and the fields of responses and notifications.
//!
//! [`Response`] is a response that the client accepted, with its typed content and its raw fields. [`Fields`] contains
//! the fields of a message as received. The client verifies the signature of a message before it decodes the fields. To
//! decode your own messages, derive [`FromFields`](macro@FromFields).

mod decode_error;
mod entry;
mod field;
mod fields;
mod form;
mod from_fields;
mod json;
mod json_object;
mod kind;
mod located;
mod name_prefix;
mod order;
mod passthrough;
mod raw_json;
mod raw_text;
mod received;
mod repeated;
mod scan;
mod words;

pub use decode_error::{DecodeError, DecodeErrorKind};
pub use field::{ReceivedField, Unrecognized};
pub use fields::{Fields, FieldsIter};
pub use from_fields::{FromField, FromFields, FromResponse};
pub use iotpay_macros::{FromFields, PageResponse};
pub(crate) use json::without_byte_order_marks;
pub use kind::FieldKind;
pub use passthrough::Passthrough;
pub use raw_json::RawJson;
pub(crate) use raw_text::RawText;
pub use received::{ReceivedMessage, Response};

/// Items for derived code.
pub(crate) mod hidden {
    pub use super::from_fields::unexpected_channel;
    pub use super::located::{Located, WireName};
    pub use super::words::FromWords;
}
