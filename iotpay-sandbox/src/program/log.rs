//! One line for each event.

use std::fmt::Write as _;

use iotpay_sandbox::{Event, EventKind, Explanation};

/// Returns an event as a line of text, with the explanation of a rejection below it.
pub fn line(event: &Event) -> String {
    let text = text(event);
    // Values come from requests: they must not control the terminal or look like other lines.
    text.chars().flat_map(shown).collect()
}

fn shown(character: char) -> impl Iterator<Item = char> {
    let is_hidden = character.is_control() && character != LINE;
    let escaped = is_hidden.then(|| character.escape_default());
    let plain = (!is_hidden).then_some(if character == LINE { '\n' } else { character });
    escaped.into_iter().flatten().chain(plain)
}

/// Separates the lines of an event.
const LINE: char = '\u{1e}';

/// The other parts of an explanation, on their own lines.
fn below(explanation: &Explanation) -> String {
    let mut text = String::new();
    for (name, part) in [("page", &explanation.page), ("string to sign", &explanation.string_to_sign)] {
        if let Some(part) = part {
            let _ = write!(text, "{LINE}    {name}: {part}");
        }
    }
    text
}

fn text(event: &Event) -> String {
    match &event.kind {
        EventKind::Request(request) => {
            let reference = request.reference.as_deref().map_or_else(String::new, |reference| format!(" {reference}"));
            let what = format!("{}/{}{reference}", request.family, request.endpoint);
            let what = match request.fault {
                Some((fault, timing)) => format!("{what}: {fault} {timing} the effect"),
                None => what,
            };
            let Some(explanation) = &request.rejected else {
                let is_processed = !request.response.is_empty();
                return format!("{what}: {}", if is_processed { "accepted" } else { "not processed" });
            };
            let field = explanation.field.as_deref().map_or_else(String::new, |field| format!("`{field}` "));
            format!("{what}: rejected: {field}{}{}", explanation.rule, below(explanation))
        }
        EventKind::Unprocessed { method, path, status, explanation } => {
            format!("{method} {path}: HTTP {status}: {}{}", explanation.rule, below(explanation))
        }
        EventKind::Notification { delivery } if delivery.not_sent.is_some() => {
            let reason = delivery.not_sent.map_or_else(String::new, |reason| reason.to_string());
            let url = delivery.url.split('?').next().filter(|url| !url.is_empty());
            let url = url.map_or_else(String::new, |url| format!("{LINE}    URL: {url}"));
            format!("notification of {}: not sent: {reason}{url}", delivery.subject)
        }
        EventKind::Notification { delivery: sent } => {
            let status = sent.status.map_or_else(|| "no response".to_owned(), |status| format!("HTTP {status}"));
            let verdict = if sent.acknowledged { "acknowledged" } else { "not acknowledged" };
            format!("notification of {}, attempt {}: {status}, {verdict}", sent.subject, sent.attempt)
        }
        EventKind::Changed { subject, change } => format!("{subject}: {change}"),
        _ => String::new(),
    }
}
