//! Notifications of the family: delivered by the sandbox, and verified by the client.

use std::time::SystemTime;

use iotpay_client::notification::{Notification as _, NotificationError, ReceivedNotification};
use iotpay_client::request;
use iotpay_client::signing::{FieldValue, KeyPosition, SignatureCase, Signer, SigningAlgorithm, SigningRule};
use iotpay_client::spec::Family as _;
use iotpay_client::{Cents, Credentials, NotificationRequest};
use private_family::harbor::{BerthNotification, BerthState, Harbor, NotificationReceiver, OrderBerth};
use serde_json::{Map, Value};

use crate::harbor;

#[tokio::test]
async fn notification_is_delivered_verified_and_acknowledged() {
    let (gateway, client) = harbor::start().await;
    let (url, results) = harbor::shop().await;
    let order = request!(OrderBerth {
        order_ref: "b-1",
        total: 12500,
        currency: Usd,
        tonnage: "0.125",
        berth_class: Standard,
        notify_url: url,
        remark: "arrives at 7",
        electricity: true,
        pilot: false,
        arrival: "2026-11-28 07:30:00",
    });
    let order_code = client.send(&order.unwrap()).await.unwrap().into_inner().order_code;
    let delivery = gateway.pay(order_code.as_str()).await.unwrap();
    assert!(delivery.acknowledged, "{delivery:?}");
    let results = std::mem::take(&mut *results.lock().unwrap());
    let [Ok(ReceivedNotification::Server(berth))] = &results[..] else { panic!("{results:?}") };
    assert_eq!((&berth.order_code, berth.order_ref.as_str()), (&order_code, "b-1"));
    assert_eq!((&berth.state, i64::from(berth.total)), (&BerthState::Docked, 12500));
    assert_eq!((berth.tonnage.to_string(), berth.remark.as_deref()), ("0.125".to_owned(), Some("arrives at 7")));
    assert_eq!((berth.electricity, berth.pilot), (Some(true), Some(false)));
    assert_eq!(berth.arrival.map(|arrival| (arrival.hour(), arrival.minute())), Some((7, 30)));
    let pier = berth.pier.as_ref().map(|pier| (pier.name.as_deref(), pier.area.as_deref()));
    assert_eq!(pier, Some((Some("North"), Some("East"))));
    let Some([service, _]) = berth.services.as_deref() else { panic!("two services: {berth:?}") };

    let event = berth.event(SystemTime::UNIX_EPOCH).unwrap().unwrap();
    let key = format!("settled-paid: orderRef b-1 (harbor, merchant {})", berth.mch_id());
    assert_eq!((event.key.to_string(), event.amount), (key, Cents::new(12500).ok()));
    assert_eq!((event.currency.as_deref(), event.order_id.as_deref()), (Some("USD"), Some(order_code.as_str())));

    // Changed content does not match the signature.
    let receiver = NotificationReceiver::new(harbor::credentials(harbor::KEY));
    let receive = |body: &str| receiver.receive::<BerthNotification>(request_with(body));
    assert!(receive(&delivery.body).is_ok());
    let (first, one_more) = (format!("[\"{service}\","), format!("[\"{service}\",\"gold\","));
    for (from, to) in [
        ("12500", "12501"),
        ("true", "false"),
        ("07:30:00", "07:30:01"),
        (&first, "["),
        (&first, "[\"gold\","),
        (&first, &one_more),
    ] {
        let forged = delivery.body.replace(from, to);
        assert_ne!(forged, delivery.body);
        assert!(matches!(receive(&forged), Err(NotificationError::SignatureMismatch(_))), "{to}");
    }
    // Neither does another key.
    let other = NotificationReceiver::new(harbor::credentials("another-key"));
    let received = other.receive::<BerthNotification>(request_with(&delivery.body));
    assert!(matches!(received, Err(NotificationError::SignatureMismatch(_))), "{received:?}");
}

fn request_with(body: &str) -> NotificationRequest<'_> {
    NotificationRequest { method: "POST", query: "", content_type: Some("application/json"), body: body.as_bytes() }
}

/// Returns a notification with a signature by this rule.
fn signed(rule: &SigningRule<'_>, remark: &str) -> String {
    let mut fields = vec![
        ("merchantCode", harbor::MERCHANT),
        ("orderCode", "P1"),
        ("orderRef", "b-1"),
        ("total", "12500"),
        ("currency", "CAD"),
        ("tonnage", "1.000"),
        ("state", "docked"),
        ("remark", remark),
    ];
    fields.sort_unstable();
    let credentials = harbor::credentials(harbor::KEY);
    let mut signer = Signer::new(rule, credentials.key());
    let mut message = Map::new();
    for (name, value) in fields {
        signer.field(name, FieldValue::Text(value));
        message.insert(name.to_owned(), Value::from(value));
    }
    message.insert(rule.field.to_owned(), Value::from(signer.finish().to_string()));
    Value::Object(message).to_string()
}

#[test]
fn signatures_by_other_rules_are_rejected() {
    let receiver = NotificationReceiver::new(harbor::credentials(harbor::KEY));
    let receive = |body: &str| receiver.receive::<BerthNotification>(request_with(body));
    let rule = Harbor::SPEC.signing;
    assert!(matches!(receive(&signed(rule, "r")), Ok(ReceivedNotification::Server(_))));
    // Received digits are accepted in both cases.
    assert!(receive(&signed(&rule.case(SignatureCase::Upper), "r")).is_ok());
    let appended = KeyPosition::Appended(Some("key"));
    for algorithm in [
        SigningAlgorithm::Md5(appended),
        SigningAlgorithm::Sha256(appended),
        SigningAlgorithm::Sha256(KeyPosition::Appended(None)),
        SigningAlgorithm::HmacSha256(Some(appended)),
    ] {
        let received = receive(&signed(&rule.algorithm(algorithm), "r"));
        assert!(matches!(received, Err(NotificationError::SignatureMismatch(_))), "{algorithm:?} {received:?}");
    }
    // The signature field of the client's families means nothing here.
    let received = receive(&signed(&rule.field("sign"), "r"));
    assert!(matches!(received, Err(NotificationError::Unsigned)), "{received:?}");
}

/// The field with the merchant id has the name of this family.
#[test]
fn notifications_for_another_merchant_are_rejected() {
    assert_eq!(Harbor::SPEC.merchant_fields, ["merchantCode"]);
    let other = Credentials::builder().mch_id("10000702").login_name("jack123").merchant_key(harbor::KEY).build();
    let receiver = NotificationReceiver::new(other.unwrap());
    let received = receiver.receive::<BerthNotification>(request_with(&signed(Harbor::SPEC.signing, "r")));
    assert!(matches!(received, Err(NotificationError::WrongMerchant)), "{received:?}");
}

/// Notifications of the client's families have another algorithm, so their fields have no meaning here.
#[test]
fn fields_of_other_families_are_accepted() {
    assert!(BerthNotification::FIELDS_OF_OTHER_KINDS.is_empty(), "{:?}", BerthNotification::FIELDS_OF_OTHER_KINDS);
    assert_eq!(BerthNotification::CHANNELS_OF_OTHER_FAMILIES, None);
}

/// Text that looks like a field of the family could hide that field, so it is neither sent nor accepted.
#[test]
fn text_that_looks_like_a_field_of_the_family_is_rejected() {
    let receiver = NotificationReceiver::new(harbor::credentials(harbor::KEY));
    let body = signed(Harbor::SPEC.signing, "x&state=docked");
    receiver.receive::<BerthNotification>(request_with(&body)).unwrap_err();
    assert!(receiver.receive::<BerthNotification>(request_with(&signed(Harbor::SPEC.signing, "x&y=z"))).is_ok());
}
