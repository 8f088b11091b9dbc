//! The fields of a rejected request without secrets, for those who look for the mistake.

use iotpay_client::incoming::{FieldKind, Fields, ReceivedField};
use iotpay_client::protocol::JsonObjectWriter;
use iotpay_client::signing::FieldValue;
use iotpay_gen::model::{Endpoint, Field, Operation};

use crate::check;
use crate::facts::with_members;

/// What replaces a secret.
pub(crate) const MASK: &str = "***";

/// The end of a text that was shortened.
const CUT: char = '…';

/// The largest number of characters of a value, and of bytes of all values.
const LONGEST_VALUE: usize = 500;
const LONGEST: usize = 4 * 1024;

/// Which fields of a request may be shown.
pub(crate) struct Shown<'m> {
    /// The type of the request or, if that is unknown, all types of the endpoint.
    operations: Vec<&'m Operation>,
}

impl<'m> Shown<'m> {
    pub(crate) fn new(endpoints: &[&'m Endpoint], fields: &Fields) -> Self {
        let operations = match check::operation(endpoints, fields) {
            Ok((_, operation)) => vec![operation],
            Err(_) => endpoints.iter().flat_map(|endpoint| &endpoint.operations).collect(),
        };
        Self { operations }
    }

    /// Returns `true` if the value of a field may be shown. It may not if the field is secret, or if the request type does
    /// not have it: it may be a card number that belongs to another one.
    pub(crate) fn contains(&self, name: &str) -> bool {
        let known = self.operations.iter().filter_map(|operation| operation.request_field(name));
        let are_public: Vec<_> = known.map(is_public).collect();
        !are_public.is_empty() && are_public.into_iter().all(|is_public| is_public)
    }
}

/// Returns `true` if neither the field nor one of its members is secret.
fn is_public(field: &Field) -> bool {
    let members = field.ty.members().map_or(&[][..], |members| &members.fields);
    let mut all = std::iter::once(field).chain(with_members(members).map(|(_, member)| member));
    all.all(|it| it.secret.is_none() && it.ty.secrecy().is_none())
}

/// Returns the fields as a JSON object, without secrets. Long values are shortened, and the last fields of a long request
/// are left out.
pub(crate) fn request(endpoints: &[&Endpoint], fields: &Fields) -> String {
    let shown = Shown::new(endpoints, fields);
    let mut object = JsonObjectWriter::new();
    let mut size = 0;
    for field in fields {
        let name = shortened(field.name(), LONGEST_VALUE);
        let text = if shown.contains(field.name()) { field.text() } else { MASK };
        let text = shortened(text, LONGEST_VALUE);
        size += name.len() + text.len();
        if size > LONGEST {
            object.member(&CUT.to_string(), FieldValue::Text(&CUT.to_string()));
            break;
        }
        match field.kind() {
            FieldKind::Null => object.raw_member(&name, "null"),
            FieldKind::Number | FieldKind::Bool | FieldKind::Object | FieldKind::Array if text == field.text() => {
                object.raw_member(&name, &text);
            }
            _ => object.member(&name, FieldValue::Text(&text)),
        }
    }
    object.finish()
}

/// Returns `true` if [`request`] may have changed or left out a value, so that the signature cannot be verified, or if there
/// is nothing to verify.
pub(crate) fn is_changed(fields: &Fields) -> bool {
    fields.iter().next().is_none()
        || fields.iter().map(ReceivedField::text).any(|text| text == MASK || text.ends_with(CUT))
}

/// Returns the beginning of a text, with a mark if it is not complete.
pub(crate) fn shortened(text: &str, longest: usize) -> String {
    match text.char_indices().nth(longest) {
        Some((end, _)) => format!("{}{CUT}", &text[..end]),
        None => text.to_owned(),
    }
}
