//! The signing rule.

use super::SourceNote;
use crate::diagnostic::Sink;
use crate::source::Spanned;
use crate::spec_file::yaml::{Map, Node, one_of, some_texts};

/// The signing rule.
#[derive(Debug, Clone)]
pub struct Signing {
    /// The vendor page.
    pub page: Spanned<String>,
    /// The field with the signature.
    pub field: Spanned<String>,
    /// The source of the sort order.
    pub order_source: SourceNote,
    /// The forms of objects inside a response in the string to sign.
    pub nested: Vec<NestedField>,
    /// The missing parts of the page.
    pub missing: Vec<Spanned<String>>,
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

impl Signing {
    /// Reads the rule. Parts with only one possible value are still required, because the file documents the rule.
    pub fn read(node: &Node, sink: &mut Sink) -> Option<Self> {
        let mut map = Map::open(node, "the signing rule", sink)?;
        let page = map.need_text("page", sink);
        map.need_one_of("algorithm", &[("md5", ())], sink);
        let field = map.need_text("field", sink);
        map.need_one_of("key_parameter", &[("key", ())], sink);
        let order_source = map.need("order").and_then(|node| read_order(node, sink));
        map.need_one_of("empty_values", &[("omitted", ())], sink);
        let nested = map.take_list("nested", sink, NestedField::read);
        let missing = map.take_texts("missing", sink);
        map.close(sink);
        Some(Self { page: page?, field: field?, order_source: order_source?, nested, missing })
    }
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
    let allowed = [("omitted", NestedForm::LeftOut), ("raw", NestedForm::Raw), ("sorted", NestedForm::Sorted)];
    written.iter().filter_map(|form| one_of("forms", form, &allowed, sink)).collect()
}
