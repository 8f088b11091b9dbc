//! Nothing in a spec is without effect: rules that change nothing, unknown names and keys that silently
//! weaken a type are errors, each at its location.

use crate::fixture::{Spec, assert_points_at};
use iotpay_gen::diagnostic::Code;

const QR: &str = "spec/general/04-customer-scan-qr.yaml";
const APP: &str = "spec/general/09-app-integrate.yaml";
const QUERY: &str = "spec/general/10-order-query.yaml";
const NOTIFY: &str = "spec/general/11-async-notify.yaml";
const REFUND: &str = "spec/general/13-refund.yaml";
const CARD: &str = "spec/card/02-redirect.yaml";
const FAMILIES: &str = "spec/shared/families.yaml";
const FIELDS: &str = "spec/shared/fields.yaml";
const SIGNING: &str = "spec/shared/signing.yaml";

#[test]
fn rejects_fields_listed_twice_in_a_channel() {
    let rendered = Spec::real().edit(QR, "require: [codeUrl]", "require: [codeUrl, codeUrl]").rendered();
    assert!(rendered.contains("`codeUrl` is listed twice in `require:`"), "{rendered}");
}

#[test]
fn channels_cannot_require_or_forbid_required_fields_without_a_source() {
    for (from, to, code, at) in [
        ("require: [extra]", "require: [extra, amount]", Code::InapplicableRule, "amount"),
        ("require: [codeUrl]", "require: [codeUrl, payOrderId]", Code::InapplicableRule, "payOrderId"),
        ("require: [codeUrl]", "require: [codeUrl, retParams]", Code::InapplicableRule, ""),
        (
            "          require: [extra]",
            "          require: [extra]\n          forbid: [amount]",
            Code::Contradiction,
            "amount",
        ),
        ("forbid: [qr_code]", "forbid: [qr_code, payOrderId]", Code::Contradiction, "payOrderId"),
    ] {
        let spec = Spec::real().edit(QR, from, to);
        if at.is_empty() {
            // A rule makes the field optional in this family's responses, so a channel can require it.
            spec.generated();
        } else {
            assert_points_at(&spec, code, at);
        }
    }
    let noted = "{ fields: [amount], source: docs, note: The page says to leave it out. }";
    Spec::real()
        .edit(QR, "          require: [extra]", &format!("          require: [extra]\n          forbid: {noted}"))
        .generated();
    let page_wide =
        Spec::real().edit(QR, "    response:\n      table:", "      require: [extra]\n\n    response:\n      table:");
    assert!(
        page_wide.rendered().contains("`extra` is required on every channel of the page"),
        "{}",
        page_wide.rendered()
    );
    let own = Spec::real().edit(QR, "    channels:\n", "      require: [payOrderId]\n\n    channels:\n");
    assert_points_at(&own, Code::InapplicableRule, "payOrderId");
}

#[test]
fn removed_enum_value_is_reported_at_its_uses() {
    let spec = Spec::real().remove_line("spec/shared/currencies.yaml", "value: CAD,");
    let invalid = spec.invalid();
    assert!(invalid.diagnostics.iter().any(|found| found.code == Code::UnknownValue), "{invalid}");
    for found in &invalid.diagnostics {
        assert!(matches!(found.code, Code::UnknownValue | Code::SampleTypeMismatch), "{invalid}");
    }
}

#[test]
fn each_mistake_has_one_diagnostic() {
    for (name, from, to, words) in [
        (QR, "type_name: \"{channel}\"", "type_name: {channel}", "`type_name` must be text"),
        (QR, "type_name: \"{channel}\"", "typ_name: \"{channel}\"", "did you mean `type_name`?"),
        (
            "spec/shared/statuses.yaml",
            "name: paid,                outcome",
            "name: paying, outcome",
            "two values of `order-status` become the variant `Paying`",
        ),
        (QR, "currency: { only: [CAD, USD] }", "subject: { fixed: x }", "`fixed: { field: value }` in the channel"),
        (
            QR,
            "          require: [extra]",
            "          require: [extra]\n          fixed: x",
            "write `fixed: { field: value }`",
        ),
        (QR, "String(24)", "String(0)", "the limit is 0, but must be at least 1"),
        (APP, "updated: 2026-03-10", "updated: 2026-02-30", "a date must have the form"),
        (QR, "reference: mchOrderNo", "reference: mchOrderno", "unknown field"),
        ("spec/card/05-direct.yaml", "format: mmyy", "format: mm/yy", "invalid value `mm/yy`"),
        (QR, "- { name: jobNo,", "- { name:jobNo,", "write a space after the `:`"),
        (QR, "{ name: remarks, ", "{ name: \"remarks \", ", "contains a space"),
        (QR, "{ name: remarks, ", "{ secret: hidden, name: remarks, ", "move `secret` to the field's rule"),
        ("spec/shared/statuses.yaml", "outcome: pending, about: Created", "about: Created", "missing `outcome`"),
        ("spec/shared/statuses.yaml", "outcome: failed, ", "outcome: fail, ", "invalid value `fail`"),
    ] {
        let rendered = Spec::real().edit(name, from, to).rendered();
        assert!(rendered.contains(words), "{to}: {rendered}");
        assert!(rendered.ends_with("the spec has 1 error\n"), "{to}: {rendered}");
    }
}

#[test]
fn rejects_request_rules_in_responses() {
    for (rule, at) in [
        ("extra: { format: json-object }", "json-object"),
        ("clientIp: { format: text }", "text"),
        ("mchId: { filled_by: mch_id }", "mch_id"),
        ("currency: { only: [CAD] }", "CAD"),
        ("mchOrderNo: { type: String(30) }", "String(30)"),
        ("mchOrderNo: { type: String(20) }", "String(20)"),
        ("amount: { type: long }", "long"),
        ("device: { read_as: optional }", "optional"),
    ] {
        let name = rule.split(':').next().unwrap();
        let line = format!("        {name}:");
        let rules = Spec::real().text(QUERY);
        let kept: String = rules.split_inclusive('\n').filter(|text| !text.starts_with(&line)).collect();
        let spec = Spec::real().set(QUERY, &kept).insert_after(
            QUERY,
            "        notifyUrl:  { read_as",
            &format!("        {rule}"),
        );
        assert_points_at(&spec, Code::InapplicableRule, at);
    }
    let rule = "      clientIp: { format: ip }";
    let spec = Spec::real().edit(NOTIFY, "    require:\n", &format!("    rules:\n{rule}\n    require:\n"));
    assert_points_at(&spec, Code::InapplicableRule, "ip");
    let both = "      amount: { read_as: optional }";
    let spec = Spec::real().edit(NOTIFY, "name: amount,         required: \"-\"", "name: amount, required: y").edit(
        NOTIFY,
        "    require:\n",
        &format!("    rules:\n{both}\n    require:\n"),
    );
    assert_points_at(&spec, Code::InapplicableRule, "optional");
}

#[test]
fn format_text_replaces_an_enumeration() {
    let rule = "        currency:   { format: text }";
    let spec = Spec::real().insert_after(QUERY, "        notifyUrl:  { read_as", rule);
    let response = spec.code("general/order_query.rs");
    assert_eq!(response.field("QueryOrderResponse", "currency").as_deref(), Some("String"));
}

#[test]
fn received_type_cannot_be_wider_than_its_row() {
    let rule = "        mchOrderNo: { type: String(40) }";
    let spec = Spec::real().insert_after(QUERY, "        notifyUrl:  { read_as", rule);
    assert_points_at(&spec, Code::InvalidLimit, "String(40)");
    let rule = "        payOrderId: { type: String }";
    let spec = Spec::real().insert_after(QUERY, "        notifyUrl:  { read_as", rule);
    assert_points_at(&spec, Code::InvalidLimit, "String");
}

#[test]
fn rejects_rules_for_fields_that_the_client_handles() {
    for (name, from, to, at) in [
        (QR, "currency: { only: [CAD, USD] }", "jobNo: { secret: last4 }", "last4"),
        (QR, "currency: { only: [CAD, USD] }", "mchId: { type: String(9) }", "String(9)"),
        (QR, "          require: [extra]", "          require: [extra, mchId]", "mchId"),
        (QR, "require: [codeUrl]", "require: [codeUrl, resCode]", "resCode"),
        (QR, "forbid: [qr_code]", "forbid: [qr_code, sign]", "sign"),
        (QR, "        retParams:  {", "        retCode: { secret: hidden }\n        retParams:  {", "retCode"),
        (QUERY, "        notifyUrl:  {", "        errCode: { aliases: [code] }\n        notifyUrl:  {", "errCode"),
        (NOTIFY, "fields: [payOrderId,", "fields: [sign, payOrderId,", "sign"),
    ] {
        assert_points_at(&Spec::real().edit(name, from, to), Code::InapplicableRule, at);
    }
    let unsigned = Spec::real().edit(QR, "currency: { only: [CAD, USD] }", "sign: { format: text }");
    assert_points_at(&unsigned, Code::InvalidSigningRule, "sign");
}

#[test]
fn rejects_empty_rules_and_notes_without_a_source() {
    let with = |rule: &str| Spec::real().edit(QR, "currency: { only: [CAD, USD] }", rule);
    assert_points_at(&with("subject: {}"), Code::InapplicableRule, "{");
    assert_points_at(&with("currency: { only: [CAD, USD], note: By the page. }"), Code::MissingSource, "By the page.");
    let docs = with("currency: { only: [CAD, USD], source: docs, note: By the page. }");
    assert_points_at(&docs, Code::MissingSource, "By the page.");
    let only_note = with("currency: { source: third-party, note: Seen. }").invalid();
    assert_eq!(only_note.diagnostics[0].code, Code::InapplicableRule);
    assert!(only_note.to_string().contains("empty rule"), "{only_note}");
}

#[test]
fn format_text_requires_a_rule_to_override() {
    let with = |rule: &str| Spec::real().edit(QR, "currency: { only: [CAD, USD] }", rule);
    assert_points_at(&with("subject: { format: text }"), Code::InapplicableRule, "text");
    assert_points_at(
        &Spec::real().edit(FIELDS, "clientIp:     { format: ip }", "clientIp: { format: text }"),
        Code::InapplicableRule,
        "text",
    );
    let text = with("clientIp: { format: text }").code("general/customer_scan_qr.rs");
    assert_eq!(text.field("AlipayQr", "client_ip").as_deref(), Some("Text<32>"));
}

#[test]
fn more_specific_format_or_enumeration_wins() {
    let values =
        Spec::real().edit(QR, "        currency: {", "        clientIp: { values: os-type }\n        currency: {");
    let code = values.code("general/customer_scan_qr.rs");
    assert_eq!(code.field("AlipayQr", "client_ip").as_deref(), Some("crate::general::OsType"));
    let format = Spec::real().edit(APP, "        currency: {", "        osType: { format: ip }\n        currency: {");
    let code = format.code("general/app_integrate.rs");
    assert_eq!(code.field("AlipayMobile", "os_type").as_deref(), Some("Ip<10>"));
}

#[test]
fn rejects_fixed_values_in_responses() {
    let spec = Spec::real().edit(QR, "          require: [codeUrl]", "          fixed: { codeUrl: a }");
    assert!(
        spec.rendered().contains("unknown key `fixed` in a channel's overlay of the response"),
        "{}",
        spec.rendered()
    );
}

#[test]
fn completeness_must_match_the_page() {
    let spec = Spec::real().remove_line(REFUND, "  missing: [");
    assert_points_at(&spec, Code::CompletenessMismatch, "partial");
    let spec = Spec::real().edit(REFUND, "completeness: partial", "completeness: not-available");
    assert_points_at(&spec, Code::CompletenessMismatch, "not-available");
    let spec = Spec::real().edit(REFUND, "completeness: partial", "completeness: complete");
    assert_points_at(&spec, Code::CompletenessMismatch, "the end of the page after its sample code");
}

#[test]
fn rejects_shared_rules_for_unknown_fields() {
    for (name, from, to, at) in [
        (FIELDS, "  returnUrl: ", "  retrunUrl: ", "retrunUrl"),
        (FIELDS, "    backType: ", "    backtype: ", "backtype"),
        (FIELDS, "  card:\n", "  card:\n    osType: { values: os-type }\n", "osType"),
        (SIGNING, "field: retParams,", "field: retParms,", "retParms"),
        (FAMILIES, "error_code: errCode", "error_code: errorCode", "errorCode"),
    ] {
        assert_points_at(&Spec::real().edit(name, from, to), Code::UnusedFieldRule, at);
    }
    let nested = Spec::real().edit(SIGNING, "field: retParams,", "field: payParams,");
    assert_points_at(&nested, Code::DuplicateName, "payParams");
    let rule = "    paySuccTime: { format: ip }\n";
    let dead = Spec::real().edit(FIELDS, "    backType: ", &format!("{rule}    backType: "));
    assert_points_at(&dead, Code::InapplicableRule, "ip");
}

#[test]
fn rejects_duplicate_shared_rules() {
    let amount = Spec::real().add("spec/shared/more.yaml", "fields: { amount: { format: cents } }\n");
    assert_points_at(&amount, Code::DuplicateName, "amount");
    let status = "family_fields: { card: { status: { values: order-status } } }\n";
    assert_points_at(&Spec::real().add("spec/shared/more.yaml", status), Code::DuplicateName, "status");
}

#[test]
fn private_pages_can_have_rules_for_their_fields() {
    let page = Spec::real().text(REFUND).replace("refund_order", "give_back").replace("device", "till");
    let page = page.replace("effect: give_back", "effect: refund_order");
    let page =
        page.replace("title: Refund interface", "title: Give back").replace("/guide/refund.html", "/give-back.html");
    let spec = Spec::real()
        .add("private/give-back.yaml", &page)
        .add("private/fields.yaml", "family_fields: { general: { till: { values: os-type } } }\n");
    assert_eq!(
        spec.code("general/give_back.rs").field("GiveBack", "till").as_deref(),
        Some("Option<crate::general::OsType>")
    );
}

#[test]
fn browser_marker_must_be_a_possible_value() {
    let spec = Spec::real().edit(NOTIFY, "field: backType, value: 1", "field: backType, value: banana");
    assert_points_at(&spec, Code::InapplicableRule, "banana");
    let spec = Spec::real().edit(NOTIFY, "field: backType, value: 1", "field: backType, value: 3");
    assert_points_at(&spec, Code::InapplicableRule, "3");
}

#[test]
fn rejects_empty_lists_and_invalid_values_at_their_location() {
    for (name, from, to, code, at) in [
        (SIGNING, "forms: [raw]", "forms: []", Code::WrongShape, "["),
        (QR, "only: [CAD, USD]", "only: []", Code::WrongShape, "["),
        (QR, "only: [CAD, USD]", "only: CAD", Code::WrongShape, "CAD"),
        (QR, "require: [codeUrl]", "require: []", Code::WrongShape, "["),
        (APP, "updated: 2026-03-10", "updated: 2026-99-99", Code::WrongShape, "2026-99-99"),
        (QR, "path: /guide", "path: guide", Code::WrongShape, "guide/customer_scan_qr.html"),
        (REFUND, "path: /guide/refund.html", "path: /guide/ refund.html", Code::WrongShape, "/guide/ refund.html"),
        (QR, "String(255)", "String(99999999999)", Code::InvalidLimit, "String(99999999999)"),
    ] {
        assert_points_at(&Spec::real().edit(name, from, to), code, at);
    }
    let zero = Spec::real().edit(QR, "title: Customer Scan QR Code", "title: \"Scan\\0\"").rendered();
    assert!(zero.contains("invisible character U+0000"), "{zero}");
}

#[test]
fn type_name_without_channels_is_reported_once() {
    let text = Spec::real().text(QR);
    let at = text.find("    channels:\n").unwrap();
    let without = text[..at].to_owned();
    let rendered = Spec::real().set(QR, &without).rendered();
    assert!(rendered.contains("has a type name per channel, but no channels"), "{rendered}");
    assert!(!rendered.contains("``"), "{rendered}");
}

#[test]
fn format_that_contradicts_its_row_shows_both() {
    let spec = Spec::real().edit(
        REFUND,
        "name: refundAmount, required: y, type: int, ",
        "name: refundAmount, required: y, type: String(9), ",
    );
    let invalid = spec.invalid();
    let text = invalid.to_string();
    assert!(text.contains("the format `cents` applies to integers, but `refundAmount` is text"), "{text}");
    assert!(text.contains(REFUND) && text.contains("text here") && text.contains("correct the row's type"), "{text}");
}

#[test]
fn notification_must_hide_secrets_of_the_request() {
    let rules = "      rules:\n        device: { secret: last4 }\n\n    response:\n";
    let spec = Spec::real().edit(REFUND, "\n    response:\n", rules);
    assert_points_at(&spec, Code::EchoedSecret, "device");
    assert!(spec.rendered().contains("the notification exposes `device`"), "{}", spec.rendered());
    // A notification of another family does not echo requests of this one.
    let card =
        Spec::real().edit(CARD, "{ name: cardType, ", "{ name: loyaltyNo, ").edit(CARD, "cardType: ", "loyaltyNo: ");
    let rules = "      rules:\n        loyaltyNo: { secret: last4 }\n\n    response:\n";
    card.edit(REFUND, "{ name: device, ", "{ name: loyaltyNo, ").edit(REFUND, "\n    response:\n", rules).generated();
}

#[test]
fn rejects_ambiguous_order_with_the_envelope() {
    let spec = Spec::real().edit(REFUND, "{ name: refundOrderId,", "{ name: retcode,").edit(
        REFUND,
        "refundOrderId: { identifies: refund, source: third-party }",
        "retcode: { identifies: refund }",
    );
    assert_points_at(&spec, Code::AmbiguousOrder, "retcode");
}

#[test]
fn required_and_forbidden_fields_can_have_a_source() {
    for demand in ["require: [codeUrl]", "require: { fields: [codeUrl], source: third-party, note: Seen. }"] {
        let code = Spec::real().edit(QR, "require: [codeUrl]", demand).code("general/customer_scan_qr.rs");
        assert_eq!(code.field("WxNativeResponse", "code_url").as_deref(), Some("String"), "{demand}");
    }
    let forbid = Spec::real().edit(QR, "forbid: [qr_code]", "forbid: { fields: [qr_code], source: inferred }");
    assert_eq!(forbid.generated(), Spec::real().generated());
    let unsourced = Spec::real().edit(QR, "forbid: [qr_code]", "forbid: { fields: [qr_code] }").rendered();
    assert!(unsourced.contains("`source` is missing here"), "{unsourced}");
}
