//! The states of orders, refunds, cards and contracts. These tests have their own small spec, independent
//! of the embedded one.

use crate::support::raw_request::CARD_NUMBER;
use crate::support::sandbox::{Case, Sandbox, cases};
use crate::support::signing::{Map, Scalar};
use crate::support::tables;
use iotpay_sandbox::{CardError, ChargeOutcome, ContractError, ContractState, NotSent, OrderError};
use serde_json::Value;

const NOTIFY_URL: &str = "https://shop.example/iotpay";

/// Sends requests by name to a sandbox with the small spec.
struct Caller(Sandbox);

impl Caller {
    async fn new() -> Self {
        Self(Sandbox::with(&tables::files()).await)
    }

    async fn send(&self, call: &str, fields: &[(&str, &str)]) -> Value {
        let (family, name) = call.split_once('/').unwrap();
        let is_meant = |case: &Case<'_>| case.family.name == family && case.endpoint.name == name;
        let case = cases(&self.0.model).into_iter().find(is_meant).unwrap_or_else(|| panic!("{call}"));
        let mut all: Map = fields.iter().map(|(name, value)| ((*name).to_owned(), Scalar::from(*value))).collect();
        all.insert("mchId".to_owned(), crate::support::MCH_ID.into());
        if case.operation.request_field("notifyUrl").is_some() {
            all.entry("notifyUrl".to_owned()).or_insert(NOTIFY_URL.into());
        }
        self.0.ask(&case, &all).await
    }

    /// Returns the response to a successful request, or the object in it, if any.
    async fn done(&self, call: &str, fields: &[(&str, &str)]) -> Value {
        let response = self.send(call, fields).await;
        assert_eq!(response["retCode"], "SUCCESS", "{call}: {response}");
        assert_ne!(response["resCode"], "FAIL", "{call}: {response}");
        response.get("retData").unwrap_or(&response).clone()
    }

    /// Returns the text of a rejection, which must not change the ledger.
    async fn rejected(&self, call: &str, fields: &[(&str, &str)]) -> String {
        let before = self.0.ledger();
        let response = self.send(call, fields).await;
        assert!(response["retCode"] == "FAIL" || response["resCode"] == "FAIL", "{call}: {response}");
        assert_eq!(self.0.ledger(), before, "{call}");
        let text = response.get("errCodeDes").unwrap_or(&response["retMsg"]);
        text.as_str().unwrap().to_owned()
    }

    /// Returns the id of a paid card order of 1000 cents.
    async fn card_order(&self, number: &str) -> String {
        let response = self.done("card/cc_directpurchase", &direct(number)).await;
        assert_eq!(response["status"], 2);
        response["payOrderId"].as_str().unwrap().to_owned()
    }
}

fn direct(number: &str) -> [(&str, &str); 6] {
    let card = [("cardNum", CARD_NUMBER), ("cvv", "786"), ("expiryDate", "0735"), ("walletData", "c2VjcmV0")];
    [("mchOrderNo", number), ("amount", "1000"), card[0], card[1], card[2], card[3]]
}

#[tokio::test]
async fn charge_is_paid_immediately() {
    let caller = Caller::new().await;
    let response = caller.done("card/cc_directpurchase", &direct("m1")).await;
    assert_eq!(
        (&response["status"], &response["amount"], &response["refundable"]),
        (&2.into(), &1000.into(), &1000.into())
    );
    assert_eq!((&response["payType"], &response["mchOrderNo"]), (&"pay".into(), &"m1".into()));
    assert_eq!(response["cardNum"], "432567******2266");
    let time = response["paySuccTime"].as_str().unwrap();
    assert!(time.len() == 19 && time.starts_with("20") && time.as_bytes()[10] == b' ', "{time}");
    assert!(response["payOrderId"].as_str().unwrap().len() <= 30);
    let wallet = caller.done("wallet/charge", &[("mchOrderNo", "m1"), ("amount", "1"), ("identityCode", "1")]).await;
    assert_eq!(wallet["status"], 2);
    assert!(caller.0.gateway.orders().iter().all(|order| order.paid_at.is_some()));
    assert_eq!(caller.rejected("card/cc_directpurchase", &direct("m1")).await, "mchOrderNo m1 was used before");
}

#[tokio::test]
async fn pending_charge_is_paid_later() {
    let caller = Caller::new().await;
    let charge = [("mchOrderNo", "m1"), ("amount", "1"), ("identityCode", "1")];
    caller.0.gateway.set_next_charge_outcome(ChargeOutcome::Pending);
    let response = caller.done("wallet/charge", &charge).await;
    assert_eq!(response["status"], 1);
    let id = response["payOrderId"].as_str().unwrap();
    assert_eq!(caller.done("wallet/query_order", &charge[..1]).await["status"], 1);
    assert_eq!(caller.0.gateway.settle(id), Err(OrderError::NotPaid));
    let refund = [("mchRefundNo", "r1"), ("refundAmount", "1"), ("payOrderId", id)];
    assert_eq!(caller.rejected("wallet/refund_order", &refund).await, "the order is not paid");
    // In-store payments have no notification URL.
    assert_eq!(caller.0.gateway.pay(id).await, Err(OrderError::NotSent(NotSent::NoNotifyUrl)));
    assert_eq!(caller.done("wallet/query_order", &charge[..1]).await["status"], 2);
    // Wallet orders are not settled separately, so they cannot be voided.
    caller.done("wallet/refund_order", &refund).await;
}

#[tokio::test]
async fn charges_use_the_set_outcomes_in_order() {
    let caller = Caller::new().await;
    for outcome in [ChargeOutcome::Rejected, ChargeOutcome::Failed, ChargeOutcome::Paid, ChargeOutcome::Pending] {
        caller.0.gateway.set_next_charge_outcome(outcome);
    }
    // An invalid request does not use up an outcome.
    assert_eq!(caller.rejected("card/cc_directpurchase", &direct("")).await, "request params[mchOrderNo] error.");
    assert_eq!(caller.rejected("card/cc_directpurchase", &direct("m1")).await, "the payment is rejected");
    let failed = caller.done("card/cc_directpurchase", &direct("m1")).await;
    assert_eq!((&failed["status"], &failed["refundable"]), (&9.into(), &0.into()));
    assert_eq!(caller.0.gateway.pay(failed["payOrderId"].as_str().unwrap()).await, Err(OrderError::Failed));
    for (number, status) in [("m2", 2), ("m3", 1), ("m4", 2)] {
        assert_eq!(caller.done("card/cc_directpurchase", &direct(number)).await["status"], status);
    }
}

#[tokio::test]
async fn unsettled_order_is_voided_in_full() {
    let caller = Caller::new().await;
    let id = caller.card_order("m1").await;
    let void = [("mchRefundNo", "r1"), ("payOrderId", id.as_str())];
    let refund = [("mchRefundNo", "r2"), ("payOrderId", id.as_str()), ("refundAmount", "1")];
    assert_eq!(caller.rejected("card/cc_refund", &refund).await, "the order is not settled; it can be voided");
    let response = caller.done("card/cc_void", &void).await;
    assert!(response["payOrderId"].as_str().unwrap().starts_with("RP"));
    assert_eq!((&response["mchOrderNo"], &response["originalOrderId"]), (&"r1".into(), &id.as_str().into()));
    assert_eq!((&response["amount"], &response["refundable"]), (&1000.into(), &0.into()));
    assert_eq!((&response["payType"], &response["status"]), (&"refund".into(), &2.into()));
    assert_eq!(caller.rejected("card/cc_void", &void).await, "mchRefundNo r1 was used before");
    let again = [("mchRefundNo", "r3"), ("payOrderId", id.as_str())];
    assert_eq!(caller.rejected("card/cc_void", &again).await, "the order was refunded before");
    let order = caller.done("card/cc_query", &[("payOrderId", &id)]).await;
    assert_eq!((&order["refundable"], &order["payType"]), (&0.into(), &"pay".into()));
    let found = caller.done("card/cc_query", &[("payOrderId", response["payOrderId"].as_str().unwrap())]).await;
    assert_eq!(found, response);
}

#[tokio::test]
async fn settled_order_is_refunded_in_parts() {
    let caller = Caller::new().await;
    let id = caller.card_order("m1").await;
    assert_eq!(caller.0.gateway.settle("P0"), Err(OrderError::NoSuchOrder));
    caller.0.gateway.settle(&id).unwrap();
    let void = [("mchRefundNo", "v1"), ("payOrderId", id.as_str())];
    assert_eq!(caller.rejected("card/cc_void", &void).await, "the order is settled; it can be refunded");
    for (number, amount, left) in [("r1", "400", 600), ("r2", "600", 0)] {
        let refund = [("mchRefundNo", number), ("payOrderId", id.as_str()), ("refundAmount", amount)];
        let response = caller.done("card/cc_refund", &refund).await;
        assert_eq!(response["amount"].to_string(), amount);
        assert_eq!((&response["refundable"], &response["originalOrderId"]), (&0.into(), &id.as_str().into()));
        assert_eq!(caller.done("card/cc_query", &[("payOrderId", &id)]).await["refundable"], left);
    }
    let more = [("mchRefundNo", "r3"), ("payOrderId", id.as_str()), ("refundAmount", "1")];
    assert_eq!(caller.rejected("card/cc_refund", &more).await, "the refund exceeds the remaining amount of the order");
    let unknown = [("mchRefundNo", "r3"), ("payOrderId", "P0"), ("refundAmount", "1")];
    assert_eq!(caller.rejected("card/cc_refund", &unknown).await, "支付订单不存在");
    assert_eq!(caller.0.gateway.refunds().len(), 2);
}

#[tokio::test]
async fn card_can_be_charged_after_it_is_stored() {
    let caller = Caller::new().await;
    let (card, gateway) = ([("cardId", "c1")], &caller.0.gateway);
    let charge = |number| [("mchOrderNo", number), ("amount", "5"), ("cardId", "c1")];
    assert_eq!(caller.rejected("card/cc_purchasewithtoken", &charge("m1")).await, "cardId is not binding");
    assert_eq!(gateway.store_card("c1", CARD_NUMBER), Err(CardError::NoSuchCard));
    assert_eq!(caller.done("card/cc_addcard", &card).await["secureId"].as_str().unwrap().len(), 64);
    // The customer has not entered the card yet.
    assert_eq!(caller.rejected("card/cc_purchasewithtoken", &charge("m1")).await, "cardId is not binding");
    assert_eq!(caller.rejected("card/cc_querycard", &card).await, "cardId is not binding");
    for number in ["", "4242 4242 4242 4242", "4242424242424", "42424242424242424242"] {
        assert_eq!(gateway.store_card("c1", number), Err(CardError::InvalidNumber), "{number}");
    }
    gateway.store_card("c1", "51051051051051051").unwrap();
    assert_eq!(gateway.store_card("c1", CARD_NUMBER), Err(CardError::AlreadyStored));
    let stored = caller.done("card/cc_querycard", &card).await;
    assert_eq!((&stored["cardId"], &stored["cardNum"]), (&"c1".into(), &"510510******1051".into()));
    assert_eq!((&stored["expiryDate"], &stored["holder"]), (&"1123".into(), &"test".into()));
    let paid = caller.done("card/cc_purchasewithtoken", &charge("m1")).await;
    assert_eq!((&paid["status"], &paid["cardNum"]), (&2.into(), &"510510******1051".into()));
    assert_eq!(caller.rejected("card/cc_addcard", &card).await, "cardId c1 was used before");
}

#[tokio::test]
async fn only_signed_contracts_can_be_debited() {
    let caller = Caller::new().await;
    let gateway = &caller.0.gateway;
    let debit = |number| [("mchOrderNo", number), ("mchContractId", "c1"), ("amount", "5")];
    assert_eq!(caller.rejected("autodebit/create_order", &debit("m1")).await, "contract c1 does not exist");
    assert_eq!(gateway.sign_contract("c1").await, Err(ContractError::NoSuchContract));
    caller.done("autodebit/contract", &[("mchContractId", "c1")]).await;
    assert_eq!(caller.rejected("autodebit/create_order", &debit("m1")).await, "contract c1 is not signed");
    assert_eq!(gateway.terminate_contract("c1").await, Err(ContractError::NotSigned));
    // The contract is signed, but no notification is sent to a remote URL.
    assert_eq!(gateway.sign_contract("c1").await, Err(ContractError::NotSent(NotSent::NotAllowed)));
    assert_eq!(gateway.contracts()[0].state, ContractState::Signed);
    assert_eq!(gateway.sign_contract("c1").await, Err(ContractError::AlreadySigned));
    let again = [("mchContractId", "c1")];
    assert_eq!(caller.rejected("autodebit/contract", &again).await, "mchContractId c1 was used before");
    caller.done("autodebit/create_order", &debit("m1")).await;
    assert_eq!(caller.done("autodebit/query_order", &[("mchOrderNo", "m1")]).await["status"], 2);
    // By default, a contract allows one debit a day.
    gateway.advance(std::time::Duration::from_secs(24 * 60 * 60));
    gateway.set_next_charge_outcome(ChargeOutcome::Pending);
    caller.done("autodebit/create_order", &debit("m2")).await;
    assert_eq!(caller.done("autodebit/query_order", &[("mchOrderNo", "m2")]).await["status"], 1);
    assert_eq!(gateway.terminate_contract("c1").await, Err(ContractError::NotSent(NotSent::NotAllowed)));
    assert_eq!(caller.rejected("autodebit/create_order", &debit("m3")).await, "contract c1 is terminated");
    assert_eq!(gateway.terminate_contract("c1").await, Err(ContractError::NotSigned));
    assert_eq!(caller.rejected("autodebit/contract", &again).await, "mchContractId c1 was used before");
}

#[tokio::test]
async fn query_finds_refunds_by_their_merchant_reference() {
    let caller = Caller::new().await;
    let id = caller.done("wallet/charge", &[("mchOrderNo", "m1"), ("amount", "500"), ("identityCode", "c")]).await;
    let id = id["payOrderId"].as_str().unwrap();
    for (number, amount) in [("r1", "200"), ("r2", "300")] {
        let refund = [("mchRefundNo", number), ("refundAmount", amount), ("payOrderId", id)];
        let refund = caller.done("wallet/refund_order", &refund).await;
        let found = caller.done("wallet/query_refund", &[("mchRefundNo", number)]).await;
        assert_eq!((&found["mchRefundNo"], &found["payOrderId"]), (&number.into(), &id.into()));
        assert_eq!(found["refundOrderId"], refund["refundOrderId"]);
        // The first value of the response's own enumeration with the outcome of a refund that succeeded.
        assert_eq!(
            (&found["refundAmount"], &found["refundStatus"]),
            (&amount.parse::<i64>().unwrap().into(), &5.into())
        );
    }
    for number in ["r3", "m1", id] {
        let rejected = caller.rejected("wallet/query_refund", &[("mchRefundNo", number)]).await;
        assert_eq!(rejected, "the refund does not exist");
    }
}

#[tokio::test]
async fn effects_that_only_the_spec_describes_repeat_values_and_have_samples() {
    let caller = Caller::new().await;
    let before = caller.0.ledger();
    let settled = caller.done("wallet/query_settlement", &[("day", "2026-11-03")]).await;
    assert_eq!((&settled["day"], &settled["total"]), (&"2026-11-03".into(), &250.into()));
    assert_eq!(settled["bank"], "Made-up Bank");
    let bound = caller.done("wallet/bind_terminal", &[("terminal", "t1")]).await;
    assert_eq!((&bound["terminal"], &bound["code"]), (&"t1".into(), &"A7".into()));
    assert_eq!(caller.rejected("wallet/bind_terminal", &[]).await, "request params[terminal] error.");
    assert_eq!(caller.0.ledger(), before);
}

#[tokio::test]
async fn families_do_not_share_references() {
    let caller = Caller::new().await;
    let id = caller.card_order("m1").await;
    let order = [("mchOrderNo", "m1"), ("amount", "5")];
    caller.done("wallet/create_order", &order).await;
    caller.0.gateway.settle(&id).unwrap();
    let refund = [("mchRefundNo", "r1"), ("refundAmount", "1"), ("payOrderId", id.as_str())];
    assert_eq!(caller.rejected("wallet/refund_order", &refund).await, "支付订单不存在");
    caller.done("card/cc_refund", &refund).await;
    assert_eq!(caller.rejected("autodebit/query_order", &order[..1]).await, "支付订单不存在");
}

#[tokio::test]
async fn card_data_is_not_stored() {
    let caller = Caller::new().await;
    caller.card_order("m1").await;
    let kept = format!("{:?}", caller.0.ledger());
    for secret in [CARD_NUMBER, "786", "0735", "c2VjcmV0"] {
        assert!(!kept.contains(&format!("\"{secret}\"")), "{secret} in {kept}");
    }
    assert!(kept.contains("432567******2266") && !kept.contains("cvv") && !kept.contains("expiryDate"));
}
