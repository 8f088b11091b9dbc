//! What each key of a page generates, and which values it rejects.

use crate::fixture::{Spec, assert_points_at};
use iotpay_gen::diagnostic::Code;

const OVERVIEW: &str = "spec/general/03-general-order.yaml";
const MINI: &str = "spec/general/07-wechat-mini-program.yaml";
const ONLINE: &str = "spec/general/08-online-secure-payment.yaml";
const QUERY: &str = "spec/general/10-order-query.yaml";
const GONE: &str = "spec/general/14-query-refund.yaml";
const REDIRECT: &str = "spec/card/02-redirect.yaml";
const DIRECT: &str = "spec/card/05-direct.yaml";
const WALLET: &str = "spec/card/08-purchase-with-wallet.yaml";
const VOID: &str = "spec/card/09-void.yaml";
const DEBIT: &str = "spec/autodebit/03-create-order.yaml";
const STATUSES: &str = "spec/shared/statuses.yaml";
const FAMILIES: &str = "spec/shared/families.yaml";

fn field(path: &str, of: &str, name: &str) -> String {
    Spec::real().code(path).field(of, name).unwrap_or_else(|| panic!("{of} has no {name}"))
}

#[test]
fn card_data_has_dedicated_types() {
    let direct = |name: &str| field("card/direct.rs", "CcDirectPurchase", name);
    assert_eq!(direct("card_num"), "CardNumber");
    assert_eq!(direct("cvv"), "Cvv");
    assert_eq!(direct("expiry_date"), "ExpiryDate");
    assert_eq!(direct("holder"), "SecretText<50>");
    assert_eq!(field("card/purchase_with_wallet.rs", "CcPurchaseWithWallet", "wallet_data"), "Base64");
}

#[test]
fn card_data_is_secret_without_a_rule_and_cannot_be_fixed() {
    let spec = Spec::real().edit(DIRECT, "cvv:        { format: cvv,", "cvv:        { format: cvv, secret: hidden,");
    assert_points_at(&spec, Code::InapplicableRule, "hidden");
    let fixed =
        "    channels:\n      - channel: PF_CC\n        about: Fixed.\n        request: { fixed: { cvv: \"123\" } }\n";
    let spec =
        Spec::real().edit(DIRECT, "    request:\n      table:\n", &format!("{fixed}\n    request:\n      table:\n"));
    assert!(spec.rendered().contains("the fixed value of `cvv` is not valid for the field"), "{}", spec.rendered());
}

#[test]
fn order_ids_and_refund_ids_have_different_types() {
    let void = Spec::real().code("card/void.rs");
    assert_eq!(void.field_attribute("CcVoid", "pay_order_id", "request").as_deref(), Some("request(order_id)"));
    assert_eq!(field("card/void.rs", "CcVoidRetData", "pay_order_id"), "RefundId");
    assert_eq!(field("card/void.rs", "CcVoidRetData", "original_order_id"), "Option<OrderId>");
    // A query can be about an order or a refund.
    assert_eq!(field("card/query_transaction.rs", "CcQueryRetData", "pay_order_id"), "String");
    let spec =
        Spec::real().edit(VOID, "retData.mchId:  ", "retData.amount: { identifies: order }\n        retData.mchId:  ");
    assert_points_at(&spec, Code::InapplicableRule, "order");
    let spec =
        Spec::real().edit(VOID, "payOrderId: { identifies: order }", "payOrderId: { identifies: order, format: ip }");
    assert_points_at(&spec, Code::InapplicableRule, "order");
}

#[test]
fn payment_and_refund_statuses_have_different_types() {
    assert_eq!(field("card/void.rs", "CcVoidRetData", "status"), "crate::card::CardRefundStatus");
    assert_eq!(field("card/query_transaction.rs", "CcQueryRetData", "status"), "crate::card::CardTransactionStatus");
    let family = Spec::real().generated().into_iter().find(|file| file.path == "card/mod.rs").unwrap().text;
    let functions = |name: &str| {
        let rest = family.split(&format!("impl {name} {{")).nth(1).unwrap_or_else(|| panic!("no impl of {name}"));
        let body = rest.split("\n}").next().unwrap();
        body.split("pub fn ").skip(1).map(|rest| rest.split('{').next().unwrap().trim().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(functions("CardStatus"), ["outcome(&self) -> crate::PaymentOutcome"]);
    assert_eq!(functions("CardRefundStatus"), ["outcome(&self) -> crate::RefundOutcome"]);
    let of_either = ["__payment(&self) -> crate::PaymentOutcome", "__refund(&self) -> crate::RefundOutcome"];
    assert_eq!(functions("CardTransactionStatus"), of_either);
    // Only allowed together with the field that distinguishes payments from refunds.
    let spec = Spec::real().edit(DIRECT, "      rules:\n        retData.payOrderId:  {", "      rules:\n        retData.payType:     { format: text }\n        retData.status:      { values: card-transaction-status }\n        retData.payOrderId:  {");
    assert_points_at(&spec, Code::InapplicableRule, "retData.status");
    let spec = Spec::real().edit(STATUSES, "    outcome_of: transaction\n", "    outcome_of: transacton\n");
    assert_points_at(&spec, Code::UnknownValue, "transacton");
    let idle = "page: /guide/autodebit/webhook.html\n    values:\n      - { value: 1, name: pending, ";
    let spec = Spec::real().edit(STATUSES, idle, &idle.replace("    values:", "    outcome_of: refund\n    values:"));
    assert_points_at(&spec, Code::InapplicableRule, "refund");
}

#[test]
fn passthrough_objects_keep_their_text() {
    let response = |spec: &Spec| spec.code("general/wechat_mini_program.rs").field("WxJsapiMiniResponse", "pay_params");
    assert_eq!(response(&Spec::real()).as_deref(), Some("Passthrough<WxJsapiMiniPayParams>"));
    let bare: String =
        Spec::real().text(MINI).split_inclusive('\n').filter(|line| !line.contains("payParams.")).collect();
    assert_eq!(response(&Spec::real().set(MINI, &bare)).as_deref(), Some("RawJson"));
    let spec = Spec::real().edit(MINI, "payParams:         { passthrough: true }", "mchOrderNo: { passthrough: true }");
    assert_points_at(&spec, Code::InapplicableRule, "true");
}

#[test]
fn overview_generates_no_types() {
    let has = |spec: &Spec| spec.generated().iter().any(|file| file.path == "general/general_order.rs");
    assert!(!has(&Spec::real()));
    let channels = "    overview: true\n    channels:\n      - { channel: WX_NATIVE, about: A channel. }\n";
    let spec = Spec::real().edit(OVERVIEW, "    overview: true\n", channels);
    assert_points_at(&spec, Code::Contradiction, "WX_NATIVE");
}

#[test]
fn unavailable_page_generates_nothing_and_needs_how_to_complete() {
    assert!(Spec::real().generated().iter().all(|file| file.path != "general/query_refund.rs"));
    assert_points_at(
        &Spec::real().remove_line(GONE, "  how_to_complete:"),
        Code::CompletenessMismatch,
        "not-available",
    );
}

#[test]
fn browser_return_exposes_the_envelope() {
    assert_eq!(field("card/redirect.rs", "CardReturn", "ret_code"), "String");
    let spec = Spec::real().edit(REDIRECT, "browser_returns:", "browser_return:");
    assert_points_at(&spec, Code::UnknownKey, "browser_return");
}

#[test]
fn deprecated_pages_generate_deprecated_types() {
    let page = Spec::real().code("card_v2/credit_card_v2.rs");
    for name in ["CcPurchase", "CcPurchaseResponse"] {
        let note = page.attribute(name, "deprecated");
        assert_eq!(note.as_deref(), Some("deprecated(note=\"usethefamily`card`,CreditCardV3\")"), "{name}");
    }
    let family = Spec::real().generated().into_iter().find(|file| file.path == "card_v2/mod.rs").unwrap().text;
    let marked = |item: &str| {
        let at = family.find(item).unwrap_or_else(|| panic!("no `{item}` in {family}"));
        let before = &family[..at];
        before.rfind("#[deprecated").is_some_and(|mark| !before[mark..].contains(['}', ';']))
    };
    assert!(marked("pub enum CardV2 {") && marked("pub type Client"), "{family}");
    assert!(
        Spec::real()
            .generated()
            .iter()
            .all(|file| file.path.starts_with("card_v2/") || !file.text.contains("#[deprecated"))
    );
}

#[test]
fn undocumented_response_is_marked_in_code() {
    let text = |spec: &Spec, path: &str| spec.generated().into_iter().find(|file| file.path == path).unwrap().text;
    assert!(text(&Spec::real(), "autodebit/create_order.rs").contains(".undocumented_response()"));
    let closed = Spec::real().remove_line(DEBIT, "      undocumented:");
    assert!(!text(&closed, "autodebit/create_order.rs").contains(".undocumented_response()"));
}

#[test]
fn channel_can_make_a_required_field_optional() {
    assert_eq!(field("autodebit/create_order.rs", "DebitWxJsapi", "extra"), "Option<JsonText<512>>");
    assert_eq!(field("autodebit/create_order.rs", "DebitWxApp", "extra"), "JsonText<512>");
    let spec = Spec::real().edit(DEBIT, "optional: [extra]", "optional: [remarks]");
    assert_points_at(&spec, Code::InapplicableRule, "remarks");
}

#[test]
fn request_can_require_an_optional_field() {
    assert_eq!(field("card/purchase_with_wallet.rs", "CcPurchaseWithWallet", "wallet_type"), "crate::card::WalletType");
    let spec = Spec::real().edit(WALLET, "fields: [walletType, walletData]", "fields: [walletType, walletDate]");
    assert_points_at(&spec, Code::UnknownField, "walletDate");
}

#[test]
fn one_of_overrides_the_required_column() {
    let code = Spec::real().code("card/query_transaction.rs");
    assert_eq!(code.fields("CcQuery"), ["by"]);
    let spec = Spec::real().edit(QUERY, "payOrderId, required: y*", "payOrderId, required: y");
    assert_points_at(&spec, Code::Contradiction, "payOrderId");
}

#[test]
fn row_from_another_page_names_that_page() {
    let text =
        Spec::real().generated().into_iter().find(|file| file.path == "general/online_secure_payment.rs").unwrap().text;
    assert!(text.contains("The row is from [App integrate IOTPay](https://develop.iotpay.ca/guide/order_app.html)."));
    let spec = Spec::real().edit(ONLINE, "page: /guide/order_app.html", "page: /guide/order_ap.html");
    assert_points_at(&spec, Code::UnknownName, "/guide/order_ap.html");
    assert!(spec.rendered().contains("did you mean `/guide/order_app.html`?"));
}

#[test]
fn family_can_omit_notifications() {
    let files = Spec::real().generated();
    let text = |path: &str| &files.iter().find(|file| file.path == path).unwrap().text;
    assert!(text("card/mod.rs").contains("pub type NotificationReceiver"));
    assert!(!text("card_v2/mod.rs").contains("pub type NotificationReceiver"));
    // If there are notifications, the family must define their encoding.
    let how = "    notifications:\n      body: json\n      acknowledgement: SUCCESS\n      source: sdk\n";
    let without = Spec::real().edit(FAMILIES, how, "");
    assert_points_at(&without, Code::MissingField, "card_notification");
}
