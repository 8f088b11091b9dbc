//! Every diagnostic as a maintainer sees it: the smallest change of the spec that causes each code, and the
//! text in `diagnostics/IOT….txt`. After an intended change, run `UPDATE_GOLDEN=1 cargo test -p iotpay-gen
//! --test it diagnostics::` to update the texts, and review the difference.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::{env, fs};

use crate::fixture::{Spec, assert_points_at};
use iotpay_gen::diagnostic::Code;

const QR: &str = "spec/general/04-customer-scan-qr.yaml";
const APP: &str = "spec/general/09-app-integrate.yaml";
const QUERY: &str = "spec/general/10-order-query.yaml";
const FAMILIES: &str = "spec/shared/families.yaml";
const FIELDS: &str = "spec/shared/fields.yaml";
const SIGNING: &str = "spec/shared/signing.yaml";
const REFUND: &str = "spec/general/13-refund.yaml";
const VOID: &str = "spec/card/09-void.yaml";

/// The codes of diagnostics about a spec; `import.rs` tests those about saved pages.
fn codes() -> impl Iterator<Item = Code> {
    Code::ALL.iter().copied().filter(|code| !code.is_about_saved_page())
}

const MEMO: &str = "        - { name: memo,         required: n, type: String(64), sample: xxx,                    description: A memo. }";

/// Returns the embedded spec with the smallest change that breaks one rule.
fn broken(code: Code) -> Spec {
    let spec = Spec::real();
    match code {
        Code::Syntax => spec.edit(QR, "sample: \"\", ", "sample: \", "),
        Code::Empty => spec.add("spec/general/14-query-refund.yaml", "# Not available yet.\n"),
        Code::UnknownKey => spec.edit(QR, "required: n", "requred: n"),
        Code::DuplicateKey => spec.edit(QR, "  family: general\n", "  family: general\n  family: card\n"),
        Code::MissingKey => spec.edit(REFUND, " sample: SUCCESS, ", ""),
        Code::WrongShape => spec.edit(QR, "require: [codeUrl]", "require: codeUrl"),
        Code::UnknownValue => spec.edit(QR, "only: [CAD, USD, CNY]", "only: [CAD, USD, CNX]"),
        Code::UnknownType => spec.edit(QR, "type: String(64),  sample: WEB", "type: Sting(64),  sample: WEB"),
        Code::DuplicateField => spec.edit(QR, "{ name: remarks, ", "{ name: subject, "),
        Code::UnknownField => spec.edit(QR, "require: [codeUrl]", "require: [codeURL]"),
        Code::UnknownName => spec.edit(QR, "family: general", "family: generel"),
        Code::DuplicateName => spec.edit(QR, "channel: UPI_QR", "channel: ALIPAY_QR"),
        Code::NameCollision => spec.edit(QR, "type_name: \"{channel}\"", "type_name: scan_order"),
        Code::NestedRequestField => spec.edit(QR, "type: String(512)", "type: object"),
        Code::SampleTypeMismatch => spec.edit(QR, "type: String(24),  sample: WX", "type: String(4),  sample: WX"),
        Code::AmbiguousOrder => spec.edit(QR, "{ name: remarks, ", "{ name: Remarks, "),
        Code::InapplicableRule => spec.edit(QR, "currency: { only: [CAD, USD] }", "subject: { format: cents }"),
        Code::Contradiction => spec.edit(QR, "require: [codeUrl]", "require: [codeUrl, qr_code]"),
        Code::MissingSource => spec.edit(QUERY, ", source: third-party }\n", " }\n"),
        Code::InvalidLimit => spec.edit(APP, "type: String(255)", "type: String(0)"),
        Code::StalePage => spec.edit(APP, "updated: 2026-03-10", "updated: 2025-03-10"),
        Code::EchoedSecret => spec
            .edit(REFUND, "\n    response:\n", "      rules:\n        memo: { secret: last4 }\n\n    response:\n")
            .insert_after(REFUND, "{ name: loginName,", MEMO)
            .edit(REFUND, "{ name: refundOrderId,", "{ name: memo,")
            .edit(REFUND, "refundOrderId: { identifies: refund, source: third-party }", "memo: { aliases: [note] }"),
        Code::UnsafeRetry => spec.edit(QR, "idempotent: false", "idempotent: true"),
        Code::UnusedFieldRule => spec.edit(FIELDS, "  refundAmount: {", "  refundAmuont: {"),
        Code::CompletenessMismatch => spec.edit(REFUND, "completeness: partial", "completeness: complete"),
        Code::InvalidResolver => spec.edit(QR, "resolved_by: query_order", "resolved_by: create_order"),
        Code::MissingField => spec.remove_line(REFUND, "{ name: sign, "),
        Code::UnknownChannel => spec.edit(APP, "required on ALIPAY_MOBILE and", "required on ALIPAY_MOBIL and"),
        Code::RejectionReasons => spec.edit(FAMILIES, "texts: [支付订单不存在]", "texts: [支付订单不存在, 订单已支付]"),
        Code::ExposedSecret => spec.edit(VOID, "{ read_as: optional, secret: last4,", "{ read_as: optional,"),
        Code::InvalidLifecycle => spec.edit(
            REFUND,
            "    effect: refund_order\n",
            "    effect: refund_order\n    deprecated: { source: docs }\n",
        ),
        Code::Draft => {
            spec.edit(QR, "about: Creates an order that the customer pays by scanning a QR code.", "about: \"\"")
        }
        Code::InvalidSigningRule => {
            spec.edit(SIGNING, "{ position: appended, parameter: key }", "{ position: hmac-only }")
        }
        _ => panic!("{code} has no failing spec here"),
    }
}

fn folder() -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "tests", "diagnostics"].iter().collect()
}

fn golden(code: Code) -> PathBuf {
    folder().join(format!("{code}.txt"))
}

#[test]
fn every_diagnostic_matches_its_golden_file() {
    let update = env::var_os("UPDATE_GOLDEN").is_some();
    for code in codes() {
        let invalid = broken(code).invalid();
        let found: Vec<_> = invalid.diagnostics.iter().map(|found| found.code).collect();
        assert_eq!(found, [code], "the change must break one rule only:\n{invalid}");
        let rendered = invalid.to_string();
        if update {
            fs::write(golden(code), &rendered).unwrap();
        }
        let reviewed = fs::read_to_string(golden(code)).unwrap_or_default();
        assert_eq!(
            rendered, reviewed,
            "{code} changed; to regenerate: UPDATE_GOLDEN=1 cargo test -p iotpay-gen --test it diagnostics::"
        );
    }
}

#[test]
fn every_text_belongs_to_a_code() {
    let codes: BTreeSet<String> = codes().map(|code| format!("{code}.txt")).collect();
    let files: BTreeSet<String> =
        fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    assert_eq!(files, codes);
}

#[test]
fn every_diagnostic_has_help() {
    for code in codes() {
        for found in broken(code).invalid().diagnostics {
            assert!(found.help.is_some(), "{code} has no help");
            let is_point = matches!(code, Code::Syntax | Code::Empty);
            assert!(is_point || found.span.end > found.span.start, "{code} points at nothing");
        }
    }
}

#[test]
fn errors_of_all_files_are_sorted_by_location() {
    let spec = || {
        broken(Code::UnsafeRetry)
            .edit(QR, "only: [CAD, USD, CNY]", "only: [CAD, USD, CNX]")
            .edit(APP, "updated: 2026-03-10", "updated: 2025-03-10")
            .edit(QUERY, "path: query_order", "path: /query_order")
            .edit("spec/shared/channels.yaml", "value: WX_APP,          about", "value: WX_APP, outcme: paid, about")
            .edit("spec/card/04-embedded.yaml", "family: card", "family: crad")
    };
    let invalid = spec().invalid();
    let found: Vec<_> =
        invalid.diagnostics.iter().map(|found| (&*invalid.files[found.span.file].name, found.code.as_str())).collect();
    assert_eq!(
        found,
        [
            ("spec/card/04-embedded.yaml", "IOT013"),
            (QR, "IOT029"),
            (QR, "IOT007"),
            (APP, "IOT027"),
            (QUERY, "IOT006"),
            ("spec/shared/channels.yaml", "IOT003"),
        ]
    );
    let rendered = invalid.to_string();
    assert!(rendered.ends_with("the spec has 5 errors and 1 warning\n"), "{rendered}");
    assert_eq!(rendered, spec().rendered());
}

#[test]
fn unreadable_items_are_reported_once() {
    for (name, from, to) in [
        (QR, "codeUrl,    required: n", "codeUrl,    required: m"),
        ("spec/shared/families.yaml", "body: params-form", "body: form"),
        ("spec/shared/currencies.yaml", "page: /guide", "pgae: /guide"),
        ("spec/shared/channels.yaml", "value: WX_NATIVE,       about", "value: WX_NATIVE, abuot"),
        ("spec/shared/signing.yaml", "algorithm: md5", "algorithm: md4"),
        ("spec/shared/signing.yaml", "algorithm: md5", "algorithm: rsa-sha256"),
        ("spec/shared/signing.yaml", "position: appended", "position: after"),
        ("spec/shared/families.yaml", "    body: json\n", "    body: json\n    signing: { algorithm: rsa }\n"),
        ("spec/shared/signing.yaml", "  field: sign\n", ""),
        ("spec/shared/families.yaml", "\nfamilies:", "\nfamilies: ]"),
        (QUERY, "effect: query_order", "effect: query"),
        (QUERY, "completeness: partial", "completeness: half"),
        (QUERY, "  missing: [", "  mising: ["),
        (QR, "{ only: [CAD, USD] }", "{ only: CAD }"),
        (QR, "{ only: [CAD, USD] }", "{ only: [] }"),
        (QR, "    channels:\n", "    chanels:\n"),
        ("spec/shared/channels.yaml", "- name: channel\n", "- nam: channel\n"),
        (
            QR,
            "source: third-party, note: Gateways of this family omit",
            "sorce: sdk, note: Gateways of this family omit",
        ),
        (
            QR,
            "source: third-party, note: Gateways of this family omit",
            "source: pear, note: Gateways of this family omit",
        ),
    ] {
        let rendered = Spec::real().edit(name, from, to).rendered();
        assert!(rendered.ends_with("the spec has 1 error\n"), "{to}: {rendered}");
    }
}

#[test]
fn unreadable_shared_rules_hide_other_errors() {
    let spec = Spec::real().set(FIELDS, "fields: [mchId, amount]\n");
    let rendered = spec.rendered();
    assert!(rendered.contains("the rules of fields must be a mapping"), "{rendered}");
    assert!(rendered.ends_with("the spec has 1 error\n"), "{rendered}");
}

#[test]
fn suggests_the_correct_word_for_a_typo() {
    for (name, from, to, meant) in [
        (QR, "reference: mchOrderNo", "refrence: mchOrderNo", "reference"),
        (QR, "reference: mchOrderNo", "reference: mchOderNo", "mchOrderNo"),
        (QR, "type: int, ", "type: itn, ", "int"),
        (QR, "required: n, ", "required: no, ", "n"),
        (QR, "required: y, ", "required: true, ", "y"),
        ("spec/shared/signing.yaml", "  field: sign\n", "  field: sgin\n", "sign"),
        ("spec/shared/signing.yaml", "{ field: payParams,", "{ field: payParms,", "payParams"),
        ("spec/shared/signing.yaml", "algorithm: md5", "algorithm: hmac-sha-256", "hmac-sha256"),
        ("spec/shared/signing.yaml", "position: appended", "position: apended", "appended"),
        ("spec/shared/families.yaml", "result: resCode", "result: resCoed", "resCode"),
        (QUERY, "nested_in: { field: result,", "nested_in: { field: reslut,", "result"),
        (FIELDS, "  refundAmount: {", "  refundAmuont: {", "refundAmount"),
        (FIELDS, "    osType: ", "    osTpye: ", "osType"),
        (QR, "type: String(255)", "type: Sring(255)", "String(N)"),
        (QR, "type: String(255)", "type: numeric", "decimal(N,S)"),
        (QR, "type: String(255)", "type: decimal", "decimal(N,S)"),
        (QR, "type: String(255)", "type: booleen", "boolean"),
        (QR, "type: String(255)", "type: BOOLEAN", "Boolean"),
        (QR, "channel: ALIPAY_QR", "channel: ALIPAI_QR", "ALIPAY_QR"),
        (QR, "require: [extra]", "require: [exta]", "extra"),
        (QR, "only: [CAD, USD, CNY]", "only: [CAD, USD, CNYY]", "CNY"),
        (QR, "resolved_by: query_order", "resolved_by: query_oder", "query_order"),
        (QR, "family: general", "family: genral", "general"),
        (QR, "effect: create_order", "effect: creat_order", "create_order"),
        (REFUND, "completeness: partial", "completeness: parital", "partial"),
        ("spec/shared/fields.yaml", "{ format: ip }", "{ fromat: ip }", "format"),
        ("spec/shared/fields.yaml", "format: json-object", "format: json_object", "json-object"),
        ("spec/shared/fields.yaml", "values: order-status", "values: oder-status", "order-status"),
        ("spec/shared/fields.yaml", "  card:\n", "  crad:\n", "card"),
        ("spec/shared/statuses.yaml", "outcome: failed", "outcome: faild", "failed"),
        ("spec/general/03-general-order.yaml", "path: create_order", "path: creat_order", "create_order"),
        ("spec/card/10-refund.yaml", "echoes: mchRefundNo", "echoes: mchRefudNo", "mchRefundNo"),
        (REFUND, "fields: [sign", "fields: [sgin", "sign"),
        (
            "spec/general/08-online-secure-payment.yaml",
            "page: /guide/order_",
            "page: /guide/ordr_",
            "/guide/order_app.html",
        ),
    ] {
        let rendered = Spec::real().edit(name, from, to).rendered();
        assert!(rendered.contains(&format!("did you mean `{meant}`")), "{to}: {rendered}");
    }
}

#[test]
fn colliding_names_point_at_their_template() {
    for (to, code, at) in [
        ("type_name: scan_order", Code::NameCollision, "scan_order"),
        ("type_name: \"{chanel}\"", Code::UnknownValue, "\"{chanel}\""),
        ("type_name: \"{channel}{\"", Code::UnknownValue, "\"{channel}{\""),
    ] {
        assert_points_at(&Spec::real().edit(QR, "type_name: \"{channel}\"", to), code, at);
    }
}

#[test]
fn rejects_nested_values_and_floats_in_requests() {
    for (from, to, code, at) in [
        ("type: String(512)", "type: JSON", Code::NestedRequestField, "JSON"),
        ("type: String(512)", "type: any", Code::NestedRequestField, "any"),
        (
            "{ name: productId, required: y, type: String, sample: \"120989823\",",
            "{ name: productId, required: y, type: object, sample: \"\",",
            Code::NestedRequestField,
            "object",
        ),
        ("type: int, ", "type: float, ", Code::UnknownType, "float"),
        ("type: int, ", "type: double, ", Code::UnknownType, "double"),
    ] {
        assert_points_at(&Spec::real().edit(QR, from, to), code, at);
    }
}

#[test]
fn rejects_decimal_numbers_that_cannot_be_exact() {
    let remarks = "{ name: remarks,    required: n,  type: String(200), ";
    let row = |ty: &str| Spec::real().edit(QR, remarks, &remarks.replace("String(200)", ty));
    for ty in ["decimal(0,0)", "decimal(19,2)", "decimal(2,3)", "decimal(4294967295,0)"] {
        let ty = format!("\"{ty}\"");
        assert_points_at(&row(&ty), Code::InvalidLimit, &ty);
    }
    for ty in ["decimal(10)", "decimal(10,)", "decimal(10,-2)", "decimal(+10,2)", "decimal(4294967296,0)"] {
        let ty = format!("\"{ty}\"");
        assert_points_at(&row(&ty), Code::UnknownType, &ty);
    }
    row("\"decimal( 10, 2 )\"").generated();
    let with_rule = |ty: &str, rule: &str| {
        let rules = format!("      rules:\n        remarks: {{ {rule} }}\n        currency");
        row(ty).edit(QR, "      rules:\n        currency", &rules)
    };
    // A rule narrows the type of the row, and a text column limits the length of the number.
    with_rule("\"decimal(10,2)\"", "type: \"decimal(8,1)\"").generated();
    with_rule("String(9)", "type: \"decimal(7,2)\"").generated();
    for (ty, ruled) in [
        ("\"decimal(10,2)\"", "\"decimal(12,2)\""),
        ("\"decimal(10,2)\"", "\"decimal(10,3)\""),
        ("\"decimal(10,2)\"", "\"decimal(10,1)\""),
        ("String(9)", "\"decimal(8,2)\""),
    ] {
        assert_points_at(&with_rule(ty, &format!("type: {ruled}")), Code::InvalidLimit, ruled);
    }
    for (rule, at) in [("format: ip", "ip"), ("values: currency", "currency"), ("secret: hidden", "hidden")] {
        assert_points_at(&with_rule("\"decimal(10,2)\"", rule), Code::InapplicableRule, at);
    }
}

#[test]
fn helps_with_booleans_and_dates() {
    for (ty, help) in [
        ("boolean(Y)", "\"boolean(Y,N)\""),
        ("Date", "date(yyyyMMdd)"),
        ("date(dd.MM.yyyy)", "date(yyyy-MM-dd)"),
        ("datetime", "yyyyMMddHHmmss"),
        ("localdatetime", "+08:00"),
        ("datetime(yyyyMMddHHmmss)", "`UTC`, or an offset"),
        ("\"datetime(yyyyMMddHHmmss, China)\"", "`UTC`, or an offset"),
        ("\"datetime(yyyy-MM-dd'T'HH:mm:ssXXX, UTC)\"", "remove the time zone"),
    ] {
        let rendered = Spec::real().edit(QR, "type: String(255)", &format!("type: {ty}")).rendered();
        assert!(rendered.contains(help), "{ty}: {rendered}");
    }
}

#[test]
fn rejects_booleans_and_dates_of_other_forms() {
    let remarks = "{ name: remarks,    required: n,  type: String(200), ";
    let row = |ty: &str| Spec::real().edit(QR, remarks, &remarks.replace("String(200)", &format!("\"{ty}\"")));
    for ty in [
        "boolean()",
        "boolean(Y)",
        "boolean(Y,Y)",
        "boolean(Y,N,X)",
        "date",
        "date(yyyy-MM)",
        "date(yyyy-MM-dd, UTC)",
        "datetime(yyyyMMdd, UTC)",
        "datetime(yyyyMMddHHmmss)",
        "datetime(yyyyMMddHHmmss, China)",
        "datetime(yyyyMMddHHmmss, +8)",
        "datetime(yyyyMMddHHmmss, +24:00)",
        "datetime(yyyy-MM-dd'T'HH:mm:ssXXX, UTC)",
    ] {
        assert_points_at(&row(ty), Code::UnknownType, &format!("\"{ty}\""));
    }
    for ty in [
        "bool",
        "Boolean(1, 0)",
        "date(yyyy/MM/dd)",
        "datetime(yyyy/MM/dd HH:mm:ss,UTC)",
        "datetime(yyyy-MM-dd'T'HH:mm:ss, -03:30)",
        "datetime(yyyy-MM-dd'T'HH:mm:ssXXX)",
    ] {
        row(ty).generated();
    }
    let with_rule = |ty: &str, rule: &str| {
        let rules = format!("      rules:\n        remarks: {{ {rule} }}\n        currency");
        row(ty).edit(QR, "      rules:\n        currency", &rules)
    };
    // A text column limits the length of the values.
    with_rule("String(10)", "type: date(yyyy-MM-dd)").generated();
    with_rule("String(1)", "type: \"boolean(Y,N)\"").generated();
    for (ty, ruled) in [
        ("String(9)", "\"date(yyyy-MM-dd)\""),
        ("String(24)", "\"datetime(yyyy-MM-dd'T'HH:mm:ssXXX)\""),
        ("String(2)", "\"boolean(yes,no)\""),
    ] {
        assert_points_at(&with_rule(ty, &format!("type: {ruled}")), Code::InvalidLimit, ruled);
    }
    for ty in ["boolean", "date(yyyyMMdd)", "datetime(yyyyMMddHHmmss, UTC)"] {
        for (rule, at) in [("format: ip", "ip"), ("values: currency", "currency"), ("secret: hidden", "hidden")] {
            assert_points_at(&with_rule(ty, rule), Code::InapplicableRule, at);
        }
    }
}

#[test]
fn lists_allowed_values_if_there_are_few() {
    for (name, from, to, allowed) in [
        (
            REFUND,
            "completeness: partial",
            "completeness: parital",
            "partial`? allowed: complete, partial, not-available",
        ),
        (
            "spec/shared/signing.yaml",
            "[omitted, raw, sorted]",
            "[omitted, raw, sortd]",
            "`sorted`? allowed: omitted, raw, sorted",
        ),
        (REFUND, "effect: refund_order", "effect: refund_ordr", "`refund_order`? allowed: create_order, charge, "),
    ] {
        let rendered = Spec::real().edit(name, from, to).rendered();
        assert!(rendered.contains(allowed), "{to}: {rendered}");
    }
}
