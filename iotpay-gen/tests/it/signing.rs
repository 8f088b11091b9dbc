//! The signing rule as data: the rule of all families, and the rules of families that differ from it.

use crate::fixture::{Spec, assert_points_at};
use iotpay_gen::diagnostic::Code;
use iotpay_gen::diff::{Breaks, ChangeKind, Level, diff};
use iotpay_gen::load;
use iotpay_gen::model::{Family, KeyPosition, Model, Provenance, SigningAlgorithm};

const SIGNING: &str = "spec/shared/signing.yaml";
const FAMILIES: &str = "spec/shared/families.yaml";
const CARD: &str = "    base_url: https://ccapi.iotpaycloud.com/v3/\n";
const WALLETS: &str = "    base_url: https://api.iotpaycloud.com/v1/\n";

/// Returns the embedded spec with a signing rule of the family with this line.
fn with_rule(family: &str, rule: &str) -> Spec {
    Spec::real().edit(FAMILIES, family, &format!("{family}    signing:\n{rule}"))
}

fn model(spec: &Spec) -> Model {
    load(&spec.files).unwrap_or_else(|invalid| panic!("{invalid}"))
}

fn family<'a>(model: &'a Model, name: &str) -> &'a Family {
    model.families.iter().find(|family| family.name == name).unwrap()
}

/// Returns the generated files that differ, as tokens without documentation and without line breaks.
fn differing_code(old: &Spec, new: &Spec) -> Vec<(String, String, String)> {
    let code = |text: &str| {
        let lines = text.lines().map(str::trim).filter(|line| !line.starts_with("//"));
        lines.collect::<Vec<_>>().concat().replace(",)", ")")
    };
    let (old, new) = (old.generated_no_line_numbers(), new.generated_no_line_numbers());
    assert_eq!(old.len(), new.len());
    let pairs = old.iter().zip(&new).filter(|(old, new)| old != new);
    pairs.map(|(old, new)| (new.path.clone(), code(&old.text), code(&new.text))).collect()
}

#[test]
fn a_family_inherits_the_parts_of_the_rule_that_it_does_not_set() {
    let rule = "      algorithm: { rule: hmac-sha256, source: third-party, note: Seen in an integration. }
      key: { position: hmac-only }
      case: lower
      empty_values: signed
      unsigned_fields: [mchUserId]
";
    let model = model(&with_rule(CARD, rule));
    let own = model.signing_of(family(&model, "card"));
    assert_eq!(own.algorithm.value, SigningAlgorithm::HmacSha256);
    assert_eq!(own.algorithm.source_note.source, Provenance::ThirdParty);
    assert_eq!((own.key.value.position, own.key.value.parameter.as_deref()), (KeyPosition::HmacOnly, None));
    assert_eq!(own.unsigned_fields.value, ["mchUserId"]);
    assert_eq!((own.field.as_str(), own.nested.len()), ("sign", model.signing.nested.len()));
    assert_eq!(own.page, model.signing.page);
    let other = model.signing_of(family(&model, "general"));
    assert_eq!(other.algorithm.value, SigningAlgorithm::Md5);
    assert_eq!((other.key.value.position, other.key.value.parameter.as_deref()), (KeyPosition::Appended, Some("key")));
}

#[test]
fn generates_the_rule_of_a_family_in_its_module() {
    let rule = "      algorithm: { rule: sha256, source: third-party, note: Seen in an integration. }
      key: { position: prepended }
      unsigned_fields: [mchUserId]
";
    let files = with_rule(CARD, rule).generated_no_line_numbers();
    let text = |path: &str| &files.iter().find(|file| file.path == path).unwrap().text;
    let card = text("card/mod.rs");
    assert!(card.contains("&SIGNING,\n"), "{card}");
    for part in [
        "pub static SIGNING: crate::signing::SigningRule = crate::shared::SIGNING",
        ".algorithm(crate::signing::SigningAlgorithm::Sha256(crate::signing::KeyPosition::Prepended(None)))",
        ".case(crate::signing::SignatureCase::Upper)",
        ".signs_empty_values(false)",
        ".unsigned_fields(&[\"mchUserId\"])",
        "A signature is the SHA-256 of `KEYa=1&b=2`, as 64 hexadecimal digits in upper case. \
         Seen in an integration. Source: independent integrations.",
    ] {
        let compact = |text: &str| text.split_whitespace().collect::<String>().replace(",)", ")");
        assert!(compact(card).contains(&compact(part)), "{part}: {card}");
    }
    for path in ["general/mod.rs", "autodebit/mod.rs", "card_v2/mod.rs"] {
        assert!(text(path).contains("&crate::shared::SIGNING,\n"), "{path}");
    }
}

/// If the vendor moves to another algorithm, one line of the spec changes, and one expression of the code.
#[test]
fn one_line_changes_the_algorithm() {
    const MD5: &str = "crate::signing::SigningAlgorithm::Md5(crate::signing::KeyPosition::Appended(Some(\"key\")))";
    const HMAC: &str =
        "crate::signing::SigningAlgorithm::HmacSha256(Some(crate::signing::KeyPosition::Appended(Some(\"key\"))))";
    let all = (Spec::real(), Spec::real().edit(SIGNING, "algorithm: md5", "algorithm: hmac-sha256"), "shared/mod.rs");
    let own = |algorithm: &str| with_rule(CARD, &format!("      algorithm: {algorithm}\n"));
    for (old, new, path) in [all, (own("md5"), own("hmac-sha256"), "card/mod.rs")] {
        let found = differing_code(&old, &new);
        assert_eq!(found.iter().map(|(path, ..)| path.as_str()).collect::<Vec<_>>(), [path]);
        let (_, was, is) = &found[0];
        assert_eq!((was.matches(MD5).count(), is.matches(MD5).count()), (1, 0));
        assert_eq!(was.replace(MD5, HMAC), *is);
    }
}

#[test]
fn rejects_rules_that_cannot_be_applied() {
    let default = |from: &str, to: &str| Spec::real().edit(SIGNING, from, to);
    let position = "{ position: appended, parameter: key }";
    for (spec, code, at) in [
        // The signature would not depend on the key.
        (default(position, "{ position: hmac-only }"), Code::InvalidSigningRule, "hmac-only"),
        (with_rule(CARD, "      key: { position: hmac-only }\n"), Code::InvalidSigningRule, "hmac-only"),
        (
            with_rule(CARD, "      algorithm: sha256\n")
                .edit(SIGNING, "algorithm: md5", "algorithm: hmac-sha256")
                .edit(SIGNING, position, "{ position: hmac-only }"),
            Code::InvalidSigningRule,
            "sha256",
        ),
        (default("parameter: key", "parameter: \"k&y\""), Code::InvalidSigningRule, "\"k&y\""),
        // Rules without effect.
        (
            with_rule(CARD, "      algorithm: hmac-sha256\n      key: { position: hmac-only, parameter: key }\n"),
            Code::InapplicableRule,
            "key",
        ),
        (with_rule(CARD, "      unsigned_fields: [sign]\n"), Code::InapplicableRule, "sign"),
        // Unknown fields.
        (with_rule(CARD, "      unsigned_fields: [osType]\n"), Code::UnusedFieldRule, "osType"),
        (default("  nested:\n", "  unsigned_fields: [osTpye]\n  nested:\n"), Code::UnusedFieldRule, "osTpye"),
        // Fields that the client would drop.
        (default("  nested:\n", "  unsigned_fields: [payParams]\n  nested:\n"), Code::InvalidSigningRule, "payParams"),
    ] {
        assert_points_at(&spec, code, at);
    }
    let dropped = with_rule(WALLETS, "      unsigned_fields: [retCode]\n").rendered();
    assert!(dropped.contains("`retCode` of the envelope of `general` is not signed"), "{dropped}");
    let dropped = with_rule(WALLETS, "      unsigned_fields: [payOrderId]\n").rendered();
    assert!(dropped.contains("`payOrderId` is required but not signed"), "{dropped}");
    assert!(dropped.contains("add `read_as: optional` to its rule"), "{dropped}");
}

/// Objects whose only form is `omitted` are dropped, and a response without a required field cannot be decoded.
#[test]
fn rejects_required_fields_that_are_never_signed() {
    const REFUND: &str = "spec/general/13-refund.yaml";
    const NOTIFY: &str = "spec/general/11-async-notify.yaml";
    let with = |row: &str, forms: &str, confirmed: bool| {
        let nested = format!(
            "      nested:
        - {{ field: result, forms: [raw], text: signed, confirmed: true, source: inferred }}
        - {{ field: box, forms: [{forms}], text: signed, confirmed: {confirmed}, source: inferred }}\n"
        );
        let table = "    response:\n      table:\n";
        with_rule(WALLETS, &nested).edit(REFUND, table, &format!("{table}        - {row}\n"))
    };
    let row = |name: &str, required: &str, ty: &str| {
        format!("{{ name: \"{name}\", required: {required}, type: \"{ty}\", sample: \"\", description: A. }}")
    };
    for (name, ty) in [("box.a", "String"), ("box", "object"), ("box", "String[]"), ("box[].a", "String")] {
        let required = with(&row(name, "y", ty), "omitted", true);
        assert_points_at(&required, Code::InvalidSigningRule, &format!("\"{name}\""));
        let rendered = required.rendered();
        assert!(rendered.contains("`box` is required, but objects and arrays in it are not signed"), "{rendered}");
        for (required, forms, confirmed) in
            [("n", "omitted", true), ("y", "omitted", false), ("y", "omitted, raw", true)]
        {
            model(&with(&row(name, required, ty), forms, confirmed));
        }
    }
    // Text in the field is signed.
    model(&with(&row("box", "y", "String"), "omitted", true));
    // The client drops the fields of a notification even if their form is not confirmed.
    let table = "    table:\n";
    let notified = with(&row("box", "n", "object"), "omitted", false);
    let notified = notified.edit(NOTIFY, table, &format!("{table}      - {}\n", row("box", "y", "String[]")));
    assert_points_at(&notified, Code::InvalidSigningRule, "\"box\"");
}

#[test]
fn says_what_is_supported() {
    for algorithm in ["rsa", "rsa-sha256", "RSA2", "ed25519", "sm3"] {
        for spec in [
            Spec::real().edit(SIGNING, "algorithm: md5", &format!("algorithm: {algorithm}")),
            with_rule(CARD, &format!("      algorithm: {algorithm}\n")),
        ] {
            let rendered = spec.rendered();
            assert!(rendered.contains(&format!("unsupported signing algorithm `{algorithm}`")), "{rendered}");
            assert!(
                rendered.contains("`md5`, `sha256` and `hmac-sha256` with the merchant key are supported"),
                "{rendered}"
            );
        }
    }
}

#[test]
fn diff_compares_the_rules_that_apply() {
    let real = model(&Spec::real());
    let ids = |old: &Model, new: &Model| {
        let changes = diff(old, new);
        changes.iter().map(|change| (change.id, change.subject.words(), change.item.clone())).collect::<Vec<_>>()
    };
    // A family with the parts that it would inherit has the same rule.
    assert_eq!(ids(&real, &model(&with_rule(CARD, "      algorithm: md5\n"))), []);
    let hmac = model(&with_rule(CARD, "      algorithm: hmac-sha256\n      case: lower\n"));
    let of_card = "signing rule (card)".to_owned();
    let expected = [
        (ChangeKind::SigningAlgorithmChanged, of_card.clone(), "algorithm".to_owned()),
        (ChangeKind::SigningRuleChanged, of_card, "case".to_owned()),
    ];
    assert_eq!(ids(&real, &hmac), expected);
    assert_eq!(ids(&hmac, &real), expected);
    for change in diff(&real, &hmac) {
        assert_eq!((change.level(), change.breaks()), (Level::Breaking, Some(Breaks::Runtime)), "{}", change.message);
    }
    for (edit, to, item) in [
        ("{ position: appended, parameter: key }", "{ position: prepended, parameter: key }", "key"),
        ("parameter: key", "parameter: secret", "key"),
        ("case: upper", "case: lower", "case"),
        ("empty_values: omitted", "empty_values: signed", "empty_values"),
        ("  nested:\n", "  unsigned_fields: [device]\n  nested:\n", "unsigned_fields"),
    ] {
        let changed = model(&Spec::real().edit(SIGNING, edit, to));
        let expected = (ChangeKind::SigningRuleChanged, "signing rule".to_owned(), item.to_owned());
        assert_eq!(ids(&real, &changed), [expected], "{to}");
    }
    let sourced = model(&Spec::real().edit(SIGNING, "case: upper", "case: { rule: upper, source: sdk }"));
    assert_eq!(ids(&real, &sourced)[0].0, ChangeKind::ProvenanceChanged);
}

#[cfg(feature = "cli")]
#[test]
fn documents_describe_the_rule_of_a_family() {
    use iotpay_gen::Settings;
    use iotpay_gen::openapi::{Contents, openapi};

    let rule = "      algorithm: { rule: hmac-sha256, source: third-party }
      key: { position: hmac-only }
";
    let model = model(&with_rule(CARD, rule));
    let document = openapi(&model, &Settings::client(), Contents::default()).unwrap();
    let document: serde_json::Value = serde_json::from_str(&document).unwrap();
    let tags = document["tags"].as_array().unwrap();
    let signing = |name: &str| &tags.iter().find(|tag| tag["name"] == name).unwrap()["x-iotpay-family"]["signing"];
    assert!(signing("general").is_null());
    let own = signing("card");
    assert_eq!(own["algorithm"], "hmac-sha256");
    assert_eq!(own["algorithm_from"]["source"], "third-party");
    assert_eq!(own["key"], serde_json::json!({ "position": "hmac-only" }));
    assert_eq!(document["x-iotpay-signing"]["algorithm"], "md5");
    // The row says `String(32)`.
    let limit = |schema: &str| &document["components"]["schemas"][schema]["properties"]["sign"]["maxLength"];
    assert_eq!((limit("card.CcQuery"), limit("general.WxNative")), (&64.into(), &32.into()));
    let default = self::model(&Spec::real().edit(SIGNING, "algorithm: md5", "algorithm: hmac-sha256"));
    let document = openapi(&default, &Settings::client(), Contents::default()).unwrap();
    assert!(
        document.contains("The signature is the HMAC-SHA256, with the merchant key, of these bytes in UTF-8, as 64 ")
    );
}
