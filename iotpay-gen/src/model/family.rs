//! An API family, and what its messages have in common.

use super::{BodyEncoding, NotificationBody, RejectionReason, RejectionRule, ResponseSigning, Signing, SourceNote};
use crate::source::Span;

/// An API family.
#[derive(Debug, Clone)]
pub struct Family {
    /// Name, also of the Rust module.
    pub name: String,
    /// Name of the marker type.
    pub type_name: String,
    /// The vendor's title.
    pub title: String,
    /// The purpose.
    pub about: String,
    /// The base URL of its endpoints.
    pub base_url: String,
    /// The encoding of a request body.
    pub body: BodyEncoding,
    /// The timeout of a request, in seconds.
    pub timeout_seconds: u32,
    /// The source.
    pub timeout_source: SourceNote,
    /// The fields that every response has.
    pub envelope: Envelope,
    /// The texts that identify the reasons for rejections.
    pub rejections: Vec<RejectionRule>,
    /// The responses that are signed.
    pub signed_responses: ResponseSigning,
    /// The source.
    pub signing_source: SourceNote,
    /// Its signing rule, if it differs from the rule of the other families.
    pub signing: Option<Signing>,
    /// Path of the page that introduces it.
    pub page: String,
    /// The encoding of notifications, if documented.
    pub notifications: Option<Notifications>,
    /// Its location in the spec.
    pub span: Span,
}

impl Family {
    /// Returns the rejection reasons without a known text.
    pub fn undocumented_rejections(&self) -> impl Iterator<Item = RejectionReason> {
        let all = RejectionReason::NAMES.iter().map(|(_, reason)| *reason);
        let named = all.filter(|reason| *reason != RejectionReason::Other);
        named.filter(|reason| self.rejections.iter().all(|rule| rule.reason != *reason))
    }
}

/// The encoding of a family's notifications.
#[derive(Debug, Clone)]
pub struct Notifications {
    /// The location of their fields.
    pub body: NotificationBody,
    /// The text that acknowledges one.
    pub acknowledgement: String,
    /// The source of both.
    pub source_note: SourceNote,
}

/// The fields that every response of a family has.
#[derive(Debug, Clone)]
pub struct Envelope {
    /// The field that states whether the request was understood.
    pub code: String,
    /// The field with the reason if it was not.
    pub message: String,
    /// The field that states whether the business result is a success.
    pub result: Option<String>,
    /// The field with the code of the business error.
    pub error_code: Option<String>,
    /// The field with the text of the business error.
    pub error_message: Option<String>,
}

impl Envelope {
    /// Returns `true` if a top-level field belongs to the envelope.
    pub fn has(&self, wire: &str) -> bool {
        self.code == wire
            || self.message == wire
            || [&self.result, &self.error_code, &self.error_message].into_iter().flatten().any(|name| name == wire)
    }
}
