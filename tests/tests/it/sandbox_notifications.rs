//! The notifications of the sandbox, in the format of each family.

use crate::support::KEY;
use crate::support::raw_request::{CARD_NUMBER, smallest};
use crate::support::sandbox::{Sandbox, cases};
use crate::support::server::{Reply, Server};
use crate::support::signing::{Map, Scalar, of_json, sign, texts};
use crate::support::tables;
use iotpay_sandbox::{Delivery, NotSent, OrderError};

/// A sandbox with the small spec, and a merchant's server that acknowledges every notification.
struct Setup {
    sandbox: Sandbox,
    shop: Server,
}

impl Setup {
    async fn new() -> Self {
        Self { sandbox: Sandbox::with(&tables::files()).await, shop: Server::always(Reply::json("SUCCESS")).await }
    }

    /// Sends the smallest request with additional fields.
    async fn call(&self, family: &str, call: &str, fields: &[(&str, &str)]) {
        let cases = cases(&self.sandbox.model);
        let case = cases.iter().find(|case| case.family.name == family && case.endpoint.name == call).unwrap();
        let mut all = smallest(&self.sandbox.model, case.operation);
        if all.contains_key("notifyUrl") {
            all.insert("notifyUrl".to_owned(), Scalar::Text(format!("{}iotpay", self.shop.url())));
        }
        all.extend(texts(fields));
        self.sandbox.succeed(case, &all).await;
    }

    fn last_order(&self) -> String {
        self.sandbox.gateway.orders().pop().unwrap().pay_order_id
    }

    /// Returns the fields of the last notification, whose signature must match, and whether it was JSON.
    fn last(&self, delivery: &Delivery) -> (Map, bool) {
        assert_eq!((delivery.status, delivery.acknowledged), (Some(200), true));
        let request = self.shop.requests().pop().unwrap();
        let content_type = request.header("content-type").unwrap();
        let is_json = content_type == "application/json;charset=UTF-8";
        let mut fields = if is_json {
            assert_eq!(request.path(), "/v1/iotpay");
            of_json(&serde_json::from_slice(&request.body).unwrap())
        } else {
            assert_eq!((content_type, request.body.len()), ("application/x-www-form-urlencoded", 0));
            let (_, query) = request.path().split_once('?').unwrap();
            let pairs = form_urlencoded::parse(query.as_bytes());
            pairs.map(|(name, value)| (name.into_owned(), Scalar::from(&*value))).collect()
        };
        let signature = fields.remove("sign").unwrap();
        assert_eq!(signature, Scalar::Text(sign(&fields, KEY)));
        (fields, is_json)
    }
}

#[tokio::test]
async fn wallet_payments_are_notified_in_the_query() {
    let setup = Setup::new().await;
    setup.call("wallet", "create_order", &[("mchOrderNo", "m1"), ("amount", "5")]).await;
    let delivery = setup.sandbox.gateway.pay(&setup.last_order()).await.unwrap();
    let (fields, is_json) = setup.last(&delivery);
    assert!(!is_json);
    let expected = [("mchOrderNo", "m1"), ("amount", "5"), ("status", "2"), ("payOrderId", &setup.last_order())];
    assert_eq!(fields, texts(&expected));
    assert_eq!(setup.sandbox.gateway.orders()[0].status, "3");
}

#[tokio::test]
async fn contracts_are_notified_as_json_and_debits_in_the_query() {
    let setup = Setup::new().await;
    setup.call("autodebit", "contract", &[("mchContractId", "c1")]).await;
    let delivery = setup.sandbox.gateway.sign_contract("c1").await.unwrap();
    let (signed, is_json) = setup.last(&delivery);
    assert!(is_json && signed.values().all(|value| matches!(value, Scalar::Text(_))), "{signed:?}");
    assert_eq!((&signed["mchContractId"], &signed["status"]), (&"c1".into(), &"2".into()));
    assert_eq!(signed["cancelledAt"], "0".into());
    let contract = setup.sandbox.gateway.contracts().pop().unwrap();
    assert_eq!(signed["signedAt"], Scalar::Text(contract.signed_at.unwrap().to_string()));
    assert_eq!(signed["iotpayContractId"], Scalar::Text(contract.iotpay_contract_id));

    setup.call("autodebit", "create_order", &[("mchOrderNo", "m1"), ("mchContractId", "c1"), ("amount", "5")]).await;
    assert_eq!(setup.shop.requests().len(), 1, "the debit is notified only on demand");
    let delivery = setup.sandbox.gateway.pay(&setup.last_order()).await.unwrap();
    let (paid, is_json) = setup.last(&delivery);
    assert!(!is_json);
    assert_eq!((&paid["mchOrderNo"], &paid["status"]), (&"m1".into(), &"2".into()));

    let delivery = setup.sandbox.gateway.terminate_contract("c1").await.unwrap();
    let (ended, is_json) = setup.last(&delivery);
    assert!(is_json && ended["status"] == "9".into() && ended["cancelledAt"] != "0".into());
    assert_eq!(ended["signedAt"], signed["signedAt"]);
}

#[tokio::test]
async fn card_payments_and_refunds_are_notified_as_json_with_numbers() {
    let setup = Setup::new().await;
    let gateway = &setup.sandbox.gateway;
    setup
        .call("card", "cc_directpurchase", &[("mchOrderNo", "m1"), ("amount", "1000"), ("cardNum", CARD_NUMBER)])
        .await;
    let id = setup.last_order();
    let (paid, is_json) = setup.last(&gateway.pay(&id).await.unwrap());
    assert!(is_json);
    assert_eq!((&paid["payType"], &paid["amount"], &paid["status"]), (&"pay".into(), &1000.into(), &2.into()));
    assert_eq!(paid["cardNum"], "432567******2266".into());
    assert_eq!(gateway.notify_refund("RP1").await, Err(OrderError::NoSuchOrder));
    gateway.settle(&id).unwrap();
    setup.call("card", "cc_refund", &[("mchRefundNo", "r1"), ("payOrderId", &id), ("refundAmount", "400")]).await;
    let refund = gateway.refunds().pop().unwrap().refund_order_id;
    let (refunded, is_json) = setup.last(&gateway.notify_refund(&refund).await.unwrap());
    assert!(is_json);
    assert_eq!((&refunded["payType"], &refunded["amount"]), (&"refund".into(), &400.into()));
    assert_eq!((&refunded["payOrderId"], &refunded["originalOrderId"]), (&refund.as_str().into(), &id.as_str().into()));
    assert_eq!((&refunded["mchOrderNo"], &refunded["refundable"]), (&"r1".into(), &0.into()));
    // The notification does not change the order.
    assert_eq!(gateway.orders()[0].status, "3");
}

#[tokio::test]
async fn wallet_refunds_are_not_notified() {
    let setup = Setup::new().await;
    setup.call("wallet", "create_order", &[("mchOrderNo", "m1"), ("amount", "5")]).await;
    let id = setup.last_order();
    setup.sandbox.gateway.pay(&id).await.unwrap();
    setup.call("wallet", "refund_order", &[("mchRefundNo", "r1"), ("payOrderId", &id), ("refundAmount", "5")]).await;
    let refund = setup.sandbox.gateway.refunds().pop().unwrap().refund_order_id;
    assert_eq!(setup.sandbox.gateway.notify_refund(&refund).await, Err(OrderError::NotSent(NotSent::NoNotification)));
}
