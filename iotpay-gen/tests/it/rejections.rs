//! Rejections in the spec: which rules are not accepted, and what is generated.

use crate::fixture::{Spec, assert_points_at};
use iotpay_gen::diagnostic::Code;
use iotpay_gen::model::RejectionReason;

const FAMILIES: &str = "spec/shared/families.yaml";
const PAID: &str = "fields: [retMsg, errCodeDes], texts: [订单已支付]";

/// Returns the embedded spec with another ending of the first family's rule for paid orders.
fn edited(to: &str) -> Spec {
    Spec::real().edit(FAMILIES, PAID, to)
}

#[test]
fn each_mistake_is_reported_where_it_is() {
    use Code::{InapplicableRule, RejectionReasons, UnknownField, UnknownValue, WrongShape};
    for (to, code, at) in [
        ("fields: [retMsg, errCodeDez], texts: [订单已支付]", UnknownField, "errCodeDez"),
        ("fields: [retMsg, resCode], texts: [订单已支付]", UnknownField, "resCode"),
        ("fields: [retMsg, retMsg], texts: [订单已支付]", InapplicableRule, "retMsg"),
        ("fields: [], texts: [订单已支付]", WrongShape, "["),
        ("fields: [retMsg], texts: []", WrongShape, "["),
        ("fields: [retMsg], texts: [\" \"]", InapplicableRule, "\" \""),
        ("fields: [retMsg], texts: [\"订单已支付 \"]", InapplicableRule, "\"订单已支付 \""),
        // The same text twice, and texts that another rule for the same reason matches.
        ("fields: [retMsg], texts: [订单已支付, 订单已支付]", InapplicableRule, "订单已支付"),
        // Texts with two reasons: exact, ignoring case, and by prefix.
        ("fields: [retMsg], texts: [支付订单不存在]", RejectionReasons, "支付订单不存在"),
        ("fields: [retMsg], texts: [SIGNATURE Error]", RejectionReasons, "SIGNATURE Error"),
        ("fields: [errCode], texts: [systemerror]", RejectionReasons, "SYSTEMERROR"),
        ("fields: [retMsg], texts: [\"request params[amount] error.\"]", RejectionReasons, ""),
    ] {
        let at = if at.is_empty() { "\"request params[amount] error.\"" } else { at };
        assert_points_at(&edited(to), code, at);
    }
    let spec = Spec::real().edit(FAMILIES, "reason: bad-signature", "reason: bad-signatur");
    assert_points_at(&spec, UnknownValue, "bad-signatur");
    let spec = Spec::real().edit(FAMILIES, "compare: ignore-case", "compare: contains");
    assert_points_at(&spec, UnknownValue, "contains");
}

#[test]
fn each_reason_is_recognized_or_undocumented() {
    let with = |undocumented: &str| {
        let to = format!("    rejections:\n      undocumented: [{undocumented}]\n      known:");
        Spec::real().edit(FAMILIES, "    rejections:\n      known:", &to)
    };
    assert_points_at(&with("gateway-error"), Code::RejectionReasons, "gateway-error");
    assert_points_at(&with("other"), Code::InapplicableRule, "other");
    assert_points_at(&with("gateway-eror"), Code::UnknownValue, "gateway-eror");
    let forgotten = Spec::real().edit(FAMILIES, "reason: invalid-field, fields: [msg]", "reason: other, fields: [msg]");
    let rendered = forgotten.rendered();
    assert!(rendered.contains("missing rejection reasons of `card_v2`: `invalid-field`"), "{rendered}");
}

#[test]
fn undocumented_reasons_are_in_model_code_and_document() {
    let spec = || {
        let rule = "        - { reason: invalid-field, fields: [msg]";
        let known = "      message: msg\n";
        let mut spec = Spec::real().remove_line(FAMILIES, rule);
        let text = spec.text(FAMILIES);
        let (before, after) = text.split_once(known).unwrap();
        let after = after.replacen("      known:", "      undocumented: [invalid-field]\n      known:", 1);
        spec.set(FAMILIES, &format!("{before}{known}{after}"))
    };
    let model = iotpay_gen::load(&spec().files).unwrap_or_else(|invalid| panic!("{invalid}"));
    let family = model.families.iter().find(|family| family.name == "card_v2").unwrap();
    assert_eq!(family.undocumented_rejections().collect::<Vec<_>>(), [RejectionReason::InvalidField]);
    let code = spec().generated().into_iter().find(|file| file.path == "card_v2/mod.rs").unwrap().text;
    assert!(code.contains("The texts of rejections for these reasons are undocumented: `invalid-field`."), "{code}");
}
