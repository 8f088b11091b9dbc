//! Genuine notifications that this version does not understand are not ignored: they have a separate
//! variant without an acknowledgement.

use crate::support::notifications::card_without_pay_type;
use crate::support::signing::{Map, signed, texts, to_json, to_query, with};
use crate::support::{KEY, credentials};
use iotpay_client::incoming::{Fields, FromFields};
use iotpay_client::notification::{Notification, ReceivedNotification};
use iotpay_client::outcome::Transaction;
use iotpay_client::spec::Family as _;
use iotpay_client::{
    NotificationReceiver, NotificationRequest, PaymentOutcome, RefundOutcome, autodebit, card, general,
};

fn receive<N: Notification>(fields: Map) -> ReceivedNotification<N> {
    let fields = signed(fields, KEY);
    let (query, body) = match N::Family::SPEC.notifications {
        iotpay_client::spec::NotificationBody::Json => (String::new(), to_json(&fields)),
        _ => (to_query(&fields), String::new()),
    };
    let receiver = NotificationReceiver::<N::Family>::new(credentials());
    let incoming = NotificationRequest { method: "POST", query: &query, content_type: None, body: body.as_bytes() };
    receiver.receive::<N>(incoming).unwrap_or_else(|error| panic!("{query}{body}: {error}"))
}

#[test]
fn card_notification_without_a_known_pay_type_is_undetermined() {
    let mut unclear = vec![card_without_pay_type(), with(&card_without_pay_type(), "originalOrderId", "PC0")];
    for spelling in ["", " ", "PAY", "Pay", "pay ", " pay", "Refund", "REFUND", "void", "payment", "1", "null"] {
        unclear.push(with(&card_without_pay_type(), "payType", spelling));
    }
    for (fields, status) in
        unclear.into_iter().flat_map(|fields| ["0", "1", "2", "3", "9"].map(|it| (fields.clone(), it)))
    {
        let notification = receive::<card::CardNotification>(with(&fields, "status", status));
        let ReceivedNotification::Undetermined(unclear) = notification else { panic!("{fields:?}: {notification:?}") };
        assert_eq!(unclear.transaction(), Transaction::Undetermined);
        assert_eq!((unclear.order_id(), unclear.refund_id()), (None, None));
        // The reference for a query is available.
        assert_eq!((unclear.mch_order_no.as_str(), unclear.received().fields().get("status").is_some()), ("m1", true));
    }
}

#[test]
fn card_notification_with_known_type_and_status_is_accepted() {
    let expected = [
        ("pay", "2", Transaction::Payment(PaymentOutcome::Success)),
        ("pay", "3", Transaction::Payment(PaymentOutcome::Success)),
        ("pay", "1", Transaction::Payment(PaymentOutcome::Pending)),
        ("pay", "9", Transaction::Payment(PaymentOutcome::Failed)),
        ("refund", "2", Transaction::Refund(RefundOutcome::Refunded)),
        ("refund", "0", Transaction::Refund(RefundOutcome::Pending)),
        ("refund", "9", Transaction::Refund(RefundOutcome::Failed)),
    ];
    for (pay_type, status, transaction) in expected {
        let notification = receive::<card::CardNotification>(with(
            &with(&card_without_pay_type(), "payType", pay_type),
            "status",
            status,
        ));
        let ReceivedNotification::Server(notification) = notification else {
            panic!("{pay_type} {status}: {notification:?}")
        };
        assert_eq!((notification.transaction(), notification.acknowledgement()), (transaction, "SUCCESS"));
    }
}

#[test]
fn unknown_status_is_undetermined_in_every_kind() {
    let wallet = texts(&[("payOrderId", "P1"), ("mchOrderNo", "m1"), ("amount", "1"), ("currency", "CAD")]);
    for status in ["5", "02", "2.0", "+2", "paid", "-1", "22"] {
        for pay_type in ["pay", "refund"] {
            let fields = with(&with(&card_without_pay_type(), "payType", pay_type), "status", status);
            assert!(
                matches!(receive::<card::CardNotification>(fields), ReceivedNotification::Undetermined(_)),
                "{pay_type} {status}"
            );
        }
        let notification = receive::<general::OrderNotification>(with(&wallet, "status", status));
        assert!(matches!(notification, ReceivedNotification::Undetermined(_)), "{status}");
        let notification = receive::<autodebit::PaymentNotification>(with(&wallet, "status", status));
        assert!(matches!(notification, ReceivedNotification::Undetermined(_)), "{status}");
        // A browser return proves nothing, with an unknown or a known status.
        let notification =
            receive::<general::OrderNotification>(with(&with(&wallet, "status", status), "backType", "1"));
        assert!(matches!(notification, ReceivedNotification::BrowserReturn(_)), "{status}");
    }
    assert!(matches!(
        receive::<general::OrderNotification>(with(&wallet, "status", "9")),
        ReceivedNotification::Server(_)
    ));
}

#[test]
fn response_with_unknown_type_or_status_is_undetermined() {
    let query = |pay_type: &str, status: &str| {
        let data = with(&with(&card_without_pay_type(), "payType", pay_type), "status", status);
        let json = format!(r#"{{"retData":{}}}"#, to_json(&data));
        card::CcQueryResponse::from_fields(&Fields::from_json(&json).unwrap()).unwrap().ret_data.transaction()
    };
    assert_eq!(query("pay", "2"), Transaction::Payment(PaymentOutcome::Success));
    assert_eq!(query("pay", "7"), Transaction::Payment(PaymentOutcome::Unknown));
    assert_eq!(query("refund", "7"), Transaction::Refund(RefundOutcome::Unknown));
    assert_eq!(query("Pay", "2"), Transaction::Undetermined);
}

#[test]
fn contract_notification_with_an_unknown_status_is_undetermined() {
    let contract = texts(&[("iotpayContractId", "C1"), ("mchContractId", "c1"), ("signedAt", "1755558434000")]);
    for status in ["0", "3", "02", "signed", "2 "] {
        let notification = receive::<autodebit::ContractNotification>(with(&contract, "status", status));
        assert!(matches!(notification, ReceivedNotification::Undetermined(_)), "{status}: {notification:?}");
    }
    for status in ["1", "2", "9"] {
        let notification = receive::<autodebit::ContractNotification>(with(&contract, "status", status));
        assert!(matches!(notification, ReceivedNotification::Server(_)), "{status}: {notification:?}");
    }
}
