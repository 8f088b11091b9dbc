//! Items that a crate with private endpoints cannot define, because they belong to `iotpay-client`.

use std::collections::{HashMap, HashSet};

use super::rules::{NARROWER_RULE, Shared};
use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::model::{Field, Page, Type};
use crate::raw::{File, path};
use crate::source::{SourceFile, Span};

/// Reports shared rules that would change the pages of `iotpay-client`, and values and enumerations that the types of
/// the crate would not contain.
pub(super) fn check(sources: &[SourceFile], files: &[File], pages: &[Page], shared: &Shared<'_>, sink: &mut Sink) {
    if !sources.iter().any(|source| source.is_external) {
        return;
    }
    let is_own = |span: Span| sources.get(span.file).is_some_and(|source| !source.is_external);
    check_rules(sources, files, shared, sink);
    for page in pages.iter().filter(|page| is_own(page.span)) {
        for operation in page.operations() {
            operation.request.iter().for_each(|field| check_values(field, shared, &is_own, sink));
            let of_caller = operation.request.iter().filter(|field| field.filled.is_none());
            check_fields(page, of_caller, shared, &is_own, sink);
        }
        for operation in page.operations() {
            check_fields(page, &operation.response, shared, &is_own, sink);
        }
        for incoming in page.incoming() {
            check_fields(page, &incoming.fields, shared, &is_own, sink);
        }
    }
}

/// Reports shared rules of the crate that apply to pages of `iotpay-client`, whose code cannot change.
fn check_rules(sources: &[SourceFile], files: &[File], shared: &Shared<'_>, sink: &mut Sink) {
    let (mut rows, mut ruled) = (HashMap::new(), HashSet::new());
    let mut of_crate = Vec::new();
    for (source, file) in sources.iter().zip(files) {
        if !source.is_external {
            of_crate.push(file);
            continue;
        }
        for row in file.rows() {
            rows.insert(path::leaf(&row.name.value), row.name.span);
        }
        ruled.extend(file.fields.iter().map(|(name, _)| name.value.as_str()));
    }
    let is_of_client = |span: Span| sources.get(span.file).is_some_and(|source| source.is_external);
    for file in of_crate {
        // A second rule of the same field is reported already.
        for (name, _) in file.fields.iter().filter(|(name, _)| !ruled.contains(name.value.as_str())) {
            let Some(row) = rows.get(name.value.as_str()) else { continue };
            let message = format!("the rule of `{}` would also apply to pages of iotpay-client", name.value);
            sink.push(
                Diagnostic::new(Code::InapplicableRule, name.span, message, "applies to all families")
                    .related(*row, "a field of iotpay-client")
                    .help(NARROWER_RULE),
            );
        }
        for (name, _) in &file.family_fields {
            let family = shared.known_families.place(&name.value).and_then(|id| shared.families.get(id));
            if family.is_none_or(|family| !is_of_client(family.span)) {
                continue;
            }
            let message = format!("`{}` is a family of iotpay-client, whose shared rules cannot change", name.value);
            sink.push(
                Diagnostic::new(Code::InapplicableRule, name.span, message, "a family of iotpay-client")
                    .help("move its rules to the `rules:` of the page"),
            );
        }
    }
}

/// Reports a value that the crate adds to an enumeration of `iotpay-client`, whose type cannot gain it.
fn check_values(field: &Field, shared: &Shared<'_>, is_own: &dyn Fn(Span) -> bool, sink: &mut Sink) {
    for member in field.ty.members().into_iter().flat_map(|members| &members.fields) {
        check_values(member, shared, is_own, sink);
    }
    let item = match &field.ty {
        Type::Array(array) => &array.item.ty,
        ty => ty,
    };
    let Type::Enum(choice) = item else { return };
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

/// Checks fields. A field refers to the type of its enumeration, which is in the module of that family.
fn check_fields<'a>(
    page: &Page,
    fields: impl IntoIterator<Item = &'a Field>,
    shared: &Shared<'_>,
    is_own: &dyn Fn(Span) -> bool,
    sink: &mut Sink,
) {
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
            Type::Array(array) => {
                check_fields(page, std::iter::once(&*array.item), shared, is_own, sink);
            }
            _ => {}
        }
    }
}
