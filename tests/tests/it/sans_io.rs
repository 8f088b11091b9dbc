//! Every request without a socket: the protocol prepares it and checks each kind of response to it.

use std::any::type_name;
use std::collections::BTreeSet;
use std::fmt::Debug;

use iotpay_client::error::{OutcomeUnknown, OutcomeUnknownCause, TransportError, TransportErrorKind};
use iotpay_client::incoming::{DecodeErrorKind, Fields};
use iotpay_client::protocol::{Exchange, Protocol, SignaturePolicy, encode};
use iotpay_client::signing::{FieldValue, NestedForm, Signer, SigningRule, Verification};
use iotpay_client::spec::{BodyEncoding, Family, ResponseSigning};
use iotpay_client::{Error, MerchantKey, Request, ValidationError};

use crate::canary::{Case, VisitRequest, canaries, every_type, implementing};
use crate::support::{KEY, credentials};

/// The content of a response in the envelope of the family.
fn enveloped<F: Family>(content: &str) -> String {
    let envelope = F::SPEC.envelope;
    let result = envelope.result.map(|name| format!(r#""{name}":"SUCCESS","#)).unwrap_or_default();
    let content = content.strip_prefix('{').unwrap();
    let separator = if content == "}" { "" } else { "," };
    format!(r#"{{{}"{}":"SUCCESS"{separator}{content}"#, result, envelope.code)
}

/// A response with its signature: objects are signed in the first of their known forms, or as received.
fn signed(body: &str, rule: &SigningRule<'_>, key: &str) -> String {
    let fields = Fields::from_json(body).unwrap();
    let mut sorted: Vec<_> = fields.iter().collect();
    sorted.sort_by_key(|field| field.name());
    let key = MerchantKey::new(key).unwrap();
    let mut signer = Signer::new(rule, &key);
    for field in sorted {
        let form =
            rule.nested.iter().find(|nested| nested.name == field.name()).and_then(|nested| nested.forms.first());
        if !field.is_nested() || form != Some(&NestedForm::Omitted) {
            signer.field(field.name(), FieldValue::Text(field.text()));
        }
    }
    let signature = signer.finish();
    format!(r#"{},"{}":"{signature}"}}"#, body.strip_suffix('}').unwrap(), rule.field)
}

/// The requests that went through the protocol.
#[derive(Default)]
struct Exchanges {
    seen: BTreeSet<String>,
    /// The requests whose responses repeat a value of the request.
    echoed: BTreeSet<String>,
}

impl VisitRequest for Exchanges {
    fn request<R>(&mut self, case: &Case, make: impl Fn(&[&str]) -> Result<R, ValidationError>)
    where
        R: Request<Response: Debug + Send> + Debug + Clone + Send + 'static,
    {
        assert_eq!(type_name::<R>(), case.name);
        let request = make(&canaries(case)).unwrap();
        let protocol = Protocol::<R::Family>::new(credentials());
        let exchange = protocol.prepare(&request).unwrap();
        assert_prepared(&exchange, &request);
        // A copy that outlives the caller's future is the same request.
        let copy = iotpay_client::test_util::__encode_detached(&request, &credentials(), R::Family::SPEC);
        assert_eq!(copy, encode(&request, &credentials(), R::Family::SPEC), "{}", case.name);

        let (family, name) = (R::Family::SPEC, case.name);
        let unsigned = enveloped::<R::Family>(case.response);
        let is_signed = family.signed_responses != ResponseSigning::Never;
        let body = if is_signed { signed(&unsigned, family.signing, KEY) } else { unsigned.clone() };
        let response = exchange.judge(200, body.as_bytes()).unwrap_or_else(|error| panic!("{name}: {error:?} {body}"));
        assert_eq!(response.received().raw(), body);
        let verification = response.received().verification();
        assert_eq!(matches!(verification, Verification::Verified { .. }), is_signed, "{name}: {verification:?}");

        // A signature that is present must match, whether the family signs responses or not.
        let strict = protocol.clone().with_signature_policy(SignaturePolicy::Strict);
        let strict = strict.prepare(&request).unwrap();
        let forged = signed(&unsigned, family.signing, "another-made-up-key");
        assert_mismatch(&strict, &forged, &[Verification::Mismatch, Verification::Unverifiable]);
        if is_signed {
            assert_mismatch(&strict, &unsigned, &[Verification::Unsigned]);
        }

        let (whole, cut) = (body.as_str(), &body[..body.len() - 1]);
        for (status, body, kind) in [
            (200, cut, Some(DecodeErrorKind::NotJson)),
            (200, "<html>busy</html>", Some(DecodeErrorKind::NotJson)),
            (200, "", Some(DecodeErrorKind::NotJson)),
            (404, cut, None),
            (302, whole, None),
            (500, whole, None),
        ] {
            let unknown = unknown(&exchange, status, body);
            match (&unknown.cause, kind) {
                (OutcomeUnknownCause::Decode(error), Some(kind)) => assert_eq!(error.kind, kind, "{name}: {body}"),
                (OutcomeUnknownCause::Status(found), None) => assert_eq!(*found, status, "{name}: {body}"),
                (cause, _) => panic!("{name}: {cause:?}"),
            }
            assert_eq!(unknown.raw.unwrap().as_bytes(), body.as_bytes());
        }

        let rejection = format!(r#"{{"{}":"FAIL","{}":"made up"}}"#, family.envelope.code, family.envelope.message);
        let Err(Error::Rejected(rejected)) = exchange.judge(200, rejection.as_bytes()) else { panic!("{name}") };
        assert_eq!(rejected.may_have_taken_effect(), !R::endpoint().idempotent);

        let small = protocol.clone().with_max_response_size(body.len() - 1);
        let unknown = unknown(&small.prepare(&request).unwrap(), 200, &body);
        assert!(matches!(unknown.cause, OutcomeUnknownCause::Decode(error) if error.kind == DecodeErrorKind::TooLarge));

        for (kind, is_sent) in [
            (TransportErrorKind::NotAllowed, false),
            (TransportErrorKind::Connect, false),
            (TransportErrorKind::Timeout, true),
            (TransportErrorKind::Interrupted, true),
        ] {
            let error = exchange.fail(TransportError::new(kind, "made up"));
            assert_eq!((error.may_have_taken_effect(), matches!(error, Error::Unreachable(_))), (is_sent, !is_sent));
        }

        if assert_same_order(&exchange, &request, &unsigned) {
            self.echoed.insert(name.to_owned());
        }
        self.seen.insert(name.to_owned());
    }
}

/// The request is what the client sends; `requests.txt` has the bodies.
fn assert_prepared<R: Request>(exchange: &Exchange<'_, R>, request: &R) {
    let (family, endpoint) = (R::Family::SPEC, R::endpoint());
    assert_eq!((exchange.method(), exchange.url()), ("POST", format!("{}{}", family.base_url, endpoint.path).as_str()));
    let content_type = match family.body {
        BodyEncoding::Json => "application/json;charset=UTF-8",
        BodyEncoding::ParamsForm => "application/x-www-form-urlencoded",
    };
    assert_eq!(exchange.headers().collect::<Vec<_>>(), [("Content-Type", content_type)]);
    assert_eq!(exchange.body(), encode(request, &credentials(), family).body.as_str());
}

fn assert_mismatch<R: Request<Response: Debug>>(exchange: &Exchange<'_, R>, body: &str, expected: &[Verification]) {
    let Err(Error::SignatureMismatch(mismatch)) = exchange.judge(200, body.as_bytes()) else { panic!("{body}") };
    assert!(expected.contains(mismatch.received.verification()), "{:?}: {body}", mismatch.received);
}

fn unknown<R: Request<Response: Debug>>(exchange: &Exchange<'_, R>, status: u16, body: &str) -> OutcomeUnknown {
    let result = exchange.judge(status, body.as_bytes());
    let Err(Error::OutcomeUnknown(unknown)) = result else { panic!("{status} {body}: {result:?}") };
    // A query names the order that it asks about, unless it asks by an id.
    assert!(R::endpoint().idempotent || unknown.reference.is_some() == R::endpoint().reference.is_some());
    *unknown
}

/// Asserts that no response is accepted that repeats a value of the request differently. Returns `true` if the response
/// repeats any.
fn assert_same_order<R: Request<Response: Debug>>(exchange: &Exchange<'_, R>, request: &R, unsigned: &str) -> bool {
    let (family, endpoint) = (R::Family::SPEC, R::endpoint());
    let mut sent = Vec::new();
    request.visit(&credentials().account(), &mut |name, _| sent.push(name));
    let mut is_echoed = false;
    for (_, path) in endpoint.echoed.iter().filter(|(asked, _)| sent.contains(asked)) {
        let mut message: serde_json::Value = serde_json::from_str(unsigned).unwrap();
        let mut value = &mut message;
        for name in endpoint.nested_in.into_iter().chain(path.split('.')) {
            value = &mut value[name];
        }
        if value.is_null() || *value == "" {
            continue;
        }
        *value = "another".into();
        let message = message.to_string();
        let is_signed = family.signed_responses != ResponseSigning::Never;
        let body = if is_signed { signed(&message, family.signing, KEY) } else { message };
        let unknown = unknown(exchange, 200, &body);
        let OutcomeUnknownCause::Decode(error) = unknown.cause else { panic!("{body}: {:?}", unknown.cause) };
        assert_eq!((error.field.as_str(), error.kind), (*path, DecodeErrorKind::OtherOrder), "{body}");
        is_echoed = true;
    }
    is_echoed
}

#[test]
fn every_request_is_prepared_and_its_responses_are_checked_without_a_socket() {
    let mut exchanges = Exchanges::default();
    every_type::every_request(&mut exchanges);
    assert_eq!(exchanges.seen, implementing("Request"), "each request is prepared");
    assert!(exchanges.seen.len() >= 34, "{}", exchanges.seen.len());
    assert!(exchanges.echoed.len() > exchanges.seen.len() / 2, "{:?}", exchanges.echoed);
}
