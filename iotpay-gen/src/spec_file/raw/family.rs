//! An API family: base URL, body encoding, envelope and notifications.

use super::{FamilySigning, Rejections, SourceNote};
use crate::diagnostic::Sink;
use crate::source::Spanned;
use crate::spec_file::yaml::{Map, Node, positive_number};

/// An API family.
#[derive(Debug, Clone)]
pub struct Family {
    /// Name, also of the Rust module.
    pub name: Spanned<String>,
    /// The vendor's title.
    pub title: Spanned<String>,
    /// The purpose, in our words.
    pub about: Spanned<String>,
    /// The base URL of its endpoints.
    pub base_url: Spanned<String>,
    /// The encoding of a request body.
    pub body: Spanned<BodyEncoding>,
    /// The timeout of a request, in seconds.
    pub timeout_seconds: Spanned<u32>,
    /// The source.
    pub timeout_source: SourceNote,
    /// The fields that every response has.
    pub envelope: Envelope,
    /// The meaning of its rejections for the money, if it is known.
    pub rejections: Option<Rejections>,
    /// The responses that are signed.
    pub signed_responses: Spanned<ResponseSigning>,
    /// The source.
    pub signing_source: SourceNote,
    /// The parts of the signing rule that differ from the rule of the other families.
    pub signing: Option<FamilySigning>,
    /// The page that introduces the family.
    pub page: Spanned<String>,
    /// The encoding of notifications, if documented.
    pub notifications: Option<Notifications>,
}

/// The encoding of a family's notifications.
#[derive(Debug, Clone)]
pub struct Notifications {
    /// The location of their fields.
    pub body: Spanned<NotificationBody>,
    /// The text that acknowledges one.
    pub acknowledgement: Spanned<String>,
    /// The source of both.
    pub source_note: SourceNote,
}

/// The encoding of a request body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BodyEncoding {
    /// A form whose only parameter, `params`, contains JSON.
    ParamsForm,
    /// JSON.
    Json,
}

/// The responses that are signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ResponseSigning {
    /// Every successful response.
    Required,
    /// Undocumented.
    WhenPresent,
    /// No response.
    Never,
}

/// The encoding of a notification's fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotificationBody {
    /// In the query, in a form, or in both.
    Form,
    /// As JSON.
    Json,
    /// In the query, in a form or as JSON: undocumented.
    Any,
}

/// The fields that every response has.
#[derive(Debug, Clone)]
pub struct Envelope {
    /// The field that states whether the request was understood.
    pub code: Spanned<String>,
    /// The field with the reason if it was not.
    pub message: Spanned<String>,
    /// The field that states whether the business result is a success.
    pub result: Option<Spanned<String>>,
    /// The field with the code of the business error.
    pub error_code: Option<Spanned<String>>,
    /// The field with the text of the business error.
    pub error_message: Option<Spanned<String>>,
}

impl Envelope {
    /// Returns the names of its fields.
    pub fn fields(&self) -> impl Iterator<Item = &Spanned<String>> {
        let optional = [&self.result, &self.error_code, &self.error_message].into_iter().flatten();
        [&self.code, &self.message].into_iter().chain(optional)
    }

    /// Returns `true` if a top-level field belongs to the envelope.
    pub fn has(&self, wire: &str) -> bool {
        self.fields().any(|field| field.value == wire)
    }
}

impl Family {
    /// Reads a family.
    pub fn read(node: &Node, sink: &mut Sink) -> Option<Self> {
        let mut map = Map::open(node, "a family", sink)?;
        let name = map.need_text("name", sink);
        let title = map.need_text("title", sink);
        let about = map.need_text("about", sink);
        let host = map.need_text("base_url", sink);
        let page = map.need_text("page", sink);
        let body =
            map.need_one_of("body", &[("params-form", BodyEncoding::ParamsForm), ("json", BodyEncoding::Json)], sink);
        let timeout = map.need("timeout").and_then(|node| read_timeout(node, sink));
        let envelope = map.need("envelope").and_then(|node| Envelope::read(node, sink));
        let rejections = map.take("rejections").and_then(|node| Rejections::read(node, sink));
        let signed_responses = map.need("signed_responses").and_then(|node| read_policy(node, sink));
        let signing = map.take("signing").and_then(|node| FamilySigning::read(node, sink));
        let notifications = map.take("notifications").map(|node| read_notifications(node, sink));
        map.close(sink);
        let (signed_responses, signing_source) = signed_responses?;
        let (timeout_seconds, timeout_source) = timeout?;
        Some(Self {
            name: name?,
            title: title?,
            about: about?,
            base_url: host?,
            body: body?,
            timeout_seconds,
            timeout_source,
            envelope: envelope?,
            rejections,
            signed_responses,
            signing_source,
            signing,
            page: page?,
            notifications: notifications.flatten(),
        })
    }
}

impl Envelope {
    fn read(node: &Node, sink: &mut Sink) -> Option<Self> {
        let mut map = Map::open(node, "an envelope", sink)?;
        let code = map.need_text("code", sink);
        let message = map.need_text("message", sink);
        let result = map.take_text("result", sink);
        let error_code = map.take_text("error_code", sink);
        let error_message = map.take_text("error_message", sink);
        map.close(sink);
        let (code, message) = (code?, message?);
        Some(Self { code, message, result, error_code, error_message })
    }
}

fn read_timeout(node: &Node, sink: &mut Sink) -> Option<(Spanned<u32>, SourceNote)> {
    let mut map = Map::open(node, "`timeout`", sink)?;
    let seconds = map.need("seconds").and_then(|node| positive_number(node, "seconds", "seconds", sink));
    let source_note = SourceNote::read(&mut map, sink);
    map.close(sink);
    Some((seconds?, source_note?))
}

fn read_policy(node: &Node, sink: &mut Sink) -> Option<(Spanned<ResponseSigning>, SourceNote)> {
    let mut map = Map::open(node, "`signed_responses`", sink)?;
    let policies = [
        ("required", ResponseSigning::Required),
        ("when-present", ResponseSigning::WhenPresent),
        ("never", ResponseSigning::Never),
    ];
    let policy = map.need_one_of("policy", &policies, sink);
    let source_note = SourceNote::read(&mut map, sink);
    map.close(sink);
    Some((policy?, source_note?))
}

fn read_notifications(node: &Node, sink: &mut Sink) -> Option<Notifications> {
    let mut map = Map::open(node, "a family's `notifications`", sink)?;
    let bodies = [("form", NotificationBody::Form), ("json", NotificationBody::Json), ("any", NotificationBody::Any)];
    let body = map.need_one_of("body", &bodies, sink);
    let acknowledgement = map.need_text("acknowledgement", sink);
    let source_note = SourceNote::read(&mut map, sink);
    map.close(sink);
    Some(Notifications { body: body?, acknowledgement: acknowledgement?, source_note: source_note? })
}
