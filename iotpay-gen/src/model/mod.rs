//! The spec with everything looked up and no option left open: what the emitter, the gateway and
//! every other reader works from.

pub(crate) mod check;
mod field;
pub(crate) mod literal;
pub mod names;
mod rejection;
pub(crate) mod resolve;

pub use field::{EnumType, Field, Filler, Members, Type};
pub use rejection::RejectionRule;

pub use crate::raw::{
    BodyEncoding, Comparison, Completeness, Effect, IdTarget, NestedForm, NotificationBody, Outcome, OutcomeOf,
    Provenance, RejectionReason, ResponseSigning, Secrecy, SourceNote, Transaction, Width,
};
use crate::source::{SourceMap, Span};

/// The whole spec.
#[derive(Debug, Clone)]
pub struct Model {
    /// API families, in the order of the spec.
    pub families: Vec<Family>,
    /// Enumerations that several messages share.
    pub enumerations: Vec<Enumeration>,
    /// The signing rule.
    pub signing: Signing,
    /// The vendor's pages, in the order of their files.
    pub pages: Vec<Page>,
    /// The files, and where their lines begin.
    pub places: SourceMap,
}

/// Index of a family in [`Model::families`].
pub type FamilyId = usize;
/// Index of an enumeration in [`Model::enumerations`].
pub type EnumerationId = usize;

/// An API family.
#[derive(Debug, Clone)]
pub struct Family {
    /// Name, also of the Rust module.
    pub name: String,
    /// Name of the marker type.
    pub type_name: String,
    /// The vendor's title.
    pub title: String,
    /// What it is for.
    pub about: String,
    /// URL below which its calls are.
    pub base_url: String,
    /// How a request's body is written.
    pub body: BodyEncoding,
    /// How long a call may take.
    pub timeout_seconds: u32,
    /// Where that is from.
    pub timeout_remark: SourceNote,
    /// What each response carries.
    pub envelope: Envelope,
    /// The texts by which the reasons for a rejection are recognized.
    pub rejections: Vec<RejectionRule>,
    /// Whether responses are signed.
    pub signed_responses: ResponseSigning,
    /// Where that is from.
    pub signing_remark: SourceNote,
    /// Path of the page that introduces it.
    pub page: String,
    /// How notifications travel, where that is known.
    pub notifications: Option<Notifications>,
    /// Where the spec names it.
    pub span: Span,
}

/// How a family's notifications travel.
#[derive(Debug, Clone)]
pub struct Notifications {
    /// Where their fields stand.
    pub body: NotificationBody,
    /// The text that acknowledges one.
    pub acknowledgement: String,
    /// Where both are from.
    pub remark: SourceNote,
}

/// The fields that every response of a family carries.
#[derive(Debug, Clone)]
pub struct Envelope {
    /// Whether the request was understood.
    pub code: String,
    /// Why not.
    pub message: String,
    /// Whether the business succeeded.
    pub result: Option<String>,
    /// Code of the business error.
    pub error_code: Option<String>,
    /// Text of the business error.
    pub error_message: Option<String>,
}

impl Envelope {
    /// Whether a top-level field belongs to the envelope.
    pub fn has(&self, wire: &str) -> bool {
        self.code == wire
            || self.message == wire
            || [&self.result, &self.error_code, &self.error_message].into_iter().flatten().any(|name| name == wire)
    }
}

/// A list of values with their meaning.
#[derive(Debug, Clone)]
pub struct Enumeration {
    /// Name in the spec.
    pub name: String,
    /// Name in Rust.
    pub type_name: String,
    /// The family that it belongs to; none for all.
    pub family: Option<FamilyId>,
    /// What it tells.
    pub about: String,
    /// The vendor's page.
    pub page: String,
    /// What the outcomes of its values are of.
    pub outcome_of: OutcomeOf,
    /// The values.
    pub values: Vec<EnumerationValue>,
    /// Where the spec names it.
    pub span: Span,
}

impl Enumeration {
    /// Whether its values say what became of the money.
    pub fn has_outcomes(&self) -> bool {
        self.values.iter().any(|value| value.outcome.is_some())
    }

    /// Whether its values tell payments from refunds.
    pub fn has_kinds(&self) -> bool {
        [Transaction::Payment, Transaction::Refund]
            .iter()
            .all(|kind| self.values.iter().any(|value| value.kind == Some(*kind)))
    }
}

/// A value of an enumeration.
#[derive(Debug, Clone)]
pub struct EnumerationValue {
    /// As on the wire.
    pub wire: String,
    /// Name in Rust.
    pub variant: String,
    /// What it means.
    pub about: String,
    /// What it means for the money.
    pub outcome: Option<Outcome>,
    /// The kind of transaction that it names.
    pub kind: Option<Transaction>,
    /// Where it is from.
    pub source: Provenance,
    /// Where the spec names it.
    pub span: Span,
}

/// The signing rule.
#[derive(Debug, Clone)]
pub struct Signing {
    /// The vendor's page.
    pub page: String,
    /// Where the spec says so.
    pub span: Span,
    /// The field with the signature.
    pub field: String,
    /// Where the order of the fields is from.
    pub order_remark: SourceNote,
    /// How objects inside a response enter the signed string.
    pub nested: Vec<NestedField>,
}

/// How an object in one field of a response enters the signed string.
#[derive(Debug, Clone)]
pub struct NestedField {
    /// The field.
    pub field: String,
    /// The forms to try, in order.
    pub forms: Vec<NestedForm>,
    /// Whether the field may be left out also where it holds text.
    pub text_left_out: bool,
    /// Whether one of the forms is known to be right.
    pub confirmed: bool,
    /// Where that is from.
    pub remark: SourceNote,
}

/// A page of the vendor.
#[derive(Debug, Clone)]
pub struct Page {
    /// The family.
    pub family: FamilyId,
    /// Name of its Rust module.
    pub module: String,
    /// Name of the spec file.
    pub file: String,
    /// Title in the vendor's menu.
    pub title: String,
    /// Path on the vendor's site, if it is known.
    pub path: Option<String>,
    /// Date of the last update, if the page says.
    pub updated: Option<String>,
    /// How much of it is transcribed.
    pub completeness: Completeness,
    /// What is missing.
    pub missing: Vec<String>,
    /// What it is about.
    pub about: String,
    /// A remark of the transcriber.
    pub note: Option<String>,
    /// How somebody who gets hold of the page completes it.
    pub how_to_complete: Option<String>,
    /// What to use instead, where the vendor calls the page deprecated.
    pub deprecated: Option<String>,
    /// The vendor's changes: date and texts.
    pub changelog: Vec<(String, Vec<String>)>,
    /// Its calls.
    pub endpoints: Vec<Endpoint>,
    /// Its notifications.
    pub notifications: Vec<Notification>,
    /// What browsers bring back without a signature.
    pub browser_returns: Vec<Notification>,
    /// Every row of its tables, those that no type has included.
    pub rows: Vec<TableRow>,
    /// Where the spec says each part of its head.
    pub head: PageSpans,
    /// Where the spec names it.
    pub span: Span,
}

/// Where the head of a page stands in the spec; the title where a part is not there.
#[derive(Debug, Clone)]
pub struct PageSpans {
    /// Its path.
    pub path: Span,
    /// The date of its last update.
    pub updated: Span,
    /// How much of it is transcribed.
    pub completeness: Span,
    /// What it is about.
    pub about: Span,
    /// The remark of the transcriber.
    pub note: Span,
    /// What to use instead.
    pub deprecated: Span,
    /// The date of each change of the vendor.
    pub changelog: Vec<Span>,
}

/// A row of a page's table.
#[derive(Debug, Clone)]
pub struct TableRow {
    /// The field, with its object: `retData.secureId`.
    pub wire: String,
    /// Where the row is from.
    pub source: Provenance,
}

/// A call.
// Each says something of its own; no two of them make a state.
#[allow(clippy::struct_excessive_bools)]
#[derive(Debug, Clone)]
pub struct Endpoint {
    /// Name.
    pub name: String,
    /// Path below the family's host.
    pub path: String,
    /// What it does.
    pub effect: Effect,
    /// Whether it may be repeated without harm.
    pub idempotent: bool,
    /// The field with the merchant's own number of what is created.
    pub reference: Option<String>,
    /// The call that tells how this one ended, asked with the same number.
    pub resolved_by: Option<String>,
    /// What it is for.
    pub about: String,
    /// The field that may hold the whole response.
    pub nested_in: Option<String>,
    /// Whether the response may hold anything, since its table is not available.
    pub is_undocumented: bool,
    /// Fields around the response that a success may come without.
    pub may_omit: Vec<String>,
    /// Whether the page only surveys the call, so that nothing is generated of it.
    pub is_overview: bool,
    /// One for each channel, or just one.
    pub operations: Vec<Operation>,
    /// Where the spec names it.
    pub span: Span,
}

/// A request type with its response type.
#[derive(Debug, Clone)]
pub struct Operation {
    /// The channel that the type stands for.
    pub channel: Option<String>,
    /// Name of the request type.
    pub type_name: String,
    /// What it is for.
    pub about: String,
    /// The request's fields, in the page's order.
    pub request: Vec<Field>,
    /// Fields of the page's table that the channel ignores or refuses.
    pub forbidden: Vec<String>,
    /// Groups of request fields of which exactly one is given.
    pub one_of: Vec<OneOf>,
    /// Name of the response type.
    pub response_name: String,
    /// The response's fields, without envelope and signature.
    pub response: Vec<Field>,
    /// Where the spec names it: its channel or its call.
    pub span: Span,
    /// Where the name of its type is from: its channel, the pattern of the name, or its call.
    pub name_span: Span,
}

/// Fields of which exactly one is given.
#[derive(Debug, Clone)]
pub struct OneOf {
    /// Name of the Rust field.
    pub rust_name: String,
    /// Name of the Rust type.
    pub type_name: String,
    /// The fields' names on the wire.
    pub fields: Vec<String>,
    /// Where the spec names it.
    pub span: Span,
}

/// A notification.
#[derive(Debug, Clone)]
pub struct Notification {
    /// Name.
    pub name: String,
    /// Name of the Rust type.
    pub type_name: String,
    /// What it reports.
    pub about: String,
    /// The field and value that mark a browser's return.
    pub browser_marker: Option<(String, String)>,
    /// Fields by which it differs from notifications of other kinds.
    pub unique_fields: Vec<String>,
    /// The fields, without the signature.
    pub fields: Vec<Field>,
    /// Where the spec names it.
    pub span: Span,
}

impl Model {
    /// The field among these whose values tell what kind of transaction a message is about.
    pub fn kind_field<'a>(&self, fields: &'a [Field]) -> Option<(&'a Field, &Enumeration)> {
        fields.iter().find_map(|field| match &field.ty {
            Type::Enum(choice) => {
                Some((field, &self.enumerations[choice.enumeration])).filter(|(_, it)| it.has_kinds())
            }
            _ => None,
        })
    }

    /// The field among these whose values have outcomes of a transaction of either kind.
    pub fn transaction_field<'a>(&self, fields: &'a [Field]) -> Option<(&'a Field, &Enumeration)> {
        fields.iter().find_map(|field| match &field.ty {
            Type::Enum(choice) => Some((field, &self.enumerations[choice.enumeration]))
                .filter(|(_, it)| it.has_outcomes() && it.outcome_of == OutcomeOf::Transaction),
            _ => None,
        })
    }
}

impl Operation {
    /// The request's field with this name on the wire.
    pub fn request_field(&self, wire: &str) -> Option<&Field> {
        self.request.iter().find(|field| field.wire == wire)
    }

    /// The group that a request field belongs to.
    pub fn group_of(&self, wire: &str) -> Option<&OneOf> {
        self.one_of.iter().find(|group| group.fields.iter().any(|field| field == wire))
    }

    /// The request's fields that the caller gives, in the page's order.
    pub fn caller_fields(&self) -> impl Iterator<Item = &Field> {
        self.request.iter().filter(|field| field.filled.is_none())
    }
}
