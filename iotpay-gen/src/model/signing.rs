//! The signing rule.

use super::{EmptyValues, KeyPosition, NestedForm, SignatureCase, SigningAlgorithm, SourceNote};
use crate::source::Span;

/// The signing rule.
#[derive(Debug, Clone)]
pub struct Signing {
    /// The vendor page.
    pub page: String,
    /// Its location in the spec.
    pub span: Span,
    /// The algorithm.
    pub algorithm: Sourced<SigningAlgorithm>,
    /// The position of the merchant key.
    pub key: Sourced<SigningKey>,
    /// The case of the signature.
    pub case: Sourced<SignatureCase>,
    /// The field with the signature.
    pub field: String,
    /// The source of the sort order.
    pub order_source: SourceNote,
    /// Whether fields with an empty value are signed.
    pub empty_values: Sourced<EmptyValues>,
    /// Fields that are not signed, in addition to the signature.
    pub unsigned_fields: Sourced<Vec<String>>,
    /// The forms of objects inside a response in the string to sign.
    pub nested: Vec<NestedField>,
    /// The form of objects and arrays in requests, if requests can contain them.
    pub nested_in_requests: Option<Sourced<NestedForm>>,
}

/// A value and its source.
#[derive(Debug, Clone)]
pub struct Sourced<T> {
    /// The value.
    pub value: T,
    /// The source.
    pub source_note: SourceNote,
}

/// The position of the merchant key in the string to sign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SigningKey {
    /// The position.
    pub position: KeyPosition,
    /// The name of the parameter with the key, if it has one.
    pub parameter: Option<String>,
}

/// The forms of an object in a response field in the string to sign.
#[derive(Debug, Clone)]
pub struct NestedField {
    /// The field.
    pub field: String,
    /// The forms to try, in order.
    pub forms: Vec<NestedForm>,
    /// Whether the field may be omitted even if it contains text.
    pub text_may_be_omitted: bool,
    /// Whether one of the forms is confirmed.
    pub confirmed: bool,
    /// The source.
    pub source_note: SourceNote,
}

impl Signing {
    /// Returns the string to sign of the fields `a=1` and `b=2`: `a=1&b=2&key=KEY`.
    pub fn example(&self) -> String {
        const FIELDS: &str = "a=1&b=2";
        let key = &self.key.value;
        match (key.position, &key.parameter) {
            (KeyPosition::Appended, Some(parameter)) => format!("{FIELDS}&{parameter}=KEY"),
            (KeyPosition::Appended, None) => format!("{FIELDS}KEY"),
            (KeyPosition::Prepended, Some(parameter)) => format!("{parameter}=KEY&{FIELDS}"),
            (KeyPosition::Prepended, None) => format!("KEY{FIELDS}"),
            (KeyPosition::HmacOnly, _) => FIELDS.to_owned(),
        }
    }

    /// Returns `true` if no field of this name is part of the string to sign.
    pub fn excludes(&self, wire: &str) -> bool {
        self.field == wire || self.unsigned_fields.value.iter().any(|field| field == wire)
    }
}
