//! Rules about endpoints: what their requests must contain, and which queries resolve their outcomes.

use crate::fixture::{Spec, assert_points_at};
use iotpay_gen::diagnostic::Code;

const QR: &str = "spec/general/04-customer-scan-qr.yaml";
const QUERY: &str = "spec/general/10-order-query.yaml";
const REFUND: &str = "spec/general/13-refund.yaml";
const QUERY_CARD: &str = "spec/card/06-query-card.yaml";

#[test]
fn query_of_refunds_resolves_only_refunds_and_voids() {
    let query = include_str!("../../../tests/private-endpoints/spec/query-refund.yaml");
    let with_query = || Spec::real().set("spec/general/14-query-refund.yaml", query);
    let reference = "    reference: mchRefundNo\n";
    let resolved = with_query().edit(REFUND, reference, &format!("{reference}    resolved_by: query_refund\n"));
    let files = resolved.generated();
    let refund = files.iter().find(|file| file.path == "general/refund.rs").unwrap();
    assert!(refund.text.contains(".resolved_by(\"query_refund\")"), "{}", refund.text);

    let rendered = with_query().edit(QR, "resolved_by: query_order", "resolved_by: query_refund").rendered();
    assert!(rendered.contains("error[IOT032]: `query_refund` finds only refunds and voids"), "{rendered}");
    assert!(rendered.contains("use an endpoint of the same family that has `effect: query_order`\n"), "{rendered}");
}

#[test]
fn query_of_refunds_identifies_a_refund() {
    let query = include_str!("../../../tests/private-endpoints/spec/query-refund.yaml");
    let ids = "      rules:\n        refundOrderId: { identifies: refund }\n\n";
    // Without the rule, the merchant reference still identifies the refund.
    let with = |text: &str| Spec::real().set("spec/general/14-query-refund.yaml", text);
    assert!(with(&query.replacen(ids, "\n", 1)).code("general/query_refund.rs").has_struct("QueryRefund"));
    let unrelated = query.replacen(ids, "\n", 1).replace("mchRefundNo", "ticketNo");
    assert_points_at(&with(&unrelated), Code::InapplicableRule, "query_refund");
}

#[test]
fn effects_that_the_sandbox_does_not_store_need_no_reference() {
    let with = |effect: &str, idempotent: &str| {
        Spec::real().edit(QUERY_CARD, "effect: query_card", &format!("effect: {effect}")).edit(
            QUERY_CARD,
            "idempotent: true",
            &format!("idempotent: {idempotent}"),
        )
    };
    for (effect, idempotent) in [("other_query", "true"), ("other_query", "false"), ("other", "false")] {
        assert!(with(effect, idempotent).code("card/query_card.rs").has_struct("CcQueryCard"), "{effect}");
    }
    let rendered = with("other", "true").rendered();
    assert!(rendered.starts_with("error[IOT029]"), "{rendered}");
}

#[test]
fn resolver_must_be_a_query_with_the_same_reference() {
    for (name, from, to) in [
        (QR, "resolved_by: query_order", "resolved_by: refund_order"),
        (QR, "resolved_by: query_order", "resolved_by: cc_purchase"),
        (QR, "reference: mchOrderNo", "reference: remarks"),
        (QUERY, "idempotent: true", "idempotent: true\n    resolved_by: query_order"),
    ] {
        let spec = Spec::real().edit(name, from, to);
        assert_points_at(
            &spec,
            Code::InvalidResolver,
            to.rsplit_once("resolved_by: ").map_or("query_order", |it| it.1),
        );
    }
}

#[test]
fn reference_must_be_a_field_of_the_caller() {
    let spec = Spec::real().edit(REFUND, "reference: mchRefundNo", "reference: mchId");
    assert_points_at(&spec, Code::InapplicableRule, "mchId");
    let with = |line: &str| Spec::real().insert_after(QR, "          require: [extra]", line);
    assert_points_at(&with("          forbid: [mchOrderNo]"), Code::Contradiction, "mchOrderNo");
    assert_points_at(&with("          fixed: { mchOrderNo: a }"), Code::Contradiction, "mchOrderNo");
}

#[test]
fn requests_must_have_signature_and_channel() {
    let spec = Spec::real().remove_line(REFUND, "{ name: sign, ");
    assert_points_at(&spec, Code::MissingField, "refund_order");
    let spec = Spec::real().remove_line(QR, "{ name: channelId, ");
    assert_points_at(&spec, Code::MissingField, "WX_NATIVE");
}
