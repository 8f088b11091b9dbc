//! What the generated code says of pages, calls and families.

use std::fmt;
use std::time::Duration;

use crate::rejection::RejectionRule;

/// A page of the vendor's documentation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct DocPage {
    /// Title in the vendor's menu.
    pub title: &'static str,
    /// Path on the vendor's site.
    pub path: &'static str,
    /// Date of its last update, where the page says.
    pub updated: Option<&'static str>,
    /// The spec file that transcribes it.
    pub spec: Option<&'static str>,
}

impl DocPage {
    /// A page by its title and its path on the vendor's site.
    pub const fn new(title: &'static str, path: &'static str) -> Self {
        Self { title, path, updated: None, spec: None }
    }

    /// Says when the page was last updated.
    #[must_use]
    pub const fn updated(mut self, date: &'static str) -> Self {
        self.updated = Some(date);
        self
    }

    /// Says which spec file transcribes the page.
    #[must_use]
    pub const fn spec(mut self, file: &'static str) -> Self {
        self.spec = Some(file);
        self
    }
}

/// As a title and an address.
impl fmt::Display for DocPage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, https://develop.iotpay.ca{}", self.title, self.path)
    }
}

/// A call of the API.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Endpoint {
    /// Name.
    pub name: &'static str,
    /// Path below the family's host.
    pub path: &'static str,
    /// The page that documents it.
    pub page: &'static DocPage,
    /// Whether it may be repeated without harm.
    pub idempotent: bool,
    /// Fields that the client fills from its credentials.
    pub account: &'static [AccountField],
    /// The field with the merchant's own number of what the call creates.
    pub reference: Option<&'static str>,
    /// The call that tells how this one ended, asked with the same number.
    pub resolved_by: Option<&'static str>,
    /// The field that may hold the whole response.
    pub nested_in: Option<&'static str>,
    /// Fields of the request that the response repeats, each with its path in the response. One with
    /// another value is about something else.
    pub echoed: &'static [(&'static str, &'static str)],
    /// Fields around the response that a success may come without, since its table has no such rows.
    pub may_omit: &'static [&'static str],
    /// Fields of the response that hold objects of which nobody outside IOTPay knows how they are
    /// signed.
    pub unverifiable_objects: &'static [&'static str],
    /// Whether no table of the response is available, so that any field of it may hold such an object.
    pub undocumented_response: bool,
}

impl Endpoint {
    /// A call that is sent once, and whose request takes nothing from the credentials.
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

    /// Says that the call changes nothing, so that the client may repeat it.
    #[must_use]
    pub const fn idempotent(mut self) -> Self {
        self.idempotent = true;
        self
    }

    /// Names the fields that the client fills from its credentials, with their limits.
    #[must_use]
    pub const fn account(mut self, fields: &'static [AccountField]) -> Self {
        self.account = fields;
        self
    }

    /// Names the field with the merchant's own number of what the call creates.
    #[must_use]
    pub const fn reference(mut self, field: &'static str) -> Self {
        self.reference = Some(field);
        self
    }

    /// Names the call that tells how this one ended.
    #[must_use]
    pub const fn resolved_by(mut self, call: &'static str) -> Self {
        self.resolved_by = Some(call);
        self
    }

    /// Names the field that may hold the whole response.
    #[must_use]
    pub const fn nested_in(mut self, field: &'static str) -> Self {
        self.nested_in = Some(field);
        self
    }

    /// Names the fields of the request that the response repeats, each with its path in the response.
    #[must_use]
    pub const fn echoed(mut self, fields: &'static [(&'static str, &'static str)]) -> Self {
        self.echoed = fields;
        self
    }

    /// Names the fields around the response that a success may come without.
    #[must_use]
    pub const fn may_omit(mut self, fields: &'static [&'static str]) -> Self {
        self.may_omit = fields;
        self
    }

    /// Names the fields of the response that hold objects of which nobody outside IOTPay knows how
    /// they are signed.
    #[must_use]
    pub const fn unverifiable_objects(mut self, fields: &'static [&'static str]) -> Self {
        self.unverifiable_objects = fields;
        self
    }

    /// Says that no table of the response is available: any field of it may hold an object of which
    /// nobody outside IOTPay knows how it is signed, but for fields of which that is known.
    #[must_use]
    pub const fn undocumented_response(mut self) -> Self {
        self.undocumented_response = true;
        self
    }
}

/// A field that the client fills from its credentials.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AccountField {
    /// Name on the wire.
    pub wire_name: &'static str,
    /// Which part of the credentials.
    pub part: AccountPart,
    /// The longest value that fits, in characters.
    pub max: Option<u32>,
}

/// A part of the credentials that is sent along.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AccountPart {
    /// The merchant id.
    MchId,
    /// The merchant's login name.
    LoginName,
}

/// A family of the API, as a type: it keeps calls and clients of different families apart.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a family of the API",
    note = "families are generated from the spec: `general::General`, `card::Card`"
)]
pub trait Family: Send + Sync + 'static {
    /// Its hosts and habits.
    const SPEC: &'static FamilySpec;
}

/// A family's hosts and habits.
#[derive(Debug)]
#[non_exhaustive]
pub struct FamilySpec {
    /// Name.
    pub name: &'static str,
    /// The vendor's title.
    pub title: &'static str,
    /// URL below which its calls are.
    pub base_url: &'static str,
    /// How a request's body is written.
    pub body: BodyEncoding,
    /// How long a call may take.
    pub timeout: Duration,
    /// What every response carries.
    pub envelope: Envelope,
    /// The texts by which the reasons for a rejection are recognized.
    pub rejections: &'static [RejectionRule],
    /// Whether successful responses are signed.
    pub signed_responses: ResponseSigning,
    /// How notifications travel.
    pub notifications: NotificationBody,
    /// The text that acknowledges a notification; empty where nobody knows it.
    pub acknowledgement: &'static str,
    /// The signing rule.
    pub signing: &'static SigningRule,
}

/// How a request's body is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BodyEncoding {
    /// A form with one parameter `params` that holds JSON, percent-encoded.
    ParamsForm,
    /// JSON.
    Json,
}

impl BodyEncoding {
    /// The `Content-Type` of a request.
    pub fn content_type(self) -> &'static str {
        match self {
            Self::ParamsForm => "application/x-www-form-urlencoded",
            Self::Json => "application/json;charset=UTF-8",
        }
    }
}

/// Whether a family's successful responses are signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ResponseSigning {
    /// Every one of them.
    Required,
    /// Nobody knows: a signature that is there is verified.
    WhenPresent,
    /// None.
    Never,
}

/// How a notification's fields travel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotificationBody {
    /// In the query, in a form, or in both.
    Form,
    /// As JSON.
    Json,
    /// In the query, in a form or as JSON: nobody knows.
    Any,
}

/// The fields that every response of a family carries.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Envelope {
    /// Whether the request was understood: SUCCESS or FAIL.
    pub code: &'static str,
    /// Why not.
    pub message: &'static str,
    /// Whether the business succeeded: SUCCESS or FAIL.
    pub result: Option<&'static str>,
    /// Code of the business error.
    pub error_code: Option<&'static str>,
    /// Text of the business error.
    pub error_message: Option<&'static str>,
}

/// What the spec says of signing beyond the algorithm.
#[derive(Debug)]
#[non_exhaustive]
pub struct SigningRule {
    /// The field with the signature.
    pub field: &'static str,
    /// How objects inside responses enter the signed string.
    pub nested: &'static [NestedField],
    /// The fields that notifications of any kind have: a text that reads like one of them could be cut
    /// off into it.
    pub notification_fields: &'static [&'static str],
    /// The fields among these with a known format, such as an id, a number, a time or a code. None of their
    /// values holds `&` or `=`, unless it has swallowed the field after it.
    pub words: &'static [&'static str],
    /// The merchant references of all endpoints, and the merchant's ids of customers and devices. No request may
    /// have one with whitespace, invisible characters, `&` or `=`.
    pub references: &'static [&'static str],
    /// The names of all fields that requests, responses and notifications have, sorted: no text of a request
    /// may read like one of them.
    pub names: &'static [&'static str],
}

/// How an object in a field of a response enters the signed string.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct NestedField {
    /// The field.
    pub name: &'static str,
    /// The forms to try, in order.
    pub forms: &'static [NestedForm],
    /// Whether the field may be left out also where it holds text.
    pub text_may_be_omitted: bool,
    /// Whether one of the forms is known to be right. If not, a response that fits none is
    /// unverifiable and not forged.
    pub confirmed: bool,
}

/// A form of an object inside the signed string.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NestedForm {
    /// Not there at all.
    Omitted,
    /// The characters received.
    Raw,
    /// Compact JSON with sorted names.
    Sorted,
}
