//! `request!` checks the requests of the family like those of the client.
#![deny(deprecated, unfulfilled_lint_expectations)]

use std::time::{Duration, SystemTime};

use iotpay_client::protocol::RawRequest;
use iotpay_client::signing::StringToSign;
use iotpay_client::spec::Family as _;
use iotpay_client::{Error, request};
use private_family::harbor::{BerthClass, Harbor, OrderBerth, OrderBerthRequired, Protocol};

use crate::harbor;

fn order() -> OrderBerth {
    OrderBerth::new(OrderBerthRequired {
        order_ref: "b-1",
        total: 100,
        currency: private_family::harbor::Currency::Cad,
        tonnage: "1".parse().unwrap(),
        berth_class: BerthClass::Standard,
    })
    .unwrap()
}

#[test]
fn deprecated_values_warn() {
    let premium =
        request!(OrderBerth { order_ref: "b-1", total: 100, currency: Cad, tonnage: "1", berth_class: Premium });
    assert!(premium.is_ok());
    #[expect(deprecated)]
    let name = request!(OrderBerth { order_ref: "b-1", total: 100, currency: Cad, tonnage: "1", berth_class: Deluxe });
    #[expect(deprecated)]
    let text =
        request!(OrderBerth { order_ref: "b-1", total: 100, currency: Cad, tonnage: "1", berth_class: "deluxe" });
    #[expect(deprecated)]
    let value = BerthClass::Deluxe;
    assert_eq!((name, "deluxe"), (text, value.as_str()));
}

#[test]
fn invalid_values_are_reported_together() {
    let (reference, tonnage) = ("b 1", String::from("123456.7"));
    let error = request!(OrderBerth {
        order_ref: reference,
        total: 100,
        currency: "CNY".parse::<private_family::harbor::Currency>().unwrap(),
        tonnage: tonnage,
        berth_class: Standard,
    })
    .unwrap_err();
    let fields: Vec<_> = error.violations().iter().map(|violation| violation.field).collect();
    assert_eq!(fields, ["orderRef", "currency", "tonnage"], "{error}");
}

#[test]
fn text_that_looks_like_a_field_of_the_family_is_not_sent() {
    let protocol = Protocol::new(harbor::credentials(harbor::KEY));
    assert!(protocol.prepare(&order().with_remark("x&y=z").unwrap()).is_ok());
    let invalid = order().with_remark("x&state=docked").unwrap();
    let Err(error) = protocol.prepare(&invalid) else { panic!("`state` is a field of the notification") };
    assert_eq!(error.violations().len(), 1, "{error}");
    assert_eq!(error.violations()[0].field, "remark");
    let raw = RawRequest::new("order/create").text("remark", "x&state=docked");
    let Err(error) = protocol.prepare_raw(&raw) else { panic!("`state` is a field of the notification") };
    assert_eq!(error.violations()[0].field, "remark");
}

#[test]
fn requests_are_signed_by_the_rule_of_the_family() {
    let protocol = Protocol::new(harbor::credentials(harbor::KEY));
    let request = order();
    let exchange = protocol.prepare(&request).unwrap();
    assert_eq!(exchange.url(), "https://pay.harbor.example/v1/order/create");
    let body: serde_json::Value = serde_json::from_str(exchange.body()).unwrap();
    assert_eq!((&body["merchantCode"], &body["tonnage"]), (&harbor::MERCHANT.into(), &"1.000".into()));
    let signature = body["signature"].as_str().unwrap();
    assert!(body["electricity"].is_null() && body["pilot"].is_null(), "{body}");
    assert!(signature.len() == 64 && signature == signature.to_lowercase(), "{signature}");
}

#[test]
fn values_have_the_forms_of_their_tables() {
    let protocol = Protocol::new(harbor::credentials(harbor::KEY));
    let request = request!(OrderBerth {
        order_ref: "b-1",
        total: 100,
        currency: Cad,
        tonnage: "1",
        berth_class: Standard,
        electricity: true,
        pilot: false,
        arrival: SystemTime::UNIX_EPOCH + Duration::from_secs(43_200),
        departure: "1970-01-02",
    });
    let request = request.unwrap();
    let exchange = protocol.prepare(&request).unwrap();
    let body: serde_json::Value = serde_json::from_str(exchange.body()).unwrap();
    assert_eq!((&body["electricity"], &body["pilot"]), (&true.into(), &"N".into()));
    assert_eq!((&body["arrival"], &body["departure"]), (&"1970-01-01 07:00:00".into(), &"1970-01-02".into()));
    let explained =
        StringToSign::for_request(&request, &harbor::credentials(harbor::KEY).account(), Harbor::SPEC.signing);
    let explained = explained.to_masked_string();
    assert!(explained.contains("&electricity=true&") && explained.contains("&pilot=N&"), "{explained}");
}

#[test]
fn unsigned_response_is_not_accepted() {
    let protocol = Protocol::new(harbor::credentials(harbor::KEY));
    let request = order();
    let exchange = protocol.prepare(&request).unwrap();
    let body = r#"{"code":"SUCCESS","result":"SUCCESS","orderCode":"P1","orderRef":"b-1","state":"open"}"#;
    let error = exchange.judge(200, body.as_bytes()).unwrap_err();
    assert!(!matches!(error, Error::Rejected(_) | Error::Invalid(_)) && error.may_have_taken_effect(), "{error:?}");
}
