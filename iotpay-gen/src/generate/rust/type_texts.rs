//! The types of fields as text, to compare two specs.

use super::{input, rust_type};
use crate::model::Field;

/// Returns the type of a request's field in Rust, without `Option` and without the path of the runtime; `None` if it
/// depends on the model.
pub(crate) fn request_type(field: &Field) -> Option<String> {
    rust_type::of_plain_request(field).map(|ty| ty.to_string().replace(' ', ""))
}

/// Returns the type of the caller's input for a request field or one of its members.
pub(crate) fn input_type(field: &Field) -> String {
    input::ty(field).to_string().replace(' ', "")
}

/// Returns the Rust type of a received field, without `Option` and without the path of the runtime; `None` if it
/// depends on the model.
pub(crate) fn received_type(field: &Field) -> Option<String> {
    rust_type::of_plain_response(field).map(|ty| ty.to_string().replace(' ', ""))
}
