//! The worked example on the signing page.

use iotpay_client::incoming::Fields;
use iotpay_client::protocol::encode;
use iotpay_client::signing::{Signed, StringToSign, Verification};
use iotpay_client::spec::Family as _;
use iotpay_client::{Credentials, MerchantKey, general, shared};

use crate::samples::sample;
use crate::samples::sent::{Sample, merchant};
use crate::support::signing;

/// The fields of the example, in its order.
#[derive(Signed)]
struct Example {
    c: &'static str,
    a: &'static str,
    b: &'static str,
    d: &'static str,
}

const EXAMPLE: Example = Example { c: "cat", a: "apple", b: "boat", d: "" };

fn fields(text: &str) -> Fields {
    Fields::from_json(text).unwrap()
}

fn verified(text: &str, key: &str) -> Verification {
    fields(text).verify(&shared::SIGNING, &MerchantKey::new(key).unwrap(), &[])
}

#[test]
fn string_to_sign() {
    // The page shows the merchant key, which the string to sign masks.
    let page = sample("general-02-signing-string.txt");
    let expected = page.trim_end().replace("{your_merchant_key}", "***");
    let (unsigned, signed) = (sample("general-02-signing-unsigned.json"), sample("general-02-signing-signed.json"));
    for text in [&unsigned, &signed] {
        assert_eq!(StringToSign::for_received(&fields(text), &shared::SIGNING).to_masked_string(), expected, "{text}");
    }
    let credentials = merchant("10000701", "jack123");
    assert_eq!(
        StringToSign::for_request(&EXAMPLE, &credentials.account(), &shared::SIGNING).to_masked_string(),
        expected
    );
}

#[test]
fn signed_object() {
    // The example's key is unknown; it is not the placeholder either.
    let signed = sample("general-02-signing-signed.json");
    for key in ["k", "{your_merchant_key}", "your_merchant_key"] {
        assert_eq!(verified(&signed, key), Verification::Mismatch, "{key}");
    }
    // With a known key, the complete object is compared.
    let object = Sample::read(&signed);
    let again = signed.replace(object.sign.as_deref().unwrap(), &signing::sign(&object.fields, "k"));
    assert_eq!(verified(&again, "k"), Verification::Verified { uncovered: Vec::new() });
    assert_eq!(verified(&sample("general-02-signing-unsigned.json"), "k"), Verification::Unsigned);
}

#[test]
fn body() {
    // The page shows the body without encoding and omits empty fields; the client encodes the body and sends texts
    // unchanged.
    let written = Sample::read(&sample("general-02-signing-params.txt"));
    let signed = Sample::read(&sample("general-02-signing-signed.json"));
    assert_eq!((&written.fields, &written.sign), (&signed.fields, &signed.sign));
    let credentials: Credentials = merchant("10000701", "jack123");
    let signature = written.add_missing("d", "").assert_sent_by(&EXAMPLE, &credentials, general::General::SPEC);
    assert_eq!(signature.as_str(), signing::sign(&signed.fields, "k"));
    assert!(encode(&EXAMPLE, &credentials, general::General::SPEC).body.starts_with("params=%7B%22a%22%3A%22apple%22"));
    let unsigned = Sample::read(&sample("general-02-signing-unsigned.json"));
    assert_eq!(signing::sign(&unsigned.fields, "k"), signature.as_str());
}
