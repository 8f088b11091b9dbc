//! While the merchant key is being replaced, messages that are signed with another key can be verified.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime};

use crate::support::notifications::payment;
use crate::support::server::{Reply, Server};
use crate::support::signing::{map, sign, signed, to_json, to_query};
use crate::support::{LOGIN_NAME, MCH_ID, orders};
use iotpay_client::clock::Clock;
use iotpay_client::credentials::{CredentialsBuilder, MatchedKey, VerificationKey};
use iotpay_client::general::{Client, NotificationReceiver, OrderNotification};
use iotpay_client::notification::{NotificationError, ReceivedNotification};
use iotpay_client::value::ValueError;
use iotpay_client::{Credentials, Error, MerchantKey, NotificationRequest};

const CURRENT: &str = "made-up-key-of-2026";
const EARLIER: &str = "made-up-key-of-2025";
const NEXT: &str = "made-up-key-of-2027";

fn at(seconds: u64) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)
}

fn key(name: &str, key: &str) -> VerificationKey {
    VerificationKey::new(name, MerchantKey::new(key).unwrap()).unwrap()
}

fn builder() -> CredentialsBuilder {
    Credentials::builder().mch_id(MCH_ID).login_name(LOGIN_NAME).merchant_key(CURRENT)
}

/// The earlier key is valid until second 100, the next one from second 90 on.
fn rotating(clock: Clock) -> Credentials {
    let (earlier, next) = (key("2025", EARLIER).valid_until(at(100)), key("2027", NEXT).valid_from(at(90)));
    builder().verification_key(earlier).verification_key(next).clock(clock).build().unwrap()
}

/// The key that matches a notification signed with `key`.
fn matched(credentials: &Credentials, key: &str) -> Option<MatchedKey> {
    let query = to_query(&signed(payment(), key));
    let incoming = NotificationRequest { method: "POST", query: &query, content_type: None, body: b"" };
    match NotificationReceiver::new(credentials.clone()).receive::<OrderNotification>(incoming) {
        Ok(ReceivedNotification::Server(notification)) => {
            assert_eq!(notification.received().matched_key(), Some(notification.matched_key()));
            Some(notification.matched_key().clone())
        }
        Err(NotificationError::SignatureMismatch(_)) => None,
        other => panic!("{other:?}"),
    }
}

#[test]
fn keys_verify_notifications_while_they_are_valid() {
    let now = Arc::new(AtomicU64::new(0));
    let shared = Arc::clone(&now);
    let credentials = rotating(Clock::new(move || at(shared.load(Ordering::SeqCst))));
    let other = |name: &str| Some(MatchedKey::Other(name.into()));
    for (second, earlier, next) in [
        (0, other("2025"), None),
        (89, other("2025"), None),
        (90, other("2025"), other("2027")),
        (99, other("2025"), other("2027")),
        (100, None, other("2027")),
        (5000, None, other("2027")),
    ] {
        now.store(second, Ordering::SeqCst);
        assert_eq!(matched(&credentials, CURRENT), Some(MatchedKey::Current), "{second}");
        assert_eq!(matched(&credentials, EARLIER), earlier, "{second}");
        assert_eq!(matched(&credentials, NEXT), next, "{second}");
        assert_eq!(matched(&credentials, "made-up-wrong-key"), None, "{second}");
    }
}

#[test]
fn the_clock_of_the_system_is_the_default() {
    let hour = Duration::from_secs(3600);
    let expired = key("expired", EARLIER).valid_until(SystemTime::now() - hour);
    let valid = key("valid", NEXT).valid_until(SystemTime::now() + hour);
    let credentials = builder().verification_key(expired).verification_key(valid).build().unwrap();
    assert_eq!(matched(&credentials, EARLIER), None);
    assert_eq!(matched(&credentials, NEXT).unwrap().to_string(), "valid");
}

#[tokio::test]
async fn responses_are_verified_with_all_keys_and_requests_signed_with_one() {
    let order = map([
        ("retCode", "SUCCESS".into()),
        ("resCode", "SUCCESS".into()),
        ("mchId", MCH_ID.into()),
        ("mchOrderNo", "m1".into()),
        ("channelId", "WX_NATIVE".into()),
        ("currency", "CAD".into()),
        ("amount", 2865.into()),
        ("subject", "s".into()),
        ("body", "b".into()),
        ("status", 2.into()),
    ]);
    for (signer, second, name) in
        [(CURRENT, 0, Some("current")), (EARLIER, 0, Some("2025")), (EARLIER, 100, None), (NEXT, 100, Some("2027"))]
    {
        let server = Server::always(Reply::json(to_json(&signed(order.clone(), signer)))).await;
        let credentials = rotating(Clock::fixed(at(second)));
        let client = Client::builder(credentials).base_url(server.url()).build().unwrap();
        match (client.send(&orders::query("m1")).await, name) {
            (Ok(response), Some(name)) => assert_eq!(response.received().matched_key().unwrap().name(), name),
            (Err(Error::SignatureMismatch(mismatch)), None) => assert_eq!(mismatch.received.matched_key(), None),
            (other, _) => panic!("{signer} {second}: {other:?}"),
        }
        let mut sent = crate::support::signing::of_json(&server.requests()[0].params());
        let crate::support::signing::Scalar::Text(made) = sent.remove("sign").unwrap() else { panic!() };
        assert_eq!(made, sign(&sent, CURRENT));
    }
}

#[test]
fn keys_have_names_and_are_never_shown() {
    let credentials = rotating(Clock::default());
    let names: Vec<_> = credentials.verification_keys().iter().map(VerificationKey::name).collect();
    assert_eq!(names, ["2025", "2027"]);
    let shown = format!("{credentials:?} {:?}", builder().verification_key(key("2025", EARLIER)));
    assert!(shown.contains("2025") && !shown.contains("made-up-key"), "{shown}");

    let twice = ["a", "a"].into_iter().fold(builder(), |builder, name| builder.verification_key(key(name, EARLIER)));
    let invalid = twice.build().unwrap_err();
    let violation = &invalid.violations()[0];
    assert_eq!((violation.field, violation.error), ("verification key", ValueError::Duplicate));
    for (name, error) in [
        ("current", ValueError::Duplicate),
        ("", ValueError::Empty),
        (" ", ValueError::Blank),
        (&"x".repeat(65), ValueError::TooLong { max: 64, length: 65 }),
    ] {
        assert_eq!(VerificationKey::new(name, MerchantKey::new(EARLIER).unwrap()), Err(error), "{name}");
    }
}
