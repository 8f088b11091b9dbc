//! Several merchants in one process, and the merchant of a notification.

use std::sync::{Arc, Mutex};

use crate::support::notifications::payment;
use crate::support::signing::{Map, signed, to_query, with};
use iotpay_client::audit::{Audit, CheckedNotification};
use iotpay_client::credentials::{MatchedKey, VerificationKey};
use iotpay_client::general::OrderNotification;
use iotpay_client::merchant::{ConfigProblem, Merchant, Merchants};
use iotpay_client::notification::{NotificationError, ReceivedNotification};
use iotpay_client::{MerchantKey, NotificationRequest};

const MERCHANTS: [(&str, &str); 3] =
    [("10000701", "made-up-key-1"), ("10000702", "made-up-key-2"), ("10000703", "made-up-key-3")];

fn merchant(mch_id: &str, key: &str) -> Merchant {
    let earlier = VerificationKey::new("earlier", MerchantKey::new("made-up-earlier-key").unwrap()).unwrap();
    Merchant::builder().mch_id(mch_id).merchant_key(key).verification_key(earlier).build().unwrap()
}

fn registry() -> Merchants {
    Merchants::new(MERCHANTS.map(|(mch_id, key)| merchant(mch_id, key))).unwrap()
}

fn receive(
    merchants: &Merchants,
    fields: &Map,
) -> Result<(String, ReceivedNotification<OrderNotification>), NotificationError> {
    let query = to_query(fields);
    let incoming = NotificationRequest { method: "POST", query: &query, content_type: None, body: b"" };
    merchants.receive(incoming).map(|(merchant, received)| (merchant.mch_id().to_owned(), received))
}

#[test]
fn merchants_are_found_by_their_id() {
    let merchants = registry();
    for (mch_id, _) in MERCHANTS {
        assert_eq!(merchants.get(mch_id).unwrap().mch_id(), mch_id);
    }
    assert!(merchants.get("10000704").is_none());
    assert_eq!(merchants.iter().count(), 3);
    assert!(!format!("{merchants:?}").contains("made-up"));
}

#[test]
fn a_merchant_is_configured_once() {
    let twice = [merchant("1", "k"), merchant("2", "k"), merchant("1", "l"), merchant("2", "l")];
    let error = Merchants::new(twice).unwrap_err();
    let duplicate = |mch_id: &str| ConfigProblem::DuplicateMerchant { mch_id: mch_id.to_owned() };
    assert_eq!(error.problems(), [duplicate("1"), duplicate("2")]);
}

#[test]
fn a_notification_is_verified_with_the_key_of_its_merchant() {
    let merchants = registry();
    for (mch_id, key) in MERCHANTS {
        let fields = with(&payment(), "mchId", mch_id);
        let (found, received) = receive(&merchants, &signed(fields.clone(), key)).unwrap();
        assert_eq!(found, mch_id);
        let ReceivedNotification::Server(notification) = received else { panic!("{received:?}") };
        assert_eq!(*notification.matched_key(), MatchedKey::Current);

        // The key of another merchant does not match.
        let (_, other) = MERCHANTS.into_iter().find(|(other, _)| *other != mch_id).unwrap();
        let error = receive(&merchants, &signed(fields.clone(), other)).unwrap_err();
        assert!(matches!(error, NotificationError::SignatureMismatch(_)), "{error:?}");

        let (_, received) = receive(&merchants, &signed(fields, "made-up-earlier-key")).unwrap();
        let ReceivedNotification::Server(notification) = received else { panic!("{received:?}") };
        assert_eq!(notification.matched_key().name(), "earlier");
    }
}

/// The response must not tell which merchants exist.
#[test]
fn an_unknown_merchant_looks_like_a_forged_notification() {
    let merchants = registry();
    let mut without = payment();
    without.remove("mchId");
    let known = receive(&merchants, &signed(payment(), "made-up-wrong-key")).unwrap_err();
    for fields in [with(&payment(), "mchId", "10000704"), with(&payment(), "mchId", "nobody"), without] {
        for key in MERCHANTS.map(|(_, key)| key).into_iter().chain(["made-up-earlier-key", "nobody"]) {
            let error = receive(&merchants, &signed(fields.clone(), key)).unwrap_err();
            assert!(matches!(error, NotificationError::SignatureMismatch(_)), "{error:?}");
            assert_eq!(error.to_string(), known.to_string());
        }
    }
    let error = receive(&Merchants::new([]).unwrap(), &signed(payment(), "k")).unwrap_err();
    assert!(matches!(error, NotificationError::SignatureMismatch(_)), "{error:?}");
}

/// Keeps the verdicts.
#[derive(Default)]
struct Verdicts(Mutex<Vec<String>>);

impl Audit for Verdicts {
    fn notification(&self, notification: &CheckedNotification<'_>) {
        self.0.lock().unwrap().push(notification.verdict.to_string());
    }
}

#[test]
fn the_hook_of_the_registry_sees_every_notification() {
    let (of_registry, of_merchant) = (Arc::new(Verdicts::default()), Arc::new(Verdicts::default()));
    let earlier = VerificationKey::new("earlier", MerchantKey::new("made-up-earlier-key").unwrap()).unwrap();
    let merchant = Merchant::builder().mch_id(MERCHANTS[0].0).merchant_key(MERCHANTS[0].1).verification_key(earlier);
    let merchant = merchant.audit(of_merchant.clone()).build().unwrap();
    let merchants = Merchants::new([merchant]).unwrap().audit(of_registry.clone()).ignore_parameter("_framework");
    let of_known = with(&payment(), "mchId", MERCHANTS[0].0);
    let genuine = with(&signed(of_known.clone(), MERCHANTS[0].1), "_framework", "1");
    assert!(receive(&merchants, &genuine).is_ok());
    assert!(receive(&merchants, &signed(of_known, "made-up-earlier-key")).is_ok());
    assert!(receive(&merchants, &signed(with(&payment(), "mchId", "unknown"), "k")).is_err());
    let malformed = NotificationRequest { method: "POST", query: "a=%FF", content_type: None, body: b"" };
    assert!(merchants.receive::<OrderNotification>(malformed).is_err());
    let expected = ["server", "server", "signature_mismatch", "decode"];
    assert_eq!(*of_registry.0.lock().unwrap(), expected);
    assert!(of_merchant.0.lock().unwrap().is_empty());
}
