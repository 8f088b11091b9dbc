//! What a response means: signature first, then the envelope, then the fields.

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

/// Why a response is not a success.
pub(super) enum Judgement {
    /// It says so, or its signature is wrong.
    Error(Error),
    /// It cannot be read.
    Unreadable(DecodeError),
    /// It says that the gateway itself failed, so that the outcome is unknown.
    Undecided(String),
}

impl From<DecodeError> for Judgement {
    fn from(unreadable: DecodeError) -> Self {
        Self::Unreadable(unreadable)
    }
}

/// Reads and verifies a response, and gives it back when it is a success.
pub(super) fn judge(
    inner: &Inner,
    endpoint: &Endpoint,
    request: &dyn Signed,
    body: &[u8],
    reference: &dyn Fn() -> Option<MerchantReference>,
) -> Result<ReceivedMessage, Judgement> {
    let raw = str::from_utf8(body).map_err(|_| DecodeError::whole(DecodeErrorKind::NotUtf8))?.to_owned();
    let mut fields = Fields::from_json(&raw)?;
    let envelope = &inner.family.envelope;
    let understood = word(&fields, envelope.code)?;
    let verification = fields.verify_response(inner.family.signing, inner.credentials.key(), endpoint);
    let is_believed = is_believed(inner, endpoint, understood, &verification);
    let received = ReceivedMessage { fields, verification, raw };
    if !is_believed {
        let explanation = StringToSign::for_received(&received.fields, inner.family.signing);
        let mismatch =
            SignatureMismatch { endpoint: *endpoint, reference: reference(), string_to_sign: explanation, received };
        return Err(Judgement::Error(Error::SignatureMismatch(Box::new(mismatch))));
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

/// What a response means that is not a success. Whether it is the gateway's own failure or a rejection,
/// its texts say; what they leave open is left open here, too.
fn rejection(
    inner: &Inner,
    endpoint: &Endpoint,
    request: &dyn Signed,
    understood: bool,
    received: ReceivedMessage,
    reference: &dyn Fn() -> Option<MerchantReference>,
) -> Judgement {
    let envelope = &inner.family.envelope;
    let names_an_order = reason::names_an_order(endpoint, request, &inner.credentials.account());
    let reason = reason::reason(inner.family.rejections, envelope, understood, names_an_order, &received.fields);
    let code = text(&received.fields, envelope.error_code);
    let of_request = text(&received.fields, Some(envelope.message));
    let of_business = text(&received.fields, envelope.error_message);
    let message = if understood { of_business.or(of_request) } else { of_request.or(of_business) };
    let secrets = Secrets::of_request(request, &inner.credentials.account());
    let [shown_code, shown_message] = [&code, &message].map(|it| it.as_deref().map(|it| secrets.masked(it)));
    // A query changes nothing, whoever fails.
    if reason == RejectionReason::GatewayError && !endpoint.idempotent {
        return Judgement::Undecided(shown_code.or(shown_message).unwrap_or_default());
    }
    Judgement::Error(Error::Rejected(Box::new(Rejected {
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

fn is_believed(inner: &Inner, endpoint: &Endpoint, understood: bool, verification: &Verification) -> bool {
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
        // A query tells whether money was paid, so it is believed only when proven, where responses are
        // known to be signed. Only a call whose response is known to hold such an object, or is not
        // known at all, comes here.
        Verification::Unverifiable => {
            let is_provable = endpoint.idempotent && inner.family.signed_responses == ResponseSigning::Required;
            policy != SignaturePolicy::Strict && !is_provable
        }
    }
}

/// Refuses a response that is about another order than the request.
pub(super) fn check_echo(
    echoed: &[(&str, &str)],
    request: &dyn Signed,
    account: &Account<'_>,
    fields: &Fields,
) -> Result<(), DecodeError> {
    let answered = repeated(echoed, fields);
    let mut other = None;
    request.visit(account, &mut |name, value| {
        let is_same = |text: &str| match value {
            FieldValue::Text(asked) | FieldValue::Secret(asked) => text == asked,
            FieldValue::Integer(number) => text == number.to_string(),
        };
        if let Some((_, path, _)) = answered.iter().find(|(asked, _, text)| *asked == name && !is_same(text)) {
            other = Some(DecodeError::new(path, DecodeErrorKind::OtherOrder));
        }
    });
    other.map_or(Ok(()), Err)
}

/// What the response repeats, by the names in the request and the paths in the response. Each object is
/// read once, however many of its members repeat something.
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

/// The fields to read the response's type from: those of the object that holds the whole response, if
/// there is one.
pub(super) fn fields<'r>(received: &'r ReceivedMessage, endpoint: &Endpoint) -> Result<Cow<'r, Fields>, DecodeError> {
    let nested = endpoint.nested_in.and_then(|name| received.fields.get(name)).filter(|field| !field.is_empty());
    match nested {
        Some(field) => field.object().map(Cow::Owned),
        None => Ok(Cow::Borrowed(&received.fields)),
    }
}
