//! Ranges, patterns and defaults of request fields.

use iotpay_gen::diagnostic::Code;
use iotpay_gen::openapi::{Contents, openapi};
use iotpay_gen::{Settings, load};

use crate::fixture::{Spec, assert_points_at};

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

#[test]
fn rules_are_for_requests() {
    for (rule, at) in [("range: { max: 5 }", "{"), ("pattern: \".*\"", "\".*\""), ("default: 77", "77")] {
        let row = "        - { name: extraValue, required: n, type: int, sample: \"\", description: Made up. }";
        let rules = format!("        extraValue: {{ {rule} }}\n        codeUrl:    {{ purpose: qr_code }}");
        let spec = Spec::real().insert_after(QR, "{ name: retDetail, ", row);
        let spec = spec.edit(QR, "        codeUrl:    { purpose: qr_code }", &rules);
        assert_points_at(&spec, Code::InapplicableRule, at);
    }
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
