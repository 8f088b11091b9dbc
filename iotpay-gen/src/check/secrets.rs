//! What a request hides, no answer to it and no notification of its family must show; and what is
//! secret in one message of the spec, is not left open in another by an oversight.

use std::collections::HashMap;

use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::model::{Field, Model};
use crate::source::Span;

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

/// Reports fields that are named like a secret of other messages, and have no word on it. A name that
/// is secret once, or as often as not, says nothing of the others.
pub(super) fn check_names(model: &Model, sink: &mut Sink) {
    let mut uses: HashMap<&str, (Option<Span>, usize, usize)> = HashMap::new();
    visit(model, &mut |field| {
        let (first, hidden, open) = uses.entry(&field.wire).or_default();
        if field.secret.is_some() {
            first.get_or_insert(field.span);
            *hidden += 1;
        } else {
            *open += 1;
        }
    });
    visit(model, &mut |field| {
        let is_open = field.secret.is_none() && !field.is_shown && field.filled.is_none();
        let Some((Some(first), hidden, open)) = uses.get(field.wire.as_str()).filter(|_| is_open) else { return };
        if *hidden < 2 || hidden <= open {
            return;
        }
        sink.push(
            Diagnostic::new(
                Code::OpenSecret,
                field.span,
                format!("`{}` is secret elsewhere, and would show here", field.wire),
                "not secret here",
            )
            .related(*first, "secret here")
            .help("give the field a rule with a secret format or `secret:`; if it is none, `secret: shown`"),
        );
    });
}

/// Every field of every message, with the members of objects.
fn visit<'a>(model: &'a Model, look: &mut dyn FnMut(&'a Field)) {
    fn all<'a>(fields: &'a [Field], look: &mut dyn FnMut(&'a Field)) {
        for field in fields {
            look(field);
            if let Some(members) = super::members(field) {
                all(&members.fields, look);
            }
        }
    }
    for page in &model.pages {
        for operation in page.endpoints.iter().flat_map(|endpoint| &endpoint.operations) {
            all(&operation.request, look);
            all(&operation.answer, look);
        }
        page.notifications.iter().chain(&page.browser_returns).for_each(|it| all(&it.fields, look));
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
