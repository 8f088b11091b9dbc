//! The events that notifications of each family report.

use std::time::{Duration, SystemTime};

use iotpay_client::inbox::{Event, EventOutcome, EventSource};
use iotpay_client::incoming::DecodeError;
use iotpay_client::journal::Settlement;
use iotpay_client::notification::{Notification, ReceivedNotification};
use iotpay_client::test_util::TestNotification;
use iotpay_client::{Cents, NotificationReceiver, autodebit, card, general};

use crate::support::{MCH_ID, credentials};

fn at() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_millis(1_795_780_800_123)
}

fn event<N: Notification>(notification: &TestNotification<N>) -> Result<Option<Event>, DecodeError> {
    let parts = notification.signed(&credentials());
    let received = NotificationReceiver::<N::Family>::new(credentials()).receive::<N>(parts.request());
    match received.unwrap_or_else(|error| panic!("{error}")) {
        ReceivedNotification::Server(verified) | ReceivedNotification::BrowserReturn(verified) => verified.event(at()),
        ReceivedNotification::Undetermined(_) => panic!("undetermined"),
    }
}

fn some<N: Notification>(notification: &TestNotification<N>) -> Event {
    event(notification).unwrap().unwrap()
}

fn wallet() -> TestNotification<general::OrderNotification> {
    TestNotification::new()
        .field("payOrderId", "P1")
        .field("mchId", MCH_ID)
        .field("mchOrderNo", "m1")
        .field("currency", "CAD")
        .field("amount", "2865")
        .field("status", "2")
        .field("backType", "2")
}

fn card(pay_type: &str) -> TestNotification<card::CardNotification> {
    TestNotification::new()
        .field("payOrderId", "PC1")
        .field("mchId", MCH_ID)
        .field("mchOrderNo", "m1")
        .field("currency", "CAD")
        .field("amount", 1500)
        .field("status", 2)
        .field("payType", pay_type)
        .field("cardNum", "432567******2266")
        .field("expiryDate", "0930")
}

#[test]
fn a_paid_wallet_order_is_an_event() {
    let event = some(&wallet());
    let key = event.key.to_string();
    assert_eq!(key, format!("settled-paid: mchOrderNo m1 (general, merchant {MCH_ID})"));
    assert_eq!((event.amount, event.currency.as_deref()), (Cents::new(2865).ok(), Some("CAD")));
    assert_eq!((event.order_id.as_deref(), event.source), (Some("P1"), EventSource::Notification));
    assert_eq!(event.received_at, at());
    // The signature is removed, and the names are sorted.
    let content = r#"{"amount":"2865","backType":"2","currency":"CAD","mchId":"10000701","mchOrderNo":"m1","payOrderId":"P1","status":"2"}"#;
    assert_eq!(event.content, content);
    // The key does not depend on anything else.
    assert_eq!(some(&wallet().field("status", "3").field("param1", "x").field("amount", "1")).key, event.key);
}

#[test]
fn only_final_outcomes_are_events() {
    for (status, expected) in [
        ("0", None),
        ("1", None),
        ("2", Some(Settlement::Paid)),
        ("3", Some(Settlement::Paid)),
        ("4", Some(Settlement::PaymentFailed)),
        ("9", Some(Settlement::PaymentFailed)),
    ] {
        let found = event(&wallet().field("status", status)).unwrap();
        assert_eq!(found.and_then(|event| event.key.outcome.settlement()), expected, "{status}");
    }
    // A browser return proves that the order was signed, but the customer can repeat it at any time.
    assert_eq!(event(&wallet().browser_return()), Ok(None));
}

#[test]
fn a_card_refund_has_the_reference_of_the_refund() {
    let (paid, refunded) = (some(&card("pay")), some(&card("refund")));
    assert_eq!((paid.key.field.as_str(), paid.key.family.as_str()), ("mchOrderNo", "card"));
    assert_eq!(refunded.key.field, "mchRefundNo");
    for (event, expected) in [(&paid, Settlement::Paid), (&refunded, Settlement::Refunded)] {
        assert_eq!((&event.key.outcome, &*event.key.reference), (&EventOutcome::Settled(expected), "m1"));
        assert_eq!((event.amount, event.order_id.as_deref()), (Cents::new(1500).ok(), Some("PC1")));
        assert!(!event.content.contains("2266") && !event.content.contains("0930"), "{}", event.content);
    }
    let failed = |pay_type| some(&card(pay_type).field("status", 9)).key.outcome.settlement();
    assert_eq!((failed("pay"), failed("refund")), (Some(Settlement::PaymentFailed), Some(Settlement::RefundFailed)));
}

#[test]
fn a_debit_and_its_contract_are_events() {
    let debit = TestNotification::<autodebit::PaymentNotification>::new()
        .field("payOrderId", "P1")
        .field("mchOrderNo", "m1")
        .field("amount", "100")
        .field("status", "2");
    let event = some(&debit);
    assert_eq!(event.key.to_string(), format!("settled-paid: mchOrderNo m1 (autodebit, merchant {MCH_ID})"));
    assert_eq!((event.amount, event.currency), (Cents::new(100).ok(), None));

    // The notification of a contract contains no merchant id.
    let contract = |status: &str| {
        let notification = TestNotification::<autodebit::ContractNotification>::new();
        let notification = notification.field("iotpayContractId", "CWJ1").field("mchContractId", "c1");
        self::event(&notification.field("status", status)).unwrap()
    };
    let state = |status| contract(status).map(|event| (event.key.to_string(), event.amount));
    let key = |state| format!("state-{state}: mchContractId c1 (autodebit, merchant {MCH_ID})");
    assert_eq!(state("1"), None);
    assert_eq!(state("2"), Some((key("signed"), None)));
    assert_eq!(state("9"), Some((key("terminated"), None)));
    // A second signing is another event: the message states another time.
    let dated = |status: &str, signed: &str, ended: &str| {
        let notification = TestNotification::<autodebit::ContractNotification>::new();
        let notification = notification.field("iotpayContractId", "CWJ1").field("mchContractId", "c1");
        let notification = notification.field("status", status).field("signedAt", signed).field("cancelledAt", ended);
        self::event(&notification).unwrap().unwrap().key.to_string()
    };
    assert_eq!(dated("2", "1755558434000", "0"), key("signed@1755558434000"));
    assert_eq!(dated("9", "1755558434000", "1755558435000"), key("terminated@1755558435000"));
    assert_eq!(dated("2", "1755558436000", "1755558435000"), key("signed@1755558436000"));
}

#[test]
fn a_reference_is_not_changed() {
    for reference in [" m1", "M1", "m1 ", "茶"] {
        assert_eq!(some(&wallet().field("mchOrderNo", reference)).key.reference, reference);
    }
}
