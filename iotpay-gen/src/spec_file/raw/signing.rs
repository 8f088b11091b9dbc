//! The signing rule, and the rules of families that differ from it.

use super::{FieldList, SourceNote, Sourced};
use crate::diagnostic::{Code, Diagnostic, Sink, did_you_mean};
use crate::source::{Span, Spanned};
use crate::spec_file::yaml::{Map, Node, one_of, one_of_or, some_texts, unknown_value};

/// The signing rule of all families without their own.
#[derive(Debug, Clone)]
pub struct Signing {
    /// The vendor page.
    pub page: Spanned<String>,
    /// The algorithm.
    pub algorithm: Sourced<SigningAlgorithm>,
    /// The position of the merchant key.
    pub key: SigningKey,
    /// The case of the signature.
    pub case: Sourced<SignatureCase>,
    /// The field with the signature.
    pub field: Spanned<String>,
    /// The source of the sort order.
    pub order_source: SourceNote,
    /// Whether fields with an empty value are signed.
    pub empty_values: Sourced<EmptyValues>,
    /// Fields that are not signed, in addition to the signature.
    pub unsigned_fields: FieldList,
    /// The forms of objects inside a response in the string to sign.
    pub nested: Vec<NestedField>,
    /// The form of objects and arrays in requests, if requests can contain them.
    pub nested_in_requests: Option<Sourced<NestedForm>>,
    /// The missing parts of the page.
    pub missing: Vec<Spanned<String>>,
}

/// The parts of a family's signing rule that differ from the rule of the other families.
#[derive(Debug, Clone)]
pub struct FamilySigning {
    /// The vendor page.
    pub page: Option<Spanned<String>>,
    /// The algorithm.
    pub algorithm: Option<Sourced<SigningAlgorithm>>,
    /// The position of the merchant key.
    pub key: Option<SigningKey>,
    /// The case of the signature.
    pub case: Option<Sourced<SignatureCase>>,
    /// The field with the signature.
    pub field: Option<Spanned<String>>,
    /// Whether fields with an empty value are signed.
    pub empty_values: Option<Sourced<EmptyValues>>,
    /// Fields that are not signed, in addition to the signature.
    pub unsigned_fields: Option<FieldList>,
    /// The forms of objects inside a response in the string to sign.
    pub nested: Option<Vec<NestedField>>,
    /// The form of objects and arrays in requests.
    pub nested_in_requests: Option<Sourced<NestedForm>>,
    /// The location of the rule.
    pub span: Span,
}

/// The algorithm of a signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SigningAlgorithm {
    /// MD5.
    Md5,
    /// SHA-256.
    Sha256,
    /// HMAC-SHA256 with the merchant key.
    HmacSha256,
}

/// The position of the merchant key in the string to sign.
#[derive(Debug, Clone)]
pub struct SigningKey {
    /// The position.
    pub position: Spanned<KeyPosition>,
    /// The name of the parameter with the key; without one, the key is written without `=` and `&`.
    pub parameter: Option<Spanned<String>>,
    /// The source.
    pub source_note: SourceNote,
}

/// The position of the merchant key in the string to sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyPosition {
    /// After the fields.
    Appended,
    /// Before the fields.
    Prepended,
    /// Not in the string: only HMAC uses the key.
    HmacOnly,
}

/// The case of the hexadecimal digits of a signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignatureCase {
    /// `0123456789ABCDEF`.
    Upper,
    /// `0123456789abcdef`.
    Lower,
}

/// Whether fields with an empty value are part of the string to sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EmptyValues {
    /// They are not.
    Omitted,
    /// They are, as `name=`.
    Signed,
}

/// The forms of an object in one field in the string to sign.
#[derive(Debug, Clone)]
pub struct NestedField {
    /// The field.
    pub field: Spanned<String>,
    /// The forms to try, in order.
    pub forms: Vec<Spanned<NestedForm>>,
    /// Whether the field may be omitted even if it contains text.
    pub text_may_be_omitted: bool,
    /// Whether one of the forms is confirmed.
    pub confirmed: Spanned<bool>,
    /// The source.
    pub source_note: SourceNote,
}

/// A form of an object in the string to sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NestedForm {
    /// Omitted.
    LeftOut,
    /// The characters received.
    Raw,
    /// Compact JSON with sorted names.
    Sorted,
}

impl NestedForm {
    const NAMES: &[(&'static str, Self)] = &[("omitted", Self::LeftOut), ("raw", Self::Raw), ("sorted", Self::Sorted)];

    /// Returns the name in the spec.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::LeftOut => "omitted",
            Self::Raw => "raw",
            Self::Sorted => "sorted",
        }
    }

    fn read(node: &Node, sink: &mut Sink) -> Option<Sourced<Self>> {
        Sourced::read(node, "nested_in_requests", Self::NAMES, sink)
    }
}

impl SigningAlgorithm {
    pub(crate) const NAMES: &[(&'static str, Self)] =
        &[("md5", Self::Md5), ("sha256", Self::Sha256), ("hmac-sha256", Self::HmacSha256)];

    /// Returns the name in the spec.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Md5 => "md5",
            Self::Sha256 => "sha256",
            Self::HmacSha256 => "hmac-sha256",
        }
    }

    /// Returns the number of hexadecimal digits of a signature.
    pub fn digits(self) -> u32 {
        match self {
            Self::Md5 => 32,
            Self::Sha256 | Self::HmacSha256 => 64,
        }
    }

    fn read(node: &Node, sink: &mut Sink) -> Option<Sourced<Self>> {
        Sourced::read_with(node, "algorithm", Self::by_name, sink)
    }

    fn by_name(written: &Spanned<String>, sink: &mut Sink) -> Option<Spanned<Self>> {
        one_of_or(written, Self::NAMES, sink, |names| {
            let is_public_key = PUBLIC_KEY.iter().any(|part| written.value.to_ascii_lowercase().contains(part));
            let close = did_you_mean(&written.value, names.iter().copied()).filter(|_| !is_public_key);
            if let Some(close) = close {
                return unknown_value("algorithm", written, format!("did you mean `{close}`?"));
            }
            let message = format!("unsupported signing algorithm `{}`", written.value);
            Diagnostic::new(Code::UnknownValue, written.span, message, "not one of the allowed values")
                .help(UNSUPPORTED)
        })
    }
}

/// Parts of the names of public-key algorithms.
const PUBLIC_KEY: [&str; 4] = ["rsa", "dsa", "25519", "sm2"];

/// What a signing rule can express.
const UNSUPPORTED: &str = "`md5`, `sha256` and `hmac-sha256` with the merchant key are supported, over the fields of the \
                           message; RSA and other public-key algorithms are not";

impl KeyPosition {
    const NAMES: &[(&'static str, Self)] =
        &[("appended", Self::Appended), ("prepended", Self::Prepended), ("hmac-only", Self::HmacOnly)];

    /// Returns the name in the spec.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Appended => "appended",
            Self::Prepended => "prepended",
            Self::HmacOnly => "hmac-only",
        }
    }
}

impl SignatureCase {
    const NAMES: &[(&'static str, Self)] = &[("upper", Self::Upper), ("lower", Self::Lower)];

    /// Returns the name in the spec.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Upper => "upper",
            Self::Lower => "lower",
        }
    }
}

impl EmptyValues {
    const NAMES: &[(&'static str, Self)] = &[("omitted", Self::Omitted), ("signed", Self::Signed)];

    /// Returns the name in the spec.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Omitted => "omitted",
            Self::Signed => "signed",
        }
    }
}

impl Signing {
    /// Reads the rule. Parts with a usual value are still required, because the file documents the rule.
    pub fn read(node: &Node, sink: &mut Sink) -> Option<Self> {
        let mut map = Map::open(node, "the signing rule", sink)?;
        let page = map.need_text("page", sink);
        let algorithm = map.need("algorithm").and_then(|node| SigningAlgorithm::read(node, sink));
        let key = map.need("key").and_then(|node| SigningKey::read(node, sink));
        let case = map.need("case").and_then(|node| Sourced::read(node, "case", SignatureCase::NAMES, sink));
        let field = map.need_text("field", sink);
        let order_source = map.need("order").and_then(|node| read_order(node, sink));
        let empty_values = map.need("empty_values").and_then(|node| read_empty_values(node, sink));
        let unsigned_fields = FieldList::take(&mut map, "unsigned_fields", sink);
        let nested = map.take_list("nested", sink, NestedField::read);
        let nested_in_requests = map.take("nested_in_requests").and_then(|node| NestedForm::read(node, sink));
        let missing = map.take_texts("missing", sink);
        map.close(sink);
        Some(Self {
            page: page?,
            algorithm: algorithm?,
            key: key?,
            case: case?,
            field: field?,
            order_source: order_source?,
            empty_values: empty_values?,
            unsigned_fields,
            nested,
            nested_in_requests,
            missing,
        })
    }
}

impl FamilySigning {
    /// Reads the parts of a family's rule that differ from the rule of the other families.
    pub(super) fn read(node: &Node, sink: &mut Sink) -> Option<Self> {
        let mut map = Map::open(node, "a family's `signing`", sink)?;
        let page = map.take_text("page", sink);
        let algorithm = map.take("algorithm").map(|node| SigningAlgorithm::read(node, sink));
        let key = map.take("key").map(|node| SigningKey::read(node, sink));
        let case = map.take("case").map(|node| Sourced::read(node, "case", SignatureCase::NAMES, sink));
        let field = map.take_text("field", sink);
        let empty_values = map.take("empty_values").map(|node| read_empty_values(node, sink));
        let unsigned_fields = FieldList::take_if_present(&mut map, "unsigned_fields", sink);
        let nested = map.take_list("nested", sink, NestedField::read);
        let nested_in_requests = map.take("nested_in_requests").and_then(|node| NestedForm::read(node, sink));
        let span = map.span;
        map.close(sink);
        // A part that cannot be read was reported.
        Some(Self {
            page,
            algorithm: algorithm.flatten(),
            key: key.flatten(),
            case: case.flatten(),
            field,
            empty_values: empty_values.flatten(),
            unsigned_fields,
            nested: Some(nested).filter(|nested| !nested.is_empty()),
            nested_in_requests,
            span,
        })
    }
}

impl SigningKey {
    fn read(node: &Node, sink: &mut Sink) -> Option<Self> {
        let mut map = Map::open(node, "`key` of a signing rule", sink)?;
        let position = map.need_one_of("position", KeyPosition::NAMES, sink);
        let parameter = map.take_text("parameter", sink);
        let source_note = SourceNote::take(&mut map, sink);
        map.close(sink);
        Some(Self { position: position?, parameter, source_note })
    }
}

fn read_empty_values(node: &Node, sink: &mut Sink) -> Option<Sourced<EmptyValues>> {
    Sourced::read(node, "empty_values", EmptyValues::NAMES, sink)
}

fn read_order(node: &Node, sink: &mut Sink) -> Option<SourceNote> {
    let mut map = Map::open(node, "`order`", sink)?;
    map.need_one_of("rule", &[("bytes", ())], sink);
    let source_note = SourceNote::read(&mut map, sink);
    map.close(sink);
    source_note
}

impl NestedField {
    fn read(node: &Node, sink: &mut Sink) -> Option<Self> {
        let mut map = Map::open(node, "a nested field", sink)?;
        let field = map.need_text("field", sink);
        let forms = map.need("forms").and_then(|node| some_texts(node, "forms", sink));
        let forms = forms.map(|forms| read_forms(&forms, sink));
        let text = map.need_one_of("text", &[("signed", false), ("omitted", true)], sink);
        let confirmed = map.need_truth("confirmed", sink);
        let source_note = SourceNote::read(&mut map, sink);
        map.close(sink);
        Some(Self {
            field: field?,
            forms: forms?,
            text_may_be_omitted: text?.value,
            confirmed: confirmed?,
            source_note: source_note?,
        })
    }
}

fn read_forms(written: &[Spanned<String>], sink: &mut Sink) -> Vec<Spanned<NestedForm>> {
    written.iter().filter_map(|form| one_of("forms", form, NestedForm::NAMES, sink)).collect()
}
