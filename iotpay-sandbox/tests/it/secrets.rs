//! Secrets of requests that no operation expects.

use iotpay_sandbox::Gateway;
use serde_json::json;

use crate::shop::{LOGIN_NAME, MCH_ID, merchant};

const NUMBER: &str = "4111111111111111";
/// Not a number: the texts contain times and ids, which contain any few digits sooner or later.
const CODE: &str = "canary-code";

/// A shop that leaves the card in a request that has none, and signs wrongly: the explanation is logged, kept and shown.
#[tokio::test]
async fn explanations_mask_the_fields_that_an_operation_does_not_have() {
    let gateway = Gateway::start(merchant()).await.unwrap();
    let request = json!({
        "mchId": MCH_ID, "loginName": LOGIN_NAME, "mchOrderNo": "a", "amount": 1500, "currency": "CAD",
        "channel": "PF_CC", "notifyUrl": "http://127.0.0.1:9/", "returnUrl": "http://shop.example/",
        "cardNum": NUMBER, "cvv": CODE, "card": { "number": NUMBER }, "sign": "0".repeat(32),
    });
    let url = format!("{}cc_purchase", gateway.base_url("card").unwrap());
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let request = http.post(url).header("content-type", "application/json").body(request.to_string());
    let response = request.send().await.unwrap();
    let headers = format!("{:?}", response.headers());
    let signed = response.headers()["x-sandbox-string-to-sign"].to_str().unwrap().to_owned();
    assert!(signed.starts_with("amount=1500&card=***&cardNum=***&channel=PF_CC&"), "{signed}");
    assert!(signed.contains("&cvv=***&loginName=jack123&"), "{signed}");
    let events = gateway.events();
    let texts =
        [headers, format!("{events:?}"), serde_json::to_string(&events).unwrap(), gateway.snapshot().to_string()];
    for text in texts {
        assert!(!text.contains(NUMBER) && !text.contains(CODE), "{text}");
    }
}
