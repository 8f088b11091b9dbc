//! The states of orders, refunds, cards and contracts. These tests have their own tables, independent of the spec.

use crate::support::raw_request::CARD_NUMBER;
use crate::support::sandbox::{Case, Town, cases};
use crate::support::signing::{Map, Scalar};
use crate::support::tables;
use iotpay_sandbox::{CardError, ChargeOutcome, ContractError, ContractState, OrderError};
use serde_json::Value;

const NOTIFY_URL: &str = "https://shop.example/iotpay";

/// Calls by name, on a gateway of the small tables.
struct Desk(Town);

impl Desk {
    async fn new() -> Self {
        Self(Town::with(&tables::files()).await)
    }

    async fn ask(&self, call: &str, fields: &[(&str, &str)]) -> Value {
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

    /// The response of a successful request: the object in it, if any.
    async fn done(&self, call: &str, fields: &[(&str, &str)]) -> Value {
        let response = self.ask(call, fields).await;
        assert_eq!(response["retCode"], "SUCCESS", "{call}: {response}");
        assert_ne!(response["resCode"], "FAIL", "{call}: {response}");
        response.get("retData").unwrap_or(&response).clone()
    }

    /// The text of a rejection, which must not change the ledger.
    async fn refused(&self, call: &str, fields: &[(&str, &str)]) -> String {
        let before = self.0.ledger();
        let response = self.ask(call, fields).await;
        assert!(response["retCode"] == "FAIL" || response["resCode"] == "FAIL", "{call}: {response}");
        assert_eq!(self.0.ledger(), before, "{call}");
        let text = response.get("errCodeDes").unwrap_or(&response["retMsg"]);
        text.as_str().unwrap().to_owned()
    }

    /// A paid card order over 1000 cents.
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
async fn a_charge_is_paid_at_once() {
    let desk = Desk::new().await;
    let response = desk.done("card/cc_directpurchase", &direct("m1")).await;
    assert_eq!(
        (&response["status"], &response["amount"], &response["refundable"]),
        (&2.into(), &1000.into(), &1000.into())
    );
    assert_eq!((&response["payType"], &response["mchOrderNo"]), (&"pay".into(), &"m1".into()));
    assert_eq!(response["cardNum"], "432567******2266");
    let time = response["paySuccTime"].as_str().unwrap();
    assert!(time.len() == 19 && time.starts_with("20") && time.as_bytes()[10] == b' ', "{time}");
    assert!(response["payOrderId"].as_str().unwrap().len() <= 30);
    let wallet = desk.done("wallet/charge", &[("mchOrderNo", "m1"), ("amount", "1"), ("identityCode", "1")]).await;
    assert_eq!(wallet["status"], 2);
    assert!(desk.0.gateway.orders().iter().all(|order| order.paid_at.is_some()));
    assert_eq!(desk.refused("card/cc_directpurchase", &direct("m1")).await, "mchOrderNo m1 was used before");
}

#[tokio::test]
async fn a_pending_charge_is_paid_later() {
    let desk = Desk::new().await;
    let charge = [("mchOrderNo", "m1"), ("amount", "1"), ("identityCode", "1")];
    desk.0.gateway.set_next_charge_outcome(ChargeOutcome::Pending);
    let response = desk.done("wallet/charge", &charge).await;
    assert_eq!(response["status"], 1);
    let id = response["payOrderId"].as_str().unwrap();
    assert_eq!(desk.done("wallet/query_order", &charge[..1]).await["status"], 1);
    assert_eq!(desk.0.gateway.settle(id), Err(OrderError::NotPaid));
    let refund = [("mchRefundNo", "r1"), ("refundAmount", "1"), ("payOrderId", id)];
    assert_eq!(desk.refused("wallet/refund_order", &refund).await, "the order is not paid");
    // In-store payments have no notification URL.
    assert_eq!(desk.0.gateway.pay(id).await, Err(OrderError::NoNotifyUrl));
    assert_eq!(desk.done("wallet/query_order", &charge[..1]).await["status"], 2);
    // A wallet's order needs no settling, and there is nothing to void.
    desk.done("wallet/refund_order", &refund).await;
}

#[tokio::test]
async fn charges_use_the_set_outcomes_in_order() {
    let desk = Desk::new().await;
    for outcome in [ChargeOutcome::Rejected, ChargeOutcome::Failed, ChargeOutcome::Paid, ChargeOutcome::Pending] {
        desk.0.gateway.set_next_charge_outcome(outcome);
    }
    // An invalid request does not use any of them.
    assert_eq!(desk.refused("card/cc_directpurchase", &direct("")).await, "request params[mchOrderNo] error.");
    assert_eq!(desk.refused("card/cc_directpurchase", &direct("m1")).await, "the payment is rejected");
    let failed = desk.done("card/cc_directpurchase", &direct("m1")).await;
    assert_eq!((&failed["status"], &failed["refundable"]), (&9.into(), &0.into()));
    assert_eq!(desk.0.gateway.pay(failed["payOrderId"].as_str().unwrap()).await, Err(OrderError::Failed));
    for (number, status) in [("m2", 2), ("m3", 1), ("m4", 2)] {
        assert_eq!(desk.done("card/cc_directpurchase", &direct(number)).await["status"], status);
    }
}

#[tokio::test]
async fn what_is_not_settled_is_voided_whole() {
    let desk = Desk::new().await;
    let id = desk.card_order("m1").await;
    let void = [("mchRefundNo", "r1"), ("payOrderId", id.as_str())];
    let refund = [("mchRefundNo", "r2"), ("payOrderId", id.as_str()), ("refundAmount", "1")];
    assert_eq!(desk.refused("card/cc_refund", &refund).await, "the order is not settled; it can be voided");
    let response = desk.done("card/cc_void", &void).await;
    assert!(response["payOrderId"].as_str().unwrap().starts_with("RP"));
    assert_eq!((&response["mchOrderNo"], &response["originalOrderId"]), (&"r1".into(), &id.as_str().into()));
    assert_eq!((&response["amount"], &response["refundable"]), (&1000.into(), &0.into()));
    assert_eq!((&response["payType"], &response["status"]), (&"refund".into(), &2.into()));
    assert_eq!(desk.refused("card/cc_void", &void).await, "mchRefundNo r1 was used before");
    let again = [("mchRefundNo", "r3"), ("payOrderId", id.as_str())];
    assert_eq!(desk.refused("card/cc_void", &again).await, "the order was refunded before");
    let order = desk.done("card/cc_query", &[("payOrderId", &id)]).await;
    assert_eq!((&order["refundable"], &order["payType"]), (&0.into(), &"pay".into()));
    let found = desk.done("card/cc_query", &[("payOrderId", response["payOrderId"].as_str().unwrap())]).await;
    assert_eq!(found, response);
}

#[tokio::test]
async fn what_is_settled_is_refunded_in_parts() {
    let desk = Desk::new().await;
    let id = desk.card_order("m1").await;
    assert_eq!(desk.0.gateway.settle("P0"), Err(OrderError::NoSuchOrder));
    desk.0.gateway.settle(&id).unwrap();
    let void = [("mchRefundNo", "v1"), ("payOrderId", id.as_str())];
    assert_eq!(desk.refused("card/cc_void", &void).await, "the order is settled; it can be refunded");
    for (number, amount, left) in [("r1", "400", 600), ("r2", "600", 0)] {
        let refund = [("mchRefundNo", number), ("payOrderId", id.as_str()), ("refundAmount", amount)];
        let response = desk.done("card/cc_refund", &refund).await;
        assert_eq!(response["amount"].to_string(), amount);
        assert_eq!((&response["refundable"], &response["originalOrderId"]), (&0.into(), &id.as_str().into()));
        assert_eq!(desk.done("card/cc_query", &[("payOrderId", &id)]).await["refundable"], left);
    }
    let more = [("mchRefundNo", "r3"), ("payOrderId", id.as_str()), ("refundAmount", "1")];
    assert_eq!(desk.refused("card/cc_refund", &more).await, "the refund exceeds the remaining amount of the order");
    let unknown = [("mchRefundNo", "r3"), ("payOrderId", "P0"), ("refundAmount", "1")];
    assert_eq!(desk.refused("card/cc_refund", &unknown).await, "支付订单不存在");
    assert_eq!(desk.0.gateway.refunds().len(), 2);
}

#[tokio::test]
async fn a_card_is_charged_once_it_is_stored() {
    let desk = Desk::new().await;
    let (card, gateway) = ([("cardId", "c1")], &desk.0.gateway);
    let charge = |number| [("mchOrderNo", number), ("amount", "5"), ("cardId", "c1")];
    assert_eq!(desk.refused("card/cc_purchasewithtoken", &charge("m1")).await, "cardId is not binding");
    assert_eq!(gateway.store_card("c1", CARD_NUMBER), Err(CardError::NoSuchCard));
    assert_eq!(desk.done("card/cc_addcard", &card).await["secureId"].as_str().unwrap().len(), 64);
    // The customer has not typed it in yet.
    assert_eq!(desk.refused("card/cc_purchasewithtoken", &charge("m1")).await, "cardId is not binding");
    assert_eq!(desk.refused("card/cc_querycard", &card).await, "cardId is not binding");
    for number in ["", "4242 4242 4242 4242", "4242424242424", "42424242424242424242"] {
        assert_eq!(gateway.store_card("c1", number), Err(CardError::InvalidNumber), "{number}");
    }
    gateway.store_card("c1", "51051051051051051").unwrap();
    assert_eq!(gateway.store_card("c1", CARD_NUMBER), Err(CardError::AlreadyStored));
    let stored = desk.done("card/cc_querycard", &card).await;
    assert_eq!((&stored["cardId"], &stored["cardNum"]), (&"c1".into(), &"510510******1051".into()));
    assert_eq!((&stored["expiryDate"], &stored["holder"]), (&"1123".into(), &"test".into()));
    let paid = desk.done("card/cc_purchasewithtoken", &charge("m1")).await;
    assert_eq!((&paid["status"], &paid["cardNum"]), (&2.into(), &"510510******1051".into()));
    assert_eq!(desk.refused("card/cc_addcard", &card).await, "cardId c1 was used before");
}

#[tokio::test]
async fn only_a_signed_contract_is_debited() {
    let desk = Desk::new().await;
    let gateway = &desk.0.gateway;
    let debit = |number| [("mchOrderNo", number), ("mchContractId", "c1"), ("amount", "5")];
    assert_eq!(desk.refused("autodebit/create_order", &debit("m1")).await, "contract c1 does not exist");
    assert_eq!(gateway.sign_contract("c1").await, Err(ContractError::NoSuchContract));
    desk.done("autodebit/contract", &[("mchContractId", "c1")]).await;
    assert_eq!(desk.refused("autodebit/create_order", &debit("m1")).await, "contract c1 is not signed");
    assert_eq!(gateway.terminate_contract("c1").await, Err(ContractError::NotSigned));
    // It is signed, and nothing leaves the machine.
    assert_eq!(gateway.sign_contract("c1").await, Err(ContractError::NotLoopback));
    assert_eq!(gateway.contracts()[0].state, ContractState::Signed);
    assert_eq!(gateway.sign_contract("c1").await, Err(ContractError::AlreadySigned));
    let again = [("mchContractId", "c1")];
    assert_eq!(desk.refused("autodebit/contract", &again).await, "mchContractId c1 was used before");
    desk.done("autodebit/create_order", &debit("m1")).await;
    assert_eq!(desk.done("autodebit/query_order", &[("mchOrderNo", "m1")]).await["status"], 2);
    gateway.set_next_charge_outcome(ChargeOutcome::Pending);
    desk.done("autodebit/create_order", &debit("m2")).await;
    assert_eq!(desk.done("autodebit/query_order", &[("mchOrderNo", "m2")]).await["status"], 1);
    assert_eq!(gateway.terminate_contract("c1").await, Err(ContractError::NotLoopback));
    assert_eq!(desk.refused("autodebit/create_order", &debit("m3")).await, "contract c1 is terminated");
    assert_eq!(gateway.terminate_contract("c1").await, Err(ContractError::NotSigned));
    assert_eq!(desk.refused("autodebit/contract", &again).await, "mchContractId c1 was used before");
}

#[tokio::test]
async fn families_keep_their_numbers_apart() {
    let desk = Desk::new().await;
    let id = desk.card_order("m1").await;
    let order = [("mchOrderNo", "m1"), ("amount", "5")];
    desk.done("wallet/create_order", &order).await;
    desk.0.gateway.settle(&id).unwrap();
    let refund = [("mchRefundNo", "r1"), ("refundAmount", "1"), ("payOrderId", id.as_str())];
    assert_eq!(desk.refused("wallet/refund_order", &refund).await, "支付订单不存在");
    desk.done("card/cc_refund", &refund).await;
    assert_eq!(desk.refused("autodebit/query_order", &order[..1]).await, "支付订单不存在");
}

#[tokio::test]
async fn what_a_card_call_brings_is_forgotten() {
    let desk = Desk::new().await;
    desk.card_order("m1").await;
    let kept = format!("{:?}", desk.0.ledger());
    for secret in [CARD_NUMBER, "786", "0735", "c2VjcmV0"] {
        assert!(!kept.contains(&format!("\"{secret}\"")), "{secret} in {kept}");
    }
    assert!(kept.contains("432567******2266") && !kept.contains("cvv") && !kept.contains("expiryDate"));
}
