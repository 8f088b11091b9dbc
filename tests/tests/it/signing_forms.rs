//! Signers differ in how they sign objects, nulls and a few names. Each known form is verified, and the
//! fields that it omits are reported.

use crate::support::KEY;
use crate::support::signing::{map, sign, texts};
use iotpay_client::incoming::Fields;
use iotpay_client::signing::Verification;
use iotpay_client::{MerchantKey, shared};

/// The fields of the responses that are known to contain objects.
const OPEN: &[&str] = &["payParams", "retParams"];

/// Verifies a JSON object that was signed with this text (without the key).
fn verify(json: &str, text: &str) -> (Verification, Fields) {
    let (name, rest) = text.split_once('=').unwrap();
    let sign = sign(&map([(name, rest.into())]), KEY);
    let mut fields = Fields::from_json(&json.replacen('{', &format!("{{\"sign\":\"{sign}\","), 1)).unwrap();
    (fields.verify(&shared::SIGNING, &MerchantKey::new(KEY).unwrap(), OPEN), fields)
}

fn verified(uncovered: &[&str]) -> Verification {
    Verification::Verified { uncovered: uncovered.iter().map(|name| (*name).to_owned()).collect() }
}

const RESPONSE: &str = r#"{"retCode":"SUCCESS","payParams":"a=1","retParams":{"z":"茶", "a":[1.0]},"payOrderId":"P1"}"#;

#[test]
fn verifies_each_form_of_objects_and_texts() {
    for (text, uncovered) in [
        ("payOrderId=P1&payParams=a=1&retCode=SUCCESS", ["retParams"].as_slice()),
        ("payOrderId=P1&retCode=SUCCESS", &["payParams", "retParams"]),
        (r#"payOrderId=P1&payParams=a=1&retCode=SUCCESS&retParams={"z":"茶", "a":[1.0]}"#, &[]),
        (r#"payOrderId=P1&retCode=SUCCESS&retParams={"z":"茶", "a":[1.0]}"#, &["payParams"]),
        (r#"payOrderId=P1&payParams=a=1&retCode=SUCCESS&retParams={"a":[1.0],"z":"茶"}"#, &[]),
        (r#"payOrderId=P1&retCode=SUCCESS&retParams={"a":[1.0],"z":"茶"}"#, &["payParams"]),
    ] {
        let (verification, fields) = verify(RESPONSE, text);
        assert_eq!(verification, verified(uncovered), "{text}");
        assert_eq!(fields.iter().count(), 5, "fields that are known to be omitted are kept");
    }
}

#[test]
fn accepts_only_known_forms() {
    for text in [
        "payOrderId=P1&payParams=a=1",
        "payOrderId=P1&payParams=&retCode=SUCCESS&retParams=",
        "payOrderId=P1&payParams=a=1&retCode=SUCCESS&retParams=[object Object]",
        "payOrderId=P1&payParams=a=1&retCode=SUCCESS&retParams=Array",
        r#"payOrderId=P1&payParams=a=1&retCode=SUCCESS&retParams={"a":[1],"z":"茶"}"#,
    ] {
        assert_eq!(verify(RESPONSE, text).0, Verification::Unverifiable, "{text}");
    }
}

#[test]
fn result_is_signed_as_received() {
    let json = r#"{"retCode":"SUCCESS","result":{"b":1, "a":2}}"#;
    assert_eq!(verify(json, r#"result={"b":1, "a":2}&retCode=SUCCESS"#).0, verified(&[]));
    for text in [r#"result={"a":2,"b":1}&retCode=SUCCESS"#, "retCode=SUCCESS", "result=&retCode=SUCCESS"] {
        assert_eq!(verify(json, text).0, Verification::Mismatch, "{text}");
    }
}

#[test]
fn unknown_objects_are_covered_or_dropped() {
    let json = r#"{"retCode":"SUCCESS","new":{"b":1, "a":2},"list":[1]}"#;
    for (text, uncovered, left) in [
        (r#"list=[1]&new={"b":1, "a":2}&retCode=SUCCESS"#, [].as_slice(), 4),
        (r#"list=[1]&new={"a":2,"b":1}&retCode=SUCCESS"#, &[], 4),
        ("retCode=SUCCESS", &["new", "list"], 2),
    ] {
        let (verification, fields) = verify(json, text);
        assert_eq!(verification, verified(uncovered), "{text}");
        assert_eq!(fields.iter().count(), left, "an unsigned field is in the verified message");
    }
    assert_eq!(verify(json, "new=x&retCode=SUCCESS").0, Verification::Mismatch);
}

#[test]
fn duplicate_name_in_a_sorted_object_is_never_verified() {
    let json = r#"{"retCode":"SUCCESS","payParams":{"a":2,"a":1}}"#;
    let (verification, _) = verify(json, r#"payParams={"a":1}&retCode=SUCCESS"#);
    assert_eq!(verification, Verification::Unverifiable);
}

#[test]
fn names_are_sorted_by_bytes_or_ignoring_case() {
    let json = r#"{"refundable":1,"refundAmount":2,"code_url":"u","codeUrl":"v"}"#;
    for text in [
        "codeUrl=v&code_url=u&refundAmount=2&refundable=1",
        "code_url=u&codeUrl=v&refundable=1&refundAmount=2",
        "codeUrl=v&code_url=u&refundable=1&refundAmount=2",
    ] {
        assert_eq!(verify(json, text).0, verified(&[]), "{text}");
    }
    let (verification, _) = verify(json, "refundable=1&refundAmount=2&code_url=u&codeUrl=v");
    assert_eq!(verification, Verification::Mismatch);
}

#[test]
fn numbers_and_booleans_are_signed_as_received() {
    let json = r#"{"a":1.0,"b":1e3,"c":true,"d":0,"e":18446744073709551616,"f":"","g":null}"#;
    let text = "a=1.0&b=1e3&c=true&d=0&e=18446744073709551616";
    assert_eq!(verify(json, text).0, verified(&[]));
    assert_eq!(verify(json, &format!("{text}&g=")).0, verified(&[]));
    assert_eq!(verify(json, &format!("{text}&f=")).0, Verification::Mismatch);
    assert_eq!(verify(json, &text.replace("&d=0", "")).0, Verification::Mismatch);
}

#[test]
fn verifies_the_example_of_the_signing_page() {
    let fields = texts(&[("a", "apple"), ("b", "boat"), ("c", "cat"), ("d", "")]);
    assert_eq!(sign(&fields, "k"), "E454E23A23BB2EF31D0EE0911F05BB88");
}
