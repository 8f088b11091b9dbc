//! Objects and arrays inside messages: JSON text in a request field, and objects that are forwarded unchanged.

use super::context::{Context, JsonKind};
use super::rows::RuledRow;
use super::{arrays, fields, fixed, inapplicable, nested, rows, rules, type_names, value_rules};
use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::model::{Array, Field, Filler, Kind, Members, Type};
use crate::raw::{FieldRule, Format, Row, VendorType, path};
use crate::source::Spanned;

/// Returns the type of a text that contains a JSON object or array.
pub(super) fn json_text(
    context: &Context<'_>,
    kind: JsonKind,
    row: &Row,
    rule: &FieldRule,
    sink: &mut Sink,
) -> Option<Type> {
    match kind {
        JsonKind::Object => Some(json_object(context, row, rule, sink)),
        JsonKind::Array => json_array(context, row, rule, sink),
    }
}

/// Returns the type of a text that contains a JSON object, with known members or any members.
fn json_object(context: &Context<'_>, row: &Row, rule: &FieldRule, sink: &mut Sink) -> Type {
    if let Some(items) = &rule.items {
        let message = format!("`{}` is an object, so it has no items", row.name.value);
        sink.push(inapplicable::does_not_fit(items, &message, "`items:` applies to `format: json-array`"));
    }
    let Some(rows) = rule.members.as_ref() else { return Type::Json(None) };
    let own = nested::object_name(context.owner, path::leaf(&row.name.value));
    let type_name = type_names::explicit(context, rule, sink).unwrap_or(own);
    let mut members = members(context, &type_name, rows, rule, sink);
    let table = rules::Table::of(rows.iter());
    let is_flat = members.iter().all(is_flat);
    for (name, value) in &rule.fixed {
        if !rules::check_name(name, &table, sink) {
            continue;
        }
        if !is_flat {
            let message = format!("`{}` is a member of an object with nested or formatted values", name.value);
            let help = "remove it; the caller sets the member";
            sink.push(inapplicable::does_not_fit(name, &message, help));
        } else if let Some(member) = members.iter_mut().find(|member| member.wire == name.value) {
            fixed::check(context, member, value, sink);
            member.filled = Some(Filler::Fixed(value.value.clone()));
        }
    }
    let members = Members { type_name, fields: members };
    if is_flat { Type::Json(Some(members)) } else { encoded(row, Type::Object(members)) }
}

/// Returns the type of a text that contains a JSON array of objects or of values.
fn json_array(context: &Context<'_>, row: &Row, rule: &FieldRule, sink: &mut Sink) -> Option<Type> {
    let text = Context { is_text: true, taken: &[], ..*context };
    let array = match (&rule.items, &rule.members) {
        (Some(items), None) if !is_nested(&items.value) => {
            let plain = FieldRule { value_rules: rule.value_rules.clone(), ..FieldRule::default() };
            arrays::resolve_array(&text, row, items, &plain, true, sink)?
        }
        (None, Some(rows)) => {
            let own = nested::item_name(context.owner, path::leaf(&row.name.value));
            let type_name = type_names::explicit(context, rule, sink).unwrap_or(own);
            let fields = members(context, &type_name, rows, rule, sink);
            let item = content(row, Type::Object(Members { type_name, fields }));
            let array = content(row, Type::Array(Array { item: Box::new(item) }));
            Field { value_rules: value_rules::of_array(row, rule, sink), ..array }
        }
        (items, members) => {
            let place = items.as_ref().map(|items| items.span).or(rule.format.as_ref().map(|format| format.span));
            let what = if members.is_some() { "two descriptions" } else { "no valid description" };
            let message = format!("the JSON array in `{}` has {what} of its items", row.name.value);
            sink.push(
                Diagnostic::new(Code::InapplicableRule, place.unwrap_or(row.name.span), message, "which items?").help(
                    "write `members:` with the rows of each object, or `items:` with the type of each value, such as \
                     `items: String(20)`",
                ),
            );
            return None;
        }
    };
    Some(Type::Encoded(Box::new(array)))
}

fn is_nested(ty: &VendorType) -> bool {
    matches!(ty, VendorType::Object | VendorType::Any | VendorType::Array(_))
}

fn encoded(row: &Row, ty: Type) -> Type {
    Type::Encoded(Box::new(content(row, ty)))
}

/// Returns the JSON in a text as a field.
fn content(row: &Row, ty: Type) -> Field {
    let spans = [row.name.span, row.ty.span, row.sample.span];
    Field { about: row.description.value.clone(), ..nested::field_without_row(path::leaf(&row.name.value), ty, spans) }
}

/// Returns the members of an object in a text.
fn members(context: &Context<'_>, type_name: &str, rows: &[Row], rule: &FieldRule, sink: &mut Sink) -> Vec<Field> {
    rows::report_repeated(rows.iter(), sink);
    rules::check_names(&rule.member_rules, &rules::Table::of(rows.iter()), sink);
    let ruled: Vec<RuledRow<'_>> = rows
        .iter()
        .map(|row| {
            let own = rule.member_rules.iter().filter(|(name, _)| name.value == row.name.value);
            let rule = own.fold(FieldRule::default(), |rule, (_, narrower)| rule.overlaid(narrower));
            report_rules_of_fields(row, &rule, sink);
            let required = fields::is_required(row, &rule);
            (row, rule, required)
        })
        .collect();
    let text = Context { owner: type_name, is_text: true, taken: &[], ..*context };
    nested::fields_of(&text, &ruled, sink)
}

/// Reports rules that only fields of a message can have.
fn report_rules_of_fields(row: &Row, rule: &FieldRule, sink: &mut Sink) {
    inapplicable::report_reading_rules(&row.name.value, rule, sink);
    let is_json = |format: &&Spanned<Format>| matches!(format.value, Format::JsonObject | Format::JsonArray);
    let format = rule.format.as_ref().filter(is_json).map(|it| it.span);
    if let Some(span) = rule.role.as_ref().map(|it| it.span).or(format) {
        let message = format!("`{}` is a member of JSON in a text", row.name.value);
        let help = "`role:` and JSON formats apply to the fields of a message; remove the rule";
        sink.push(inapplicable::does_not_fit(&Spanned::new((), span), &message, help));
    }
}

/// Returns `true` for the members that an object can have without types of their own: plain text, integers, decimal
/// numbers, booleans and dates.
fn is_flat(member: &Field) -> bool {
    match member.ty.kind() {
        Kind::Text => matches!(member.ty, Type::Text) && member.secret.is_none(),
        Kind::Integer | Kind::Formed(_) => true,
        Kind::Ip | Kind::Id(_) | Kind::Secret(_) | Kind::Cents | Kind::Enum(_) | Kind::Json(_) => false,
        Kind::Encoded(_) | Kind::Object(_) | Kind::RawObject | Kind::Any | Kind::Array(_) => false,
    }
}

/// Reports a request row with a dot in a family whose requests are forms.
pub(super) fn report_dotted(name: &Spanned<String>, sink: &mut Sink) -> bool {
    let dotted = name.value.contains('.');
    if dotted {
        sink.push(
            Diagnostic::new(
                Code::NestedRequestField,
                name.span,
                format!("nested request field `{}`", name.value),
                "requests of this family are forms",
            )
            .help("send the object as text: `String(N)` with `format: json-object` and `members:`; only families with `body: json` can send objects"),
        );
    }
    dotted
}
