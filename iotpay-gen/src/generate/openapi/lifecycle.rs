//! The dates of items, and their deprecation.

use super::json::Object;
use crate::model::{Dated, Deprecation, Endpoint, EnumerationValue, Field, Lifecycle, Operation, Page, Provenance};

/// Returns the dates and the deprecation of a field.
pub(super) fn of_field(field: &Field) -> Object {
    annotations(&[&field.lifecycle])
}

/// Returns the dates and the deprecation of an enum value, for which OpenAPI has no keys.
pub(super) fn of_value(value: &EnumerationValue) -> Object {
    facts(&[&value.lifecycle])
}

/// Returns the dates and the deprecation of a request type: of its channel, its endpoint or its page.
pub(super) fn of_operation(page: &Page, endpoint: &Endpoint, operation: &Operation) -> Object {
    annotations(&[&operation.lifecycle, &endpoint.lifecycle, &page.lifecycle])
}

/// Returns the same for the list of operations, whose keys have no prefix.
pub(super) fn facts_of_operation(page: &Page, endpoint: &Endpoint, operation: &Operation) -> Object {
    facts(&[&operation.lifecycle, &endpoint.lifecycle, &page.lifecycle])
}

/// Returns the dates and the deprecation of a page.
pub(super) fn of_page(page: &Page) -> Object {
    facts(&[&page.lifecycle])
}

/// Returns `true` if a request type is deprecated.
pub(super) fn is_deprecated(page: &Page, endpoint: &Endpoint, operation: &Operation) -> bool {
    [&operation.lifecycle, &endpoint.lifecycle, &page.lifecycle].into_iter().any(Lifecycle::is_deprecated)
}

fn annotations(scopes: &[&Lifecycle]) -> Object {
    let [since, until, deprecated] = parts(scopes);
    Object::new()
        .with_mark("deprecated", deprecated.is_some())
        .with_some("x-iotpay-since", since)
        .with_some("x-iotpay-until", until)
        .with_some("x-iotpay-deprecated", deprecated)
}

fn facts(scopes: &[&Lifecycle]) -> Object {
    let [since, until, deprecated] = parts(scopes);
    Object::new().with_some("since", since).with_some("until", until).with_some("deprecated", deprecated)
}

/// Returns each part of the narrowest scope that has it.
fn parts(scopes: &[&Lifecycle]) -> [Option<Object>; 3] {
    let date = |of: fn(&Lifecycle) -> Option<&Dated>| scopes.iter().find_map(|scope| of(scope)).map(dated);
    let deprecated = scopes.iter().find_map(|scope| scope.deprecated.as_ref());
    [date(|it| it.since.as_ref()), date(|it| it.until.as_ref()), deprecated.map(deprecation)]
}

fn dated(dated: &Dated) -> Object {
    Object::new()
        .with("date", &dated.date)
        .with_some("source", dated.source.map(Provenance::as_str))
        .with_some("note", dated.note.as_ref())
}

fn deprecation(deprecation: &Deprecation) -> Object {
    Object::new()
        .with_some("since", deprecation.since.as_ref())
        .with_some("replacement", deprecation.replacement.as_ref())
        .with_some("note", deprecation.note.as_ref())
        .with_some("source", deprecation.source.map(Provenance::as_str))
}
