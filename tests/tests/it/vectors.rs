//! Every signature on which independent implementations agree is created and verified in the same way.

use crate::support::data;
use crate::support::signing::{Map, Scalar, of_json, sign, to_json, to_query};
use iotpay_client::incoming::Fields;
use iotpay_client::signing::Verification;
use iotpay_client::{MerchantKey, shared};

struct Vector {
    name: String,
    key: String,
    fields: Map,
    sign: String,
}

fn vectors() -> Vec<Vector> {
    let text = data::text("vectors/sign.jsonl");
    let lines = text.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
    let of_line = |line: serde_json::Value| Vector {
        name: line["message"].as_str().unwrap().to_owned(),
        key: line["key"].as_str().unwrap().to_owned(),
        fields: of_json(&line["fields"]),
        sign: line["sign"].as_str().unwrap().to_owned(),
    };
    let vectors: Vec<_> = lines.map(of_line).collect();
    assert_eq!(vectors.len(), 320);
    vectors
}

/// Gateways differ in whether they sign these fields, so an empty one may be filled; the verification then
/// reports it as uncovered.
const AT_TIMES_LEFT_OUT: [&str; 2] = ["payParams", "retParams"];

/// Verifies fields in the order of their names, as JSON and, since a form contains only text, as a query.
fn verify(fields: &Map, sign: &str, key: &str) -> [Verification; 2] {
    let mut received = fields.clone();
    received.insert("sign".to_owned(), sign.into());
    let key = MerchantKey::new(key).unwrap();
    let json = Fields::from_json(&to_json(&received)).unwrap().verify(&shared::SIGNING, &key, &[]);
    let form = Fields::from_form(to_query(&received).as_bytes()).unwrap().verify(&shared::SIGNING, &key, &[]);
    [json, form]
}

/// Asserts a match. The vectors also have `&` and `=` in fields with a known format, where they may include
/// another field; such a message is not accepted.
fn verified(fields: &Map) -> [Verification; 2] {
    let is_cut = |(name, value): (&String, &Scalar)| {
        let is_odd = matches!(value, Scalar::Text(text) if text.contains(['&', '=']));
        is_odd && shared::SIGNING.words.contains(&name.as_str())
    };
    if fields.iter().any(is_cut) {
        return [Verification::Ambiguous, Verification::Ambiguous];
    }
    [(); 2].map(|()| Verification::Verified { uncovered: Vec::new() })
}

fn uncovered(name: &str) -> [Verification; 2] {
    [(); 2].map(|()| Verification::Verified { uncovered: vec![name.to_owned()] })
}

fn mismatch() -> [Verification; 2] {
    [Verification::Mismatch, Verification::Mismatch]
}

#[test]
fn signs_every_vector() {
    for vector in vectors() {
        assert_eq!(sign(&vector.fields, &vector.key), vector.sign, "{}", vector.name);
    }
}

#[test]
fn verifies_every_vector() {
    for vector in vectors() {
        assert_eq!(verify(&vector.fields, &vector.sign, &vector.key), verified(&vector.fields), "{}", vector.name);
        let lower = vector.sign.to_lowercase();
        assert_eq!(verify(&vector.fields, &lower, &vector.key), verified(&vector.fields), "{}", vector.name);
    }
}

#[test]
fn changed_value_is_a_mismatch() {
    for vector in vectors() {
        for (name, value) in &vector.fields {
            let changed = match value {
                Scalar::Text(text) => Scalar::Text(format!("{text} ")),
                Scalar::Integer(number) => Scalar::Integer(number ^ 1),
                Scalar::Boolean(boolean) => Scalar::Boolean(!boolean),
            };
            let mut fields = vector.fields.clone();
            fields.insert(name.clone(), changed);
            let is_left_out = |name: &str| {
                AT_TIMES_LEFT_OUT.contains(&name)
                    && vector.fields.get(name).is_none_or(|value| *value == Scalar::from(""))
            };
            // They are either all omitted or all signed.
            let may_be_filled = is_left_out(name) && AT_TIMES_LEFT_OUT.into_iter().all(is_left_out);
            let expected = if may_be_filled { uncovered(name) } else { mismatch() };
            assert_eq!(verify(&fields, &vector.sign, &vector.key), expected, "{} {name}", vector.name);
        }
    }
}

#[test]
fn removed_field_is_a_mismatch_unless_it_was_empty() {
    for vector in vectors() {
        for (name, value) in &vector.fields {
            let mut fields = vector.fields.clone();
            fields.remove(name);
            let expected = if *value == Scalar::from("") { verified(&fields) } else { mismatch() };
            assert_eq!(verify(&fields, &vector.sign, &vector.key), expected, "{} {name}", vector.name);
        }
    }
}

#[test]
fn added_field_is_a_mismatch_unless_it_is_empty() {
    for vector in vectors() {
        for added in ["A", "mm", "zz"] {
            let mut fields = vector.fields.clone();
            fields.insert(added.to_owned(), "x".into());
            assert_eq!(verify(&fields, &vector.sign, &vector.key), mismatch(), "{} {added}", vector.name);
            fields.insert(added.to_owned(), 0.into());
            assert_eq!(verify(&fields, &vector.sign, &vector.key), mismatch(), "{} {added}", vector.name);
            fields.insert(added.to_owned(), "".into());
            assert_eq!(verify(&fields, &vector.sign, &vector.key), verified(&fields), "{} {added}", vector.name);
        }
    }
}

#[test]
fn another_key_or_another_signature_is_a_mismatch() {
    let first = vectors().into_iter().next().unwrap();
    assert_eq!(verify(&first.fields, &first.sign, "another-key"), mismatch());
    for sign in [&first.sign[..31], &format!("{}0", first.sign), &"0".repeat(32), "x", "\u{ff21}"] {
        assert_eq!(verify(&first.fields, sign, &first.key), mismatch(), "{sign}");
    }
    assert_eq!(verify(&first.fields, "", &first.key), [Verification::Unsigned, Verification::Unsigned]);
}
