//! No log, span, metric, hook or panic shows a secret, at any level, while every request is sent to a gateway that
//! echoes it.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use iotpay_client::audit::{Audit, CheckedNotification, CompletedOperation, ReceivedResponse, SentRequest};
use iotpay_client::notification::Notification;
use iotpay_client::spec::{Family, NotificationBody};
use iotpay_client::{NotificationReceiver, NotificationRequest};

use super::{Content, Message, VisitNotification, every_type, repeated, values};
use crate::support::captured::{captured, find_number, say};
use crate::support::signing::{of_json, signed, to_json, to_query};
use crate::support::{KEY, credentials};

/// Writes everything that it sees, and panics with it.
struct Talkative;

impl Talkative {
    #[allow(clippy::unused_self)]
    fn tell(&self, record: &dyn std::fmt::Debug, error: Option<&dyn std::fmt::Display>) {
        say(record);
        if let Some(error) = error {
            say(&error.to_string());
        }
        panic!("hook {record:?}");
    }
}

impl Audit for Talkative {
    fn request(&self, request: &SentRequest<'_>) {
        self.tell(request, None);
    }

    fn response(&self, response: &ReceivedResponse<'_>) {
        self.tell(response, response.error.as_ref().map(|error| error as &dyn std::fmt::Display));
    }

    fn operation(&self, operation: &CompletedOperation<'_>) {
        self.tell(operation, None);
    }

    fn notification(&self, notification: &CheckedNotification<'_>) {
        self.tell(notification, notification.error.as_ref().map(|error| error as &dyn std::fmt::Display));
    }
}

/// Returns the secret that a long text contains.
pub fn leak(text: &str) -> Option<String> {
    let number = values::CARD_NUMBER;
    let windows = (0..=number.len() - 10).map(|at| &number[at..at + 10]);
    let mut long = windows.chain([values::WORD, &values::BASE64[..8], KEY]);
    let context = |at: usize| text[at.saturating_sub(300)..].chars().take(600).collect::<String>();
    let found = long.find_map(|secret| Some((secret, text.find(secret)?)));
    let short = || {
        let mut numbers = [values::CVV, values::EXPIRY_DATE].into_iter();
        numbers.find_map(|secret| Some((secret, find_number(text, secret)?)))
    };
    found.or_else(short).map(|(secret, at)| format!("{secret} in …{}…", context(at)))
}

#[test]
fn no_output_of_a_request_shows_a_secret() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let audit: Arc<dyn Audit> = Arc::new(Talkative);
    let said = captured(|| {
        let accepted = repeated::send_all(&runtime, Some(audit.clone()), None);
        // A panic of a hook does not affect the operation.
        assert!(accepted.iter().all(|count| *count > 0), "{accepted:?}");
    });
    for part in [
        "SentRequest",
        "ReceivedResponse",
        "CompletedOperation",
        "panic",
        "hook SentRequest",
        "span iotpay operation",
        "iotpay.reference=",
        "metric Key(http.client.request.duration",
        "metric Key(iotpay.client.operations",
        "metric Key(iotpay.client.retries",
        // reqwest.
        "starting new connection",
    ] {
        assert!(said.contains(part), "{part} is missing");
    }
    assert_eq!(leak(&said), None);
}

struct Receiving(usize);

impl VisitNotification for Receiving {
    fn notification<N: Notification + Content>(&mut self, message: &Message) {
        let fields = of_json(&serde_json::from_str(message.json).unwrap());
        let receiver = NotificationReceiver::<N::Family>::new(credentials()).audit(Arc::new(Talkative));
        for key in [KEY, "another-made-up-key"] {
            let signed = signed(fields.clone(), key);
            let (query, body) = match N::Family::SPEC.notifications {
                NotificationBody::Form => (to_query(&signed), String::new()),
                NotificationBody::Json | NotificationBody::Any => (String::new(), to_json(&signed)),
            };
            for cut in [0, 1] {
                let body = &body.as_bytes()[..body.len().saturating_sub(cut)];
                let incoming = NotificationRequest { method: "POST", query: &query, content_type: None, body };
                let is_accepted = receiver.receive::<N>(incoming).is_ok();
                assert!(!is_accepted || key == KEY);
                self.0 += usize::from(is_accepted);
            }
        }
    }
}

#[test]
fn no_output_of_a_notification_shows_a_secret() {
    let said = captured(|| {
        let mut receiving = Receiving(0);
        every_type::every_notification(&mut receiving);
        assert!(receiving.0 > 0);
    });
    for part in [
        "CheckedNotification",
        "hook CheckedNotification",
        "span iotpay notification",
        "metric Key(iotpay.notifications",
    ] {
        assert!(said.contains(part), "{part} is missing");
    }
    assert_eq!(leak(&said), None);
}

#[test]
fn finds_leaks_in_every_kind_of_output() {
    let card = values::CARD_NUMBER;
    assert!(leak(&captured(|| log::trace!("{card}"))).is_some());
    assert!(leak(&captured(|| tracing::trace!(body = card))).is_some());
    assert!(leak(&captured(|| drop(tracing::trace_span!("span", body = card)))).is_some());
    assert!(leak(&captured(|| metrics::counter!("made-up", "card" => card).increment(1))).is_some());
    assert!(leak(&captured(|| say(&card))).is_some());
    let panicking = captured(|| {
        let _ = catch_unwind(AssertUnwindSafe(|| panic!("{card}")));
    });
    assert!(leak(&panicking).is_some());
    for secret in [values::CVV, values::EXPIRY_DATE, values::WORD, values::BASE64, KEY] {
        assert!(leak(&format!("a {secret} b")).is_some(), "{secret}");
        assert_eq!(leak("a 190735 b"), None);
    }
}
