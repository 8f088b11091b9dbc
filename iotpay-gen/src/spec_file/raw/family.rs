//! An API family: host, body encoding, envelope, notifications.

use super::{Provenance, Rejections};
use crate::diagnostic::Sink;
use crate::source::Spanned;
use crate::spec_file::yaml::{Map, Node, positive_number};

/// Where a fact about a family is from, and why it is so.
#[derive(Debug, Clone)]
pub struct SourceNote {
    /// The source.
    pub source: Provenance,
    /// Why it is so.
    pub note: Option<String>,
}

/// An API family.
#[derive(Debug, Clone)]
pub struct Family {
    /// Name, also of the Rust module.
    pub name: Spanned<String>,
    /// The vendor's title.
    pub title: Spanned<String>,
    /// What it is for, in our words.
    pub about: Spanned<String>,
    /// URL below which its calls are.
    pub base_url: Spanned<String>,
    /// How a request's body is written.
    pub body: Spanned<BodyEncoding>,
    /// How long a call may take, in seconds.
    pub timeout_seconds: Spanned<u32>,
    /// The source.
    pub timeout_remark: SourceNote,
    /// What each response carries.
    pub envelope: Envelope,
    /// What its rejections mean for the money, where something is known of it.
    pub rejections: Option<Rejections>,
    /// Whether responses are signed.
    pub signed_responses: Spanned<ResponseSigning>,
    /// The source.
    pub signing_remark: SourceNote,
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
    /// Where both are from.
    pub remark: SourceNote,
}

/// How a request's body is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BodyEncoding {
    /// A form with one parameter `params` that holds JSON.
    ParamsForm,
    /// JSON.
    Json,
}

/// Whether responses are signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ResponseSigning {
    /// Every successful one.
    Required,
    /// Undocumented.
    WhenPresent,
    /// None.
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

/// The fields that every response carries.
#[derive(Debug, Clone)]
pub struct Envelope {
    /// Whether the request was understood.
    pub code: Spanned<String>,
    /// Why not.
    pub message: Spanned<String>,
    /// Whether the business succeeded.
    pub result: Option<Spanned<String>>,
    /// Code of the business error.
    pub error_code: Option<Spanned<String>>,
    /// Text of the business error.
    pub error_message: Option<Spanned<String>>,
}

impl Envelope {
    /// The fields.
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
        let notifications = map.take("notifications").map(|node| read_notifications(node, sink));
        map.close(sink);
        let (signed_responses, signing_remark) = signed_responses?;
        let (timeout_seconds, timeout_remark) = timeout?;
        Some(Self {
            name: name?,
            title: title?,
            about: about?,
            base_url: host?,
            body: body?,
            timeout_seconds,
            timeout_remark,
            envelope: envelope?,
            rejections,
            signed_responses,
            signing_remark,
            page: page?,
            notifications: notifications.flatten(),
        })
    }
}

impl SourceNote {
    pub(super) fn read(map: &mut Map<'_>, sink: &mut Sink) -> Option<Self> {
        let source = map.need_one_of("source", Provenance::NAMES, sink);
        let note = map.take_text("note", sink).map(|note| note.value);
        Some(Self { source: source?.value, note })
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
    let remark = SourceNote::read(&mut map, sink);
    map.close(sink);
    Some((seconds?, remark?))
}

fn read_policy(node: &Node, sink: &mut Sink) -> Option<(Spanned<ResponseSigning>, SourceNote)> {
    let mut map = Map::open(node, "`signed_responses`", sink)?;
    let policies = [
        ("required", ResponseSigning::Required),
        ("when-present", ResponseSigning::WhenPresent),
        ("never", ResponseSigning::Never),
    ];
    let policy = map.need_one_of("policy", &policies, sink);
    let remark = SourceNote::read(&mut map, sink);
    map.close(sink);
    Some((policy?, remark?))
}

fn read_notifications(node: &Node, sink: &mut Sink) -> Option<Notifications> {
    let mut map = Map::open(node, "a family's `notifications`", sink)?;
    let bodies = [("form", NotificationBody::Form), ("json", NotificationBody::Json), ("any", NotificationBody::Any)];
    let body = map.need_one_of("body", &bodies, sink);
    let acknowledgement = map.need_text("acknowledgement", sink);
    let remark = SourceNote::read(&mut map, sink);
    map.close(sink);
    Some(Notifications { body: body?, acknowledgement: acknowledgement?, remark: remark? })
}
