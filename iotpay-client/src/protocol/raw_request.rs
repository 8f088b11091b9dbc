//! Untyped requests: names and values, validated before they are sent.

use std::fmt;

use super::{name_order, request_check};
use crate::outgoing::ZeroizingString;
use crate::signing::{Account, FieldValue, FieldVisitor, Signed, SigningRule};
use crate::spec::{DocPage, Endpoint, FamilySpec};
use crate::validation::{ValidationError, Violation};
use crate::value::ValueError;

/// The page that applies to every request.
static PAGE: DocPage = DocPage::new("Signing", "/guide/signature.html");

/// An untyped request, for `Client::send_raw` and [`Protocol::prepare_raw`](super::Protocol::prepare_raw). Set the
/// fields of the vendor page; the client sorts and signs them. Values are text or whole numbers, since IOTPay's signing
/// implementations disagree on other types.
///
/// The request is sent once, unless it is marked as [`idempotent`](Self::idempotent). Nothing is sent, and sending
/// returns a [`ValidationError`], if the request contains:
///
/// - an empty text value (signing implementations disagree on it), or a text value that is invalid for
///   [`Text`](crate::value::Text);
/// - a merchant reference that is invalid for [`Id`](crate::value::Id);
/// - `&` or `=` in a field with a known format, such as `mchOrderNo` or `payOrderId`;
/// - a duplicate field, the signature (the client sets it), or an invalid name;
/// - two names that known signing implementations sort differently, such as `refundAmount` and `refundable`
///   ([Signing](https://develop.iotpay.ca/guide/signature.html)).
///
/// ```
/// use iotpay_client::protocol::{Protocol, RawRequest};
/// use iotpay_client::{Credentials, general};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let credentials = Credentials::builder().mch_id("10000701").merchant_key("made-up-key").build()?;
/// let query = RawRequest::new("query_order").mch_id("mchId").text("mchOrderNo", "m1").idempotent();
/// let protocol = Protocol::<general::General>::new(credentials);
/// let exchange = protocol.prepare_raw(&query)?; // or `client.send_raw(&query)`
/// assert_eq!(exchange.url(), "https://api.iotpaycloud.com/v1/query_order");
/// # Ok(())
/// # }
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct RawRequest {
    path: &'static str,
    /// The fields in the order of signing: sorted by name.
    fields: Vec<(&'static str, RawValue)>,
    is_idempotent: bool,
    reference: Option<&'static str>,
}

#[derive(Clone, PartialEq, Eq)]
enum RawValue {
    Text(String),
    Secret(ZeroizingString),
    Integer(i64),
    MchId,
    LoginName,
}

impl RawRequest {
    /// Creates a request for a path below the base URL, such as `create_order`. An empty path is the base URL.
    pub fn new(path: &'static str) -> Self {
        Self { path, fields: Vec::new(), is_idempotent: false, reference: None }
    }

    /// Adds a text value. For amounts, use [`integer`](Self::integer).
    #[must_use]
    pub fn text(self, name: &'static str, value: impl Into<String>) -> Self {
        self.field(name, RawValue::Text(value.into()))
    }

    /// Adds a secret text value, which is wiped from memory when the request is dropped.
    #[must_use]
    pub fn secret(self, name: &'static str, value: &str) -> Self {
        self.field(name, RawValue::Secret(value.into()))
    }

    /// Adds a whole number. Amounts are in cents.
    #[must_use]
    pub fn integer(self, name: &'static str, value: i64) -> Self {
        self.field(name, RawValue::Integer(value))
    }

    /// Sets the field that the client fills in with the merchant id.
    #[must_use]
    pub fn mch_id(self, name: &'static str) -> Self {
        self.field(name, RawValue::MchId)
    }

    /// Sets the field that the client fills in with the merchant's login name.
    #[must_use]
    pub fn login_name(self, name: &'static str) -> Self {
        self.field(name, RawValue::LoginName)
    }

    /// Marks the request as idempotent (a query), which allows the client to retry it.
    #[must_use]
    pub fn idempotent(mut self) -> Self {
        self.is_idempotent = true;
        self
    }

    /// Specifies which text field contains the merchant reference. Errors include the reference, so you can query by
    /// it. A response with a different value is not accepted.
    ///
    /// If the family documents an endpoint with the same path, field and channel, `Client::resolve` and a sweep can find
    /// out what happened to the request.
    #[must_use]
    pub fn reference(mut self, field: &'static str) -> Self {
        self.reference = Some(field);
        self
    }

    fn field(mut self, name: &'static str, value: RawValue) -> Self {
        let at = self.fields.partition_point(|(known, _)| *known <= name);
        self.fields.insert(at, (name, value));
        self
    }

    pub(super) fn endpoint(&self, family: &FamilySpec) -> Endpoint {
        let name = if self.path.is_empty() { "the request" } else { self.path };
        let endpoint = Endpoint::new(name, self.path, &PAGE).undocumented_response();
        let (idempotent, reference) = (self.is_idempotent, self.reference);
        // What an untyped request does is unknown.
        let endpoint = Endpoint { idempotent, moves_money: !idempotent, reference, ..endpoint };
        match self.documented(family) {
            Some(Endpoint { resolved_by, amount, currency, .. }) => {
                Endpoint { resolved_by: *resolved_by, amount: *amount, currency: *currency, ..endpoint }
            }
            None => endpoint,
        }
    }

    /// Returns the endpoint of the family with this path, merchant reference and channel, if there is one. If several
    /// pages document it, they must agree on how to find out what happened to a request.
    fn documented(&self, family: &FamilySpec) -> Option<&'static Endpoint> {
        let text = |name: &str| {
            let mut fields = self.fields.iter().filter(|(known, _)| *known == name);
            fields.find_map(|(_, value)| if let RawValue::Text(text) = value { Some(text.as_str()) } else { None })
        };
        let is_of_channel = |known: &Endpoint| {
            known.channels.is_empty()
                || known.channel.and_then(text).is_some_and(|channel| known.channels.contains(&channel))
        };
        let is_this = |known: &&&'static Endpoint| {
            let has_reference = known.reference.is_some() && known.reference == self.reference;
            known.path == self.path && has_reference && is_of_channel(known)
        };
        let mut known = family.endpoints.iter().filter(is_this);
        let first = *known.next()?;
        let facts = |it: &Endpoint| (it.resolved_by.map(|query| query.name), it.amount, it.currency);
        known.all(|other| facts(other) == facts(first)).then_some(first)
    }

    /// The fields that a response must not contradict.
    pub(super) fn echoed(&self) -> Vec<(&'static str, &'static str)> {
        self.reference.iter().map(|name| (*name, *name)).collect()
    }

    /// Checks that the request has exactly one possible signature.
    pub(super) fn validate(&self, rule: &SigningRule<'static>) -> Result<(), ValidationError> {
        let mut violations = Vec::new();
        let mut report = |field, error| violations.push(Violation::new(field, error, Some(&PAGE)));
        if !is_path(self.path) {
            report("path", ValueError::NotAPath);
        }
        for (name, value) in &self.fields {
            match value {
                _ if *name == rule.field => report(name, ValueError::FilledByClient),
                _ if !is_field_name(name) => report(name, ValueError::NotAFieldName),
                RawValue::Text(text) if text.is_empty() => report(name, ValueError::Empty),
                RawValue::Secret(text) if text.is_empty() => report(name, ValueError::Empty),
                _ => {}
            }
        }
        for pair in self.fields.windows(2) {
            if let [(name, _), (next, _)] = pair {
                if name == next {
                    report(next, ValueError::Duplicate);
                } else if !name_order::is_before(name, next) {
                    report(next, ValueError::AmbiguousSortOrder { other: name });
                }
            }
        }
        if let Some(reference) = self.reference {
            let is_text = |(name, value): &(&str, RawValue)| *name == reference && matches!(value, RawValue::Text(_));
            if !self.fields.iter().any(is_text) {
                report(reference, ValueError::NotAReference);
            }
        }
        // The credentials were checked on construction.
        let account = Account { mch_id: "", login_name: "" };
        violations.extend(request_check::text_violations(self, &account, self.reference, &PAGE, rule));
        if violations.is_empty() { Ok(()) } else { Err(ValidationError::new(violations)) }
    }
}

/// Shows only the path and the names: the values may be secret.
impl fmt::Debug for RawRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.fields.iter().map(|(name, _)| name).collect();
        f.debug_struct("RawRequest").field("path", &self.path).field("fields", &names).finish_non_exhaustive()
    }
}

impl Signed for RawRequest {
    fn visit(&self, account: &Account<'_>, visitor: &mut FieldVisitor<'_>) {
        for (name, value) in &self.fields {
            let value = match value {
                RawValue::Text(text) => FieldValue::Text(text),
                RawValue::Secret(text) => FieldValue::Secret(text),
                RawValue::Integer(number) => FieldValue::Integer(*number),
                RawValue::MchId => FieldValue::Text(account.mch_id),
                RawValue::LoginName => FieldValue::Text(account.login_name),
            };
            visitor(name, value);
        }
    }
}

/// Returns `true` if the path stays below the base URL.
fn is_path(path: &str) -> bool {
    let is_part = |part: &str| {
        let is_in_part = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.');
        !matches!(part, "" | "." | "..") && part.bytes().all(is_in_part)
    };
    path.is_empty() || path.split('/').all(is_part)
}

/// Returns `true` if the name is unambiguous in the string to sign.
fn is_field_name(name: &str) -> bool {
    let is_in_name = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.');
    !name.is_empty() && name.bytes().all(is_in_name)
}

#[cfg(test)]
#[cfg(feature = "general")]
mod tests {
    use super::*;
    use crate::general::General;
    use crate::spec::Family as _;
    use crate::value::Position;

    #[track_caller]
    fn violations(request: &RawRequest) -> Vec<(&'static str, ValueError)> {
        let invalid = request.validate(General::SPEC.signing).unwrap_err();
        assert!(!invalid.to_string().contains("canary"));
        invalid.violations().iter().map(|violation| (violation.field, violation.error)).collect()
    }

    #[test]
    fn fields_are_sorted_by_bytes() {
        let request = RawRequest::new("query_refund").text("refundNo", "r1").integer("amount", 1).mch_id("mchId");
        let mut names = Vec::new();
        let account = Account { mch_id: "10000701", login_name: "jack123" };
        request.visit(&account, &mut |name, _| names.push(name.to_owned()));
        assert_eq!(names, ["amount", "mchId", "refundNo"]);
    }

    #[test]
    fn reports_all_ambiguous_fields() {
        let request = RawRequest::new("a")
            .text("sign", "canary")
            .text("empty", "")
            .secret("hidden", "")
            .text("twice", "canary")
            .integer("twice", 1)
            .text("refundable", "canary")
            .integer("refundAmount", 1);
        assert_eq!(
            violations(&request),
            [
                ("empty", ValueError::Empty),
                ("hidden", ValueError::Empty),
                ("sign", ValueError::FilledByClient),
                ("refundable", ValueError::AmbiguousSortOrder { other: "refundAmount" }),
                ("twice", ValueError::Duplicate),
            ]
        );
        assert_eq!(
            violations(&RawRequest::new("a").mch_id("mchId").text("mchId", "1")),
            [("mchId", ValueError::Duplicate)]
        );
    }

    #[test]
    fn texts_are_checked_as_those_of_typed_requests_are() {
        let request = RawRequest::new("a")
            .text("body", "x&own=2")
            .secret("cvv", "x&status=2")
            .text("own", "1\u{200b}")
            .text("remarks", " ")
            .text("subject", "x\n")
            .reference("own");
        let end = |found| ValueError::Character { found, position: Position::End };
        assert_eq!(
            violations(&request),
            [
                ("body", ValueError::ReadsAsField { name: "own" }),
                ("cvv", ValueError::ReadsAsField { name: "status" }),
                ("own", end('\u{200b}')),
                ("remarks", ValueError::Blank),
                ("subject", end('\n')),
            ]
        );
        // Line endings are part of JSON only.
        assert_eq!(violations(&RawRequest::new("a").text("extra", "1,\n2").text("body", "{\n")).len(), 2);
        let request = RawRequest::new("a")
            .text("body", "A&B")
            .text("extra", "{\n}")
            .text("items", "[1,\n2]")
            .text("own", "茶-1")
            .reference("own");
        assert!(request.text("subject", "{A").validate(General::SPEC.signing).is_ok());
    }

    #[test]
    fn names_and_paths_are_plain() {
        for name in ["", "a b", "a=b", "a&b", "été", "a\n"] {
            let request = RawRequest::new("a").text(name, "canary");
            assert_eq!(violations(&request), [(name, ValueError::NotAFieldName)], "{name:?}");
        }
        for path in ["/a", "a/", "../a", "a//b", "https://shop.example/", "a?b=1", "a#b", ".", "a b", "@shop.example"] {
            assert_eq!(violations(&RawRequest::new(path)), [("path", ValueError::NotAPath)], "{path}");
        }
        for path in ["", "query_refund", "refund/query.v2"] {
            assert!(RawRequest::new(path).validate(General::SPEC.signing).is_ok(), "{path}");
        }
    }

    #[test]
    fn a_reference_is_a_text_field_of_the_request() {
        let request = || RawRequest::new("a").reference("no");
        assert!(request().text("no", "1").validate(General::SPEC.signing).is_ok());
        for request in
            [request(), request().secret("no", "canary"), request().integer("no", 1), request().text("other", "1")]
        {
            assert_eq!(violations(&request), [("no", ValueError::NotAReference)], "{request:?}");
        }
    }

    #[test]
    fn shows_names_and_hides_values() {
        let request = RawRequest::new("a").text("body", "canary").secret("cvv", "canary").integer("amount", 4711);
        let shown = format!("{request:?}");
        assert!(shown.contains("\"cvv\"") && !shown.contains("canary") && !shown.contains("4711"), "{shown}");
    }
}
