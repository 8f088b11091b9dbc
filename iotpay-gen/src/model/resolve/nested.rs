//! Rows of nested fields as a tree: `retData.secureId` is a member of `retData`, and `items[].name` is one of each item
//! of `items`.

use std::collections::HashSet;

use super::context::Context;
use super::rows::{self, RuledRow};
use super::{arrays, inapplicable, type_names};
use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::model::{Array, Field, Lifecycle, Members, Provenance, Type, ValueRules, names};
use crate::raw::path::{self, ITEMS};
use crate::raw::{FieldRule, Row, VendorType};
use crate::source::Span;

/// The maximum number of dots and `[]` in a name, each of which is a level of nesting. Signing implementations do not sort
/// values that are nested more deeply.
const MOST_LEVELS: usize = 15;

/// A field with the rows of its members.
struct Node<'a> {
    name: &'a str,
    own: Option<&'a RuledRow<'a>>,
    members: Vec<Self>,
    /// The first row of a member, and whether it writes the field as an array.
    first_member: Option<(&'a Row, bool)>,
    /// A row that writes the field differently.
    other_member: Option<&'a Row>,
}

/// Returns the fields of a received message.
pub(super) fn received_fields(context: &Context<'_>, rows: &[RuledRow<'_>], sink: &mut Sink) -> Vec<Field> {
    debug_assert!(context.direction.is_received());
    rows::report_aliases(rows, sink);
    fields_of(context, rows, sink)
}

/// Returns the fields of a message. The members of an object or an array become one field.
pub(super) fn fields_of(context: &Context<'_>, rows: &[RuledRow<'_>], sink: &mut Sink) -> Vec<Field> {
    let rows: Vec<&RuledRow<'_>> = rows.iter().filter(|(row, ..)| is_path(row, sink)).collect();
    report_misspelled_owners(&rows, sink);
    let nodes = tree(&rows, sink);
    resolve_all(context, context.owner, &nodes, sink)
}

/// Returns `true` if each part of a name is the name of a field, with `[]` at the end if it is an array. Reports any
/// other name.
fn is_path(row: &Row, sink: &mut Sink) -> bool {
    let name = &row.name;
    // A name without these characters is checked with the other names.
    if !name.value.contains(['.', '[', ']']) {
        return true;
    }
    let is_part = |part: &str| {
        let own = part.strip_suffix(ITEMS).unwrap_or(part);
        !own.is_empty() && !own.contains(['[', ']'])
    };
    let Some(part) = name.value.split('.').find(|part| !is_part(part)) else { return true };
    let (message, label) = if part.is_empty() {
        (format!("`{}` contains an empty name", name.value), "a name is missing before or after a dot".to_owned())
    } else {
        (format!("`{}` is not the name of a field", name.value), format!("`{part}` is not a name"))
    };
    sink.push(
        Diagnostic::new(Code::WrongShape, name.span, message, label)
            .help("write the name of each object or array before a dot, and `[]` only at the end of an array's name, such as `items[].name`"),
    );
    false
}

fn tree<'a>(rows: &[&'a RuledRow<'a>], sink: &mut Sink) -> Vec<Node<'a>> {
    let mut found = Vec::new();
    for ruled in rows {
        let name = &ruled.0.name;
        if name.value.matches('.').count() + name.value.matches(ITEMS).count() > MOST_LEVELS {
            let message = format!("`{}` is nested too deeply", name.value);
            sink.push(
                Diagnostic::new(
                    Code::WrongShape,
                    name.span,
                    message,
                    format!("expected at most {MOST_LEVELS} dots and `[]`"),
                )
                .help("describe the inner object in one row with the type `object`"),
            );
        } else if name.value.ends_with(ITEMS) {
            let message = format!("`{}` is the name of the items of an array, not of the array", name.value);
            let array = name.value.trim_end_matches(ITEMS);
            sink.push(
                Diagnostic::new(Code::WrongShape, name.span, message, "a row of an array has no `[]`")
                    .help(format!("write `{array}`, and the type of the items as the row's type, such as `String[]`")),
            );
        } else {
            insert(&mut found, ruled);
        }
    }
    found
}

fn insert<'a>(mut nodes: &mut Vec<Node<'a>>, ruled: &'a RuledRow<'a>) {
    let mut parts = ruled.0.name.value.split('.').peekable();
    while let Some(part) = parts.next() {
        let name = part.strip_suffix(ITEMS).unwrap_or(part);
        let at = nodes.iter().position(|node| node.name == name).unwrap_or_else(|| {
            nodes.push(Node { name, own: None, members: Vec::new(), first_member: None, other_member: None });
            nodes.len() - 1
        });
        let node = &mut nodes[at];
        if parts.peek().is_none() {
            node.own = Some(ruled);
        } else {
            let is_array = name.len() < part.len();
            match node.first_member {
                None => node.first_member = Some((ruled.0, is_array)),
                Some((_, known)) if known != is_array => {
                    node.other_member.get_or_insert(ruled.0);
                }
                Some(_) => {}
            }
        }
        nodes = &mut node.members;
    }
}

fn resolve_all(context: &Context<'_>, owner: &str, nodes: &[Node<'_>], sink: &mut Sink) -> Vec<Field> {
    nodes.iter().filter_map(|node| resolve(context, owner, node, sink)).collect()
}

fn resolve(context: &Context<'_>, owner: &str, node: &Node<'_>, sink: &mut Sink) -> Option<Field> {
    report_other_shape(node, sink);
    let own = node.own.and_then(|(row, rule, required)| arrays::resolve(context, row, rule, *required, sink));
    if let (Some((row, rule, _)), Some(field)) = (node.own, &own) {
        let has_members = node.first_member.is_some() || field.ty.members().is_some();
        inapplicable::report_type_name(has_members, row, rule, sink);
    }
    let Some((first, is_array)) = node.first_member else {
        report_untyped(node, sink);
        report_without_members(context, node, own.as_ref(), sink);
        return own.map(without_members);
    };
    let of_response = format!("{owner}Response");
    let name = |owner: &str| if is_array { item_name(owner, node.name) } else { object_name(owner, node.name) };
    let owner = if context.taken.contains(&name(owner)) { &of_response } else { owner };
    let explicit = node.own.and_then(|(_, rule, _)| type_names::explicit(context, rule, sink));
    let type_name = explicit.unwrap_or_else(|| name(owner));
    let members = resolve_all(context, &type_name, &node.members, sink);
    // Without a row of its own, a required member requires its object.
    let mut field = own.or_else(|| {
        let first = members.first()?.clone();
        let required = members.iter().any(|member| member.required);
        Some(owner_field(context, node.name, required, is_array, &first))
    })?;
    let members = Members { type_name, fields: members };
    field.ty = match field.ty {
        Type::Passthrough(_) if !is_array => Type::Passthrough(members),
        _ if is_array => {
            let item = Field {
                ty: Type::Object(members),
                required: true,
                ..owner_field(context, node.name, true, false, &field)
            };
            Type::Array(Array { item: Box::new(Field { about: field.about.clone(), span: first.name.span, ..item }) })
        }
        _ => Type::Object(members),
    };
    Some(field)
}

/// An object without known members is only text.
fn without_members(mut field: Field) -> Field {
    if matches!(&field.ty, Type::Passthrough(members) if members.fields.is_empty()) {
        field.ty = Type::RawObject;
    }
    field
}

/// Reports members that do not fit the type of the row of their object or array.
fn report_other_shape(node: &Node<'_>, sink: &mut Sink) {
    let Some((member, is_array)) = node.first_member else { return };
    if let Some(other) = node.other_member {
        let message = format!("`{}` is both an object and an array", node.name);
        sink.push(
            Diagnostic::new(Code::InapplicableRule, other.name.span, message, "this row differs")
                .related(member.name.span, "another member")
                .help("write `[]` after the name of an array in the rows of all its members, such as `items[].name`"),
        );
    }
    let Some((row, rule, _)) = node.own else { return };
    let base = rule.ty.as_ref().unwrap_or(&row.ty);
    let by_rule = rule.values.as_ref().map(|it| it.span).or(rule.identifies.as_ref().map(|it| it.span));
    let name = &row.name.value;
    let (fits, message, label, help) = match (&base.value, is_array) {
        (VendorType::Array(_), false) => (
            false,
            format!("`{name}` is an array, but `{}` is written like a member of an object", member.name.value),
            "an array",
            format!(
                "write `{name}[]` before the name of each member, such as `{name}[].{}`",
                path::leaf(&member.name.value)
            ),
        ),
        (ty, false) => (
            *ty == VendorType::Object,
            format!("`{name}` has members, but its type is not `object`"),
            "not an object",
            "set the row's type to `object`, with a rule if the page has another type".to_owned(),
        ),
        (ty, true) => (
            is_array_of_objects(ty),
            format!("`{name}` has members in each item, but its type is not an array of objects"),
            "not an array of objects",
            "set the row's type to `object[]`, with a rule if the page has another type".to_owned(),
        ),
    };
    if let Some(span) = by_rule.or((!fits).then_some(base.span)) {
        sink.push(
            Diagnostic::new(Code::InapplicableRule, span, message, label)
                .related(member.name.span, "a member")
                .help(help),
        );
    }
}

fn is_array_of_objects(ty: &VendorType) -> bool {
    ty.item() == Some(&VendorType::Object)
}

/// Reports an object in a request without rows of its members: the client could not build it.
fn report_without_members(context: &Context<'_>, node: &Node<'_>, field: Option<&Field>, sink: &mut Sink) {
    let (Some((row, ..)), Some(field)) = (node.own, field) else { return };
    let item = match &field.ty {
        Type::Array(array) => &array.item.ty,
        ty => ty,
    };
    if !context.direction.is_received() && matches!(item, Type::RawObject) {
        let name = &row.name.value;
        let member = if matches!(field.ty, Type::Array(_)) { format!("{name}[].name") } else { format!("{name}.name") };
        let message = format!("missing members of the object `{name}` in a request");
        sink.push(
            Diagnostic::new(Code::NestedRequestField, row.ty.span, message, "which members?")
                .help(format!("add a row for each member, such as `{member}`")),
        );
    }
}

/// Reports an array without the type of its items.
fn report_untyped(node: &Node<'_>, sink: &mut Sink) {
    let Some((row, rule, _)) = node.own else { return };
    let base = rule.ty.as_ref().unwrap_or(&row.ty);
    if base.value == VendorType::Array(None) {
        let name = &row.name.value;
        let message = format!("missing type of the items of `{name}`");
        sink.push(Diagnostic::new(Code::UnknownType, base.span, message, "an array of what?").help(format!(
            "add the rows of the members, such as `{name}[].name`, or a rule with `type:`, such as `type: \"String[]\"`"
        )));
    }
}

/// Reports members of an object that has no row, if an object with a row but without members has a similar name:
/// one object would become two.
fn report_misspelled_owners(rows: &[&RuledRow<'_>], sink: &mut Sink) {
    let own: HashSet<&str> = rows.iter().map(|(row, ..)| row.name.value.as_str()).collect();
    let owner = |row: &'_ Row| row.name.value.contains('.').then(|| path::top(&row.name.value).to_owned());
    let members = rows.iter().filter_map(|(row, ..)| Some((owner(row)?, *row)));
    let mut orphans: Vec<(String, &Row)> = Vec::new();
    for (object, row) in members.filter(|(object, _)| !own.contains(object.as_str())) {
        if !orphans.iter().any(|(known, _)| *known == object) {
            orphans.push((object, row));
        }
    }
    if orphans.is_empty() {
        return;
    }
    let with_members: HashSet<String> = rows.iter().filter_map(|(row, ..)| owner(row)).collect();
    let is_bare = |row: &Row, rule: &FieldRule| {
        let ty = &rule.ty.as_ref().unwrap_or(&row.ty).value;
        let may_have_members = matches!(ty, VendorType::Object | VendorType::Any) || is_array_of_objects(ty);
        may_have_members && !row.name.value.contains('.') && !with_members.contains(&row.name.value)
    };
    let bare: Vec<&Row> = rows.iter().filter(|(row, rule, _)| is_bare(row, rule)).map(|(row, ..)| *row).collect();
    let names: Vec<&str> = bare.iter().map(|row| row.name.value.as_str()).collect();
    for (object, member) in orphans {
        let Some(close) = sink.did_you_mean(&object, &names) else { continue };
        let Some(row) = bare.iter().find(|row| row.name.value == close) else { continue };
        sink.push(
            Diagnostic::new(
                Code::UnknownName,
                member.name.span,
                format!("missing row of object `{object}` with the member `{}`", member.name.value),
                "the object is not in the table",
            )
            .related(row.name.span, "an object without members")
            .help(format!("did you mean `{close}`? write the object's name in both places as the page does")),
        );
    }
}

/// Returns the field of an object or an array that has no row. The locations are those of a member.
fn owner_field(context: &Context<'_>, wire: &str, required: bool, is_array: bool, member: &Field) -> Field {
    let kind = if is_array { "array" } else { "object" };
    let about = format!("The {kind} `{wire}` of `{}`.", context.owner);
    let spans = [member.span, member.type_span, member.sample_span];
    Field { about, required, ..field_without_row(wire, Type::RawObject, spans) }
}

/// Returns a required field without the facts of a row. The locations are those of the field, its type and its sample.
pub(super) fn field_without_row(wire: &str, ty: Type, [span, type_span, sample_span]: [Span; 3]) -> Field {
    Field {
        wire: wire.to_owned(),
        rust_name: names::snake(wire),
        about: String::new(),
        sample: String::new(),
        sample_cell: String::new(),
        ty,
        max: None,
        value_rules: ValueRules::default(),
        required: true,
        filled: None,
        is_channel: false,
        secret: None,
        is_shown: false,
        role: None,
        echoes: None,
        purpose: None,
        aliases: Vec::new(),
        source: Provenance::Docs,
        vendor_text: None,
        other_page: None,
        rule: None,
        lifecycle: Lifecycle::default(),
        span,
        type_span,
        sample_span,
    }
}

/// Returns the names of the types of objects at the top of a request, including those in text.
pub(super) fn type_names(fields: &[Field]) -> Vec<String> {
    let mut names = Vec::new();
    for field in fields {
        let Some(members) = field.ty.members() else { continue };
        if matches!(field.ty, Type::Json(_)) {
            names.push(format!("{}Members", members.type_name));
        }
        names.push(members.type_name.clone());
    }
    names
}

/// Returns the name of an object's type.
pub(super) fn object_name(owner: &str, object: &str) -> String {
    format!("{owner}{}", names::pascal(object))
}

/// Returns the name of the type of an array's items: `…Item` for `items` and `…GoodsItem` for `goods`.
pub(super) fn item_name(owner: &str, array: &str) -> String {
    let name = object_name(owner, array);
    match name.strip_suffix("Items") {
        Some(before) => format!("{before}Item"),
        None => format!("{name}Item"),
    }
}
