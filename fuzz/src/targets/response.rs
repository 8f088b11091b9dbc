//! Responses: only a response about the order of the request is accepted, and no error shows the key.

use iotpay_client::protocol::{Protocol, Request};
use iotpay_client::signing::Verification;
use iotpay_client::spec::Family;
use iotpay_client::{Response, card, general};

use super::messages::{KEY, credentials, signed};

/// Pieces of JSON.
pub const TOKENS: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    "\"",
    ",",
    ":",
    "null",
    "1e9",
    "\\u0000",
    "\\",
    "SUCCESS",
    "FAIL",
    ",\"sign\":null",
    "m2",
    "\"result\":{}",
    "<html>",
    "\u{feff}",
];

const REFERENCE: &str = "m1";
const ORDER: &[(&str, &str)] = &[
    ("retCode", "SUCCESS"),
    ("resCode", "SUCCESS"),
    ("mchId", "10000701"),
    ("mchOrderNo", REFERENCE),
    ("channelId", "WX_NATIVE"),
    ("currency", "CAD"),
    ("amount", "2865"),
    ("subject", "Green tea"),
    ("status", "2"),
];

/// Returns signed and unsigned responses, and a rejection.
pub fn seeds() -> Vec<Vec<u8>> {
    let members = |fields: Vec<(&str, String)>| -> serde_json::Value {
        fields.into_iter().map(|(name, text)| (name.to_owned(), serde_json::Value::from(text))).collect()
    };
    let order = members(signed(general::General::SPEC.signing, ORDER)).to_string();
    let card = r#"{"retCode":"SUCCESS","retMsg":"","retData":{"payOrderId":"PC1","mchId":"10000701","mchOrderNo":"m1",
        "currency":"CAD","amount":1500,"payType":"pay","status":2}}"#;
    let rejected = r#"{"retCode":"FAIL","retMsg":"支付订单不存在"}"#;
    [order.as_str(), card, rejected, "<html>Maintenance</html>"].map(|text| text.as_bytes().to_vec()).into()
}

/// Judges the input as the response to a query of each family.
pub fn run(data: &[u8]) {
    let query = general::QueryOrder::by_mch_order_no(REFERENCE).expect("a valid reference");
    if let Some(response) = judged(&query, data) {
        let verification = response.received().verification();
        assert!(matches!(verification, Verification::Verified { .. }), "an unsigned response was accepted");
        assert_eq!(response.mch_order_no, REFERENCE, "a response about another order");
    }
    let query = card::CcQuery::by_mch_order_no(REFERENCE).expect("a valid reference");
    if let Some(response) = judged(&query, data) {
        assert_eq!(response.ret_data.mch_order_no, REFERENCE, "a response about another order");
    }
}

fn judged<R: Request>(request: &R, data: &[u8]) -> Option<Response<R::Response>> {
    let protocol = Protocol::<R::Family>::new(credentials());
    let exchange = protocol.prepare(request).expect("a valid request");
    match exchange.judge(200, data) {
        Ok(response) => Some(response),
        Err(error) => {
            assert!(!format!("{error} {error:?}").contains(KEY), "the error shows the key");
            None
        }
    }
}
