//! Evaluates a response: first its signature, then the envelope, then the fields.

use std::borrow::Cow;

use super::{Inner, SignaturePolicy, reason};
use crate::error::{Error, MerchantReference, Rejected, SignatureMismatch};
use crate::incoming::{DecodeError, DecodeErrorKind, Fields, ReceivedMessage};
use crate::masking::Secrets;
use crate::rejection::RejectionReason;
use crate::signing::{Account, FieldValue, Signed, StringToSign, Verification};
use crate::spec::{Endpoint, ResponseSigning};

const SUCCESS: &str = "SUCCESS";
const FAIL: &str = "FAIL";

/// The reason why a response is not a success.
pub(super) enum Failure {
    /// It reports a rejection, or its signature is invalid.
    Error(Error),
    /// It cannot be decoded.
    Decode(DecodeError),
    /// It reports an internal gateway error, so that the outcome is unknown.
    OutcomeUnknown(String),
}

impl From<DecodeError> for Failure {
    fn from(unreadable: DecodeError) -> Self {
        Self::Decode(unreadable)
    }
}

/// Parses and verifies a response, and returns it if it is a success.
pub(super) fn evaluate(
    inner: &Inner,
    endpoint: &Endpoint,
    request: &dyn Signed,
    body: &[u8],
    reference: &dyn Fn() -> Option<MerchantReference>,
) -> Result<ReceivedMessage, Failure> {
    let raw = str::from_utf8(body).map_err(|_| DecodeError::whole(DecodeErrorKind::NotUtf8))?.to_owned();
    let mut fields = Fields::from_json(&raw)?;
    let envelope = &inner.family.envelope;
    let understood = word(&fields, envelope.code)?;
    let verification = fields.verify_response(inner.family.signing, inner.credentials.key(), endpoint);
    let is_accepted = is_accepted(inner, endpoint, understood, &verification);
    let received = ReceivedMessage { fields, verification, raw };
    if !is_accepted {
        let string_to_sign = StringToSign::for_received(&received.fields, inner.family.signing);
        let mismatch = SignatureMismatch { endpoint: *endpoint, reference: reference(), string_to_sign, received };
        return Err(Failure::Error(Error::SignatureMismatch(Box::new(mismatch))));
    }
    let result = envelope.result.filter(|result| {
        let is_there = received.fields.get(result).is_some_and(|field| !field.is_empty());
        understood && (is_there || !endpoint.may_omit.contains(result))
    });
    let has_succeeded = match result {
        Some(result) => word(&received.fields, result)?,
        None => understood,
    };
    if !has_succeeded {
        return Err(rejection(inner, endpoint, request, understood, received, reference));
    }
    Ok(received)
}

/// Evaluates a response that is not a success. Its texts determine whether it is an internal gateway error or a
/// rejection, and the reason for it.
fn rejection(
    inner: &Inner,
    endpoint: &Endpoint,
    request: &dyn Signed,
    understood: bool,
    received: ReceivedMessage,
    reference: &dyn Fn() -> Option<MerchantReference>,
) -> Failure {
    let envelope = &inner.family.envelope;
    let names_an_order = reason::names_an_order(endpoint, request, &inner.credentials.account());
    let reason = reason::reason(inner.family.rejections, envelope, understood, names_an_order, &received.fields);
    let code = text(&received.fields, envelope.error_code);
    let of_request = text(&received.fields, Some(envelope.message));
    let of_business = text(&received.fields, envelope.error_message);
    let message = if understood { of_business.or(of_request) } else { of_request.or(of_business) };
    let secrets = Secrets::for_request(request, &inner.credentials.account());
    let [shown_code, shown_message] = [&code, &message].map(|it| it.as_deref().map(|it| secrets.masked(it)));
    // A failed query changes nothing.
    if reason == RejectionReason::GatewayError && !endpoint.idempotent {
        return Failure::OutcomeUnknown(shown_code.or(shown_message).unwrap_or_default());
    }
    Failure::Error(Error::Rejected(Box::new(Rejected {
        endpoint: *endpoint,
        reason,
        reference: reference(),
        is_business_error: understood,
        code,
        message,
        received,
        shown_code,
        shown_message,
    })))
}

/// SUCCESS or FAIL; anything else is neither.
fn word(fields: &Fields, name: &str) -> Result<bool, DecodeError> {
    match fields.read::<String>(name, &[])?.as_str() {
        SUCCESS => Ok(true),
        FAIL => Ok(false),
        _ => Err(DecodeError::new(name, DecodeErrorKind::UnexpectedValue)),
    }
}

fn text(fields: &Fields, name: Option<&str>) -> Option<String> {
    fields.read::<Option<String>>(name?, &[]).ok().flatten()
}

fn is_accepted(inner: &Inner, endpoint: &Endpoint, understood: bool, verification: &Verification) -> bool {
    let policy = inner.signatures;
    match verification {
        Verification::Verified { uncovered } => policy != SignaturePolicy::Strict || uncovered.is_empty(),
        Verification::Mismatch | Verification::Ambiguous => false,
        // Gateways of the family do not sign a FAIL, and card responses are never signed.
        Verification::Unsigned => {
            let may_omit = endpoint.may_omit.contains(&inner.family.signing.field) && policy != SignaturePolicy::Strict;
            !understood
                || may_omit
                || match inner.family.signed_responses {
                    ResponseSigning::Never => true,
                    ResponseSigning::WhenPresent => policy != SignaturePolicy::Strict,
                    ResponseSigning::Required => policy == SignaturePolicy::WhenPresent,
                }
        }
        // A query decides whether money was paid, so its response must be verified if the family is known to sign
        // responses. Only endpoints with such objects, or with undocumented responses, reach this arm.
        Verification::Unverifiable => {
            let is_provable = endpoint.idempotent && inner.family.signed_responses == ResponseSigning::Required;
            policy != SignaturePolicy::Strict && !is_provable
        }
    }
}

/// Checks that a response is about the same order as the request.
pub(super) fn check_echo(
    echoed: &[(&str, &str)],
    request: &dyn Signed,
    account: &Account<'_>,
    fields: &Fields,
) -> Result<(), DecodeError> {
    let echoed = repeated(echoed, fields);
    let mut other = None;
    request.visit(account, &mut |name, value| {
        let is_same = |text: &str| match value {
            FieldValue::Text(asked) | FieldValue::Secret(asked) => text == asked,
            FieldValue::Integer(number) => text == number.to_string(),
        };
        if let Some((_, path, _)) = echoed.iter().find(|(asked, _, text)| *asked == name && !is_same(text)) {
            other = Some(DecodeError::new(path, DecodeErrorKind::OtherOrder));
        }
    });
    other.map_or(Ok(()), Err)
}

/// The values that the response repeats, with their names in the request and their paths in the response. Each object
/// is parsed only once.
fn repeated<'e>(echoed: &[(&'e str, &'e str)], fields: &Fields) -> Vec<(&'e str, &'e str, String)> {
    let filled = |fields: &Fields, name: &str| {
        fields.get(name).filter(|field| !field.is_empty()).map(|field| field.text().to_owned())
    };
    let mut last: Option<(&str, Option<Fields>)> = None;
    let mut found = Vec::with_capacity(echoed.len());
    for (asked, path) in echoed {
        let text = match path.split_once('.') {
            None => filled(fields, path),
            Some((object, member)) => {
                if last.as_ref().is_none_or(|(name, _)| *name != object) {
                    last = Some((object, fields.get(object).and_then(|field| field.object().ok())));
                }
                last.as_ref().and_then(|(_, members)| filled(members.as_ref()?, member))
            }
        };
        found.extend(text.map(|text| (*asked, *path, text)));
    }
    found
}

/// The fields to decode: those of the object that contains the whole response, if any.
pub(super) fn fields<'r>(received: &'r ReceivedMessage, endpoint: &Endpoint) -> Result<Cow<'r, Fields>, DecodeError> {
    let nested = endpoint.nested_in.and_then(|name| received.fields.get(name)).filter(|field| !field.is_empty());
    match nested {
        Some(field) => field.object().map(Cow::Owned),
        None => Ok(Cow::Borrowed(&received.fields)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_of_several_objects_are_found() {
        let fields = Fields::from_json(r#"{"no":"1","one":{"no":"2","id":3},"two":{"no":"4","id":""}}"#).unwrap();
        let paths = ["no", "one.no", "one.id", "two.no", "two.id", "one.no", "three.no", "no.no"];
        let echoed = paths.map(|path| ("asked", path));
        let found = repeated(&echoed, &fields);
        let found: Vec<_> = found.iter().map(|(_, path, text)| (*path, text.as_str())).collect();
        assert_eq!(found, [("no", "1"), ("one.no", "2"), ("one.id", "3"), ("two.no", "4"), ("one.no", "2")]);
    }
}
