//! The forms in which the objects and arrays of a message can be signed.

use crate::incoming::{Fields, ReceivedField};
use crate::signing::{NestedForm, SigningRule};

/// The form of each object and array of a message.
#[derive(Clone, Copy)]
pub(super) enum Forms<'a> {
    /// A request: all have this form.
    Request(NestedForm),
    /// A response or a notification: this form, if the rule lists it for the field, or else the first one of the field.
    Received(&'a SigningRule<'a>, NestedForm),
}

impl Forms<'_> {
    pub(super) fn of(self, name: &str) -> NestedForm {
        match self {
            Self::Request(form) => form,
            Self::Received(rule, form) => {
                let nested = rule.nested.iter().find(|nested| nested.name == name);
                let is_listed = nested.is_some_and(|nested| nested.forms.contains(&form));
                if is_listed { form } else { rule.form_received(name) }
            }
        }
    }
}

/// Returns the possible forms of a message, of which the first is the most likely. There is at least one.
pub(super) fn of_message<'a>(fields: &Fields, rule: &'a SigningRule<'a>) -> Vec<Forms<'a>> {
    let is_listed = |field: &ReceivedField| rule.nested.iter().any(|nested| nested.name == field.name());
    let request = Forms::Request(rule.nested_in_requests);
    if !fields.iter().any(|field| field.is_nested() && is_listed(&field)) {
        return vec![request];
    }
    let received = [NestedForm::Raw, NestedForm::Sorted, NestedForm::Omitted].map(|form| Forms::Received(rule, form));
    received.into_iter().chain([request]).collect()
}
