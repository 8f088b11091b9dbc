//! Objects and arrays in requests: built, validated, signed, sent, and checked by the sandbox.

use std::collections::BTreeMap;

use iotpay_client::incoming::{FieldKind, Fields, ReceivedField};
use iotpay_client::protocol::{JsonObjectWriter, encode};
use iotpay_client::signing::{
    FieldValue, NestedForm, NestedValue, NestedWriter, SignatureCase, Signer, SigningAlgorithm, SigningRule,
    StringToSign, Verification, sorted_json,
};
use iotpay_client::spec::Family as _;
use iotpay_client::value::ValueError;
use iotpay_client::{Cents, MerchantKey, OrderId, request};
use iotpay_sandbox::{EventKind, Explanation, Gateway};
use private_family::harbor::{
    FileManifest, FileManifestCaptain, FileManifestCaptainHome, FileManifestCaptainHomeRequired,
    FileManifestCaptainRequired, FileManifestCratesItem, FileManifestCratesItemRequired, FileManifestRequired, Harbor,
};
use private_family::shared::VesselSize;

use crate::harbor;

/// Returns the body without the signature.
fn sent(request: &FileManifest) -> serde_json::Value {
    let encoded = encode(request, &harbor::credentials(harbor::KEY), Harbor::SPEC);
    let mut body: serde_json::Value = serde_json::from_str(&encoded.body).unwrap();
    body.as_object_mut().unwrap().remove("signature");
    body
}

fn literal() -> FileManifest {
    request!(FileManifest {
        captain: Captain { full_name: "Ada", home: Home { port: "Turku", since: 1999 } },
        crates: [
            CratesItem {
                label: "tea",
                total: 2865,
                weight: "12.5",
                size: Small,
                fragile: true,
                tags: ["a", "b"],
                parts: [PartsItem { part_no: 1 }, PartsItem { part_no: 2 }],
            },
            CratesItem { label: "rice", parts: [] },
        ],
        levels: [1, -2],
        sizes: [Small, Large],
        codes: ["4242424242424242"],
        amounts: [100, 200],
        orders: ["H1"],
    })
    .unwrap()
}

#[test]
#[deny(unfulfilled_lint_expectations)]
fn deprecated_members_warn() {
    #[expect(deprecated)]
    let set = request!(FileManifest {
        captain: Captain { full_name: "Ada", home: Home { port: "Turku" } },
        crates: [CratesItem { label: "tea", stamp: "A", parts: [] }],
    });
    #[deny(deprecated)]
    let unset = request!(FileManifest {
        captain: Captain { full_name: "Ada", home: Home { port: "Turku" } },
        crates: [CratesItem { label: "tea", parts: [] }],
    });
    assert_eq!(sent(&set.unwrap())["crates"][0]["stamp"], "A");
    assert!(sent(&unset.unwrap())["crates"][0]["stamp"].is_null());
}

fn expected() -> serde_json::Value {
    serde_json::json!({
        "merchantCode": harbor::MERCHANT,
        "captain": { "fullName": "Ada", "home": { "port": "Turku", "since": 1999 } },
        "crates": [
            {
                "label": "tea", "total": 2865, "weight": "12.50", "size": "S", "fragile": "Y", "tags": ["a", "b"],
                "parts": [{ "partNo": 1 }, { "partNo": 2 }],
            },
            { "label": "rice", "parts": [] },
        ],
        "levels": [1, -2], "sizes": ["S", "L"], "codes": ["4242424242424242"], "amounts": [100, 200], "orders": ["H1"],
    })
}

/// The shared rule of `sign` does not apply to a family that removes it.
#[test]
fn a_field_with_a_shared_name_belongs_to_the_caller() {
    let request = request!(FileManifest {
        captain: Captain { full_name: "Ada", home: Home { port: "Turku" } },
        crates: [],
        sign: "anchor",
    });
    assert_eq!(sent(&request.unwrap())["sign"], "anchor");
}

#[test]
fn literals_values_and_constructors_build_the_same_request() {
    assert_eq!(sent(&literal()), expected());

    let (port, name, tags, number) = (String::from("Turku"), "Ada", vec![String::from("a"), "b".into()], 1);
    let (levels, id) = (vec![1, -2], OrderId::new("H1").unwrap());
    let run_time = request!(FileManifest {
        captain: Captain { full_name: name, home: Home { port: &port, since: Some(1999) } },
        crates: [
            CratesItem {
                label: "tea",
                total: Cents::new(2865).unwrap(),
                weight: "12.50",
                size: VesselSize::Small,
                fragile: true,
                tags: &tags,
                parts: [PartsItem { part_no: number }, PartsItem { part_no: 2 }],
            },
            CratesItem { label: String::from("rice"), tags: None::<Vec<&str>>, parts: [] },
        ],
        levels,
        sizes: vec![VesselSize::Small, VesselSize::Large],
        codes: Some(["4242424242424242"]),
        amounts: [100_u64, 200],
        orders: [&id],
    });
    assert_eq!(run_time.unwrap(), literal());

    let text = |text: &str| text.try_into().unwrap();
    let home =
        FileManifestCaptainHome::new(FileManifestCaptainHomeRequired { port: "Turku" }).unwrap().with_since(1999);
    let captain = FileManifestCaptain::new(FileManifestCaptainRequired { full_name: "Ada", home }).unwrap();
    let part = |part_no| {
        private_family::harbor::FileManifestCratesItemPartsItem::new(
            private_family::harbor::FileManifestCratesItemPartsItemRequired { part_no },
        )
    };
    let item = |label, parts| FileManifestCratesItem::new(FileManifestCratesItemRequired { label, parts }).unwrap();
    let first = item("tea", vec![part(1), part(2)])
        .with_total(2865)
        .map(|it| it.with_weight("12.5".parse().unwrap()))
        .and_then(|it| it.with_size(VesselSize::Small))
        .unwrap()
        .with_fragile(true)
        .with_tags(vec![text("a"), text("b")]);
    let built = FileManifest::new(FileManifestRequired { captain, crates: vec![first, item("rice", Vec::new())] })
        .with_levels(vec![1, -2])
        .with_sizes(vec![VesselSize::Small, VesselSize::Large])
        .with_codes(vec!["4242424242424242".try_into().unwrap()])
        .with_amounts(vec![Cents::new(100).unwrap(), Cents::new(200).unwrap()])
        .with_orders(vec!["H1".try_into().unwrap()]);
    assert_eq!(built, literal());
}

#[test]
fn every_violation_has_its_path() {
    let (empty, long, big, nothing) = (String::new(), "123456".to_owned(), "x".repeat(21), 0_u64);
    let error = request!(FileManifest {
        captain: Captain { full_name: &big, home: Home { port: empty.clone() } },
        crates: [
            CratesItem { label: "tea", parts: [] },
            CratesItem { label: &empty, tags: vec!["ok".to_owned(), long], total: nothing, parts: [] },
        ],
        amounts: [1_u64, nothing],
    })
    .unwrap_err();
    let found: Vec<_> = error.violations().iter().map(|it| (it.path(), it.field)).collect();
    assert_eq!(
        found,
        [
            ("captain.fullName".to_owned(), "captain.fullName"),
            ("captain.home.port".to_owned(), "captain.home.port"),
            ("crates[1].label".to_owned(), "crates[].label"),
            ("crates[1].tags[1]".to_owned(), "crates[].tags[]"),
            ("crates[1].total".to_owned(), "crates[].total"),
            ("amounts[1]".to_owned(), "amounts[]"),
        ]
    );
    assert_eq!(error.violations()[3].error, ValueError::TooLong { max: 5, length: 6 });
    assert!(error.to_string().contains("`crates[1].tags[1]` has 6 characters; at most 5 are allowed"), "{error}");
}

#[test]
fn fields_that_were_changed_are_validated_before_they_are_sent() {
    let mut request = literal();
    request.amounts = Some(vec![Cents::new(1).unwrap()]);
    assert!(iotpay_client::Request::validate(&request).is_ok());
}

#[test]
fn nested_values_are_signed_by_the_rule() {
    let credentials = harbor::credentials(harbor::KEY);
    let text = StringToSign::for_request(&literal(), &credentials.account(), Harbor::SPEC.signing);
    let captain = r#"captain={"fullName":"Ada","home":{"port":"Turku","since":1999}}"#;
    // The names of each item are sorted.
    let crates = r#"crates=[{"fragile":"Y","label":"tea","parts":[{"partNo":1},{"partNo":2}],"size":"S","tags":["a","b"],"total":2865,"weight":"12.50"},{"label":"rice","parts":[]}]"#;
    let shown: Vec<_> = text.fields().iter().map(|(name, value)| format!("{name}={value}")).collect();
    assert!(shown.contains(&captain.to_owned()) && shown.contains(&crates.to_owned()), "{shown:?}");
    // Computed by tests/data/vectors/nested.py.
    let encoded = encode(&literal(), &credentials, Harbor::SPEC);
    assert_eq!(encoded.signature.as_str(), SIGNATURE);
}

const SIGNATURE: &str = "82a603f43bb694d5e88462ad4d4ae31d1902028fab221824a4e9eccc7d38e271";

/// A value of a vector.
enum Tree {
    Text(String),
    Number(i64),
    List(Vec<Self>),
    Object(Vec<(String, Self)>),
}

impl Tree {
    fn of(field: &ReceivedField) -> Self {
        match field.kind() {
            FieldKind::Array => Self::List(field.items().unwrap().iter().map(|item| Self::of(&item)).collect()),
            FieldKind::Object => {
                let members = field.object().unwrap();
                Self::Object(members.iter().map(|member| (member.name().to_owned(), Self::of(&member))).collect())
            }
            FieldKind::Number => Self::Number(field.integer().unwrap()),
            _ => Self::Text(field.text().to_owned()),
        }
    }
}

impl NestedValue for Tree {
    fn write<'a>(&'a self, writer: &mut NestedWriter<'a>) {
        match self {
            Self::Text(text) => text.write(writer),
            Self::Number(number) => number.write(writer),
            Self::List(items) => items.write(writer),
            Self::Object(members) => writer.object(|writer| {
                for (name, member) in members {
                    writer.member(name, member);
                }
            }),
        }
    }
}

/// Signatures of an independent implementation, `tests/data/vectors/nested.py`, also of received messages.
#[test]
fn every_form_of_nested_values_matches_the_vectors() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../data/vectors/nested.jsonl");
    let mut count = 0;
    for line in std::fs::read_to_string(path).unwrap().lines() {
        let vector = Fields::from_json(line).unwrap();
        let text = |name: &str| vector.get(name).unwrap().text();
        let form = match text("form") {
            "omitted" => NestedForm::Omitted,
            "raw" => NestedForm::Raw,
            _ => NestedForm::Sorted,
        };
        let algorithm = SigningAlgorithm::HmacSha256(None);
        let rule = SigningRule::new("sign").algorithm(algorithm).case(SignatureCase::Lower).nested_in_requests(form);
        let key = MerchantKey::new(text("key")).unwrap();
        let fields = vector.get("fields").unwrap().object().unwrap();
        let mut sorted: Vec<_> = fields.iter().collect();
        sorted.sort_by_key(|field| field.name());
        let mut signer = Signer::new(&rule, &key);
        let mut message = JsonObjectWriter::new();
        for field in sorted {
            let tree = Tree::of(&field);
            let mut writer = NestedWriter::new();
            tree.write(&mut writer);
            let value = if field.is_nested() { writer.finish() } else { FieldValue::Text(field.text()) };
            signer.field(field.name(), value);
            message.member(field.name(), value);
        }
        let signature = signer.finish();
        assert_eq!(signature.as_str(), text("signature"), "{line}");
        message.member("sign", FieldValue::Text(signature.as_str()));
        let verification = Fields::from_json(&message.finish()).unwrap().verify(&rule, &key, &[]);
        assert!(matches!(verification, Verification::Verified { .. }), "{line}");
        count += 1;
    }
    assert_eq!(count, 183);
}

#[test]
fn secrets_in_nested_values_are_masked() {
    let mut request = literal();
    request.captain = request.captain.with_license("canary-1").unwrap();
    let shown = format!("{request:?}");
    assert!(!shown.contains("canary") && !shown.contains("42424242"), "{shown}");
    assert!(sent(&request).to_string().contains("canary-1"));
}

/// Sends a signed request with any body.
async fn post(url: &str, mut body: serde_json::Value) -> String {
    let credentials = harbor::credentials(harbor::KEY);
    let mut signer = Signer::new(Harbor::SPEC.signing, credentials.key());
    let fields: BTreeMap<_, _> = body.as_object().unwrap().iter().collect();
    for (name, value) in fields {
        let text = value.as_str().map_or_else(|| sorted_json(&value.to_string()).unwrap(), str::to_owned);
        signer.field(name, FieldValue::Text(&text));
    }
    body["signature"] = signer.finish().as_str().into();
    let request = reqwest::Client::builder()
        .no_proxy()
        .build()
        .unwrap()
        .post(format!("{url}file_manifest"))
        .body(body.to_string());
    request.header("Content-Type", "application/json").send().await.unwrap().text().await.unwrap()
}

#[tokio::test]
async fn sandbox_checks_nested_values() {
    let (gateway, client) = harbor::start().await;
    let response = client.send(&literal()).await.unwrap().into_inner();
    assert_eq!(response.captain.unwrap().full_name.as_deref(), Some("Ada"));
    let url = gateway.base_url("harbor").unwrap();
    assert!(post(&url, expected()).await.contains("SUCCESS"));
    for (pointer, value, path) in [
        ("/captain/home", serde_json::json!({}), "captain.home.port"),
        ("/captain/home/port", serde_json::json!(""), "captain.home.port"),
        ("/captain", serde_json::json!("Ada"), "captain"),
        ("/captain", serde_json::json!([]), "captain"),
        ("/crates", serde_json::json!({}), "crates"),
        ("/crates/1", serde_json::json!("tea"), "crates[1]"),
        ("/crates/0/label", serde_json::json!("12345678901"), "crates[0].label"),
        ("/crates/0/tags/1", serde_json::json!("123456"), "crates[0].tags[1]"),
        ("/crates/0/size", serde_json::json!("M"), "crates[0].size"),
        ("/crates/0/parts/1/partNo", serde_json::json!("x"), "crates[0].parts[1].partNo"),
        ("/levels", serde_json::json!("[1]"), "levels"),
        ("/amounts/0", serde_json::json!(0), "amounts[0]"),
        ("/captain/license", serde_json::json!(" "), "captain.license"),
        ("/crates/0/total", serde_json::json!(null), "crates[0].total"),
    ] {
        let mut body = expected();
        let (object, name) = pointer.rsplit_once('/').unwrap();
        match body.pointer_mut(pointer) {
            Some(place) => *place = value,
            None => body.pointer_mut(object).unwrap()[name] = value,
        }
        let response = post(&url, body).await;
        assert!(response.contains(&format!("invalid field[{path}]")), "{pointer}: {response}");
    }
}

/// The explanation is about the value at the path.
#[tokio::test]
async fn sandbox_explains_nested_values() {
    let (gateway, _) = harbor::start().await;
    let url = gateway.base_url("harbor").unwrap();
    for (pointer, value, rule) in [
        ("/crates/0/label", serde_json::json!("12345678901"), "has at most 10 characters; this value has 11"),
        ("/captain/home", serde_json::json!({}), "is required"),
        ("/amounts/0", serde_json::json!(0), "must be cents"),
    ] {
        let mut body = expected();
        *body.pointer_mut(pointer).unwrap() = value;
        post(&url, body).await;
        let explained = explanation(&gateway);
        assert!(explained.rule.starts_with(rule), "{pointer}: {explained:?}");
    }
}

/// Returns the explanation of the last rejection.
fn explanation(gateway: &Gateway) -> Explanation {
    let history = gateway.events();
    let Some(EventKind::Request(request)) = history.last().map(|event| &event.kind) else { panic!("{history:?}") };
    request.rejected.clone().unwrap()
}

/// Members must be signed sorted, but this request signs them as they are sent.
#[tokio::test]
async fn sandbox_explains_signatures_of_nested_values() {
    let (gateway, client) = harbor::start().await;
    let url = gateway.base_url("harbor").unwrap();
    let credentials = harbor::credentials(harbor::KEY);
    let raw = Harbor::SPEC.signing.nested_in_requests(NestedForm::Raw);
    let mut manifest = literal();
    manifest.captain = manifest.captain.with_license("canary-1").unwrap();
    let signature = Signer::sign(&manifest, &credentials.account(), &raw, credentials.key());
    let encoded = encode(&manifest, &credentials, Harbor::SPEC);
    let body = encoded.body.replace(encoded.signature.as_str(), signature.as_str());
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let request = http.post(format!("{url}file_manifest")).body(body);
    request.header("Content-Type", "application/json").send().await.unwrap();
    let explained = explanation(&gateway);
    assert!(explained.rule.ends_with("if objects and arrays are signed as they are sent"), "{explained:?}");
    let string_to_sign = explained.string_to_sign.unwrap();
    assert!(string_to_sign.contains(r#"crates=[{"fragile":"Y","label":"tea""#) && !string_to_sign.contains("canary"));
    client.send(&literal()).await.unwrap();
}
