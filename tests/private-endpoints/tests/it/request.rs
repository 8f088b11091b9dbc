//! A private endpoint is validated and signed like any other.

use iotpay_client::general::Currency;
use iotpay_client::signing::{FieldValue, Signer};
use iotpay_client::spec::Family;
use iotpay_client::value::ValueError;
use iotpay_client::{Credentials, Request};
use private_endpoints::general::{QueryPoints, QueryPointsRequired};

#[test]
fn is_signed_like_any_other() {
    let credentials =
        Credentials::builder().mch_id("10000701").login_name("jack123").merchant_key("k").build().unwrap();
    let request = QueryPoints::new(QueryPointsRequired { customer_no: "c-1", pin: "112233" })
        .unwrap()
        .with_currency(Currency::Cad)
        .unwrap();
    let (account, rule, key) =
        (credentials.account(), <QueryPoints as Request>::Family::SPEC.signing, credentials.key());
    let mut by_hand = Signer::new(rule, key);
    for (name, text) in [("currency", "CAD"), ("customerNo", "c-1"), ("mchId", "10000701"), ("pin", "112233")] {
        by_hand.field(name, FieldValue::Text(text));
    }
    assert_eq!(Signer::sign(&request, &account, rule, key), by_hand.finish());
    assert_eq!(QueryPoints::endpoint().path, "query_points");
}

#[test]
fn is_validated_like_any_other() {
    let Err(invalid) = QueryPoints::new(QueryPointsRequired { customer_no: &"c".repeat(21), pin: "112233" }) else {
        panic!("21 characters do not fit 20");
    };
    let violation = invalid.violations()[0];
    assert_eq!(violation.error, ValueError::TooLong { max: 20, length: 21 });
    assert_eq!(violation.page.unwrap().title, "Loyalty points");
}

#[test]
fn does_not_show_its_secrets() {
    let request = QueryPoints::new(QueryPointsRequired { customer_no: "c-1", pin: "112233" }).unwrap();
    let shown = format!("{:?}", request.with_card_num("4242421234564242").unwrap());
    assert!(shown.contains("c-1") && shown.contains("[secret …4242]"), "{shown}");
    assert!(!shown.contains("112233") && !shown.contains("424242"), "{shown}");
    let Err(invalid) = QueryPoints::new(QueryPointsRequired { customer_no: "c-1", pin: "1122334" }) else {
        panic!("7 characters do not fit 6");
    };
    assert!(!format!("{invalid} {invalid:?}").contains("112233"));
}
