//! What happened, as entries of a timeline.

use crate::clock::{self, SUBJECT as CLOCK};
use crate::delivery::Delivery;
use crate::explain::Explanation;
use crate::history::{Event, EventKind, RequestEvent};

/// The number of entries of a list that have their details in the page, and the number of characters of each text there.
/// The others have a page of their own, so that pages stay small.
const DETAILED: usize = 4;
const LONGEST: usize = 400;

/// An event in words.
pub(super) struct Entry {
    /// The number of the event.
    pub(super) number: u64,
    pub(super) at: String,
    /// The class of its mark: `request`, `change` or `delivery`.
    pub(super) class: &'static str,
    pub(super) title: String,
    pub(super) tags: Vec<Tag>,
    /// What the event consists of: messages, addresses, reasons.
    pub(super) parts: Vec<Part>,
    /// Whether the parts are complete; if not, the page of the event has them.
    pub(super) is_complete: bool,
    /// Whether the event has a message whose signature can be inspected.
    pub(super) can_be_inspected: bool,
    /// The number of the delivery, if the event is one.
    pub(super) delivery: Option<usize>,
    /// What the event is about: an IOTPay id, or the merchant reference of a request.
    pub(super) subject: String,
}

/// A short verdict.
pub(super) struct Tag {
    /// The class of the tag: `good`, `bad` or `fault`.
    pub(super) class: &'static str,
    pub(super) text: String,
}

/// A text with a label.
pub(super) struct Part {
    pub(super) label: &'static str,
    pub(super) text: String,
}

impl Entry {
    pub(super) fn new(event: &Event) -> Self {
        let mut entry = match &event.kind {
            EventKind::Request(request) => of_request(request),
            EventKind::Unprocessed { method, path, status, explanation } => {
                of_unprocessed(method, path, *status, explanation)
            }
            EventKind::Notification { delivery } => of_delivery(delivery),
            EventKind::Changed { subject, change } => of_change(subject, change),
        };
        entry.number = event.number;
        entry.at = clock::as_text(event.at);
        entry
    }

    /// Removes the details that would make a list too long.
    fn shorten(&mut self, is_detailed: bool) {
        if !is_detailed {
            self.parts.clear();
            self.is_complete = false;
        }
        for part in &mut self.parts {
            if let Some((end, _)) = part.text.char_indices().nth(LONGEST) {
                part.text.truncate(end);
                part.text.push('…');
                self.is_complete = false;
            }
        }
    }

    fn of(class: &'static str, title: String, subject: &str) -> Self {
        Self {
            number: 0,
            at: String::new(),
            class,
            title,
            tags: Vec::new(),
            parts: Vec::new(),
            is_complete: true,
            can_be_inspected: false,
            delivery: None,
            subject: subject.to_owned(),
        }
    }

    fn tag(&mut self, class: &'static str, text: impl Into<String>) {
        self.tags.push(Tag { class, text: text.into() });
    }

    fn explanation(&mut self, explanation: &Explanation) {
        let field = explanation.field.as_deref().map_or_else(String::new, |field| format!("{field} "));
        self.part("Reason", &format!("{field}{}", explanation.rule));
        self.part("Vendor page", explanation.page.as_deref().unwrap_or_default());
        self.part("Expected string to sign", explanation.string_to_sign.as_deref().unwrap_or_default());
    }

    fn part(&mut self, label: &'static str, text: &str) {
        if !text.is_empty() {
            self.parts.push(Part { label, text: text.to_owned() });
        }
    }
}

/// Removes the details of all entries except the newest ones that have any, in the order from the newest entry.
pub(super) fn shorten<'e>(from_newest: impl Iterator<Item = &'e mut Entry>) {
    for (at, entry) in from_newest.filter(|entry| !entry.parts.is_empty()).enumerate() {
        entry.shorten(at < DETAILED);
    }
}

fn of_request(request: &RequestEvent) -> Entry {
    let title = format!("Request {}/{}", request.family, request.endpoint);
    let mut entry = Entry::of("request", title, request.reference.as_deref().unwrap_or_default());
    match &request.rejected {
        Some(explanation) => {
            entry.tag("bad", "rejected");
            entry.explanation(explanation);
            entry.part("Request without secrets", &request.request);
        }
        None if request.response.is_empty() => entry.tag("bad", "not processed"),
        None => entry.tag("good", "accepted"),
    }
    if let Some((fault, timing)) = request.fault {
        entry.tag("fault", format!("fault: {fault}, {timing} the effect"));
    }
    entry.part("Response", &request.response);
    // The sandbox does not sign a rejection: the request is inspected instead.
    entry.can_be_inspected = !request.response.is_empty();
    entry
}

fn of_unprocessed(method: &str, path: &str, status: u16, explanation: &Explanation) -> Entry {
    let mut entry = Entry::of("request", format!("Request {method} {path}"), "");
    entry.tag("bad", format!("HTTP {status}"));
    entry.explanation(explanation);
    entry
}

fn of_delivery(delivery: &Delivery) -> Entry {
    let title = match delivery.attempt {
        0 => "Notification".to_owned(),
        attempt => format!("Notification, attempt {attempt}"),
    };
    let mut entry = Entry::of("delivery", title, &delivery.subject);
    entry.part("URL", &delivery.url);
    entry.part("Body", &delivery.body);
    let has_content = !entry.parts.is_empty();
    entry.can_be_inspected = has_content;
    entry.delivery = has_content.then_some(delivery.number);
    if let Some(reason) = delivery.not_sent {
        entry.tag("bad", "not sent");
        entry.parts.insert(0, Part { label: "Reason", text: reason.to_string() });
        return entry;
    }
    match delivery.status {
        Some(status) => entry.tag(if status < 400 { "good" } else { "bad" }, format!("HTTP {status}")),
        None => entry.tag("bad", "no response"),
    }
    if delivery.acknowledged {
        entry.tag("good", "acknowledged");
    } else {
        entry.tag("bad", "not acknowledged");
    }
    entry.part("Response of the shop", &delivery.response_body);
    entry
}

fn of_change(subject: &str, change: &str) -> Entry {
    if subject == CLOCK {
        return Entry::of("change", format!("Clock {change}"), "");
    }
    let mut letters = change.chars();
    let title = letters.next().map(|first| first.to_uppercase().chain(letters).collect());
    Entry::of("change", title.unwrap_or_default(), subject)
}
