//! Ranges, patterns, defaults and numbers of items of fields.

use iotpay_gen::diagnostic::Code;
use iotpay_gen::openapi::{Contents, openapi};
use iotpay_gen::{Settings, load};

use crate::fixture::{Spec, assert_points_at};
use crate::nested::{RAW, requesting};

const QR: &str = "spec/general/04-customer-scan-qr.yaml";

/// Returns the embedded spec with a field of a type in a request, and with a rule for it.
fn with_rule(ty: &str, required: &str, rule: &str) -> Spec {
    let row = format!(
        "        - {{ name: extraValue, required: {required}, type: \"{ty}\", sample: \"\", description: Made up. }}"
    );
    let rules = format!("      rules:\n        extraValue: {{ {rule} }}\n        currency");
    Spec::real().insert_after(QR, "{ name: remarks, ", &row).edit(QR, "      rules:\n        currency", &rules)
}

fn generated(spec: &Spec) -> String {
    spec.generated().into_iter().map(|file| file.text).collect()
}

#[test]
fn rules_are_attributes_and_documentation() {
    for (ty, rule, attribute, doc) in [
        ("int", "range: { min: -1, max: 5 }", r#"#[request(range(min = "-1", max = "5"))]"#, "From -1 to 5."),
        ("long", "range: { max: 5 }", r#"#[request(range(max = "5"))]"#, "At most 5."),
        ("decimal(6,2)", "range: { min: \"0.50\" }", r#"#[request(range(min = "0.50"))]"#, "At least 0.50."),
        ("date(yyyyMMdd)", "range: { min: 20260101 }", r#"#[request(range(min = "20260101"))]"#, "At least 20260101."),
        ("String(9)", "pattern: \"[A-Z]+\"", r#"#[request(pattern = "[A-Z]+")]"#, "Matches the pattern `[A-Z]+`."),
        ("String(9)", "format: id, pattern: \"[a-z]+\"", r#"#[request(pattern = "[a-z]+")]"#, "Matches the pattern"),
        ("String(9)", "secret: hidden, pattern: x*", r#"#[request(pattern = "x*")]"#, "Matches the pattern `x*`."),
        ("boolean", "default: \"true\"", "", "Without it, the gateway uses `true`."),
        ("String(9)", "values: currency, only: [CAD, USD], default: CAD", "", "Without it, the gateway uses `CAD`."),
    ] {
        let code = generated(&with_rule(ty, "n", rule));
        assert!(code.contains(attribute) && code.contains(doc), "{ty} {rule}");
    }
}

#[test]
fn openapi_has_the_rules() {
    let schema = |ty: &str, rule: &str| {
        let spec = with_rule(ty, "n", rule);
        openapi(&load(&spec.files).unwrap(), &Settings::client(), Contents::default()).unwrap()
    };
    for (ty, rule, parts) in [
        ("int", "range: { min: -1, max: 5 }", &["\"minimum\": -1", "\"maximum\": 5"][..]),
        ("decimal(6,2)", "range: { min: \"0.50\" }", &["\"x-iotpay-minimum\": \"0.50\""]),
        ("String(9)", "pattern: \"[A-Z]+\"", &["\"pattern\": \"^[A-Z]+$\""]),
        ("boolean", "default: \"true\"", &["\"default\": true"]),
        ("long", "default: 7", &["\"default\": 7"]),
    ] {
        let document = schema(ty, rule);
        for part in parts {
            assert!(document.contains(part), "{ty} {rule}");
        }
    }
}

#[test]
fn rules_must_fit_the_type() {
    for (ty, rule, at) in [
        ("String(9)", "range: { min: 1 }", "{"),
        ("boolean", "range: { min: 1 }", "{"),
        ("int", "pattern: \"[0-9]+\"", "\"[0-9]+\""),
        ("String(99)", "format: http-url, pattern: \".*\"", "\".*\""),
        ("String(9)", "pattern: \"(a|b)\"", "\"(a|b)\""),
        ("String(9)", "pattern: \"^a\"", "\"^a\""),
        ("int", "default: x", "x"),
        ("int", "range: { max: 5 }, default: 6", "6"),
        ("String(2)", "default: abc", "abc"),
        ("String(9)", "pattern: \"[a-z]*\", default: ABC", "ABC"),
        ("String(9)", "values: currency, only: [CAD], default: EUR", "EUR"),
    ] {
        assert_points_at(&with_rule(ty, "n", rule), Code::InapplicableRule, at);
    }
    for (ty, rule, at) in [
        ("int", "range: { min: 5, max: 4 }", "{"),
        ("int", "range: { max: 2147483648 }", "2147483648"),
        ("int", "range: {}", "{"),
        ("decimal(6,2)", "range: { min: 1 }", "1"),
        ("date(yyyyMMdd)", "range: { min: 20270229 }", "20270229"),
    ] {
        assert_points_at(&with_rule(ty, "n", rule), Code::InvalidLimit, at);
    }
    assert_points_at(&with_rule("int", "y", "default: 7"), Code::InapplicableRule, "7");
}

/// Returns the embedded spec with a field of a type in a response, and with a rule for it.
fn with_received(ty: &str, sample: &str, rule: &str) -> Spec {
    let row = format!(
        "        - {{ name: extraValue, required: n, type: \"{ty}\", sample: \"{sample}\", description: Made up. }}"
    );
    let rules = format!("        extraValue: {{ {rule} }}\n        codeUrl:    {{ purpose: qr_code }}");
    let spec = Spec::real().insert_after(QR, "{ name: retDetail, ", &row);
    spec.edit(QR, "        codeUrl:    { purpose: qr_code }", &rules)
}

#[test]
fn received_fields_document_their_rules() {
    for (ty, rule, doc, extension) in [
        (
            "int",
            "range: { max: 5 }",
            "Documented values: at most 5. The client also accepts others.",
            "\"x-iotpay-maximum\": \"5\"",
        ),
        (
            "String",
            "pattern: \"[A-Z]+\"",
            "Documented values: of the pattern `[A-Z]+`. The client also accepts others.",
            "\"x-iotpay-pattern\": \"^[A-Z]+$\"",
        ),
        ("boolean", "default: \"false\"", "If it is absent, its value is `false`.", "\"default\": false"),
        (
            "int[]",
            "max_items: 3, range: { min: 1 }",
            "Documented values: at most 3 items. The client also accepts others. Each item: Documented values: at least 1.",
            "\"x-iotpay-max-items\": 3",
        ),
    ] {
        let spec = with_received(ty, "", rule);
        let code = generated(&spec);
        assert!(code.contains(doc), "{ty} {rule}");
        assert!(!code.contains("#[request(range(max = \"5\"))]"), "{ty} {rule}");
        let document = openapi(&load(&spec.files).unwrap(), &Settings::client(), Contents::default()).unwrap();
        assert!(document.contains(extension), "{ty} {rule}");
    }
    with_received("int", "0", "range: { min: 0 }, format: cents").generated();
    for (ty, sample, rule, at) in
        [("int", "6", "range: { max: 5 }", "\"6\""), ("int[]", "[1, 2]", "max_items: 1", "\"[1, 2]\"")]
    {
        assert_points_at(&with_received(ty, sample, rule), Code::SampleTypeMismatch, at);
    }
    assert_points_at(&with_received("int", "", "default: x"), Code::InapplicableRule, "x");
}

#[test]
fn arrays_have_a_number_of_items() {
    let code = generated(&with_array("String(5)[]", "min_items: 1, max_items: 20, pattern: \"[a-z]+\""));
    for part in [
        "#[request(pattern = \"[a-z]+\", min_items = 1, max_items = 20)]",
        "Each item: 1 to 5 characters. Matches the pattern `[a-z]+`. 1 to 20 items.",
    ] {
        assert!(code.contains(part), "{part}");
    }
    for (ty, rule, code, at) in [
        ("String(5)[]", "min_items: 3, max_items: 2", Code::InvalidLimit, "3"),
        ("String(5)[]", "max_items: 0", Code::WrongShape, "0"),
        ("String(5)", "max_items: 3", Code::InapplicableRule, "3"),
        ("String(5)[]", "default: abc", Code::InapplicableRule, "abc"),
        ("boolean[]", "range: { min: 1 }", Code::InapplicableRule, "{"),
    ] {
        assert_points_at(&with_array(ty, rule), code, at);
    }
}

/// Returns the embedded spec with an array in a request of a family whose requests are JSON.
fn with_array(ty: &str, rule: &str) -> Spec {
    requesting(&[("extraValue", "n", ty)], &format!("        extraValue: {{ {rule} }}\n"), RAW)
}

#[test]
fn samples_and_fixed_values_follow_the_rules() {
    let row = |sample: &str| {
        let row = format!(
            "        - {{ name: extraValue, required: n, type: int, sample: \"{sample}\", description: Made up. }}"
        );
        let rules = "      rules:\n        extraValue: { range: { max: 5 } }\n        currency";
        Spec::real().insert_after(QR, "{ name: remarks, ", &row).edit(QR, "      rules:\n        currency", rules)
    };
    row("5").generated();
    assert_points_at(&row("6"), Code::SampleTypeMismatch, "\"6\"");
}
