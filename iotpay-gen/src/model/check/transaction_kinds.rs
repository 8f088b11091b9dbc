//! A status that can be a payment's or a refund's is read with the field that tells which.

use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::model::{Enumeration, Field, Model, OutcomeOf, Type};

pub(super) fn check(model: &Model, sink: &mut Sink) {
    for page in &model.pages {
        let responses = page.endpoints.iter().flat_map(|endpoint| &endpoint.operations).map(|it| &it.response);
        let incoming = page.notifications.iter().chain(&page.browser_returns).map(|it| &it.fields);
        responses.chain(incoming).for_each(|fields| check_fields(model, fields, sink));
    }
}

fn check_fields(model: &Model, fields: &[Field], sink: &mut Sink) {
    check_one(model, fields, Enumeration::has_kinds, "what a message is about", sink);
    let is_either = |it: &Enumeration| it.has_outcomes() && it.outcome_of == OutcomeOf::Transaction;
    check_one(model, fields, is_either, "the status of a transaction", sink);
    for field in fields {
        if let Some(members) = field.ty.object() {
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
                    format!("`{}` can be of a payment or of a refund, and no field beside it tells which", field.wire),
                    "of what?",
                )
                .related(enumeration.span, "its outcomes are of a transaction")
                .help("give it an enumeration of payments or of refunds, or add the row of the field that tells"),
            );
        }
    }
}

/// Of two such fields beside each other, nobody would know which one counts.
fn check_one(model: &Model, fields: &[Field], is_such: impl Fn(&Enumeration) -> bool, what: &str, sink: &mut Sink) {
    let mut such = fields
        .iter()
        .filter(|field| matches!(&field.ty, Type::Enum(choice) if is_such(&model.enumerations[choice.enumeration])));
    if let (Some(first), Some(second)) = (such.next(), such.next()) {
        let message = format!("`{}` and `{}` both tell {what}", first.wire, second.wire);
        sink.push(
            Diagnostic::new(Code::InapplicableRule, second.span, message, "which one counts?")
                .related(first.span, "the other one")
                .help("give one of them `format: text`, or an enumeration without such a meaning"),
        );
    }
}
