//! The types of the generated constants: vendor pages, endpoints, families and the signing rule.

use std::fmt;
use std::time::Duration;

pub use crate::rejection::{Comparison, RejectionRule};
use crate::signing::SigningRule;

/// A vendor page.
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

    /// Sets the date of the last update.
    #[must_use]
    pub const fn updated(mut self, date: &'static str) -> Self {
        self.updated = Some(date);
        self
    }

    /// Sets the spec file of the page.
    #[must_use]
    pub const fn spec(mut self, file: &'static str) -> Self {
        self.spec = Some(file);
        self
    }
}

/// Displays the title and the URL.
impl fmt::Display for DocPage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, https://develop.iotpay.ca{}", self.title, self.path)
    }
}

/// An endpoint of the API.
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
    /// Fields that the client fills in from its credentials.
    pub account: &'static [AccountField],
    /// The field with the merchant reference.
    pub reference: Option<&'static str>,
    /// The query that returns the outcome of a request with the same merchant reference.
    pub resolved_by: Option<&'static str>,
    /// The field that may contain the whole response.
    pub nested_in: Option<&'static str>,
    /// Fields of the request that the response repeats, each with its path in the response. A response with a
    /// different value is about another order.
    pub echoed: &'static [(&'static str, &'static str)],
    /// Envelope fields that a successful response may omit, since its table does not contain them.
    pub may_omit: &'static [&'static str],
    /// Fields of the response with objects that are signed in an undocumented way.
    pub unverifiable_objects: &'static [&'static str],
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
            account: &[],
            reference: None,
            resolved_by: None,
            nested_in: None,
            echoed: &[],
            may_omit: &[],
            unverifiable_objects: &[],
            undocumented_response: false,
        }
    }

    /// Marks the endpoint as idempotent, which allows the client to retry requests.
    #[must_use]
    pub const fn idempotent(mut self) -> Self {
        self.idempotent = true;
        self
    }

    /// Sets the fields that the client fills in from its credentials, with their limits.
    #[must_use]
    pub const fn account(mut self, fields: &'static [AccountField]) -> Self {
        self.account = fields;
        self
    }

    /// Specifies which field contains the merchant reference.
    #[must_use]
    pub const fn reference(mut self, field: &'static str) -> Self {
        self.reference = Some(field);
        self
    }

    /// Sets the query that returns the outcome of a request.
    #[must_use]
    pub const fn resolved_by(mut self, query: &'static str) -> Self {
        self.resolved_by = Some(query);
        self
    }

    /// Sets the field that may contain the whole response.
    #[must_use]
    pub const fn nested_in(mut self, field: &'static str) -> Self {
        self.nested_in = Some(field);
        self
    }

    /// Sets the fields of the request that the response repeats, each with its path in the response.
    #[must_use]
    pub const fn echoed(mut self, fields: &'static [(&'static str, &'static str)]) -> Self {
        self.echoed = fields;
        self
    }

    /// Sets the envelope fields that a successful response may omit.
    #[must_use]
    pub const fn may_omit(mut self, fields: &'static [&'static str]) -> Self {
        self.may_omit = fields;
        self
    }

    /// Sets the fields of the response with objects that are signed in an undocumented way.
    #[must_use]
    pub const fn unverifiable_objects(mut self, fields: &'static [&'static str]) -> Self {
        self.unverifiable_objects = fields;
        self
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AccountPart {
    /// The merchant id.
    MchId,
    /// The merchant's login name.
    LoginName,
}

/// An API family as a type, which separates the requests and clients of different families.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an API family",
    note = "families are generated from the spec, such as `general::General` and `card::Card`"
)]
pub trait Family: Send + Sync + 'static {
    /// The properties of the family.
    const SPEC: &'static FamilySpec;
}

/// The properties of an API family.
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
        }
    }

    /// Sets the encoding of request bodies.
    #[must_use]
    pub const fn body(mut self, body: BodyEncoding) -> Self {
        self.body = body;
        self
    }

    /// Sets the default timeout of a request.
    #[must_use]
    pub const fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Sets the texts that identify the reasons for rejections.
    #[must_use]
    pub const fn rejections(mut self, rules: &'static [RejectionRule]) -> Self {
        self.rejections = rules;
        self
    }

    /// Sets whether successful responses are signed.
    #[must_use]
    pub const fn signed_responses(mut self, policy: ResponseSigning) -> Self {
        self.signed_responses = policy;
        self
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

    /// Sets the field that states whether the operation succeeded.
    #[must_use]
    pub const fn result(mut self, field: &'static str) -> Self {
        self.result = Some(field);
        self
    }

    /// Sets the field with the error code of the operation.
    #[must_use]
    pub const fn error_code(mut self, field: &'static str) -> Self {
        self.error_code = Some(field);
        self
    }

    /// Sets the field with the error message of the operation.
    #[must_use]
    pub const fn error_message(mut self, field: &'static str) -> Self {
        self.error_message = Some(field);
        self
    }
}
