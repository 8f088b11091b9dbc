//! The types of the generated constants: vendor pages, endpoints, families and rejections.

mod event_fields;
mod family;
mod status_query;

use std::fmt;

pub use self::event_fields::{EventFields, EventReference};
pub use self::family::{BodyEncoding, Envelope, Family, FamilySpec, NotificationBody, ResponseSigning};
pub use self::status_query::{StatusQuery, TransactionKinds};
pub use crate::rejection::{Comparison, RejectionRule};
use crate::setters::setters;

/// Returns the names of this crate's API families, whether or not their features are enabled.
///
/// ```
/// assert!(iotpay_client::spec::family_names().contains(&"general"));
/// ```
pub fn family_names() -> &'static [&'static str] {
    crate::FAMILY_NAMES
}

/// A vendor page.
///
/// ```
/// use iotpay_client::spec::DocPage;
///
/// const PAGE: DocPage = DocPage::new("Made up", "/guide/made-up.html").updated("2026-03-10");
/// assert_eq!(PAGE.to_string(), "Made up, https://develop.iotpay.ca/guide/made-up.html");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct DocPage {
    /// The title in the vendor's menu.
    pub title: &'static str,
    /// The path on the vendor's site.
    pub path: &'static str,
    /// The date of the last update, if the page has one.
    pub updated: Option<&'static str>,
    /// The spec file of the page.
    pub spec: Option<&'static str>,
}

impl DocPage {
    /// Creates a page from its title and its path on the vendor's site.
    pub const fn new(title: &'static str, path: &'static str) -> Self {
        Self { title, path, updated: None, spec: None }
    }

    setters! {
        /// Sets the date of the last update.
        updated(date: &'static str) => Some,
        /// Sets the spec file of the page.
        spec(file: &'static str) => Some,
    }
}

/// Displays the title and the URL.
impl fmt::Display for DocPage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, https://develop.iotpay.ca{}", self.title, self.path)
    }
}

/// An endpoint of the API.
///
/// ```
/// use iotpay_client::protocol::Request as _;
/// use iotpay_client::general;
///
/// let endpoint = general::RefundOrder::endpoint();
/// assert!(endpoint.moves_money && !endpoint.idempotent);
/// assert_eq!(endpoint.reference, Some("mchRefundNo"));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Endpoint {
    /// The name.
    pub name: &'static str,
    /// The path below the family's base URL.
    pub path: &'static str,
    /// The page that documents it.
    pub page: &'static DocPage,
    /// Whether requests can be retried safely.
    pub idempotent: bool,
    /// Whether requests move money, or create an order that does.
    pub moves_money: bool,
    /// The field with the amount in cents, if requests move money and have an amount.
    pub amount: Option<&'static str>,
    /// The field with the currency, if requests move money and have a currency.
    pub currency: Option<&'static str>,
    /// Fields that the client fills in from its credentials.
    pub account: &'static [AccountField],
    /// The field with the merchant reference.
    pub reference: Option<&'static str>,
    /// Fields with the id or the merchant reference of an existing order. A request with one of them can be rejected
    /// because the order does not exist.
    pub order_fields: &'static [&'static str],
    /// The query that finds out what happened to a request, by the merchant reference.
    pub resolved_by: Option<&'static StatusQuery>,
    /// The field that may contain the whole response.
    pub nested_in: Option<&'static str>,
    /// Fields of the request that the response repeats, each with its path in the response. A response with a
    /// different value is about another order.
    pub echoed: &'static [(&'static str, &'static str)],
    /// Envelope fields that a successful response may omit, since its table does not contain them.
    pub may_omit: &'static [&'static str],
    /// Fields of the response with objects that are signed in an undocumented way.
    pub unverifiable_objects: &'static [&'static str],
    /// Fields of the request and the response whose values are secret, also inside objects. The hooks of
    /// [`audit`](crate::audit) do not see their values.
    pub secret_fields: &'static [&'static str],
    /// The field of the request with the channel.
    pub channel: Option<&'static str>,
    /// The channels that have requests of their own, as the values of this field. Requests with other channels may have
    /// other facts: several pages can document the same path.
    pub channels: &'static [&'static str],
    /// Fields of the request and the response with ids and references, also inside objects.
    pub id_fields: &'static [&'static str],
    /// Whether the response is undocumented. If so, any of its fields may contain an object that is signed in an
    /// undocumented way.
    pub undocumented_response: bool,
}

impl Endpoint {
    /// Creates an endpoint that is not idempotent and has no credential fields.
    pub const fn new(name: &'static str, path: &'static str, page: &'static DocPage) -> Self {
        Self {
            name,
            path,
            page,
            idempotent: false,
            moves_money: false,
            amount: None,
            currency: None,
            account: &[],
            reference: None,
            order_fields: &[],
            resolved_by: None,
            nested_in: None,
            echoed: &[],
            may_omit: &[],
            unverifiable_objects: &[],
            secret_fields: &[],
            channel: None,
            channels: &[],
            id_fields: &[],
            undocumented_response: false,
        }
    }

    /// Marks the endpoint as idempotent, which allows the client to retry requests.
    #[must_use]
    pub const fn idempotent(mut self) -> Self {
        self.idempotent = true;
        self
    }

    /// States that requests move money, or create an order that does.
    #[must_use]
    pub const fn moves_money(mut self) -> Self {
        self.moves_money = true;
        self
    }

    setters! {
        /// Sets the field with the amount in cents.
        amount(field: &'static str) => Some,
        /// Sets the field with the currency.
        currency(field: &'static str) => Some,
        /// Sets the fields that the client fills in from its credentials, with their limits.
        account(fields: &'static [AccountField]),
        /// Specifies which field contains the merchant reference.
        reference(field: &'static str) => Some,
        /// Sets the fields with the id or the merchant reference of an existing order.
        order_fields(fields: &'static [&'static str]),
        /// Sets the query that finds out what happened to a request.
        resolved_by(query: &'static StatusQuery) => Some,
        /// Sets the field that may contain the whole response.
        nested_in(field: &'static str) => Some,
        /// Sets the fields of the request that the response repeats, each with its path in the response.
        echoed(fields: &'static [(&'static str, &'static str)]),
        /// Sets the envelope fields that a successful response may omit.
        may_omit(fields: &'static [&'static str]),
        /// Sets the fields of the response with objects that are signed in an undocumented way.
        unverifiable_objects(fields: &'static [&'static str]),
        /// Sets the fields of the request and the response whose values are secret.
        secret_fields(fields: &'static [&'static str]),
        /// Specifies which field of the request contains the channel.
        channel(field: &'static str) => Some,
        /// Sets the channels that have requests of their own.
        channels(channels: &'static [&'static str]),
        /// Sets the fields of the request and the response with ids and references.
        id_fields(fields: &'static [&'static str]),
    }

    /// Marks the response as undocumented: any of its fields may contain an object that is signed in an undocumented
    /// way, except fields with a confirmed form.
    #[must_use]
    pub const fn undocumented_response(mut self) -> Self {
        self.undocumented_response = true;
        self
    }
}

/// A field that the client fills in from its credentials.
///
/// ```
/// use iotpay_client::spec::{AccountField, AccountPart};
///
/// const LOGIN_NAME: AccountField = AccountField::login_name("loginName", Some(32));
/// assert_eq!((LOGIN_NAME.part, LOGIN_NAME.max), (AccountPart::LoginName, Some(32)));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct AccountField {
    /// The wire name.
    pub wire_name: &'static str,
    /// The part of the credentials.
    pub part: AccountPart,
    /// The maximum length in characters.
    pub max: Option<u32>,
}

impl AccountField {
    /// A field with the merchant id, of at most this many characters.
    pub const fn mch_id(wire_name: &'static str, max: Option<u32>) -> Self {
        Self { wire_name, part: AccountPart::MchId, max }
    }

    /// A field with the login name, of at most this many characters.
    pub const fn login_name(wire_name: &'static str, max: Option<u32>) -> Self {
        Self { wire_name, part: AccountPart::LoginName, max }
    }
}

/// A part of the credentials that is sent with requests.
///
/// ```
/// use iotpay_client::protocol::Request;
/// use iotpay_client::spec::AccountPart;
///
/// /// Returns `true` if a request needs the login name.
/// fn needs_login_name<R: Request>() -> bool {
///     R::endpoint().account.iter().any(|field| field.part == AccountPart::LoginName)
/// }
/// assert!(needs_login_name::<iotpay_client::general::RefundOrder>());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AccountPart {
    /// The merchant id.
    MchId,
    /// The merchant's login name.
    LoginName,
}
