//! The properties of an API family.

use std::time::Duration;

use super::Endpoint;
use super::status_query::StatusQuery;
use crate::rejection::RejectionRule;
use crate::setters::setters;
use crate::signing::SigningRule;

/// An API family as a type, which separates the requests and clients of different families.
///
/// ```
/// use iotpay_client::general;
/// use iotpay_client::spec::Family;
///
/// /// Returns the names of the queries of a family.
/// fn queries<F: Family>() -> Vec<&'static str> {
///     F::SPEC.endpoints.iter().filter(|endpoint| endpoint.idempotent).map(|endpoint| endpoint.name).collect()
/// }
/// assert!(queries::<general::General>().contains(&"query_order"));
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an API family",
    note = "families are generated from the spec, such as `general::General` and `card::Card`"
)]
pub trait Family: Send + Sync + 'static {
    /// The properties of the family.
    const SPEC: &'static FamilySpec;
}

/// The properties of an API family.
///
/// ```
/// use iotpay_client::general;
/// use iotpay_client::spec::Family as _;
///
/// let family = general::General::SPEC;
/// assert_eq!((family.name, family.acknowledgement), ("general", "success"));
/// assert_eq!(family.timeout.as_secs(), 60);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct FamilySpec {
    /// The name.
    pub name: &'static str,
    /// The vendor's title.
    pub title: &'static str,
    /// The base URL of the endpoints.
    pub base_url: &'static str,
    /// The encoding of request bodies.
    pub body: BodyEncoding,
    /// The default timeout of a request.
    pub timeout: Duration,
    /// The fields around every response.
    pub envelope: Envelope,
    /// The texts that identify the reasons for rejections.
    pub rejections: &'static [RejectionRule],
    /// Whether successful responses are signed.
    pub signed_responses: ResponseSigning,
    /// The format of notifications.
    pub notifications: NotificationBody,
    /// The text that acknowledges a notification; empty if undocumented.
    pub acknowledgement: &'static str,
    /// The signing rule.
    pub signing: &'static SigningRule<'static>,
    /// The fields with the merchant id. A notification in which one of them has another value is for another merchant.
    pub merchant_fields: &'static [&'static str],
    /// The queries that find out what happened to a request.
    pub status_queries: &'static [&'static StatusQuery],
    /// The endpoints. Pages that document the same endpoint have one each.
    pub endpoints: &'static [&'static Endpoint],
}

/// The timeout of a request if the family does not set one.
const DEFAULT_TIMEOUT: Duration = Duration::from_secs(60);

impl FamilySpec {
    /// Creates a family from its name, the vendor's title, the base URL of its endpoints, the fields around each
    /// response and the signing rule. Bodies are JSON, requests time out after 60 seconds, and everything else is
    /// undocumented.
    pub const fn new(
        name: &'static str,
        title: &'static str,
        base_url: &'static str,
        envelope: Envelope,
        signing: &'static SigningRule<'static>,
    ) -> Self {
        Self {
            name,
            title,
            base_url,
            body: BodyEncoding::Json,
            timeout: DEFAULT_TIMEOUT,
            envelope,
            rejections: &[],
            signed_responses: ResponseSigning::WhenPresent,
            notifications: NotificationBody::Any,
            acknowledgement: "",
            signing,
            merchant_fields: &[],
            status_queries: &[],
            endpoints: &[],
        }
    }

    setters! {
        /// Sets the queries that find out what happened to a request.
        status_queries(queries: &'static [&'static StatusQuery]),
        /// Sets the endpoints.
        endpoints(endpoints: &'static [&'static Endpoint]),
        /// Sets the fields with the merchant id.
        merchant_fields(names: &'static [&'static str]),
        /// Sets the encoding of request bodies.
        body(body: BodyEncoding),
        /// Sets the default timeout of a request.
        timeout(timeout: Duration),
        /// Sets the texts that identify the reasons for rejections.
        rejections(rules: &'static [RejectionRule]),
        /// Sets whether successful responses are signed.
        signed_responses(policy: ResponseSigning),
    }

    /// Returns the query with this [name](StatusQuery::name), for example one that was stored in a journal.
    pub fn status_query(&self, name: &str) -> Option<&'static StatusQuery> {
        self.status_queries.iter().copied().find(|query| query.name == name)
    }

    /// Sets the format of notifications, and the text that acknowledges one.
    #[must_use]
    pub const fn notifications(mut self, body: NotificationBody, acknowledgement: &'static str) -> Self {
        self.notifications = body;
        self.acknowledgement = acknowledgement;
        self
    }
}

/// The encoding of a request body.
///
/// ```
/// use iotpay_client::spec::BodyEncoding;
///
/// assert_eq!(BodyEncoding::ParamsForm.content_type(), "application/x-www-form-urlencoded");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum BodyEncoding {
    /// A form with a single parameter `params`, which contains percent-encoded JSON.
    ParamsForm,
    /// JSON.
    Json,
}

impl BodyEncoding {
    /// Returns the `Content-Type` of a request.
    pub fn content_type(self) -> &'static str {
        match self {
            Self::ParamsForm => "application/x-www-form-urlencoded",
            Self::Json => "application/json;charset=UTF-8",
        }
    }
}

/// Whether a family's successful responses are signed.
///
/// ```
/// use iotpay_client::general;
/// use iotpay_client::spec::{Family as _, ResponseSigning};
///
/// assert_eq!(general::General::SPEC.signed_responses, ResponseSigning::Required);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ResponseSigning {
    /// All are signed.
    Required,
    /// Undocumented; a signature is verified if present.
    WhenPresent,
    /// None are signed.
    Never,
}

/// The format of a notification's fields.
///
/// ```
/// use iotpay_client::general;
/// use iotpay_client::spec::{Family as _, NotificationBody};
///
/// assert_eq!(general::General::SPEC.notifications, NotificationBody::Form);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NotificationBody {
    /// In the query, in a form body, or in both.
    Form,
    /// As JSON.
    Json,
    /// Undocumented: in the query, in a form body or as JSON.
    Any,
}

/// The fields around every response of a family.
///
/// ```
/// use iotpay_client::spec::Envelope;
///
/// const ENVELOPE: Envelope = Envelope::new("retCode", "retMsg").result("resCode").error_code("errCode");
/// assert_eq!((ENVELOPE.code, ENVELOPE.result), ("retCode", Some("resCode")));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Envelope {
    /// Whether the gateway processed the request: SUCCESS or FAIL.
    pub code: &'static str,
    /// The message if the gateway did not process the request.
    pub message: &'static str,
    /// Whether the operation succeeded: SUCCESS or FAIL.
    pub result: Option<&'static str>,
    /// The error code of the operation.
    pub error_code: Option<&'static str>,
    /// The error message of the operation.
    pub error_message: Option<&'static str>,
}

impl Envelope {
    /// Creates an envelope from the field that states whether the gateway processed the request, and the field with
    /// the message if it did not.
    pub const fn new(code: &'static str, message: &'static str) -> Self {
        Self { code, message, result: None, error_code: None, error_message: None }
    }

    setters! {
        /// Sets the field that states whether the operation succeeded.
        result(field: &'static str) => Some,
        /// Sets the field with the error code of the operation.
        error_code(field: &'static str) => Some,
        /// Sets the field with the error message of the operation.
        error_message(field: &'static str) => Some,
    }
}
