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
    assert!(refund.text.contains(".resolved_by(&super::query_refund::QUERY_REFUND_STATUS)"), "{}", refund.text);
    let query = files.iter().find(|file| file.path == "general/query_refund.rs").unwrap();
    let constant = query.text.split_once("pub static QUERY_REFUND_STATUS").unwrap().1.split_once("\n\n").unwrap().0;
    for part in [
        "\"query_refund\"",
        "&QUERY_REFUND",
        "\"mchRefundNo\"",
        "\"refundStatus\"",
        "(\"3\", Outcome::Failed)",
        ".amount(\"refundAmount\")",
        ".id(\"refundOrderId\")",
        ".of_refunds()",
    ] {
        assert!(constant.contains(part), "{part}: {constant}");
    }
    assert!(!constant.contains(".inferred()"), "{constant}");

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
fn resolver_with_another_field_is_inferred() {
    let files = Spec::real().generated();
    let text = |path: &str| &files.iter().find(|file| file.path == path).unwrap().text;
    for path in ["card/refund.rs", "card/void.rs"] {
        let path_of_query = ".resolved_by(&super::query_transaction::CC_QUERY_INFERRED_REFUND_STATUS)";
        assert!(text(path).contains(path_of_query), "{path}: {}", text(path));
    }
    let queries = text("card/query_transaction.rs");
    let constant = |name: &str| {
        let after = queries.split_once(&format!("pub static {name}:")).unwrap().1;
        after.split_once("\n\n").unwrap().0
    };
    let (orders, refunds) = (constant("CC_QUERY_STATUS"), constant("CC_QUERY_INFERRED_REFUND_STATUS"));
    for of in [orders, refunds] {
        assert!(of.contains("\"mchOrderNo\"") && of.contains("\"retData.status\""), "{of}");
        assert!(of.contains(".kinds(\"retData.payType\", &[\"pay\"], &[\"refund\"])"), "{of}");
    }
    assert!(refunds.contains(".of_refunds()") && refunds.contains(".inferred()"), "{refunds}");
    assert!(!orders.contains(".of_refunds()") && !orders.contains(".inferred()"), "{orders}");
    let family = text("card/mod.rs");
    assert!(family.contains("&query_transaction::CC_QUERY_STATUS"), "{family}");
    assert!(family.contains("&query_transaction::CC_QUERY_INFERRED_REFUND_STATUS"), "{family}");
}

#[test]
fn only_endpoints_that_move_money_name_their_amount() {
    let files = Spec::real().generated();
    let text = |path: &str| files.iter().find(|file| file.path == path).unwrap().text.as_str();
    for (path, wanted) in [
        ("general/customer_scan_qr.rs", Some(".moves_money().amount(\"amount\").currency(\"currency\")")),
        ("general/refund.rs", Some(".moves_money().amount(\"refundAmount\")")),
        ("card/void.rs", Some(".moves_money()")),
        ("card/query_card.rs", None),
        ("general/order_query.rs", None),
        ("autodebit/contract.rs", None),
    ] {
        let code: String = text(path).split_whitespace().collect();
        match wanted {
            Some(wanted) => assert!(code.contains(wanted), "{path}: {code}"),
            None => assert!(!code.contains(".moves_money()"), "{path}: {code}"),
        }
    }
    assert!(!text("card/void.rs").contains(".amount("), "{}", text("card/void.rs"));
}

#[test]
fn field_of_a_resolver_must_be_in_the_query_and_differ() {
    const CC_REFUND: &str = "spec/card/10-refund.yaml";
    let with = |field: &str| Spec::real().edit(CC_REFUND, "reference: mchOrderNo", &format!("reference: {field}"));
    let rendered = with("mchOrderNr").rendered();
    assert!(rendered.contains("error[IOT032]: `cc_query` does not accept `mchOrderNr`"), "{rendered}");
    assert!(rendered.contains("did you mean `mchOrderNo`?"), "{rendered}");
    let rendered = with("mchRefundNo").rendered();
    assert!(rendered.contains("`mchRefundNo` already is the merchant reference of the request"), "{rendered}");
    assert!(rendered.contains("remove `reference:` from `resolved_by`"), "{rendered}");
    let without_source = Spec::real().edit(CC_REFUND, "      source: inferred\n", "");
    assert!(without_source.rendered().contains("missing key `source`"), "{}", without_source.rendered());
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
