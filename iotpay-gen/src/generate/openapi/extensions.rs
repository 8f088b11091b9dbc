//! Facts that OpenAPI cannot express, as `x-iotpay-…`: secrecy, the filler of a field and the source of a fact.

use super::json::Object;
use super::lifecycle;
use crate::model::{Field, Filler, IdTarget, Model, Operation, Page, Provenance, Purpose, Secrecy, SourceNote, Type};
use crate::raw::SITE;

/// Returns the facts about a field that its schema does not contain.
pub(super) fn of_field(field: &Field) -> Object {
    let filled_by = match &field.filled {
        Some(Filler::MchId) => Some("mch_id"),
        Some(Filler::LoginName) => Some("login_name"),
        Some(Filler::Signature) => Some("signature"),
        Some(Filler::Fixed(_)) | None => None,
    };
    let secret = field.secret.map(|secrecy| match secrecy {
        Secrecy::Hidden => "hidden",
        Secrecy::LastFour => "last4",
    });
    let rule = field.rule.as_ref().map(|(source, note)| {
        Object::new().with("source", source.as_str()).with_some("note", (!note.is_empty()).then_some(note))
    });
    Object::new()
        .with_some("x-iotpay-filled-by", filled_by)
        .with_some("x-iotpay-secret", secret)
        .with_some("x-iotpay-identifies", identified(field))
        .with_some("x-iotpay-echoes", field.echoes.as_ref())
        .with_some("x-iotpay-time-zone", time_zone(field))
        .with_some("x-iotpay-purpose", field.purpose.map(Purpose::as_str))
        .with_some("x-iotpay-source", source(field.source))
        .with_some("x-iotpay-rule", rule)
        .with_some("x-iotpay-page", field.other_page.as_ref().map(|path| format!("{SITE}{path}")))
        .and(lifecycle::of_field(field))
}

fn identified(field: &Field) -> Option<&'static str> {
    let Type::Id(target) = &field.ty else { return None };
    Some(match target {
        IdTarget::Order => "order",
        IdTarget::Refund => "refund",
        IdTarget::Transaction => "transaction",
    })
}

/// Returns the source of a fact, unless it is the current page.
pub(super) fn source(source: Provenance) -> Option<&'static str> {
    (source != Provenance::Docs).then(|| source.as_str())
}

/// Returns the source of a fact about a family, and its reason.
pub(super) fn source_note(source_note: &SourceNote) -> Object {
    Object::new().with("source", source_note.source.as_str()).with_some("note", source_note.note.as_ref())
}

/// Returns the source of a fact and its note, unless the fact is from the current page.
pub(super) fn source_unless_docs(of: &SourceNote) -> Option<Object> {
    (of.source != Provenance::Docs || of.note.is_some()).then(|| source_note(of))
}

/// Returns a link to the vendor page, if its URL is known.
pub(super) fn page_docs(page: &Page) -> Option<Object> {
    page.path.as_ref().map(|path| Object::new().with("description", &page.title).with("url", format!("{SITE}{path}")))
}

/// Returns a link to the vendor page with this path.
pub(super) fn docs_at(model: &Model, path: &str) -> Object {
    let page = model.pages.iter().find(|page| page.path.as_deref() == Some(path));
    page.and_then(page_docs).unwrap_or_else(|| Object::new().with("url", format!("{SITE}{path}")))
}

/// Returns a text of the spec with the Rust names of fields replaced by their wire names.
pub(super) fn on_the_wire(text: &str, fields: &mut dyn Iterator<Item = &Field>) -> String {
    fields.fold(text.to_owned(), |text, field| {
        let text = text.replace(&format!("`{}`", field.rust_name), &format!("`{}`", field.wire));
        field.ty.members().map_or_else(|| text.clone(), |members| on_the_wire(&text, &mut members.fields.iter()))
    })
}

/// Returns the purpose of an operation.
pub(super) fn about(operation: &Operation) -> String {
    on_the_wire(&operation.about, &mut operation.fields().into_iter())
}

/// The time zone of a date-time that does not contain its own offset from UTC.
fn time_zone(field: &Field) -> Option<String> {
    match field.ty {
        Type::DateTime(date_time) => date_time.zone(),
        _ => None,
    }
}
