//! Objects inside messages: JSON text in a request field, and `retData.secureId` rows of a
//! response.

use std::collections::{HashMap, HashSet};

use super::context::Context;
use super::{fields, fixed, rows, rules};
use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::model::names;
use crate::model::{Field, Filler, Lifecycle, Members, Provenance, Type};
use crate::raw::{FieldRule, Row, VendorType};
use crate::source::{Span, Spanned};

/// Returns the members of the JSON object in a request field.
pub(super) fn json_members(context: &Context<'_>, row: &Row, rule: &FieldRule, sink: &mut Sink) -> Option<Members> {
    let rows = rule.members.as_ref()?;
    let type_name = format!("{}{}", context.owner, names::pascal(&row.name.value));
    let table = rules::Table::of(rows.iter());
    rows::report_repeated(rows.iter(), sink);
    let mut members: Vec<Field> = Vec::new();
    for member in rows {
        if member.name.value.contains('.') {
            sink.push(nested_member(&member.name, "send a nested object as a separate text value"));
            continue;
        }
        if member.ty.value == VendorType::Object || member.ty.value == VendorType::Any {
            sink.push(
                Diagnostic::new(
                    Code::NestedRequestField,
                    member.ty.span,
                    format!("nested value in member `{}`", member.name.value),
                    "a nested object",
                )
                .help("members must be text, integers or decimal numbers"),
            );
            continue;
        }
        let required = fields::is_required(member, &FieldRule::default());
        if let Some(field) = fields::resolve(context, member, &FieldRule::default(), required, sink) {
            members.push(field);
        }
    }
    for (name, value) in &rule.fixed {
        if rules::check_name(name, &table, sink)
            && let Some(member) = members.iter_mut().find(|member| member.wire == name.value)
        {
            fixed::check(context, member, value, sink);
            member.filled = Some(Filler::Fixed(value.value.clone()));
        }
    }
    Some(Members { type_name, fields: members })
}

/// Returns the rows of a received message, those of one object together: `retData.redirectUrl` and
/// `retData.secureId` become one field `retData`.
pub(super) fn received_fields(context: &Context<'_>, rows: &[(&Row, FieldRule, bool)], sink: &mut Sink) -> Vec<Field> {
    debug_assert!(context.direction.is_received());
    let mut found: Vec<Field> = Vec::new();
    // If an object has a row of its own, that row says whether the object is required.
    let own: HashSet<&str> = rows.iter().map(|(row, ..)| row.name.value.as_str()).collect();
    report_aliases(rows, sink);
    report_misspelled_objects(rows, &own, sink);
    for (row, rule, required) in rows {
        if row.name.value.split('.').count() > 2 {
            sink.push(nested_member(&row.name, "describe the inner object in one row with the type `object`"));
            continue;
        }
        let Some((object, _)) = row.name.value.split_once('.') else {
            report_no_object(row, rule, rows, sink);
            if let Some(field) = fields::resolve(context, row, rule, *required, sink) {
                merge(&mut found, field);
            }
            continue;
        };
        let Some(member) = fields::resolve(context, row, rule, *required, sink) else { continue };
        match found.iter_mut().find(|field| field.wire == object) {
            Some(field) => {
                // A required member requires its object.
                field.required |= member.required && !own.contains(object);
                push_member(context, field, member);
            }
            None => found.push(object_field(context, object, member)),
        }
    }
    for field in &mut found {
        // An object without known members is only text.
        if matches!(&field.ty, Type::Passthrough(members) if members.fields.is_empty()) {
            field.ty = Type::RawObject;
        }
    }
    found
}

/// Returns the type of an object that is forwarded unchanged. Its members are added row by row.
pub(super) fn passthrough(context: &Context<'_>, row: &Row) -> Type {
    Type::Passthrough(Members { type_name: object_name(context, &row.name.value), fields: Vec::new() })
}

/// Reports a row with members whose type is not `object`.
fn report_no_object(row: &Row, rule: &FieldRule, rows: &[(&Row, FieldRule, bool)], sink: &mut Sink) {
    let is_member = |other: &Row| other.name.value.split_once('.').is_some_and(|(object, _)| object == row.name.value);
    let Some((member, ..)) = rows.iter().find(|(other, ..)| is_member(other)) else { return };
    let base = rule.ty.as_ref().unwrap_or(&row.ty);
    let by_rule = rule.values.as_ref().map(|it| it.span).or(rule.identifies.as_ref().map(|it| it.span));
    let by_type = (base.value != VendorType::Object).then_some(base.span);
    if let Some(span) = by_rule.or(by_type) {
        let message = format!("`{}` has members, but its type is not `object`", row.name.value);
        sink.push(
            Diagnostic::new(Code::InapplicableRule, span, message, "not an object")
                .related(member.name.span, "a member")
                .help("set the row's type to `object`, with a rule if the page has another type"),
        );
    }
}

/// Reports members of an object that has no row, if an object with a row but without members has a similar name:
/// one object would become two.
fn report_misspelled_objects(rows: &[(&Row, FieldRule, bool)], own: &HashSet<&str>, sink: &mut Sink) {
    let split = |row: &&'_ Row| row.name.value.split_once('.').map(|(object, _)| object.to_owned());
    let members = rows.iter().filter_map(|(row, ..)| Some((split(row)?, *row)));
    let mut orphans: Vec<(String, &Row)> = Vec::new();
    for (object, row) in members.filter(|(object, _)| !own.contains(object.as_str())) {
        if !orphans.iter().any(|(known, _)| *known == object) {
            orphans.push((object, row));
        }
    }
    if orphans.is_empty() {
        return;
    }
    let with_members: HashSet<String> = rows.iter().filter_map(|(row, ..)| split(row)).collect();
    let is_bare = |row: &Row, rule: &FieldRule| {
        let ty = rule.ty.as_ref().unwrap_or(&row.ty).value;
        matches!(ty, VendorType::Object | VendorType::Any)
            && !row.name.value.contains('.')
            && !with_members.contains(&row.name.value)
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

fn nested_member(name: &Spanned<String>, help: &str) -> Diagnostic {
    let message = format!("`{}` is nested too deeply", name.value);
    Diagnostic::new(Code::WrongShape, name.span, message, "expected at most one dot").help(help)
}

/// Reports an alias that is already the name of another field: the first one in a message would win.
fn report_aliases(rows: &[(&Row, FieldRule, bool)], sink: &mut Sink) {
    let mut seen: HashMap<String, Span> =
        rows.iter().map(|(row, ..)| (row.name.value.clone(), row.name.span)).collect();
    for (row, rule, _) in rows {
        let object = row.name.value.rsplit_once('.').map_or_else(String::new, |(object, _)| format!("{object}."));
        for alias in &rule.aliases {
            if let Some(first) = seen.insert(format!("{object}{}", alias.value), alias.span) {
                sink.push(
                    Diagnostic::new(
                        Code::DuplicateField,
                        alias.span,
                        format!("`{}` is already the name of a field", alias.value),
                        "an alias",
                    )
                    .related(first, "also used here")
                    .help("remove one of them"),
                );
            }
        }
    }
}

/// Adds a field. Merges an object's own row with the object that its members have already created, or vice versa.
fn merge(found: &mut Vec<Field>, field: Field) {
    match found.iter_mut().find(|known| known.wire == field.wire) {
        Some(known) => {
            let ty = match (std::mem::replace(&mut known.ty, Type::RawObject), &field.ty) {
                (Type::Object(members), Type::Passthrough(_)) => Type::Passthrough(members),
                (ty, _) => ty,
            };
            *known = Field { ty, ..field };
        }
        None => found.push(field),
    }
}

fn push_member(context: &Context<'_>, field: &mut Field, member: Field) {
    if let Type::Object(members) | Type::Passthrough(members) = &mut field.ty {
        members.fields.push(member);
    } else {
        field.ty = Type::Object(Members { type_name: object_name(context, &field.wire), fields: vec![member] });
    }
}

fn object_field(context: &Context<'_>, object: &str, member: Field) -> Field {
    Field {
        wire: object.to_owned(),
        rust_name: names::snake(object),
        about: format!("The object `{object}` of `{}`.", context.owner),
        sample: String::new(),
        sample_cell: String::new(),
        max: None,
        required: member.required,
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
        span: member.span,
        type_span: member.type_span,
        sample_span: member.sample_span,
        ty: Type::Object(Members { type_name: object_name(context, object), fields: vec![member] }),
    }
}

fn object_name(context: &Context<'_>, object: &str) -> String {
    format!("{}{}", context.owner, names::pascal(object))
}

/// Reports a request row with a dot: requests have no objects.
pub(super) fn report_dotted(name: &Spanned<String>, sink: &mut Sink) -> bool {
    let dotted = name.value.contains('.');
    if dotted {
        sink.push(
            Diagnostic::new(
                Code::NestedRequestField,
                name.span,
                format!("nested request field `{}`", name.value),
                "requests must not contain objects",
            )
            .help("send the object as text: `String(N)` with `format: json-object` and `members:`"),
        );
    }
    dotted
}
