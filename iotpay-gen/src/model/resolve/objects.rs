//! Objects inside messages: JSON text in a request field, and objects that are forwarded unchanged.

use super::context::Context;
use super::{fields, fixed, rows, rules};
use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::model::{Field, Filler, Members, Type, names};
use crate::raw::{FieldRule, Row, VendorType};
use crate::source::Spanned;

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
        if matches!(member.ty.value, VendorType::Object | VendorType::Any | VendorType::Array(_)) {
            sink.push(
                Diagnostic::new(
                    Code::NestedRequestField,
                    member.ty.span,
                    format!("nested value in member `{}`", member.name.value),
                    "a nested object",
                )
                .help("members must be text, numbers, booleans or dates"),
            );
            continue;
        }
        let required = fields::is_required(member, &FieldRule::default());
        if let Some(field) = fields::resolve(context, member, &member.ty, &FieldRule::default(), required, sink) {
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

/// Returns the type of an object that is forwarded unchanged. Its members are added row by row.
pub(super) fn passthrough() -> Type {
    Type::Passthrough(Members { type_name: String::new(), fields: Vec::new() })
}

fn nested_member(name: &Spanned<String>, help: &str) -> Diagnostic {
    let message = format!("`{}` is nested too deeply", name.value);
    Diagnostic::new(Code::WrongShape, name.span, message, "expected at most one dot").help(help)
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
