//! The libraries below the client log no card data at any level.

use crate::support::captured::{captured_async, find_number};
use crate::support::credentials;
use crate::support::server::{Reply, Server};
use iotpay_client::protocol::encode;
use iotpay_client::spec::Family;
use iotpay_client::{Error, card, request};

const CARD_NUMBER: &str = "4325678901232266";
const CVV: &str = "0786";
const NAME: &str = "Canary Cardholder";
const TOKEN: &str = "token-canary-4711";

fn is_silent(log: &str) -> bool {
    let is_missing = |secret: &&str| !log.contains(*secret);
    [CARD_NUMBER, &CARD_NUMBER[..12], NAME, TOKEN].iter().all(is_missing) && find_number(log, CVV).is_none()
}

#[test]
fn no_setting_makes_libraries_log_card_data() {
    let purchase = request!(card::CcDirectPurchase {
        channel: PfCc,
        currency: Cad,
        mch_order_no: "m1",
        amount: 2865,
        card_num: CARD_NUMBER,
        expiry_date: "0735",
        holder: NAME,
        cvv: CVV,
    })
    .unwrap();
    let log = captured_async(async {
        let response = format!(r#"{{"retCode":"FAIL","retMsg":"{TOKEN}"}}"#);
        let server = Server::always(Reply::json(response)).await;
        let builder = card::Client::builder(credentials()).base_url(server.url());
        let client = builder.http_client_builder(|http| http.connection_verbose(true)).build().unwrap();
        let error = client.send(&purchase).await.unwrap_err();
        assert!(matches!(error, Error::Rejected(_)), "{error:?}");
    });
    assert!(log.contains("starting new connection"), "{log}");
    assert!(is_silent(&log), "{log}");

    // The library without the client does log card data, which proves that the client suppresses it.
    let log = captured_async(async {
        let server = Server::always(Reply::json("{}")).await;
        let http = reqwest::Client::builder().no_proxy().connection_verbose(true).build().unwrap();
        let body = encode(&purchase, &credentials(), card::Card::SPEC).body.as_str().to_owned();
        http.post(server.url()).body(body).send().await.unwrap();
    });
    assert!(log.contains(CARD_NUMBER) && find_number(&log, CVV).is_some() && !is_silent(&log), "{log}");
}
