//! Checks the data about the vendor page that the spec stores for `drift`: fingerprints of descriptions and accepted
//! differences.

use std::collections::HashMap;

use super::pages::{check_date, check_not_empty};
use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::raw::{Accepted, Endpoint, File, Message, Provenance, Row};
use crate::source::Span;

/// The items of a page as a whole.
const OF_PAGE: [&str; 6] = ["page", "page.path", "page.changelog", "page.request", "page.response", "page.channels"];

pub(super) fn check(files: &[File], sink: &mut Sink) {
    for file in files {
        for message in file.messages() {
            message.table.iter().for_each(|row| check_row(row, sink));
            let members = message.rules.iter().flat_map(|(_, rule)| rule.members.iter().flatten());
            message.additional_rows.iter().chain(members).for_each(|row| check_without(row, sink));
        }
        for entry in file.endpoints.iter().flat_map(|endpoint| &endpoint.channels) {
            let rules = entry.request.rules.iter().chain(&entry.response.rules);
            rules.flat_map(|(_, rule)| rule.members.iter().flatten()).for_each(|row| check_without(row, sink));
        }
        if let Some(page) = &file.page {
            check_accepted(&page.accepted_drift, file, sink);
        }
    }
}

fn check_row(row: &Row, sink: &mut Sink) {
    let Some(text) = &row.vendor_text else { return };
    if row.source != Provenance::Docs || row.page.is_some() {
        check_without(row, sink);
    } else if text.value.len() != 8 || !text.value.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')) {
        sink.push(
            Diagnostic::new(
                Code::WrongShape,
                text.span,
                "a fingerprint must be eight digits of 0-9 and a-f",
                "not a fingerprint",
            )
            .help("run `iotpay-gen drift PAGE --spec DIR --update-hashes` to write it, or remove the key"),
        );
    }
}

/// Only a row of the page's own table has a description to compare.
fn check_without(row: &Row, sink: &mut Sink) {
    if let Some(text) = &row.vendor_text {
        sink.push(
            Diagnostic::new(
                Code::InapplicableRule,
                text.span,
                format!("the description of `{}` is not on the current page of this file", row.name.value),
                "never compared",
            )
            .help("remove `vendor_text:`"),
        );
    }
}

fn check_accepted(accepted: &[Accepted], file: &File, sink: &mut Sink) {
    let mut first: HashMap<_, Span> = HashMap::new();
    for entry in accepted {
        check_not_empty(&entry.reason, sink);
        check_date(&entry.date, sink);
        check_place(entry, file, sink);
        let text = |it: &Option<crate::source::Spanned<String>>| it.as_ref().map(|it| it.value.clone());
        let column = entry.column.as_ref().map(|it| it.value.to_string());
        let key = (entry.code.value, &entry.at.value, column, text(&entry.page), text(&entry.spec));
        if let Some(first) = first.get(&key) {
            sink.push(
                Diagnostic::new(Code::DuplicateName, entry.at.span, "duplicate accepted difference", "again here")
                    .related(*first, "first here")
                    .help("remove one of them"),
            );
            continue;
        }
        first.insert(key, entry.at.span);
    }
}

/// `create_order.request.osType`, `create_order.WX_APP.extra`, `async_notify.payOrderId`, `page`.
fn check_place(entry: &Accepted, file: &File, sink: &mut Sink) {
    let at = &entry.at;
    if OF_PAGE.contains(&at.value.as_str()) || at.value.starts_with("page.") && entry.code.value == Code::AddedRow {
        return;
    }
    let (head, rest) = at.value.split_once('.').map_or((at.value.as_str(), None), |(head, rest)| (head, Some(rest)));
    let names: Vec<&str> = file
        .endpoints
        .iter()
        .map(|it| it.name.value.as_str())
        .chain(file.incoming().into_iter().map(|it| it.name.value.as_str()))
        .chain(["page"])
        .collect();
    if let Some(endpoint) = file.endpoints.iter().find(|it| it.name.value == head) {
        let Some(rest) = rest else { return };
        let (part, field) = rest.split_once('.').map_or((rest, None), |(part, field)| (part, Some(field)));
        check_part(endpoint, part, field, entry, sink);
    } else if let Some(incoming) = file.incoming().into_iter().find(|it| it.name.value == head) {
        check_field(&incoming.message, rest, entry, sink);
    } else {
        unknown(entry, head, &names, "neither an endpoint nor a notification of this page", sink);
    }
}

fn check_part(endpoint: &Endpoint, part: &str, field: Option<&str>, entry: &Accepted, sink: &mut Sink) {
    let is_channel = endpoint.channels.iter().any(|channel| channel.channel.value == part);
    match part {
        "request" => check_field(&endpoint.request, field, entry, sink),
        "response" => check_field(&endpoint.response, field, entry, sink),
        _ if is_channel => {}
        _ => {
            let channels = endpoint.channels.iter().map(|it| it.channel.value.as_str());
            let parts: Vec<&str> = ["request", "response"].into_iter().chain(channels).collect();
            unknown(entry, part, &parts, "neither `request`, `response` nor a channel of the endpoint", sink);
        }
    }
}

fn check_field(message: &Message, field: Option<&str>, entry: &Accepted, sink: &mut Sink) {
    let Some(field) = field else { return };
    let names: Vec<&str> = message.table.iter().map(|row| row.name.value.as_str()).collect();
    if !names.contains(&field) && entry.code.value != Code::AddedRow {
        unknown(entry, field, &names, "not a row of the table", sink);
    }
}

fn unknown(entry: &Accepted, name: &str, known: &[&str], what: &str, sink: &mut Sink) {
    let help = match sink.did_you_mean(name, known) {
        Some(close) => format!("did you mean `{close}`?"),
        None => "copy the entry from `iotpay-gen drift PAGE --draft-accepted`, or remove it".to_owned(),
    };
    let message = format!("unknown `{name}` in an accepted difference: it is {what}");
    sink.push(Diagnostic::new(Code::UnknownName, entry.at.span, message, "not found").help(help));
}
