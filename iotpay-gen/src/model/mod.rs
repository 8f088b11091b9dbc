//! The resolved spec, with all names looked up and all defaults set. The generator, the sandbox and every other
//! reader work from it.

pub(crate) mod check;
mod enumeration;
mod event_fields;
mod family;
mod field;
mod kind;
mod lifecycle;
pub(crate) mod literal;
pub mod names;
mod page_request;
mod pattern;
mod rejection;
pub(crate) mod resolve;
mod signing;
mod status_query;
mod value_rules;

pub use enumeration::{Enumeration, EnumerationValue};
pub use event_fields::{EventFields, EventReference, NotificationSubject};
pub use family::{Envelope, Family, Notifications};
pub use field::{Array, EnumType, Field, Filler, Members, Type, Wire};
pub use kind::{Formed, Kind};
pub use lifecycle::{Dated, Deprecation, Lifecycle};
pub use page_request::{
    ChannelConstant, ChannelMember, ChannelRules, NoPageRequest, PageChannel, PageMethod, PageRequest, ResponseText,
    Returned,
};
pub use pattern::Pattern;
pub use rejection::RejectionRule;
pub use signing::{NestedField, Signing, SigningKey, Sourced};
pub use status_query::{Resolver, StatusFields};
pub use value_rules::{ItemCount, Range, ValueRules};

pub use crate::raw::{
    BodyEncoding, Comparison, Completeness, DateForm, DateTime, DateTimeForm, Decimal, Effect, EmptyValues, IdTarget,
    KeyPosition, NestedForm, NotificationBody, Outcome, OutcomeOf, Provenance, Purpose, RejectionReason,
    ResponseSigning, Role, Secrecy, SignatureCase, SigningAlgorithm, SourceNote, Transaction, Width, Words, words,
};
use crate::source::{SourceMap, Span};

/// The whole spec.
#[derive(Debug, Clone)]
pub struct Model {
    /// API families, in the order of the spec.
    pub families: Vec<Family>,
    /// Enumerations that several messages share.
    pub enumerations: Vec<Enumeration>,
    /// The signing rule of all families without their own.
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

/// A vendor page.
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
    /// The completeness of the transcription.
    pub completeness: Completeness,
    /// The missing parts.
    pub missing: Vec<String>,
    /// The subject.
    pub about: String,
    /// A note about the transcription.
    pub note: Option<String>,
    /// The way to complete an unavailable page.
    pub how_to_complete: Option<String>,
    /// Its dates and deprecation.
    pub lifecycle: Lifecycle,
    /// The vendor's changes, each with its date and texts.
    pub changelog: Vec<(String, Vec<String>)>,
    /// Its endpoints.
    pub endpoints: Vec<Endpoint>,
    /// Its notifications.
    pub notifications: Vec<Notification>,
    /// Its browser returns.
    pub browser_returns: Vec<Notification>,
    /// Every row of its tables, including rows that are not in any type.
    pub rows: Vec<TableRow>,
    /// The locations of its header in the spec.
    pub head: PageSpans,
    /// Its location in the spec.
    pub span: Span,
}

/// The locations of a page header in the spec; missing parts have the location of the title.
#[derive(Debug, Clone)]
pub struct PageSpans {
    /// Its path.
    pub path: Span,
    /// The date of its last update.
    pub updated: Span,
    /// The completeness of the transcription.
    pub completeness: Span,
    /// The subject.
    pub about: Span,
    /// The note about the transcription.
    pub note: Span,
    /// The deprecation.
    pub deprecated: Span,
    /// The date of each change of the vendor.
    pub changelog: Vec<Span>,
}

/// A row of a page's table.
#[derive(Debug, Clone)]
pub struct TableRow {
    /// The field, with its object: `retData.secureId`.
    pub wire: String,
    /// The source of the row.
    pub source: Provenance,
}

/// An endpoint.
// Each flag is independent of the others; no two of them form a state.
#[allow(clippy::struct_excessive_bools)]
#[derive(Debug, Clone)]
pub struct Endpoint {
    /// Name.
    pub name: String,
    /// The path below the family's base URL.
    pub path: String,
    /// The effect.
    pub effect: Effect,
    /// Whether the request may be retried automatically.
    pub idempotent: bool,
    /// The field with the merchant reference.
    pub reference: Option<String>,
    /// The query that resolves an unknown outcome, by the merchant reference.
    pub resolved_by: Option<Resolver>,
    /// The purpose.
    pub about: String,
    /// The field that may contain the whole response.
    pub nested_in: Option<String>,
    /// Whether the response is undocumented because its table was not available.
    pub is_undocumented: bool,
    /// Fields of the envelope that a successful response may omit.
    pub may_omit: Vec<String>,
    /// Whether the endpoint is only an overview, for which no type is generated.
    pub is_overview: bool,
    /// One for each channel, or just one.
    pub operations: Vec<Operation>,
    /// The request that takes the channel as a value; `None` if there are fewer than two channels.
    pub page_request: Option<Result<PageRequest, NoPageRequest>>,
    /// Its dates and deprecation.
    pub lifecycle: Lifecycle,
    /// Its location in the spec.
    pub span: Span,
}

/// A request type with its response type.
#[derive(Debug, Clone)]
pub struct Operation {
    /// The channel of the type.
    pub channel: Option<String>,
    /// Name of the request type.
    pub type_name: String,
    /// The purpose.
    pub about: String,
    /// The request's fields, in the page's order.
    pub request: Vec<Field>,
    /// Fields of the page's table that the channel ignores or rejects.
    pub forbidden: Vec<String>,
    /// Groups of mutually exclusive request fields.
    pub one_of: Vec<OneOf>,
    /// Name of the response type.
    pub response_name: String,
    /// The response's fields, without envelope and signature.
    pub response: Vec<Field>,
    /// The dates and the deprecation of the channel.
    pub lifecycle: Lifecycle,
    /// Its location in the spec: the channel or the endpoint.
    pub span: Span,
    /// The origin of its type name: the channel, the name pattern, or the endpoint.
    pub name_span: Span,
}

/// A group of mutually exclusive fields.
#[derive(Debug, Clone)]
pub struct OneOf {
    /// Name of the Rust field.
    pub rust_name: String,
    /// Name of the Rust type.
    pub type_name: String,
    /// The wire names of the fields.
    pub fields: Vec<String>,
    /// Its location in the spec.
    pub span: Span,
}

/// A notification.
#[derive(Debug, Clone)]
pub struct Notification {
    /// Name.
    pub name: String,
    /// Name of the Rust type.
    pub type_name: String,
    /// The subject.
    pub about: String,
    /// The field and value that identify a request from the browser.
    pub browser_marker: Option<(String, String)>,
    /// Fields that no other kind of notification has.
    pub unique_fields: Vec<String>,
    /// The fields, without the signature.
    pub fields: Vec<Field>,
    /// Its location in the spec.
    pub span: Span,
}

impl Model {
    /// Returns the pages of a family.
    pub fn pages_of(&self, family: FamilyId) -> Vec<&Page> {
        self.pages.iter().filter(|page| page.family == family).collect()
    }

    /// Returns the signing rule of a family.
    pub fn signing_of<'a>(&'a self, family: &'a Family) -> &'a Signing {
        family.signing.as_ref().unwrap_or(&self.signing)
    }

    /// Returns the enumeration of a field's values, if it has one.
    pub fn enumeration_of(&self, field: &Field) -> Option<&Enumeration> {
        self.enumerations.get(field.ty.choice()?.enumeration)
    }

    /// Returns the field whose values indicate the kind of transaction.
    pub fn kind_field<'a>(&self, fields: &'a [Field]) -> Option<(&'a Field, &Enumeration)> {
        fields.iter().find_map(|field| Some((field, self.enumeration_of(field).filter(|it| it.has_kinds())?)))
    }

    /// Returns the field whose values have outcomes of a transaction of either kind.
    pub fn transaction_field<'a>(&self, fields: &'a [Field]) -> Option<(&'a Field, &Enumeration)> {
        let is_such = |it: &&Enumeration| it.has_outcomes() && it.outcome_of == OutcomeOf::Transaction;
        fields.iter().find_map(|field| Some((field, self.enumeration_of(field).filter(is_such)?)))
    }
}

impl Endpoint {
    /// Returns the request that takes the channel as a value, if there is one.
    pub fn page_request(&self) -> Option<&PageRequest> {
        self.page_request.as_ref()?.as_ref().ok()
    }

    /// Returns the reason why an endpoint with several channels has no page request.
    pub fn no_page_request(&self) -> Option<&NoPageRequest> {
        self.page_request.as_ref()?.as_ref().err()
    }
}

impl Page {
    /// Returns the operations of all endpoints.
    pub fn operations(&self) -> Vec<&Operation> {
        self.endpoints.iter().flat_map(|endpoint| &endpoint.operations).collect()
    }

    /// Returns the notifications and browser returns.
    pub fn incoming(&self) -> Vec<&Notification> {
        self.notifications.iter().chain(&self.browser_returns).collect()
    }
}

impl Operation {
    /// Returns the fields of the request and of the response.
    pub fn fields(&self) -> Vec<&Field> {
        self.request.iter().chain(&self.response).collect()
    }

    /// Returns the request field with this wire name.
    pub fn request_field(&self, wire: &str) -> Option<&Field> {
        self.request.iter().find(|field| field.wire == wire)
    }

    /// Returns the group that a request field belongs to.
    pub fn group_of(&self, wire: &str) -> Option<&OneOf> {
        self.one_of.iter().find(|group| group.fields.iter().any(|field| field == wire))
    }

    /// Returns the request fields that the caller sets, in the page's order.
    pub fn caller_fields(&self) -> impl Iterator<Item = &Field> {
        self.request.iter().filter(|field| field.filled.is_none())
    }
}
