//! Items that a crate with private endpoints cannot define, because they belong to `iotpay-client`.

use super::rules::Shared;
use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::model::{Field, Page, Type};
use crate::source::{SourceFile, Span};

/// Reports families, and enumerations that no module of the crate would contain.
pub(super) fn check(sources: &[SourceFile], pages: &[Page], shared: &Shared<'_>, sink: &mut Sink) {
    if !sources.iter().any(|source| source.is_external) {
        return;
    }
    let is_own = |span: Span| sources.get(span.file).is_some_and(|source| !source.is_external);
    for family in shared.families.iter().filter(|family| is_own(family.span)) {
        let message = format!("`{}` is not a family of iotpay-client", family.name);
        sink.push(
            Diagnostic::new(Code::UnknownName, family.span, message, "defined here")
                .help("private endpoints must use a family of iotpay-client; name it in `family:`"),
        );
    }
    for enumeration in shared.enumerations.iter().filter(|it| is_own(it.span) && it.family.is_none()) {
        let message = format!("missing family of enumeration `{}`", enumeration.name);
        sink.push(
            Diagnostic::new(Code::UnknownName, enumeration.span, message, "defined here")
                .help("add `family:`, with the family of the pages that use it"),
        );
    }
    for page in pages.iter().filter(|page| is_own(page.span)) {
        for operation in page.endpoints.iter().flat_map(|endpoint| &endpoint.operations) {
            operation.request.iter().for_each(|field| check_values(field, shared, &is_own, sink));
        }
        let responses = page.endpoints.iter().flat_map(|endpoint| &endpoint.operations).map(|it| &it.response);
        let incoming = page.notifications.iter().chain(&page.browser_returns);
        for fields in responses.chain(incoming.map(|it| &it.fields)) {
            check_fields(page, fields, shared, &is_own, sink);
        }
    }
}

/// Reports a value that the crate adds to an enumeration of `iotpay-client`, whose type cannot gain it.
fn check_values(field: &Field, shared: &Shared<'_>, is_own: &dyn Fn(Span) -> bool, sink: &mut Sink) {
    let Type::Enum(choice) = &field.ty else { return };
    let enumeration = &shared.enumerations[choice.enumeration];
    let added = choice.values.iter().filter_map(|at| enumeration.values.get(*at)).filter(|value| is_own(value.span));
    for value in added.filter(|_| !is_own(enumeration.span)) {
        let message =
            format!("`{}` is an enumeration of iotpay-client, which has no `{}`", enumeration.name, value.wire);
        sink.push(
            Diagnostic::new(Code::UnknownName, value.span, message, "defined here")
                .help("define an enumeration in this crate, and name it in `values:` of the rule"),
        );
    }
}

/// Checks received fields. A field refers to the type of its enumeration, which is in the module of that family.
fn check_fields(page: &Page, fields: &[Field], shared: &Shared<'_>, is_own: &dyn Fn(Span) -> bool, sink: &mut Sink) {
    for field in fields {
        match &field.ty {
            Type::Object(members) | Type::Passthrough(members) => {
                check_fields(page, &members.fields, shared, is_own, sink);
            }
            Type::Enum(choice) => {
                let enumeration = &shared.enumerations[choice.enumeration];
                if is_own(enumeration.span) && enumeration.family.is_some_and(|family| family != page.family) {
                    let message = format!("`{}` is an enumeration of another family", enumeration.name);
                    sink.push(
                        Diagnostic::new(Code::UnknownName, field.span, message, "in this field")
                            .related(enumeration.span, "defined here")
                            .help("define an enumeration for the family of this page"),
                    );
                }
            }
            _ => {}
        }
    }
}
