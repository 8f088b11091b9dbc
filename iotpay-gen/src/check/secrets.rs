//! What a request hides, its answer must not show.

use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::model::{Field, Operation};

pub(super) fn check(operation: &Operation, sink: &mut Sink) {
    for secret in operation.request.iter().filter(|field| field.secret.is_some()) {
        report_echo(secret, &operation.answer, sink);
    }
}

fn report_echo(secret: &Field, answer: &[Field], sink: &mut Sink) {
    for field in answer {
        if let Some(members) = super::members(field) {
            report_echo(secret, &members.fields, sink);
        }
        if field.wire == secret.wire && field.secret.is_none() {
            sink.push(
                Diagnostic::new(
                    Code::EchoedSecret,
                    field.span,
                    format!("the answer shows `{}`, which the request hides", field.wire),
                    "not secret here",
                )
                .related(secret.span, "secret here")
                .help("give the answer's field a rule with `secret:` too"),
            );
        }
    }
}
