//! Every signing rule: signatures of an independent implementation, and the round trip of random messages.

use crate::support::data;
use crate::support::random::Random;
use crate::support::signing::{Map, Scalar, of_json, sign_by, to_json, to_query};
use iotpay_client::MerchantKey;
use iotpay_client::incoming::Fields;
use iotpay_client::signing::{
    Account, FieldVisitor, KeyPosition, SignatureCase, Signed, Signer, SigningAlgorithm, SigningRule, StringToSign,
    Verification,
};
use serde_json::Value;

const UNSIGNED: &[&str] = &["unsigned"];

const POSITIONS: [KeyPosition<'static>; 4] = [
    KeyPosition::Appended(Some("key")),
    KeyPosition::Appended(None),
    KeyPosition::Prepended(Some("key")),
    KeyPosition::Prepended(None),
];

/// Returns every rule.
fn rules() -> Vec<SigningRule<'static>> {
    let with_key = POSITIONS
        .into_iter()
        .flat_map(|position| [SigningAlgorithm::Md5(position), SigningAlgorithm::Sha256(position)])
        .chain(POSITIONS.into_iter().map(|position| SigningAlgorithm::HmacSha256(Some(position))));
    let mut rules = Vec::new();
    for algorithm in with_key.chain([SigningAlgorithm::HmacSha256(None)]) {
        for case in [SignatureCase::Upper, SignatureCase::Lower] {
            for signs_empty_values in [false, true] {
                let rule = SigningRule::new("sign").algorithm(algorithm).case(case).unsigned_fields(UNSIGNED);
                rules.push(rule.signs_empty_values(signs_empty_values));
            }
        }
    }
    rules
}

struct Vector {
    rule: SigningRule<'static>,
    key: String,
    fields: Map,
    sign: String,
}

fn vectors() -> Vec<Vector> {
    let text = data::text("vectors/rules.jsonl");
    text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap()).map(|line| vector(&line)).collect()
}

fn vector(line: &Value) -> Vector {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let rule = &line["rule"];
    let parameter = rule["parameter"].as_str().map(|name| {
        assert_eq!(name, "key");
        "key"
    });
    let position = match rule["position"].as_str().unwrap() {
        "appended" => Some(KeyPosition::Appended(parameter)),
        "prepended" => Some(KeyPosition::Prepended(parameter)),
        other => {
            assert_eq!(other, "hmac-only");
            None
        }
    };
    let algorithm = match rule["algorithm"].as_str().unwrap() {
        "md5" => SigningAlgorithm::Md5(position.unwrap()),
        "sha256" => SigningAlgorithm::Sha256(position.unwrap()),
        other => {
            assert_eq!(other, "hmac-sha256");
            SigningAlgorithm::HmacSha256(position)
        }
    };
    let case = if rule["case"] == "upper" { SignatureCase::Upper } else { SignatureCase::Lower };
    let rule = SigningRule::new("sign")
        .algorithm(algorithm)
        .case(case)
        .signs_empty_values(rule["empty_values"] == "signed")
        .unsigned_fields(UNSIGNED);
    Vector { rule, key: text(&line["key"]), fields: of_json(&line["fields"]), sign: text(&line["sign"]) }
}

fn verify(rule: &SigningRule<'_>, fields: &Map, sign: &str, key: &str) -> [Verification; 2] {
    let mut received = fields.clone();
    received.insert("sign".to_owned(), sign.into());
    let key = MerchantKey::new(key).unwrap();
    let json = Fields::from_json(&to_json(&received)).unwrap().verify(rule, &key, &[]);
    let form = Fields::from_form(to_query(&received).as_bytes()).unwrap().verify(rule, &key, &[]);
    [json, form]
}

/// Returns the verification of a genuine message: its unsigned fields are not covered.
fn verified(fields: &Map) -> [Verification; 2] {
    let unsigned = fields.keys().filter(|name| UNSIGNED.contains(&name.as_str()));
    let uncovered: Vec<_> = unsigned.cloned().collect();
    [(); 2].map(|()| Verification::Verified { uncovered: uncovered.clone() })
}

#[test]
fn vectors_cover_every_rule() {
    let vectors = vectors();
    for rule in rules() {
        assert_eq!(vectors.iter().filter(|vector| vector.rule == rule).count(), 6, "{rule:?}");
    }
    assert_eq!(vectors.len(), 6 * rules().len());
}

#[test]
fn signs_and_verifies_the_vectors_of_every_rule() {
    for Vector { rule, key, fields, sign } in vectors() {
        assert_eq!(sign_by(&rule, &fields, &key), sign, "{rule:?} {fields:?}");
        assert_eq!(sign.len(), rule.algorithm.digits());
        let expected = verified(&fields);
        for received in [&sign, &sign.to_lowercase(), &sign.to_uppercase()] {
            assert_eq!(verify(&rule, &fields, received, &key), expected, "{rule:?} {fields:?}");
        }
    }
}

/// A signature by another rule is a mismatch, unless the rules differ only in the case or sign the same text.
#[test]
fn other_rules_do_not_match() {
    let key = "made-up-key";
    let fields = Map::from([("a".to_owned(), "1".into()), ("b".to_owned(), "".into())]);
    for rule in rules() {
        let sign = sign_by(&rule, &fields, key);
        for other in rules() {
            let is_same = rule.algorithm == other.algorithm && rule.signs_empty_values == other.signs_empty_values;
            let expected = if is_same { verified(&fields) } else { [(); 2].map(|()| Verification::Mismatch) };
            assert_eq!(verify(&other, &fields, &sign, key), expected, "{rule:?} {other:?}");
        }
    }
}

/// Fields with random names and values.
struct Message(Vec<(&'static str, Scalar)>);

const NAMES: [&str; 8] = ["Amount", "a", "ab", "b", "mchOrderNo", "payOrderId", "subject", "z_9"];
const PIECES: &[&str] = &["a", "Z", "0", " ", "/", "%", "+", "é", "茶", "🍵", "\"", "\\", "some longer text, 64 "];

impl Message {
    fn random(random: &mut Random) -> Self {
        let mut fields = Vec::new();
        for name in NAMES {
            let value = match random.below(4) {
                0 => continue,
                1 => Scalar::Integer(i64::try_from(random.below(100_000)).unwrap() - 50_000),
                2 => Scalar::from(""),
                _ => Scalar::Text(random.some(PIECES, 40)),
            };
            fields.push((name, value));
        }
        fields.push(("zz", "not empty".into()));
        Self(fields)
    }

    fn map(&self) -> Map {
        self.0.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect()
    }
}

impl Signed for Message {
    fn visit(&self, _: &Account<'_>, visitor: &mut FieldVisitor<'_>) {
        self.0.iter().for_each(|(name, value)| visitor(name, value.value()));
    }
}

/// Returns every message that differs from a signed one in one character: of a value, of a name or in the presence of
/// a field.
fn changed(fields: &Map, random: &mut Random) -> Vec<Map> {
    let mut all = Vec::new();
    for (name, value) in fields {
        let mut without = fields.clone();
        without.remove(name);
        let mut with = |name: &str, value: Scalar| {
            let mut changed = without.clone();
            changed.insert(name.to_owned(), value);
            all.push(changed);
        };
        match value {
            Scalar::Integer(number) => with(name, Scalar::Integer(number ^ 1)),
            Scalar::Boolean(boolean) => with(name, Scalar::Boolean(!boolean)),
            Scalar::Text(text) => {
                let characters: Vec<char> = text.chars().collect();
                // All of a short text, and some of a long one.
                for at in (0..characters.len()).filter(|_| characters.len() < 8 || random.below(4) == 0) {
                    let mut other = characters.clone();
                    other[at] = if other[at] == '!' { '?' } else { '!' };
                    with(name, Scalar::Text(other.into_iter().collect()));
                }
                with(name, Scalar::Text(format!("{text}!")));
            }
        }
        // An empty value that is not signed has no name in the string to sign.
        if *value != Scalar::from("") {
            with(&format!("{name}_"), value.clone());
            with(&name.replacen(|character: char| character.is_ascii(), "Q", 1), value.clone());
        }
    }
    all
}

#[test]
fn messages_round_trip_under_every_rule_and_no_change_is_accepted() {
    let (mut random, key) = (Random::new(11), "made-up-key");
    let account = Account { mch_id: "", login_name: "" };
    for rule in rules() {
        for _ in 0..4 {
            let message = Message::random(&mut random);
            let fields = message.map();
            let merchant_key = MerchantKey::new(key).unwrap();
            let signature = Signer::sign(&message, &account, &rule, &merchant_key);
            let sign = signature.as_str();
            assert_eq!(sign, sign_by(&rule, &fields, key));
            assert_eq!(verify(&rule, &fields, sign, key), verified(&fields), "{rule:?} {fields:?}");
            for changed in changed(&fields, &mut random) {
                let found = verify(&rule, &changed, sign, key);
                assert_eq!(found, [Verification::Mismatch, Verification::Mismatch], "{rule:?} {fields:?} {changed:?}");
            }
            for at in 0..sign.len() {
                let mut other = sign.to_owned();
                let digit = if &sign[at..=at] == "0" { "1" } else { "0" };
                other.replace_range(at..=at, digit);
                let found = verify(&rule, &fields, &other, key);
                assert_eq!(found, [Verification::Mismatch, Verification::Mismatch], "{rule:?} {at}");
            }
            assert_eq!(verify(&rule, &fields, sign, "made-up-kez")[0], Verification::Mismatch);
        }
    }
}

/// Anyone can add an empty field if empty values are not signed, but not if they are.
#[test]
fn an_added_empty_field_is_a_mismatch_if_empty_values_are_signed() {
    let fields = Map::from([("a".to_owned(), "1".into())]);
    let mut more = fields.clone();
    more.insert("b".to_owned(), "".into());
    for rule in rules() {
        let sign = sign_by(&rule, &fields, "k");
        let expected = if rule.signs_empty_values { Verification::Mismatch } else { verified(&fields)[0].clone() };
        assert_eq!(verify(&rule, &more, &sign, "k")[0], expected, "{rule:?}");
    }
}

#[test]
fn drops_unsigned_fields() {
    let key = MerchantKey::new("k").unwrap();
    for rule in rules() {
        let sign = sign_by(&rule, &Map::from([("a".to_owned(), "1".into())]), "k");
        let json = format!(r#"{{"a":"1","sign":"{sign}","unsigned":"2"}}"#);
        let mut fields = Fields::from_json(&json).unwrap();
        let verification = fields.verify(&rule, &key, &["unsigned"]);
        assert_eq!(verification, Verification::Verified { uncovered: vec!["unsigned".to_owned()] });
        assert!(fields.get("unsigned").is_none() && fields.get("a").is_some());
    }
}

#[test]
fn the_string_to_sign_masks_the_key_at_its_position() {
    let message = Message(vec![("a", "1".into()), ("b", "".into()), ("c", 3.into()), ("unsigned", "x".into())]);
    let received = Fields::from_json(r#"{"sign":"x","unsigned":"x","c":3,"b":"","a":"1","n":null}"#).unwrap();
    let account = Account { mch_id: "", login_name: "" };
    for rule in rules() {
        let fields = if rule.signs_empty_values { "a=1&b=&c=3" } else { "a=1&c=3" };
        let expected = match rule.algorithm.key_position() {
            Some(KeyPosition::Appended(Some(_))) => format!("{fields}&key=***"),
            Some(KeyPosition::Appended(None)) => format!("{fields}***"),
            Some(KeyPosition::Prepended(Some(_))) => format!("key=***&{fields}"),
            Some(KeyPosition::Prepended(None)) => format!("***{fields}"),
            None => fields.to_owned(),
        };
        let sent = StringToSign::for_request(&message, &account, &rule);
        assert_eq!(sent.to_masked_string(), expected);
        assert_eq!(StringToSign::for_received(&received, &rule), sent);
    }
}
