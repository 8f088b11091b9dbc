//! Card data, ids, passthrough objects and browser returns of a crate with private endpoints.
#![allow(deprecated)]

use iotpay_client::incoming::{Fields, FromFields};
use iotpay_client::notification::{BrowserReturn, Notification as _};
use iotpay_client::outcome::Transaction;
use iotpay_client::signing::Signed;
use iotpay_client::value::ValueError;
use iotpay_client::{Credentials, OrderId, PaymentOutcome, RefundId, RefundOutcome, Request};
use private_endpoints::card::{
    ParcelNotification, ParcelReturn, SendParcel, SendParcelBy, SendParcelRequired, SendParcelResponse,
};

fn parcel(card_num: &str) -> Result<SendParcel, iotpay_client::ValidationError> {
    SendParcel::new(SendParcelRequired {
        parcel_no: "p1",
        card_num,
        cvv: "907",
        expiry_date: "1229",
        token: "dG9rZW4=",
        pay_order_id: &OrderId::new("P1").unwrap(),
        refund_id: &RefundId::new("R1").unwrap(),
        by: SendParcelBy::by_order(&OrderId::new("P2").unwrap())?,
    })
}

#[test]
fn secrets_and_ids_are_sent_as_text() {
    let parcel = parcel("4999991234567890").unwrap();
    let parcel = parcel.with_spare_num("4999991234567891").unwrap().with_spare_cvv("1234").unwrap();
    let parcel = parcel.with_spare_date("0130").unwrap().with_spare_token("YQ==").unwrap();
    let parcel = parcel.with_spare_order(&OrderId::new("P3").unwrap()).unwrap();
    let parcel = parcel.with_spare_fund(&RefundId::new("R3").unwrap()).unwrap();
    let credentials =
        Credentials::builder().mch_id("10000701").login_name("jack123").merchant_key("k").build().unwrap();
    let mut names = Vec::new();
    parcel.visit(&credentials.account(), &mut |name, _| names.push(name.to_owned()));
    assert_eq!(
        names,
        [
            "byOrder",
            "cardNum",
            "cvv",
            "expiryDate",
            "parcelNo",
            "payOrderId",
            "refundId",
            "spareCvv",
            "spareDate",
            "spareFund",
            "spareNum",
            "spareOrder",
            "spareToken",
            "token"
        ]
    );
    let shown = format!("{parcel:?}");
    for secret in ["4999991234", "907", "1229", "dG9rZW4=", "1234\"", "YQ=="] {
        assert!(!shown.contains(secret), "{secret}: {shown}");
    }
    assert_eq!((SendParcel::endpoint().path, SendParcel::endpoint().undocumented_response), ("", true));
}

#[test]
fn secrets_are_validated() {
    let error = parcel("4999").unwrap_err();
    let violations: Vec<_> = error.violations().iter().map(|it| (it.field, it.error)).collect();
    assert_eq!(violations, [("cardNum", ValueError::NotACardNumber)]);
    assert!(parcel("4999991234567890").unwrap().with_spare_order(&OrderId::new("P").unwrap()).is_ok());
    let long = RefundId::new("R123456789").unwrap();
    assert!(parcel("4999991234567890").unwrap().with_spare_fund(&long).is_err());
}

#[test]
fn responses_keep_passthrough_objects() {
    let text = r#"{"parcel":{ "weight" : "7", "odd":[1, 2] },"label":{"a":1},"orderId":"P1","refundId":5,"kind":"2","state":"2"}"#;
    let response = SendParcelResponse::from_fields(&Fields::from_json(text).unwrap()).unwrap();
    assert_eq!((response.parcel.weight, response.parcel.as_json()), (7, r#"{ "weight" : "7", "odd":[1, 2] }"#));
    assert_eq!(response.label.as_str(), r#"{"a":1}"#);
    assert_eq!((&*response.order_id, response.refund_id.as_deref()), ("P1", Some("5")));
    assert_eq!(response.transaction(), Transaction::Refund(RefundOutcome::Refunded));
    let notification = r#"{"kind":"1","state":"3"}"#;
    let notification = ParcelNotification::from_fields(&Fields::from_json(notification).unwrap()).unwrap();
    assert_eq!(notification.transaction(), Transaction::Payment(PaymentOutcome::Failed));
    assert!(notification.is_determined());
    let neither = ParcelNotification::from_fields(&Fields::from_json(r#"{"kind":"3","state":"2"}"#).unwrap()).unwrap();
    assert_eq!(neither.transaction(), Transaction::Undetermined);
    assert!(!neither.is_determined());
}

#[test]
fn browser_return_is_a_claim() {
    let returned = ParcelReturn::from_query("?retCode=SUCCESS&orderId=P1&own=1").unwrap();
    assert_eq!((returned.claim().ret_code.as_str(), returned.claim().order_id.as_deref()), ("SUCCESS", Some("P1")));
}
