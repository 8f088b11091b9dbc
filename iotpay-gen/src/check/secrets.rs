//! What a request hides, no answer to it and no notification of its family must show.

use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::model::{Field, Model};

pub(super) fn check(model: &Model, sink: &mut Sink) {
    for page in &model.pages {
        let family = model.pages.iter().filter(|other| other.family == page.family);
        let notified =
            family.clone().flat_map(|page| &page.notifications).map(|it| ("notification", it.fields.as_slice()));
        let returned =
            family.flat_map(|page| &page.browser_returns).map(|it| ("browser's return", it.fields.as_slice()));
        let incoming: Vec<(&str, &[Field])> = notified.chain(returned).collect();
        for operation in page.endpoints.iter().flat_map(|endpoint| &endpoint.operations) {
            for secret in operation.request.iter().filter(|field| field.secret.is_some()) {
                report_echo(secret, "answer", &operation.answer, sink);
                for (what, fields) in &incoming {
                    report_echo(secret, what, fields, sink);
                }
            }
        }
    }
}

fn report_echo(secret: &Field, what: &str, fields: &[Field], sink: &mut Sink) {
    for field in fields {
        if let Some(members) = super::members(field) {
            report_echo(secret, what, &members.fields, sink);
        }
        let is_same = field.wire == secret.wire || field.aliases.contains(&secret.wire);
        if is_same && field.secret.is_none() {
            sink.push(
                Diagnostic::new(
                    Code::EchoedSecret,
                    field.span,
                    format!("the {what} shows `{}`, which the request hides", field.wire),
                    "not secret here",
                )
                .related(secret.span, "secret here")
                .help(format!("give the {what}'s field a rule with `secret:` too")),
            );
        }
    }
}
