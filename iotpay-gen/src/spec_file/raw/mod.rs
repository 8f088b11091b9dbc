//! The spec as written in the files: one struct for each kind of mapping, and every value with its location.
//! Names are not resolved yet.

mod accepted;
mod boolean;
mod calendar;
mod date_notation;
mod decimal;
mod enumeration;
mod family;
mod field_rule;
mod format;
mod lifecycle;
mod message;
mod page;
pub(crate) mod path;
mod rejection;
mod resolver;
mod role;
mod row;
mod signing;
mod sourced;
mod value_rules;
mod vendor_type;

pub use accepted::{Accepted, Column};
pub use boolean::{Words, words};
pub use calendar::{DateForm, DateTime, DateTimeForm};
pub use decimal::Decimal;
pub use enumeration::{Enumeration, NamedValue, Outcome, OutcomeOf, Transaction, Value};
pub use family::{BodyEncoding, Envelope, Family, NotificationBody, Notifications, ResponseSigning};
pub use field_rule::{FieldRule, FilledBy, IdTarget, Purpose, Secrecy};
pub use format::Format;
pub use lifecycle::{Dated, Deprecation, Lifecycle};
pub use message::{ChannelEntry, FieldList, Message, OneOf, Overlay};
pub use page::{BrowserMarker, ChangelogEntry, Completeness, Effect, Endpoint, Notification, Page};
pub use rejection::{Comparison, RejectionReason, RejectionRule, Rejections};
pub use resolver::Resolver;
pub use role::Role;
pub use row::{Provenance, Required, Row};
pub use signing::{
    EmptyValues, FamilySigning, KeyPosition, NestedField, NestedForm, SignatureCase, Signing, SigningAlgorithm,
    SigningKey,
};
pub use sourced::{SourceNote, Sourced};
pub use value_rules::{Range, ValueRules};
#[cfg(feature = "cli")]
pub(crate) use vendor_type::NOTATIONS;
pub use vendor_type::{VendorType, Width};

use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::source::{FileId, SourceFile, Span, Spanned};
use crate::spec_file::yaml::{Kind, Map, Node};

/// The key of the signing rule.
pub(crate) const SIGNING: &str = "signing";

/// The key of an endpoint's channels.
pub(crate) const CHANNELS: &str = "channels";

/// The key of the name of an endpoint's types.
pub(crate) const TYPE_NAME: &str = "type_name";

/// The keys of a file that require a `page`.
pub(crate) const OF_PAGES: [&str; 2] = ["endpoints", "notifications"];

/// The vendor's site, to which the paths of pages are appended.
pub(crate) const SITE: &str = "https://develop.iotpay.ca";

/// The placeholder for an unknown date or path.
pub(crate) const UNKNOWN: &str = "unknown";

/// A field name and its rule.
pub type NamedRule = (Spanned<String>, FieldRule);

/// The content of one file.
#[derive(Debug, Default)]
pub struct File {
    /// The vendor page that the file transcribes.
    pub page: Option<Page>,
    /// Endpoints on that page.
    pub endpoints: Vec<Endpoint>,
    /// Notifications on that page.
    pub notifications: Vec<Notification>,
    /// Browser returns on that page, which are unsigned.
    pub browser_returns: Vec<Notification>,
    /// API families.
    pub families: Vec<Family>,
    /// The signing rule.
    pub signing: Option<Signing>,
    /// Enumerations.
    pub enumerations: Vec<Enumeration>,
    /// The rules for fields everywhere.
    pub fields: Vec<NamedRule>,
    /// The rules for fields in a family.
    pub family_fields: Vec<(Spanned<String>, Vec<NamedRule>)>,
}

impl File {
    /// Reads a single file as it is written, without looking up names.
    ///
    /// # Errors
    ///
    /// Returns a diagnostic for everything in the file that cannot be read.
    pub fn parse(source: &SourceFile) -> Result<Self, Vec<Diagnostic>> {
        let mut sink = Sink::new();
        let file =
            crate::spec_file::yaml::parse(0, &source.text, &mut sink).and_then(|root| Self::read(0, &root, &mut sink));
        let found = sink.finish();
        file.filter(|_| found.is_empty()).ok_or(found)
    }

    /// Reads a file like [`Self::parse`], with locations in the file with this id; `None` if it cannot be read.
    #[cfg(feature = "cli")]
    pub(crate) fn parse_at(id: FileId, source: &SourceFile) -> Option<Self> {
        let mut sink = Sink::new();
        let file = crate::spec_file::yaml::parse(id, &source.text, &mut sink)
            .and_then(|root| Self::read(id, &root, &mut sink));
        let is_valid = sink.finish().is_empty();
        file.filter(|_| is_valid)
    }

    /// Reads the tree of a file; `None` if it is not a mapping, or if a shared file has no shared rules.
    pub fn read(id: FileId, root: &Node, sink: &mut Sink) -> Option<Self> {
        if root.kind == Kind::Null {
            let start = Span { file: id, start: 0, end: 0 };
            sink.push(
                Diagnostic::new(Code::Empty, start, "empty spec file", "no content")
                    .help("add `page:` or a shared table such as `families:`, or remove the file"),
            );
            return None;
        }
        let mut map = Map::open(root, "a spec file", sink)?;
        let page = map.take("page").and_then(|node| Page::read(node, sink));
        let endpoints = map.take_list("endpoints", sink, Endpoint::read);
        let notifications = map.take_list("notifications", sink, Notification::read);
        let browser_returns = map.take_list("browser_returns", sink, Notification::read_return);
        let families = map.take_list("families", sink, Family::read);
        let signing = map.take("signing").and_then(|node| {
            let signing = Signing::read(node, sink);
            if signing.is_none() {
                sink.mark_unreadable(SIGNING);
            }
            signing
        });
        let enumerations = map.take_list("enumerations", sink, Enumeration::read);
        // Without these rules, those of the pages would seem not to apply.
        let fields = map.take("fields").map_or(Some(Vec::new()), |node| field_rule::read_rules(node, sink));
        let family_fields = map.take("family_fields").map_or(Some(Vec::new()), |node| read_family_fields(node, sink));
        let span = map.span;
        map.close(sink);
        if page.is_none() && root_needs_page(root) {
            sink.push(
                Diagnostic::new(
                    Code::MissingKey,
                    span,
                    "missing `page` in a file with endpoints or notifications",
                    "expected `page:`",
                )
                .help("add `page:` with its title, path, family, updated, completeness and about"),
            );
        }
        let (fields, family_fields) = (fields?, family_fields?);
        Some(Self {
            page,
            endpoints,
            notifications,
            browser_returns,
            families,
            signing,
            enumerations,
            fields,
            family_fields,
        })
    }

    /// Returns the notifications and browser returns.
    // A list, like that of `messages` and `Message::rows`: the compiler compiles the adapters of an iterator again for
    // every chain that a caller builds on it, and every user of the client compiles this crate.
    pub fn incoming(&self) -> Vec<&Notification> {
        self.notifications.iter().chain(&self.browser_returns).collect()
    }

    /// Returns the messages: the request and the response of each endpoint, then those that the gateway sends.
    pub fn messages(&self) -> Vec<&Message> {
        let mut messages = Vec::new();
        for endpoint in &self.endpoints {
            messages.extend([&endpoint.request, &endpoint.response]);
        }
        messages.extend(self.incoming().into_iter().map(|incoming| &incoming.message));
        messages
    }

    /// Returns the rows of all messages.
    pub fn rows(&self) -> Vec<&Row> {
        let mut rows = Vec::new();
        for message in self.messages() {
            rows.extend(message.rows());
        }
        rows
    }
}

fn root_needs_page(root: &Node) -> bool {
    let Kind::Map(entries) = &root.kind else { return false };
    let has = |name: &str| entries.iter().any(|(key, _)| key.value == name);
    !has("page") && OF_PAGES.into_iter().any(has)
}

fn read_family_fields(node: &Node, sink: &mut Sink) -> Option<Vec<(Spanned<String>, Vec<NamedRule>)>> {
    let mut map = Map::open(node, "`family_fields`", sink)?;
    let read: Vec<_> =
        map.rest().into_iter().map(|(name, node)| (name.clone(), field_rule::read_rules(node, sink))).collect();
    read.into_iter().map(|(name, rules)| Some((name, rules?))).collect()
}
