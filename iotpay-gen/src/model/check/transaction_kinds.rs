//! A status of a payment or a refund requires a field that says which one it is.

use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::model::{Enumeration, Field, Model, OutcomeOf, Type};

pub(super) fn check(model: &Model, sink: &mut Sink) {
    for page in &model.pages {
        let responses = page.operations().into_iter().map(|it| &it.response);
        let incoming = page.incoming().into_iter().map(|it| &it.fields);
        responses.chain(incoming).for_each(|fields| check_fields(model, fields, sink));
    }
}

fn check_fields(model: &Model, fields: &[Field], sink: &mut Sink) {
    check_one(model, fields, Enumeration::has_kinds, "the subject of a message", sink);
    let is_either = |it: &Enumeration| it.has_outcomes() && it.outcome_of == OutcomeOf::Transaction;
    check_one(model, fields, is_either, "the status of a transaction", sink);
    for field in fields {
        if let Some(members) = field.ty.members() {
            check_fields(model, &members.fields, sink);
        }
        let Type::Enum(choice) = &field.ty else { continue };
        let enumeration = &model.enumerations[choice.enumeration];
        let is_either = enumeration.has_outcomes() && enumeration.outcome_of == OutcomeOf::Transaction;
        if is_either && model.kind_field(fields).is_none() {
            sink.push(
                Diagnostic::new(
                    Code::InapplicableRule,
                    field.span,
                    format!(
                        "`{}` may describe a payment or a refund, but no field of the message says which",
                        field.wire
                    ),
                    "payment or refund?",
                )
                .related(enumeration.span, "its outcomes describe a transaction")
                .help("use an enumeration of payments or of refunds, or add the row of the field that says which"),
            );
        }
    }
}

/// Two such fields in one message would be ambiguous.
fn check_one(model: &Model, fields: &[Field], is_such: impl Fn(&Enumeration) -> bool, what: &str, sink: &mut Sink) {
    let mut such = fields
        .iter()
        .filter(|field| matches!(&field.ty, Type::Enum(choice) if is_such(&model.enumerations[choice.enumeration])));
    if let (Some(first), Some(second)) = (such.next(), such.next()) {
        let message = format!("`{}` and `{}` both contain {what}", first.wire, second.wire);
        sink.push(
            Diagnostic::new(Code::InapplicableRule, second.span, message, "ambiguous")
                .related(first.span, "the other one")
                .help("add `format: text` to one of them, or use an enumeration without this meaning"),
        );
    }
}
