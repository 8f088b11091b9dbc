//! Rules that do not apply to their field.

use super::context::{Context, Direction};
use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::model::{Formed, Kind, Type};
use crate::raw::{FieldRule, Format, Role, Row, VendorType};
use crate::source::Spanned;

/// Reports rules of a request field that apply only to received fields.
pub(super) fn report_reading_rules(name: &str, rule: &FieldRule, sink: &mut Sink) {
    let alias = rule.aliases.first().map(|alias| alias.span);
    let echoes = rule.echoes.as_ref().map(|it| it.span).or(rule.purpose.as_ref().map(|it| it.span));
    if let Some(span) = rule.read_optional.as_ref().map(|it| it.span).or(alias).or(echoes) {
        sink.push(
            Diagnostic::new(
                Code::InapplicableRule,
                span,
                format!("`{name}` is sent, but the rule is for received fields"),
                "only for responses and notifications",
            )
            .help(
                "`read_as:`, `aliases:`, `echoes:` and `purpose:` apply to received fields; the row says whether a request field is required",
            ),
        );
    }
}

/// Reports a passthrough field that is not an object.
pub(super) fn report_passed_on(
    context: &Context<'_>,
    row: &Row,
    base: &Spanned<VendorType>,
    rule: &FieldRule,
    sink: &mut Sink,
) {
    let Some(passthrough) = &rule.passthrough else { return };
    let is_other = rule.values.is_some() || rule.identifies.is_some();
    if context.direction == Direction::Request || base.value != VendorType::Object || is_other {
        let message = format!("`{}` is not a received object", row.name.value);
        sink.push(does_not_fit(passthrough, &message, "`passthrough:` applies to received fields of type `object`"));
    }
}

/// Reports the purpose of a field that is not text.
pub(super) fn report_purpose(ty: &Type, row: &Row, rule: &FieldRule, sink: &mut Sink) {
    if let (Some(purpose), false) = (&rule.purpose, matches!(ty, Type::Text)) {
        let message = format!("`{}` is not text, so it cannot have a purpose", row.name.value);
        sink.push(does_not_fit(purpose, &message, "`purpose:` applies to text in a response"));
    }
}

/// Reports a time in a field whose type cannot contain one.
pub(super) fn report_role(ty: &Type, row: &Row, rule: &FieldRule, sink: &mut Sink) {
    let Some(role) = rule.role.as_ref().filter(|role| role.value == Role::PaidAt) else { return };
    let is_time = match ty.kind() {
        Kind::Formed(Formed::Date(_) | Formed::DateTime(_)) | Kind::Integer | Kind::Any => true,
        Kind::Text => matches!(ty, Type::Text | Type::Reference),
        Kind::Formed(Formed::Decimal(_) | Formed::Boolean(_)) | Kind::Ip | Kind::Id(_) | Kind::Secret(_) => false,
        Kind::Cents | Kind::Enum(_) | Kind::Json(_) | Kind::Encoded(_) => false,
        Kind::Object(_) | Kind::RawObject | Kind::Array(_) => false,
    };
    if !is_time {
        let message = format!("`{}` has a type that contains no time", row.name.value);
        sink.push(does_not_fit(role, &message, "`role: paid-at` applies to text, integers, dates and date-times"));
    }
}

/// Reports an object in a query, which contains only text.
pub(super) fn report_returned_object(context: &Context<'_>, row: &Row, base: &Spanned<VendorType>, sink: &mut Sink) {
    let is_nested = matches!(base.value, VendorType::Object | VendorType::Any | VendorType::Array(_))
        || row.name.value.contains('.');
    if context.direction == Direction::Returned && is_nested {
        let message = format!("`{}` is an object, but browser returns contain only text", row.name.value);
        sink.push(does_not_fit(base, &message, "change the row's type to text"));
    }
}

/// Reports members and fixed values without JSON in a text, where they would have no effect.
pub(super) fn report_stray_members(context: &Context<'_>, row: &Row, rule: &FieldRule, sink: &mut Sink) {
    let format = rule.format.as_ref().map(|format| format.value).filter(|_| context.direction == Direction::Request);
    let (is_object, is_array) = (format == Some(Format::JsonObject), format == Some(Format::JsonArray));
    let member = rule.members.iter().flatten().next().map(|member| &member.name);
    let fixed = rule.fixed.first().map(|(name, _)| name);
    let ruled = rule.member_rules.first().map(|(name, _)| name);
    let unused = match (is_object || is_array, rule.members.is_some()) {
        (false, _) => member.or(fixed).or(ruled),
        (true, false) => fixed.or(ruled),
        (true, true) => fixed.filter(|_| is_array),
    };
    if let Some(name) = unused {
        let message = format!("`{}` has no members, so `{}` has no effect", row.name.value, name.value);
        sink.push(does_not_fit(
            name,
            &message,
            "`members:` apply to request fields with `format: json-object` or `json-array`; `member_rules:` and, for an \
             object, `fixed:` need `members:`",
        ));
    }
    if let (Some(items), false) = (&rule.items, is_object || is_array) {
        let message = format!("`{}` is not a JSON array in a text, so `items` has no effect", row.name.value);
        sink.push(does_not_fit(items, &message, "`items:` applies to request fields with `format: json-array`"));
    }
}

/// Reports a name for the type of a field that has no type of its own.
pub(super) fn report_type_name(has_members: bool, row: &Row, rule: &FieldRule, sink: &mut Sink) {
    if let (Some(name), false) = (&rule.type_name, has_members) {
        let message = format!("`{}` has no members, so it has no type to name", row.name.value);
        sink.push(does_not_fit(name, &message, "`type_name:` applies to objects and to arrays of objects"));
    }
}

/// Describes the values of a type.
pub(super) fn value_of(ty: &VendorType) -> &'static str {
    match ty {
        VendorType::Text(_) => "text",
        VendorType::Integer(_) => "an integer",
        VendorType::Decimal(_) => "a decimal number",
        VendorType::Boolean(_) => "a boolean",
        VendorType::Date(_) => "a date",
        VendorType::DateTime(_) => "a date-time",
        VendorType::Object => "an object",
        VendorType::Any => "any value",
        VendorType::Array(_) => "an array",
    }
}

/// Returns the diagnostic for a part of a rule that does not fit its field.
pub(super) fn does_not_fit<T>(place: &Spanned<T>, message: &str, help: &str) -> Diagnostic {
    Diagnostic::new(Code::InapplicableRule, place.span, message, "this rule").help(help)
}
