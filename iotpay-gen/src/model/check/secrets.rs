//! Checks that no response to a request and no notification of its family shows a secret of the request, and that a
//! field that is secret in one message is not shown in another by mistake.

use std::collections::{HashMap, HashSet};

use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::model::{Field, Model};
use crate::source::{SourceFile, Span};

pub(super) fn check(model: &Model, sources: &[SourceFile], sink: &mut Sink) {
    let echoed = check_echoes(model, sink);
    check_names(model, sources, &echoed, sink);
}

/// Reports secrets that a message exposes, and returns their locations.
fn check_echoes(model: &Model, sink: &mut Sink) -> HashSet<Span> {
    let mut echoed = HashSet::new();
    let mut incoming: Vec<Shown<'_>> = vec![Shown::new(); model.families.len()];
    for page in &model.pages {
        let Some(shown) = incoming.get_mut(page.family) else { continue };
        page.notifications.iter().for_each(|it| add("notification", &it.fields, shown));
        page.browser_returns.iter().for_each(|it| add("browser return", &it.fields, shown));
    }
    // A secret that incoming messages show is reported once, even if several requests contain it.
    let mut reported = HashSet::new();
    for page in &model.pages {
        for operation in page.operations() {
            let mut secrets = operation.request.iter().filter(|field| field.secret.is_some()).peekable();
            if secrets.peek().is_none() {
                continue;
            }
            let mut shown_in_response = Shown::new();
            add("response", &operation.response, &mut shown_in_response);
            for secret in secrets {
                report_echo(secret, &shown_in_response, &mut echoed, sink);
                if let Some(shown) = incoming.get(page.family).filter(|_| reported.insert((page.family, &secret.wire)))
                {
                    report_echo(secret, shown, &mut echoed, sink);
                }
            }
        }
    }
    echoed
}

/// The fields that messages show, by each name under which they are decoded.
type Shown<'a> = HashMap<&'a str, Vec<(&'static str, &'a Field)>>;

fn add<'a>(what: &'static str, fields: &'a [Field], shown: &mut Shown<'a>) {
    for field in fields {
        if let Some(members) = field.ty.members() {
            add(what, &members.fields, shown);
        }
        if field.secret.is_none() {
            for name in std::iter::once(&field.wire).chain(&field.aliases) {
                shown.entry(name).or_default().push((what, field));
            }
        }
    }
}

/// Reports fields that have the name of a secret in other messages but do not say whether they are secret. A name
/// that is secret only once, or no more often than not, does not count.
fn check_names(model: &Model, sources: &[SourceFile], echoed: &HashSet<Span>, sink: &mut Sink) {
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
        // A crate with private endpoints cannot change the messages of the client.
        if sources.get(field.span.file).is_some_and(|source| source.is_external) {
            return;
        }
        let is_open = field.secret.is_none() && !field.is_shown && field.filled.is_none();
        let Some((Some(first), hidden, open)) = uses.get(field.wire.as_str()).filter(|_| is_open) else { return };
        if *hidden < 2 || hidden <= open || echoed.contains(&field.span) || sink.is_incomplete(&field.wire) {
            return;
        }
        sink.push(
            Diagnostic::new(
                Code::ExposedSecret,
                field.span,
                format!("`{}` is secret in other messages, but not in this one", field.wire),
                "not secret here",
            )
            .related(*first, "secret here")
            .help("add a rule with `secret:` or with a format for secrets, such as `cvv`; if the field is not secret, write `secret: shown`"),
        );
    });
}

/// Visits every field of every message, including the members of objects.
fn visit<'a>(model: &'a Model, look: &mut dyn FnMut(&'a Field)) {
    fn all<'a>(fields: &'a [Field], look: &mut dyn FnMut(&'a Field)) {
        for field in fields {
            look(field);
            if let Some(members) = field.ty.members() {
                all(&members.fields, look);
            }
        }
    }
    for page in &model.pages {
        for operation in page.operations() {
            all(&operation.request, look);
            all(&operation.response, look);
        }
        page.incoming().into_iter().for_each(|it| all(&it.fields, look));
    }
}

fn report_echo(secret: &Field, shown: &Shown<'_>, echoed: &mut HashSet<Span>, sink: &mut Sink) {
    if sink.is_incomplete(&secret.wire) {
        return;
    }
    for (what, field) in shown.get(secret.wire.as_str()).into_iter().flatten() {
        echoed.insert(field.span);
        sink.push(
            Diagnostic::new(
                Code::EchoedSecret,
                field.span,
                format!("the {what} exposes `{}`, which is secret in the request", field.wire),
                "not secret here",
            )
            .related(secret.span, "secret here")
            .help(format!("add a rule with `secret:` for the field of the {what}")),
        );
    }
}
