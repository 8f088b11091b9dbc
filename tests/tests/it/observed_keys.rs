//! Responses and notifications are counted by the key that matches their signature.

use std::sync::{Arc, Mutex};

use crate::observability::{notification, paid_signed_with};
use crate::support::captured::captured_async;
use crate::support::server::{Reply, Server};
use crate::support::signing::{signed, to_query};
use crate::support::{KEY, MCH_ID, orders};
use iotpay_client::audit::{Audit, CompletedOperation, ReceivedResponse};
use iotpay_client::credentials::VerificationKey;
use iotpay_client::{Credentials, MerchantKey, NotificationReceiver, NotificationRequest, general};

#[test]
fn notifications_are_counted_by_the_key_that_matches() {
    let earlier = VerificationKey::new("2025", MerchantKey::new("an-earlier-made-up-key").unwrap()).unwrap();
    let merchant = Credentials::builder().mch_id(MCH_ID).merchant_key(KEY).verification_key(earlier).build().unwrap();
    let receiver = NotificationReceiver::<general::General>::new(merchant);
    let said = captured_async(async {
        for key in [KEY, "an-earlier-made-up-key"] {
            let query = to_query(&signed(notification(), key));
            let incoming = NotificationRequest { method: "POST", query: &query, content_type: None, body: b"" };
            assert!(receiver.receive::<general::OrderNotification>(incoming).is_ok());
        }
    });
    for key in ["current", "2025"] {
        let label = format!("iotpay.key = {key}");
        assert_eq!(said.lines().filter(|line| line.contains(&label)).count(), 1, "{said}");
        assert!(said.contains(&format!("iotpay.key=\"{key}\"")), "{said}");
    }
}

#[test]
fn operations_are_counted_by_the_key_that_matches() {
    const EARLIER: &str = "an-earlier-made-up-key";
    let earlier = VerificationKey::new("2025", MerchantKey::new(EARLIER).unwrap()).unwrap();
    let merchant = Credentials::builder().mch_id(MCH_ID).login_name("jack").merchant_key(KEY).verification_key(earlier);
    let (merchant, log) = (merchant.build().unwrap(), Arc::new(Keys::default()));
    let said = captured_async(async {
        for key in [KEY, EARLIER, "another-key"] {
            let server = Server::always(Reply::json(paid_signed_with(key))).await;
            let builder = general::Client::builder(merchant.clone()).base_url(server.url()).audit(log.clone());
            let result = builder.build().unwrap().send(&orders::query("m1")).await;
            assert_eq!(result.is_ok(), key != "another-key");
        }
    });
    for key in ["current", "2025"] {
        let label = format!("iotpay.key = {key}");
        let counted =
            said.lines().filter(|line| line.contains("Key(iotpay.client.operations,") && line.contains(&label));
        assert_eq!(counted.count(), 1, "{said}");
        assert!(said.contains(&format!("iotpay.key=\"{key}\"")), "{said}");
    }
    assert_eq!(*log.0.lock().unwrap(), ["current", "current", "2025", "2025", "none", "none"]);
}

/// Keeps the names of the keys that match.
#[derive(Default)]
struct Keys(Mutex<Vec<String>>);

impl Audit for Keys {
    fn response(&self, response: &ReceivedResponse<'_>) {
        self.0.lock().unwrap().push(response.key.unwrap_or("none").to_owned());
    }

    fn operation(&self, operation: &CompletedOperation<'_>) {
        self.0.lock().unwrap().push(operation.key.unwrap_or("none").to_owned());
    }
}
