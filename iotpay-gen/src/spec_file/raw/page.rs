//! A vendor page, its endpoints and its notifications.

use super::{Accepted, CHANNELS, ChannelEntry, Lifecycle, Message, Resolver, TYPE_NAME};
use crate::diagnostic::{Sink, suggestion_help};
use crate::source::{Span, Spanned};
use crate::spec_file::yaml::{Map, Node, UNSUPPORTED_REQUESTS, list, one_of_or, some_texts, unknown_value};

/// A vendor page.
#[derive(Debug, Clone)]
pub struct Page {
    /// Title in the vendor's menu.
    pub title: Spanned<String>,
    /// Path on the vendor's site, or `unknown`.
    pub path: Spanned<String>,
    /// The API family.
    pub family: Spanned<String>,
    /// Date of the page's last update, or `unknown`.
    pub updated: Spanned<String>,
    /// The completeness of the transcription.
    pub completeness: Spanned<Completeness>,
    /// The missing parts.
    pub missing: Vec<Spanned<String>>,
    /// The subject of the page, in our words.
    pub about: Spanned<String>,
    /// A note about the transcription.
    pub note: Option<Spanned<String>>,
    /// The way to complete an unavailable page.
    pub how_to_complete: Option<Spanned<String>>,
    /// The dates and the deprecation of the page.
    pub lifecycle: Lifecycle,
    /// The vendor's changes.
    pub changelog: Vec<ChangelogEntry>,
    /// Differences from the vendor page that were reviewed and accepted.
    pub accepted_drift: Vec<Accepted>,
}

/// The share of a page's facts that the file contains.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Completeness {
    /// All facts.
    Complete,
    /// Only the facts that were available.
    Partial,
    /// No facts, because the page was not available.
    NotAvailable,
}

/// The vendor's changes on one day.
#[derive(Debug, Clone)]
pub struct ChangelogEntry {
    /// The day.
    pub date: Spanned<String>,
    /// The changes, in our words.
    pub changes: Vec<Spanned<String>>,
}

/// The effect of an endpoint. Clients derive from it what may be retried, and the sandbox what to store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// Places an order that the customer pays later.
    CreateOrder,
    /// Places an order and charges it at once.
    Charge,
    /// Reads an order.
    QueryOrder,
    /// Refunds money.
    RefundOrder,
    /// Reads a refund.
    QueryRefund,
    /// Cancels an order whose money has not moved yet.
    VoidOrder,
    /// Stores a card.
    AddCard,
    /// Reads a stored card.
    QueryCard,
    /// Asks the customer to sign a contract.
    SignContract,
    /// Charges the customer under a signed contract.
    Debit,
    /// Reads something that the sandbox does not store.
    OtherQuery,
    /// Changes something that the sandbox does not store.
    Other,
}

impl Effect {
    const NAMES: &[(&'static str, Self)] = &[
        ("create_order", Self::CreateOrder),
        ("charge", Self::Charge),
        ("query_order", Self::QueryOrder),
        ("refund_order", Self::RefundOrder),
        ("query_refund", Self::QueryRefund),
        ("void_order", Self::VoidOrder),
        ("add_card", Self::AddCard),
        ("query_card", Self::QueryCard),
        ("sign_contract", Self::SignContract),
        ("debit", Self::Debit),
        ("other_query", Self::OtherQuery),
        ("other", Self::Other),
    ];

    /// Returns the effect's name in the spec.
    pub fn as_str(self) -> &'static str {
        Self::NAMES.iter().find(|(_, effect)| *effect == self).map_or("", |(name, _)| name)
    }

    /// Returns `true` if it creates an order.
    pub fn creates_order(self) -> bool {
        match self {
            Self::CreateOrder | Self::Charge | Self::Debit => true,
            Self::QueryOrder
            | Self::RefundOrder
            | Self::QueryRefund
            | Self::VoidOrder
            | Self::AddCard
            | Self::QueryCard
            | Self::SignContract
            | Self::OtherQuery
            | Self::Other => false,
        }
    }

    /// Returns `true` if it only reads, so that a retry is harmless.
    pub fn is_reading(self) -> bool {
        match self {
            Self::QueryOrder | Self::QueryRefund | Self::QueryCard | Self::OtherQuery => true,
            Self::CreateOrder
            | Self::Charge
            | Self::RefundOrder
            | Self::VoidOrder
            | Self::AddCard
            | Self::SignContract
            | Self::Debit
            | Self::Other => false,
        }
    }

    /// Returns `true` if it moves money, or creates an order that does.
    pub fn moves_money(self) -> bool {
        match self {
            Self::CreateOrder | Self::Charge | Self::Debit | Self::RefundOrder | Self::VoidOrder => true,
            Self::QueryOrder
            | Self::QueryRefund
            | Self::AddCard
            | Self::QueryCard
            | Self::SignContract
            | Self::OtherQuery
            | Self::Other => false,
        }
    }

    /// Returns `true` if it creates something with a merchant reference of its own.
    pub fn creates(self) -> bool {
        match self {
            Self::CreateOrder
            | Self::Charge
            | Self::RefundOrder
            | Self::VoidOrder
            | Self::AddCard
            | Self::SignContract
            | Self::Debit => true,
            Self::QueryOrder | Self::QueryRefund | Self::QueryCard | Self::OtherQuery | Self::Other => false,
        }
    }

    /// Returns `true` if a query with this effect finds what a request with the other effect created. Gateways whose
    /// refunds are separate transactions find them like orders.
    pub fn resolves(self, other: Self) -> bool {
        match self {
            Self::QueryOrder => true,
            Self::QueryRefund => matches!(other, Self::RefundOrder | Self::VoidOrder),
            Self::CreateOrder
            | Self::Charge
            | Self::RefundOrder
            | Self::VoidOrder
            | Self::AddCard
            | Self::QueryCard
            | Self::SignContract
            | Self::Debit
            | Self::OtherQuery
            | Self::Other => false,
        }
    }
}

/// An endpoint.
#[derive(Debug, Clone)]
pub struct Endpoint {
    /// The endpoint's name.
    pub name: Spanned<String>,
    /// The path below the family's base URL.
    pub path: Spanned<String>,
    /// The effect.
    pub effect: Spanned<Effect>,
    /// Whether the request may be retried automatically.
    pub idempotent: Spanned<bool>,
    /// The field with the merchant reference.
    pub reference: Option<Spanned<String>>,
    /// The query that resolves an unknown outcome, by the merchant reference.
    pub resolved_by: Option<Resolver>,
    /// The request type's name; `{channel}` is a placeholder for the channel.
    pub type_name: Option<Spanned<String>>,
    /// The name of the request type that takes the channel as a value; by default that of the page.
    pub page_request: Option<Spanned<String>>,
    /// The purpose, in our words.
    pub about: Spanned<String>,
    /// The request.
    pub request: Message,
    /// The response.
    pub response: Message,
    /// Whether the page is only an overview of an endpoint whose channels have their own pages.
    pub overview: Option<Spanned<()>>,
    /// Channels that have their own request type.
    pub channels: Vec<ChannelEntry>,
    /// The dates and the deprecation of the endpoint.
    pub lifecycle: Lifecycle,
    /// The location of the endpoint.
    pub span: Span,
}

/// A notification.
#[derive(Debug, Clone)]
pub struct Notification {
    /// The notification's name.
    pub name: Spanned<String>,
    /// The subject, in our words.
    pub about: Spanned<String>,
    /// The field and value that identify a request from the browser.
    pub browser_marker: Option<BrowserMarker>,
    /// Fields that no other kind of notification has.
    pub unique_fields: Vec<Spanned<String>>,
    /// The fields.
    pub message: Message,
}

/// The field and value that identify a request from the browser.
#[derive(Debug, Clone)]
pub struct BrowserMarker {
    /// The field.
    pub field: Spanned<String>,
    /// The value.
    pub value: Spanned<String>,
}

impl Page {
    /// Reads the header of a page.
    pub fn read(node: &Node, sink: &mut Sink) -> Option<Self> {
        let mut map = Map::open(node, "a page", sink)?;
        let title = map.need_text("title", sink);
        let path = map.need_text("path", sink);
        let family = map.need_text("family", sink);
        let updated = map.need_text("updated", sink);
        let completeness = map.need_one_of(
            "completeness",
            &[
                ("complete", Completeness::Complete),
                ("partial", Completeness::Partial),
                ("not-available", Completeness::NotAvailable),
            ],
            sink,
        );
        let missing = map.take_texts("missing", sink);
        let about = map.need_text("about", sink);
        let note = map.take_text("note", sink);
        let how_to_complete = map.take_text("how_to_complete", sink);
        let lifecycle = Lifecycle::take(&mut map, sink);
        let changelog =
            map.take("changelog").map_or_else(Vec::new, |node| list(node, "changelog", sink, ChangelogEntry::read));
        let accepted_drift = map.take_list("accepted_drift", sink, Accepted::read);
        map.close(sink);
        Some(Self {
            title: title?,
            path: path?,
            family: family?,
            updated: updated?,
            completeness: completeness?,
            missing,
            about: about?,
            note,
            how_to_complete,
            lifecycle,
            changelog,
            accepted_drift,
        })
    }
}

impl ChangelogEntry {
    fn read(node: &Node, sink: &mut Sink) -> Option<Self> {
        let mut map = Map::open(node, "a change", sink)?;
        let date = map.need_text("date", sink);
        let changes = map.need("changes").and_then(|node| some_texts(node, "changes", sink));
        map.close(sink);
        Some(Self { date: date?, changes: changes? })
    }
}

impl Endpoint {
    /// Reads an endpoint.
    pub fn read(node: &Node, sink: &mut Sink) -> Option<Self> {
        let mut map = Map::open(node, "an endpoint", sink)?;
        let name = map.need_text("name", sink);
        let path = map.need_text("path", sink);
        map.need_text("method", sink).and_then(|method| read_method(&method, sink));
        let effect = map.need_one_of("effect", Effect::NAMES, sink);
        let idempotent = map.need_truth("idempotent", sink);
        let reference = map.take_text("reference", sink);
        let resolved_by = map.take("resolved_by").and_then(|node| Resolver::read(node, sink));
        let before = sink.count();
        let type_name = map.take_text(TYPE_NAME, sink);
        if sink.count() > before {
            sink.mark_unreadable(TYPE_NAME);
        }
        let page_request = map.take_text("page_request", sink);
        let about = map.need_text("about", sink);
        let request = map.need("request").and_then(|node| Message::read_request(node, sink));
        let response = map.need("response").and_then(|node| Message::read_response(node, sink));
        let overview = map.take_one_of("overview", &[("true", ())], sink);
        let channels = map.take_list(CHANNELS, sink, ChannelEntry::read);
        let lifecycle = Lifecycle::take(&mut map, sink);
        let span = map.span;
        map.close(sink);
        Some(Self {
            name: name?,
            path: path?,
            effect: effect?,
            idempotent: idempotent?,
            reference,
            resolved_by,
            type_name,
            page_request,
            about: about?,
            request: request?,
            response: response?,
            overview,
            channels,
            lifecycle,
            span,
        })
    }
}

impl Notification {
    /// Reads a notification.
    pub fn read(node: &Node, sink: &mut Sink) -> Option<Self> {
        let mut map = Map::open(node, "a notification", sink)?;
        let name = map.need_text("name", sink);
        let about = map.need_text("about", sink);
        let browser_marker = map.take("browser_marker").and_then(|node| BrowserMarker::read(node, sink));
        let marks = map.take_some_texts("unique_fields", sink).unwrap_or_default();
        let message = Message::read_received(&mut map, sink);
        map.close(sink);
        Some(Self { name: name?, about: about?, browser_marker, unique_fields: marks, message: message? })
    }

    /// Reads a browser return.
    pub fn read_return(node: &Node, sink: &mut Sink) -> Option<Self> {
        let mut map = Map::open(node, "a browser return", sink)?;
        let name = map.need_text("name", sink);
        let about = map.need_text("about", sink);
        let message = Message::read_received(&mut map, sink);
        map.close(sink);
        Some(Self { name: name?, about: about?, browser_marker: None, unique_fields: Vec::new(), message: message? })
    }
}

impl BrowserMarker {
    fn read(node: &Node, sink: &mut Sink) -> Option<Self> {
        let mut map = Map::open(node, "`browser_marker`", sink)?;
        let field = map.need_text("field", sink);
        let value = map.need_text("value", sink);
        map.close(sink);
        Some(Self { field: field?, value: value? })
    }
}

fn read_method(method: &Spanned<String>, sink: &mut Sink) -> Option<Spanned<()>> {
    one_of_or(method, &[("POST", ())], sink, |names| {
        let is_post = method.value.eq_ignore_ascii_case("POST");
        let help = if is_post { suggestion_help(&method.value, names) } else { UNSUPPORTED_REQUESTS.to_owned() };
        unknown_value("method", method, help)
    })
}
