//! A name that cannot become a Rust name, or collides with another one, is an error instead of broken code.

use crate::fixture::Spec;
use iotpay_gen::diagnostic::Code;

const QR: &str = "spec/general/04-customer-scan-qr.yaml";
const APP: &str = "spec/general/09-app-integrate.yaml";
const QUERY: &str = "spec/general/10-order-query.yaml";
const REFUND: &str = "spec/general/13-refund.yaml";
const FAMILIES: &str = "spec/shared/families.yaml";

/// Returns the codes of the diagnostics, each once.
fn codes(spec: &Spec) -> Vec<Code> {
    let mut codes: Vec<_> = spec.invalid().diagnostics.iter().map(|found| found.code).collect();
    codes.sort();
    codes.dedup();
    codes
}

#[test]
fn reports_names_that_are_invalid_in_rust() {
    for (name, from, to) in [
        (REFUND, "name: refund_order", "name: 1refund"),
        (REFUND, "name: refund_order", "name: self"),
        (REFUND, "name: refund_order", "name: \"!!!\""),
        (REFUND, "name: refund_order", "name: \"\""),
        (QR, "type_name: \"{channel}\"", "type_name: \"-\""),
        (REFUND, "name: device, ", "name: \"9\", "),
        (REFUND, "name: device, ", "name: \"-\", "),
        (QUERY, "{ name: by, ", "{ name: \"\", "),
        (QUERY, "{ name: by, ", "{ name: \"1\", "),
        ("spec/shared/channels.yaml", "value: UPI_EX,", "value: 1UPI,"),
        ("spec/general/11-async-notify.yaml", "name: order_notification", "name: 2nd"),
    ] {
        assert_eq!(codes(&Spec::real().edit(name, from, to)), [Code::NameCollision], "{name}: {to}");
    }
    for file in ["spec/general/99-.yaml", "spec/general/.yaml", "spec/general/@.yaml"] {
        let page =
            "page: { title: A, path: /a, family: general, updated: unknown, completeness: complete, about: A. }\n";
        assert_eq!(codes(&Spec::real().add(file, page)), [Code::NameCollision], "{file}");
    }
}

#[test]
fn reports_colliding_names() {
    for (name, from, to) in [
        (REFUND, "name: refund_order", "name: page"),
        (REFUND, "name: refund_order", "name: text"),
        (REFUND, "name: refund_order", "name: client"),
        (REFUND, "name: refund_order", "name: option"),
        (REFUND, "name: refund_order", "name: order_status"),
        // The family's module exports the shared enumeration again.
        (REFUND, "name: refund_order", "name: currency"),
        (REFUND, "name: refund_order", "name: wx_native"),
        (REFUND, "name: refund_order", "name: general"),
        (REFUND, "name: mchRefundNo,  required: y", "name: pay_order_id, required: y"),
        (QUERY, "{ name: by, ", "{ name: extra_id, "),
        ("spec/shared/channels.yaml", "value: WX_APP,          about", "value: WX-NATIVE, about"),
        ("spec/shared/channels.yaml", "value: PF_CC,  about", "value: Other, about"),
        ("spec/shared/statuses.yaml", "name: cancelled-by-user, ", "name: other, "),
        (FAMILIES, "name: card", "name: shared"),
        (FAMILIES, "name: card", "name: creditCard"),
    ] {
        let spec = Spec::real().edit(name, from, to);
        let spec = match to {
            "name: pay_order_id, required: y" => spec.edit(REFUND, "reference: mchRefundNo", "reference: payOrderId"),
            "{ name: extra_id, " => {
                let row = "        - { name: extraId, required: n, type: String, sample: \"\", description: An id., source: sdk }";
                spec.insert_after(QUERY, "name: mchOrderNo, required: y*", row)
            }
            _ => spec,
        };
        assert!(codes(&spec).contains(&Code::NameCollision), "{name}: {to}\n{}", spec.rendered());
    }
}

#[test]
fn rejects_two_files_with_one_module_name() {
    let again = Spec::real().text(REFUND);
    let rendered = Spec::real().add("spec/general/99-refund.yaml", &again).rendered();
    assert!(rendered.contains("two pages of a family become the module `refund`"), "{rendered}");
    assert!(rendered.contains("two items of a family would have the same type name, `RefundOrder`"), "{rendered}");
}

#[test]
fn one_of_cannot_contain_required_or_filled_fields() {
    let with_group = |field: &str| {
        let group =
            format!("      one_of: [{{ name: which, fields: [{field}, remarks] }}]\n      rules:\n        currency");
        Spec::real().edit(QR, "      rules:\n        currency", &group)
    };
    assert!(
        with_group("returnUrl").code("general/customer_scan_qr.rs").fields("WxNative").contains(&"which".to_owned())
    );
    assert_eq!(codes(&with_group("channelId")), [Code::InapplicableRule, Code::Contradiction]);
    assert_eq!(codes(&with_group("extra")), [Code::Contradiction]);
    assert_eq!(
        codes(&with_group("device").insert_after(QR, "          require: [extra]", "          fixed: { device: a }")),
        [Code::Contradiction]
    );
    assert_eq!(
        codes(&with_group("device").insert_after(QR, "          require: [extra]", "          forbid: [device]")),
        [Code::Contradiction]
    );
}

#[test]
fn members_need_a_json_field_and_are_unique() {
    let member = "                - { name: productId, required: y, type: String, sample: \"1\", description: An id. }";
    let twice = Spec::real().insert_after(QR, "- { name: productId", member);
    assert_eq!(codes(&twice), [Code::DuplicateField]);
    let elsewhere =
        Spec::real().edit(QR, "            extra:\n              members", "            body:\n              members");
    assert_eq!(codes(&elsewhere), [Code::InapplicableRule]);
    let fixed_only = Spec::real().edit(APP, "fixed: { type: apppay }", "fixed: { typo: apppay }");
    assert_eq!(codes(&fixed_only), [Code::UnknownField]);
}

#[test]
fn integer_field_accepts_only_numeric_values() {
    let spec = Spec::real().edit(QR, "type: String(3),   sample: CAD", "type: int, sample: CAD");
    assert_eq!(codes(&spec), [Code::InapplicableRule]);
}
