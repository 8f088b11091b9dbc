//! The signing rule, and the rules of families that differ from it.

use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::model::{NestedField, Signing, SigningKey, SourceNote, Sourced};
use crate::raw::{self, FieldList, File, SIGNING};
use crate::source::Span;

/// Resolves the rule of all families without their own.
pub(super) fn resolve(files: &[File], sink: &mut Sink) -> Option<Signing> {
    let mut found = files.iter().filter_map(|file| file.signing.as_ref());
    let Some(raw) = found.next() else {
        if sink.is_unreadable(SIGNING) {
            return None;
        }
        let start = Span { file: 0, start: 0, end: 0 };
        sink.push(
            Diagnostic::new(Code::MissingKey, start, "missing signing rule in the spec", "the first file of the spec")
                .help("add a shared file with `signing:`"),
        );
        return None;
    };
    for again in found {
        sink.push(
            Diagnostic::new(Code::DuplicateName, again.field.span, "the signing rule is defined twice", "again here")
                .related(raw.field.span, "first here")
                .help("remove one of them; a family with another rule has its own `signing:`"),
        );
    }
    Some(Signing {
        page: raw.page.value.clone(),
        span: raw.page.span,
        algorithm: sourced(&raw.algorithm),
        key: key(&raw.key),
        case: sourced(&raw.case),
        field: raw.field.value.clone(),
        order_source: raw.order_source.clone(),
        empty_values: sourced(&raw.empty_values),
        unsigned_fields: fields(&raw.unsigned_fields),
        nested: raw.nested.iter().map(nested).collect(),
        nested_in_requests: raw.nested_in_requests.as_ref().map(sourced),
    })
}

/// Resolves the rule of a family: the rule of the other families with some parts replaced.
pub(super) fn of_family(default: &Signing, raw: &raw::FamilySigning) -> Signing {
    let raw::FamilySigning {
        page,
        algorithm,
        key: of_key,
        case,
        field,
        empty_values,
        unsigned_fields,
        nested: objects,
        nested_in_requests,
        span,
    } = raw;
    Signing {
        page: page.as_ref().map_or_else(|| default.page.clone(), |page| page.value.clone()),
        span: *span,
        algorithm: algorithm.as_ref().map_or_else(|| default.algorithm.clone(), sourced),
        key: of_key.as_ref().map_or_else(|| default.key.clone(), key),
        case: case.as_ref().map_or_else(|| default.case.clone(), sourced),
        field: field.as_ref().map_or_else(|| default.field.clone(), |field| field.value.clone()),
        order_source: default.order_source.clone(),
        empty_values: empty_values.as_ref().map_or_else(|| default.empty_values.clone(), sourced),
        unsigned_fields: unsigned_fields.as_ref().map_or_else(|| default.unsigned_fields.clone(), fields),
        nested: objects.as_ref().map_or_else(|| default.nested.clone(), |all| all.iter().map(nested).collect()),
        nested_in_requests: nested_in_requests.as_ref().map(sourced).or_else(|| default.nested_in_requests.clone()),
    }
}

fn sourced<T: Copy>(raw: &raw::Sourced<T>) -> Sourced<T> {
    Sourced { value: raw.value.value, source_note: raw.source_note.clone() }
}

fn key(raw: &raw::SigningKey) -> Sourced<SigningKey> {
    let parameter = raw.parameter.as_ref().map(|parameter| parameter.value.clone());
    Sourced { value: SigningKey { position: raw.position.value, parameter }, source_note: raw.source_note.clone() }
}

fn fields(raw: &FieldList) -> Sourced<Vec<String>> {
    let note = raw.note.as_ref().map(|note| note.value.clone());
    let value = raw.fields.iter().map(|field| field.value.clone()).collect();
    Sourced { value, source_note: SourceNote { source: raw.source, note } }
}

fn nested(raw: &raw::NestedField) -> NestedField {
    NestedField {
        field: raw.field.value.clone(),
        forms: raw.forms.iter().map(|form| form.value).collect(),
        text_may_be_omitted: raw.text_may_be_omitted,
        confirmed: raw.confirmed.value,
        source_note: raw.source_note.clone(),
    }
}
