//! Names in Rust: each must be valid and unique.

use std::collections::{HashMap, HashSet};

use super::rules::Shared;
use super::type_names::{TypeName, object_names, type_names};
use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::model::names;
use crate::model::{Endpoint, EnumerationId, FamilyId, Field, Notification, Operation, Page, Type};
use crate::raw::TYPE_NAME;
use crate::source::{SourceFile, Span};

/// Reports every name of the spec that cannot be one in Rust.
pub(super) fn check(sources: &[SourceFile], pages: &[Page], shared: &Shared<'_>, sink: &mut Sink) {
    let mut types = Types { sources, taken: HashMap::new() };
    for (id, family) in shared.families.iter().enumerate() {
        types.claim(Some(id), &family.type_name, family.span, sink);
        check_module(&family.name, family.span, sink);
    }
    for enumeration in shared.enumerations {
        types.claim(enumeration.family, &enumeration.type_name, enumeration.span, sink);
    }
    claim_reexported(pages, shared, &mut types, sink);
    for page in pages {
        check_module(&page.module, page.span, sink);
        for notification in page.incoming() {
            check_notification(page, notification, &mut types, sink);
        }
        let (mut constants, mut seen) = (HashMap::new(), HashSet::new());
        // A duplicate endpoint is reported separately, and all of its names would clash.
        let made = page.endpoints.iter().filter(|endpoint| !endpoint.is_overview);
        for endpoint in made.filter(|endpoint| seen.insert(endpoint.name.as_str())) {
            check_endpoint(page.family, endpoint, &mut types, sink);
            check_constants(endpoint, &mut constants, sink);
        }
    }
    check_page_requests(pages, &mut types, sink);
}

/// Claims the shared enumerations of each family's messages, which the module of the family exports again.
fn claim_reexported(pages: &[Page], shared: &Shared<'_>, types: &mut Types<'_>, sink: &mut Sink) {
    let mut used: Vec<HashSet<EnumerationId>> = vec![HashSet::new(); shared.families.len()];
    for page in pages {
        if let Some(used) = used.get_mut(page.family) {
            used.extend(page.enumerations());
        }
    }
    for (id, (family, used)) in shared.families.iter().zip(used).enumerate() {
        let is_external = types.is_external(family.span);
        let all = shared.enumerations.iter().enumerate();
        for (_, enumeration) in all.filter(|(at, it)| it.family.is_none() && used.contains(at)) {
            types.claim_within(is_external, Some(id), &enumeration.type_name, enumeration.span, sink);
        }
    }
}

/// The type names of each family, and those that all families share, with the location that uses each.
/// Names that another crate has generated remain available.
struct Types<'a> {
    sources: &'a [SourceFile],
    taken: HashMap<(bool, Option<FamilyId>, String), Taken>,
}

/// The location that uses a name.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Taken {
    span: Span,
    /// Whether it is the row of an object or an array, whose type is named after its message and its field.
    is_row: bool,
}

impl Types<'_> {
    /// Claims a name of a page request, which has its own help.
    fn claim_page_request(&mut self, family: FamilyId, name: &str, span: Span, sink: &mut Sink) -> bool {
        let is_external = self.is_external(span);
        let Some(first) = self.taken.get(&(is_external, Some(family), name.to_owned())).copied() else {
            return self.claim(Some(family), name, span, sink);
        };
        let message =
            format!("the page request and another item of the family would have the same type name, `{name}`");
        let diagnostic = Diagnostic::new(Code::NameCollision, span, message, "the channels of this endpoint");
        let diagnostic = if first.span == span { diagnostic } else { diagnostic.related(first.span, "and this one") };
        sink.push(diagnostic.help("choose another name for the request that takes the channel, with `page_request:`"));
        false
    }

    /// Returns `true` if the name is valid in Rust and not reserved.
    fn claim(&mut self, family: Option<FamilyId>, name: &str, span: Span, sink: &mut Sink) -> bool {
        if !names::is_identifier(name) || names::is_taken(name) {
            let why = if names::is_taken(name) { "is reserved" } else { "is not a valid Rust name" };
            sink.push(
                Diagnostic::new(
                    Code::NameCollision,
                    span,
                    format!("the type name `{name}` {why}"),
                    "the name is derived from this",
                )
                .help("type names begin with a letter; choose another name"),
            );
            return false;
        }
        self.claim_within(self.is_external(span), family, name, span, sink)
    }

    fn is_external(&self, span: Span) -> bool {
        self.sources.get(span.file).is_some_and(|source| source.is_external)
    }

    /// Claims the name of the type of an object or of an item, which is in this row.
    fn claim_row(&mut self, family: FamilyId, name: &TypeName, sink: &mut Sink) -> bool {
        let taken = Taken { span: name.span, is_row: name.is_row };
        self.insert((self.is_external(name.span), Some(family), name.name.clone()), taken, sink)
    }

    /// Claims a valid name among those of the client or those of another crate.
    fn claim_within(
        &mut self,
        is_external: bool,
        family: Option<FamilyId>,
        name: &str,
        span: Span,
        sink: &mut Sink,
    ) -> bool {
        self.insert((is_external, family, name.to_owned()), Taken { span, is_row: false }, sink)
    }

    fn insert(&mut self, key: (bool, Option<FamilyId>, String), taken: Taken, sink: &mut Sink) -> bool {
        let name = key.2.clone();
        let Some(first) = self.taken.insert(key, taken) else { return true };
        let span = taken.span;
        let clash = |what: &str, label: &str| {
            let message = format!("two {what} would have the same type name, `{name}`");
            Diagnostic::new(Code::NameCollision, span, message, label)
        };
        // An unreadable `type_name` would have made the names different.
        if first == taken && sink.is_unreadable(TYPE_NAME) {
            return false;
        }
        sink.push(if taken.is_row || first.is_row {
            let diagnostic = clash("items of a family", "this one");
            let diagnostic = if first == taken { diagnostic } else { diagnostic.related(first.span, "and this one") };
            diagnostic.help(
                "the type of an object is named after its message and its field: rename the endpoint of one of them \
                 with `type_name:`, or describe an object of a response in one row, without rows of its members",
            )
        } else if first == taken {
            clash("parts of an endpoint", "both belong to this endpoint")
                .help("write `{channel}` in `type_name:`, so that each channel has its own type")
        } else {
            clash("items of a family", "this one")
                .related(first.span, "and this one")
                .help("rename one of them, for example with `type_name:`")
        });
        false
    }
}

fn check_endpoint(family: FamilyId, endpoint: &Endpoint, types: &mut Types<'_>, sink: &mut Sink) {
    let constant = names::screaming(&endpoint.name);
    if !names::is_identifier(&constant) || constant == "PAGE" {
        sink.push(
            Diagnostic::new(
                Code::NameCollision,
                endpoint.span,
                format!("the endpoint `{}` results in the invalid constant name `{constant}`", endpoint.name),
                "not a valid Rust name",
            )
            .help("names begin with a letter and contain letters, digits and underscores; `page` is reserved"),
        );
    }
    for operation in &endpoint.operations {
        for name in type_names(operation) {
            // If one name clashes, so do the names derived from it.
            let is_free = if name.is_row {
                types.claim_row(family, &name, sink)
            } else {
                types.claim(Some(family), &name.name, name.span, sink)
            };
            if !is_free {
                break;
            }
        }
        check_fields(&operation.request, sink);
        check_fields(&operation.response, sink);
        check_groups(operation, sink);
    }
}

/// Checks the names of page requests. They come last: another item with the same name keeps it.
fn check_page_requests(pages: &[Page], types: &mut Types<'_>, sink: &mut Sink) {
    for (page, endpoint) in pages.iter().flat_map(|page| page.endpoints.iter().map(move |it| (page, it))) {
        let Some(page_request) = endpoint.page_request() else { continue };
        let operation = &page_request.operation;
        for name in type_names(operation) {
            if !types.claim_page_request(page.family, &name.name, operation.name_span, sink) {
                break;
            }
        }
        // The clashes within a channel are reported already.
        let of_channels: HashSet<String> = endpoint.operations.iter().flat_map(clashes).map(|it| it.name).collect();
        for Clash { name, this, first } in clashes(operation).into_iter().filter(|it| !of_channels.contains(&it.name)) {
            sink.push(
                Diagnostic::new(
                    Code::NameCollision,
                    this,
                    format!("two fields of the request `{}` become `{name}` in Rust", operation.type_name),
                    "this one",
                )
                .related(first, "and this one, on another channel")
                .help("the request takes the channel as a value, so it has the fields of all channels; split the endpoint"),
            );
        }
    }
}

/// Checks the values in a page's module: the constants of its endpoints, and the types with a constructor.
fn check_constants(endpoint: &Endpoint, taken: &mut HashMap<String, Span>, sink: &mut Sink) {
    let types =
        endpoint.operations.iter().flat_map(|operation| &operation.request).filter_map(|field| match &field.ty {
            Type::Json(Some(members)) => Some(members.type_name.clone()),
            _ => None,
        });
    let of_page = endpoint.page_request().into_iter().flat_map(|it| &it.operation.request);
    let of_page = of_page.filter_map(|field| Some(field.ty.members()?.type_name.clone()));
    for name in std::iter::once(names::screaming(&endpoint.name)).chain(types).chain(of_page) {
        // Within one endpoint, the types also clash, which is reported.
        if let Some(first) = taken.insert(name.clone(), endpoint.span)
            && first != endpoint.span
        {
            sink.push(
                Diagnostic::new(
                    Code::NameCollision,
                    endpoint.span,
                    format!("two endpoints of a page become the constant `{name}`"),
                    "this one",
                )
                .related(first, "and this one")
                .help("rename one of them"),
            );
        }
    }
}

fn check_notification(page: &Page, notification: &Notification, types: &mut Types<'_>, sink: &mut Sink) {
    types.claim(Some(page.family), &notification.type_name, page.span, sink);
    let mut names = Vec::new();
    object_names(&notification.fields, &mut names);
    for name in names {
        types.claim_row(page.family, &name, sink);
    }
    check_fields(&notification.fields, sink);
}

fn check_module(name: &str, span: Span, sink: &mut Sink) {
    if !names::is_identifier(name) || name == "shared" {
        sink.push(
            Diagnostic::new(
                Code::NameCollision,
                span,
                format!("invalid module name `{name}`"),
                "the module name is derived from this",
            )
            .help("names of files (after the number) and families begin with a letter; `shared` is reserved"),
        );
    }
}

/// Two fields, or a field and a group, that have the same name in Rust.
struct Clash {
    name: String,
    this: Span,
    first: Span,
}

fn check_fields(fields: &[Field], sink: &mut Sink) {
    check_field_names(fields, sink);
    report(clashes_of_fields(fields), sink);
}

fn check_field_names(fields: &[Field], sink: &mut Sink) {
    for field in fields {
        check_field_name(&field.wire, &field.rust_name, field.span, sink);
        check_field_names(members(field), sink);
    }
}

fn members(field: &Field) -> &[Field] {
    field.ty.members().map_or(&[], |members| &members.fields)
}

fn clashes_of_fields(fields: &[Field]) -> Vec<Clash> {
    let mut found = Vec::new();
    let mut seen: HashMap<&str, &Field> = HashMap::new();
    for field in fields {
        // Duplicate fields are reported elsewhere.
        if let Some(first) = seen.insert(&field.rust_name, field)
            && first.wire != field.wire
        {
            found.push(Clash { name: field.rust_name.clone(), this: field.span, first: first.span });
        }
        found.extend(clashes_of_fields(members(field)));
    }
    found
}

/// Checks the names of groups. A group is a field of its request, and each of its fields is a variant.
fn check_groups(operation: &Operation, sink: &mut Sink) {
    for group in &operation.one_of {
        check_field_name(&group.rust_name, &group.rust_name, group.span, sink);
        for wire in &group.fields {
            check_field_name(wire, &names::pascal(wire), group.span, sink);
        }
    }
    report(clashes_of_groups(operation), sink);
}

fn clashes_of_groups(operation: &Operation) -> Vec<Clash> {
    let clashes = operation.one_of.iter().filter_map(|group| {
        let field = operation.request.iter().find(|field| {
            field.rust_name == group.rust_name && field.filled.is_none() && !group.fields.contains(&field.wire)
        })?;
        Some(Clash { name: group.rust_name.clone(), this: group.span, first: field.span })
    });
    clashes.collect()
}

/// Returns the clashes in a request.
fn clashes(operation: &Operation) -> Vec<Clash> {
    let mut found = clashes_of_fields(&operation.request);
    found.extend(clashes_of_groups(operation));
    found
}

fn report(clashes: Vec<Clash>, sink: &mut Sink) {
    for Clash { name, this, first } in clashes {
        sink.push(
            Diagnostic::new(Code::NameCollision, this, format!("two fields become `{name}` in Rust"), "this one")
                .related(first, "and this one")
                .help("the names differ only in case or underscores; a message cannot have both"),
        );
    }
}

fn check_field_name(wire: &str, rust_name: &str, span: Span, sink: &mut Sink) {
    // Separators of the string to sign or of a form are not allowed in a name.
    if let Some(odd) = wire.chars().find(|it| it.is_whitespace() || it.is_control() || "=&%+?#".contains(*it)) {
        let what = if odd.is_whitespace() { "a space".to_owned() } else { format!("`{}`", odd.escape_debug()) };
        let message = format!("the name `{wire}` contains {what}, which would be sent as well");
        sink.push(
            Diagnostic::new(Code::WrongShape, span, message, "not a valid field name").help("write only the name"),
        );
    } else if !names::is_identifier(rust_name) {
        sink.push(
            Diagnostic::new(
                Code::NameCollision,
                span,
                format!("`{wire}` cannot be converted to a Rust field name"),
                "not a valid Rust name",
            )
            .help("names begin with a letter and contain letters, digits and underscores"),
        );
    }
}
