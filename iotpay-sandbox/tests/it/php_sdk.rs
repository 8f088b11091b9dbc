//! The requests of the vendor's PHP SDK (2021): the same fields in the same order, escaped and signed as PHP does it.
//! Nothing here uses the client or its signer.

use iotpay_sandbox::Gateway;
use md5::{Digest as _, Md5};
use serde_json::Value;

use crate::shop::{KEY, LOGIN_NAME, MCH_ID, Shop};

/// A value of a PHP array.
enum Php {
    Text(String),
    Integer(i64),
}

/// The PHP array of a request: its fields in the order in which the SDK sets them.
struct Request(Vec<(&'static str, Php)>);

impl Request {
    fn text(mut self, name: &'static str, value: &str) -> Self {
        self.0.push((name, Php::Text(value.to_owned())));
        self
    }

    fn integer(mut self, name: &'static str, value: i64) -> Self {
        self.0.push((name, Php::Integer(value)));
        self
    }

    /// Like `ksort($parameters, SORT_NATURAL | SORT_FLAG_CASE)`, which gives another order than bytes only for names
    /// with digits or underscores. No request has such names.
    fn signature(&self) -> String {
        let mut pairs: Vec<_> = self
            .0
            .iter()
            .map(|(name, value)| match value {
                Php::Text(text) => (*name, text.clone()),
                Php::Integer(number) => (*name, number.to_string()),
            })
            .filter(|(_, value)| !value.is_empty())
            .collect();
        pairs.sort_by_key(|(name, _)| name.to_lowercase());
        let signed: String = pairs.iter().map(|(name, value)| format!("{name}={value}&")).collect();
        let digest = Md5::digest(format!("{signed}key={KEY}"));
        digest.iter().map(|byte| format!("{byte:02X}")).collect()
    }

    /// Like `json_encode($parameters)`.
    fn json(&self) -> String {
        let mut members: Vec<String> = self
            .0
            .iter()
            .map(|(name, value)| match value {
                Php::Text(text) => format!("\"{name}\":{}", json_string(text)),
                Php::Integer(number) => format!("\"{name}\":{number}"),
            })
            .collect();
        members.push(format!("\"sign\":\"{}\"", self.signature()));
        format!("{{{}}}", members.join(","))
    }
}

/// PHP escapes slashes and everything outside ASCII.
fn json_string(text: &str) -> String {
    let escaped = text.encode_utf16().map(|unit| match char::from_u32(unit.into()) {
        Some('/') => "\\/".to_owned(),
        Some('"') => "\\\"".to_owned(),
        Some(character) if character.is_ascii() => character.to_string(),
        _ => format!("\\u{unit:04x}"),
    });
    format!("\"{}\"", escaped.collect::<String>())
}

fn new() -> Request {
    Request(Vec::new())
}

async fn send(gateway: &Gateway, path: &str, request: &Request) -> (Option<String>, Value) {
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let url = format!("{}{path}", gateway.base_url("card").unwrap());
    let sent = http.post(url).header("Content-Type", "application/json;charset=UTF-8").body(request.json());
    let response = sent.send().await.unwrap();
    let field = response.headers().get("x-sandbox-field").map(|field| field.to_str().unwrap().to_owned());
    (field, serde_json::from_str(&response.text().await.unwrap()).unwrap())
}

async fn accepted(gateway: &Gateway, path: &str, request: Request) -> Value {
    let (_, response) = send(gateway, path, &request).await;
    assert_eq!(response["retCode"], "SUCCESS", "{path} {}: {response}", request.json());
    response["retData"].clone()
}

fn purchase(reference: &str) -> Request {
    // The SDK truncates 19.99 * 100.
    new()
        .text("mchOrderNo", reference)
        .text("mchId", MCH_ID)
        .text("currency", "CAD")
        .integer("amount", 1998)
        .text("loginName", LOGIN_NAME)
        .text("notifyUrl", "https://ex.com/n")
        .text("returnUrl", "https://ex.com/r?a=1&b=2")
        .text("channel", "PF_CC")
        .text("mchUserId", "007")
}

fn add_card(channel: &str) -> Request {
    new()
        .text("cardId", "c1")
        .text("mchId", MCH_ID)
        .text("returnUrl", "https://ex.com/r")
        .text("loginName", LOGIN_NAME)
        .text("channel", channel)
}

fn refund(reference: &str, order: &str) -> Request {
    let request = new().text("mchId", MCH_ID).text("mchRefundNo", reference);
    request.text("loginName", LOGIN_NAME).text("payOrderId", order)
}

#[tokio::test]
async fn every_request_of_the_sdk_is_served() {
    let shop = Shop::new(|builder| builder).await;
    let gateway = &shop.gateway;

    let page = accepted(gateway, "cc_purchase", purchase("m/1-购")).await;
    assert_eq!(page["secureId"].as_str().unwrap().len(), 64);
    let order = gateway.orders().pop().unwrap();
    assert_eq!((&order.mch_order_no[..], order.amount), ("m/1-购", 1998));
    let _ = gateway.pay(&order.pay_order_id).await;
    let by_reference = new().text("mchId", MCH_ID).text("mchOrderNo", "m/1-购");
    let by_id = new().text("mchId", MCH_ID).text("payOrderId", &order.pay_order_id);
    for query in [by_id, by_reference] {
        let found = accepted(gateway, "cc_query", query).await;
        assert_eq!((&found["status"], &found["mchOrderNo"]), (&2.into(), &"m/1-购".into()));
    }

    accepted(gateway, "cc_addcard", add_card("PF_CC")).await;
    gateway.store_card("c1", "4325671234562266").unwrap();
    let card = accepted(gateway, "cc_querycard", new().text("cardId", "c1").text("mchId", MCH_ID)).await;
    assert_eq!(card["cardNum"], "432567******2266");
    // The SDK truncates 0.29 * 100.
    let with_token = new()
        .text("mchId", MCH_ID)
        .text("mchOrderNo", "m2")
        .text("cardId", "c1")
        .integer("amount", 28)
        .text("currency", "CAD")
        .text("loginName", LOGIN_NAME)
        .text("notifyUrl", "https://ex.com/n")
        .text("mchUserId", "u1")
        .text("clientIp", "1.2.3.4");
    let charged = accepted(gateway, "cc_purchasewithtoken", with_token).await;
    assert_eq!((&charged["status"], &charged["amount"]), (&2.into(), &28.into()));
    // The SDK sends a cardId that the newest page does not list.
    let with_wallet = new()
        .text("cardId", "c1")
        .text("mchOrderNo", "m3")
        .text("mchId", MCH_ID)
        .text("currency", "CAD")
        .integer("amount", 500)
        .text("loginName", LOGIN_NAME)
        .text("walletType", "ApplePay")
        .text("walletData", "eyJ2ZXJzaW9uIjoiRUNfdjEifQ==");
    let (_, charged) = send(gateway, "cc_purchasewithwallet", &with_wallet).await;
    assert_eq!(charged["retCode"], "SUCCESS", "{charged}");

    let url = "https://localhost";
    let voided = accepted(gateway, "cc_void", refund("R2", &order.pay_order_id).text("notifyUrl", url)).await;
    assert_eq!((&voided["payType"], &voided["originalOrderId"]), (&"refund".into(), &order.pay_order_id[..].into()));
    let settled = charged["retData"]["payOrderId"].as_str().unwrap();
    gateway.settle(settled).unwrap();
    let partial = refund("R1", settled).integer("refundAmount", 110).text("notifyUrl", "https://ex.com/n");
    assert_eq!(accepted(gateway, "cc_refund", partial).await["amount"], 110);
}

/// The SDK sends an empty channel if the caller sets none. The newest page requires it.
#[tokio::test]
async fn an_empty_channel_is_rejected_and_explained() {
    let shop = Shop::new(|builder| builder).await;
    let (field, response) = send(&shop.gateway, "cc_addcard", &add_card("")).await;
    assert_eq!((field.as_deref(), &response["retCode"]), (Some("channel"), &"FAIL".into()));
}

/// The bytes of a body, and its signature by another program, `printf … | md5sum`.
#[test]
fn bodies_have_the_form_of_php() {
    let request = new().text("name", "m/1 购").integer("amount", 1998).text("channel", "");
    let signed = format!("amount=1998&name=m/1 购&key={KEY}");
    let digest: String = Md5::digest(signed).iter().map(|byte| format!("{byte:02X}")).collect();
    let expected = r#"{"name":"m\/1 \u8d2d","amount":1998,"channel":"","sign":"SIGN"}"#;
    assert_eq!(request.json(), expected.replace("SIGN", &digest));
}
