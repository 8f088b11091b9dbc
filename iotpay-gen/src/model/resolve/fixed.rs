//! Checks that a field would also accept its constant value from a caller.

use super::context::Context;
use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::model::{Field, Type, literal};
use crate::source::Spanned;

/// Reports a fixed value that is invalid for its field.
pub(super) fn check(context: &Context<'_>, field: &Field, value: &Spanned<String>, sink: &mut Sink) {
    if !is_valid(context, field, &value.value) {
        sink.push(
            Diagnostic::new(
                Code::InapplicableRule,
                value.span,
                format!("the fixed value of `{}` is not valid for the field", field.wire),
                "this value",
            )
            .related(field.type_span, "the field's type")
            .help("write a value that the field accepts"),
        );
    }
}

/// Returns `true` if a field accepts a value.
pub(super) fn is_valid(context: &Context<'_>, field: &Field, text: &str) -> bool {
    let length = text.chars().count();
    let fits = field.max.is_none_or(|max| u32::try_from(length).is_ok_and(|length| (1..=max).contains(&length)));
    let is_right = match &field.ty {
        Type::Enum(choice) => {
            let values = context.shared.enumerations.get(choice.enumeration).map_or(&[] as &[_], |it| &it.values);
            choice.values.iter().filter_map(|at| values.get(*at)).any(|known| known.wire == text)
        }
        // A constant in the code cannot be secret.
        Type::CardNumber | Type::Cvv | Type::ExpiryDate | Type::Base64 => false,
        ty => !text.is_empty() && literal::is_of(ty, text),
    };
    fits && is_right && field.satisfies(text)
}
