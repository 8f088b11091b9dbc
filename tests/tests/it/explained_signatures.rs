//! The errors for signatures that do not match explain themselves.

use crate::canary::{assert_silent, debugged, messages_of, values};
use crate::support::signing::{Map, sign_by, signed, texts, to_json, to_query};
use crate::support::{KEY, MCH_ID, credentials, credentials_with, orders};
use iotpay_client::credentials::VerificationKey;
use iotpay_client::error::SignatureMismatch;
use iotpay_client::notification::{NotificationError, UnverifiedNotification};
use iotpay_client::protocol::{Protocol, SignaturePolicy};
use iotpay_client::signing::{Mistake, Omitted};
use iotpay_client::{Credentials, Error, MerchantKey, NotificationReceiver, NotificationRequest, general, shared};

fn response() -> Map {
    texts(&[("retCode", "SUCCESS"), ("resCode", "SUCCESS"), ("mchOrderNo", "m1"), ("subject", "Tea"), ("extra", "")])
}

/// Returns the error for the response to a query of `m1`.
fn mismatch(body: &str, key: &str) -> SignatureMismatch {
    let protocol = Protocol::<general::General>::new(credentials_with(key));
    let query = orders::query("m1");
    match protocol.prepare(&query).unwrap().judge(200, body.as_bytes()) {
        Err(Error::SignatureMismatch(mismatch)) => *mismatch,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_response_with_a_usual_mistake_names_it() {
    // The gateway signs the empty field.
    let mut fields = response();
    let mut rule = shared::SIGNING;
    rule.signs_empty_values = true;
    let sign = sign_by(&rule, &fields, KEY);
    fields.insert("sign".to_owned(), sign.as_str().into());
    let error = mismatch(&to_json(&fields), KEY);
    assert_eq!(
        error.to_string(),
        "the response to query_order has an invalid signature; the signature would match if fields with an empty value \
         are signed although the rule omits them, or the reverse; send the query again"
    );
    let inspection = error.explain(&credentials());
    assert_eq!(inspection.mistakes, [Mistake::EmptyValues]);
    assert!(inspection.omitted.contains(&("extra".to_owned(), Omitted::Empty)));
    let names: Vec<_> = inspection.string_to_sign.fields().iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["mchOrderNo", "resCode", "retCode", "subject"]);
    assert!(inspection.string_to_sign.to_masked_string().ends_with("&subject=Tea&key=***"));
    assert_eq!(
        inspection.to_string(),
        "the signature does not match; it would match if fields with an empty value are signed although the rule omits \
         them, or the reverse; signed: mchOrderNo, resCode, retCode, subject; not signed: extra (empty), sign (the \
         signature itself)"
    );
}

#[test]
fn mistakes_of_the_key_are_found() {
    let body = to_json(&signed(response(), KEY));
    let error = mismatch(&body, &KEY.to_uppercase());
    assert!(error.to_string().contains("would match if the key has another case"), "{error}");
    let another = mismatch(&body, "another-made-up-key");
    assert!(another.to_string().contains("invalid signature; check the merchant key"), "{another}");
    assert!(another.explain(&credentials_with("another-made-up-key")).mistakes.is_empty());
    // With other credentials, the signature matches.
    assert!(another.explain(&credentials()).matches);
}

#[test]
fn fields_that_the_signature_does_not_cover_are_explained() {
    let unsigned = to_json(&response());
    let protocol = Protocol::<general::General>::new(credentials()).with_signature_policy(SignaturePolicy::Strict);
    let query = orders::query("m1");
    let Err(Error::SignatureMismatch(error)) = protocol.prepare(&query).unwrap().judge(200, unsigned.as_bytes()) else {
        panic!("unsigned")
    };
    let inspection = error.explain(&credentials());
    assert!(!inspection.matches && inspection.mistakes.is_empty(), "{inspection}");
}

fn unverified(query: &str, key: &str) -> UnverifiedNotification {
    let receiver = NotificationReceiver::<general::General>::new(credentials_with(key));
    let incoming = NotificationRequest { method: "POST", query, content_type: None, body: b"" };
    match receiver.receive::<general::OrderNotification>(incoming) {
        Err(NotificationError::SignatureMismatch(unverified)) => *unverified,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_notification_is_explained_on_request() {
    let fields = texts(&[("payOrderId", "P1"), ("mchId", MCH_ID), ("amount", "2865"), ("subject", "Tea & co")]);
    let query = to_query(&signed(fields.clone(), &KEY.to_uppercase()));
    let unverified = unverified(&query, KEY);
    assert_eq!(unverified.explain(&credentials()).mistakes, [Mistake::KeyCase]);
    let text = unverified.string_to_sign().to_masked_string();
    assert_eq!(text, format!("amount=2865&mchId={MCH_ID}&payOrderId=P1&subject=Tea & co&key=***"));
    assert_eq!(unverified.received().fields().get("amount").unwrap().text(), "2865");
}

#[test]
fn neither_errors_nor_explanations_display_secrets() {
    let card = values::CARD_NUMBER;
    let mut fields = response();
    fields.insert(card.to_owned(), card.into());
    fields.insert("subject".to_owned(), card.into());
    fields.insert("sign".to_owned(), "0".repeat(32).as_str().into());
    let error = mismatch(&to_json(&fields), KEY);
    let unverified = unverified(&to_query(&fields), KEY);
    let silent = |shown: &str| {
        assert_silent("explanation", shown, true);
        assert!(!shown.contains(KEY), "{shown}");
    };
    silent(&messages_of(&Error::SignatureMismatch(Box::new(error.clone()))));
    for inspection in [error.explain(&credentials()), unverified.explain(&credentials())] {
        silent(&inspection.to_string());
        silent(&debugged(&inspection));
        assert!(!inspection.string_to_sign.to_masked_string().contains(KEY));
    }
    silent(&debugged(&unverified));
    silent(&debugged(&error));
}

#[test]
fn the_other_keys_are_tried_too() {
    let earlier = VerificationKey::new("2025", MerchantKey::new("Earlier-Made-Up-Key").unwrap()).unwrap();
    let credentials =
        Credentials::builder().mch_id(MCH_ID).merchant_key(KEY).verification_key(earlier).build().unwrap();
    let fields = texts(&[("payOrderId", "P1"), ("mchId", MCH_ID)]);
    let unverified = unverified(&to_query(&signed(fields, "earlier-made-up-key")), KEY);
    assert_eq!(unverified.explain(&credentials).mistakes, [Mistake::KeyCase]);
}
