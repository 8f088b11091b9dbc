//! Every response, notification and browser return can be serialized and deserialized. `build.rs` generates a message
//! of each type with all of its fields from the spec.

use iotpay_client::incoming::{Fields, FromFields};
use iotpay_client::notification::{BrowserReturn, Notification};
use serde_json::{Map, Value};

use crate::canary::{
    Content, Message, VisitBrowserReturn, VisitNotification, VisitResponse, assert_silent, every_type,
};

/// Counts the messages and their fields.
#[derive(Default)]
struct Stored {
    messages: usize,
    /// Those that are equal to the received message after they are restored.
    equal: usize,
    fields: usize,
}

impl VisitResponse for Stored {
    fn response<T: FromFields + Content>(&mut self, message: &Message) {
        self.check::<T>(message);
    }
}

impl VisitNotification for Stored {
    fn notification<N: Notification + Content>(&mut self, message: &Message) {
        self.check::<N>(message);
    }
}

impl VisitBrowserReturn for Stored {
    fn browser_return<B: BrowserReturn + Content>(&mut self, message: &Message) {
        self.check::<B>(message);
    }
}

impl Stored {
    fn check<T: FromFields + Content>(&mut self, message: &Message) {
        let name = message.name;
        let received = T::from_fields(&Fields::from_json(message.json).unwrap()).unwrap();
        let stored = serde_json::to_string(&received).unwrap();
        assert_silent(name, &stored, false);

        let value: Value = serde_json::from_str(&stored).unwrap();
        assert_wire_names(name, &value, &serde_json::from_str(message.json).unwrap());
        let restored: T = serde_json::from_str(&stored).unwrap_or_else(|error| panic!("{name}: {error} in {stored}"));
        assert_eq!(serde_json::to_string(&restored).unwrap(), stored, "{name}");
        // A redacted text, and the JSON text of an object to forward, is not restored.
        if !stored.contains("[secret]") && !format!("{received:?}").contains("Passthrough") {
            assert_eq!(restored, received, "{name}");
            self.equal += 1;
        }
        self.messages += 1;
        self.fields += assert_absent_fields::<T>(name, value.as_object().unwrap());
    }
}

/// Asserts that a stored message has the documented fields, with their wire names and values.
fn assert_wire_names(name: &str, stored: &Value, received: &Value) {
    let (Value::Object(stored), Value::Object(received)) = (stored, received) else {
        // Numbers may be stored as text, as they may be sent.
        let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        assert!(stored == "[secret]" || text(stored) == text(received), "{name}: {stored} instead of {received}");
        return;
    };
    let documented: Vec<_> = received.keys().filter(|key| *key != "notOnAnyPage").collect();
    assert_eq!(stored.keys().collect::<Vec<_>>(), documented, "{name}");
    for (key, value) in stored {
        assert_wire_names(&format!("{name}.{key}"), value, &received[key]);
    }
}

/// Omits each field of a stored message, and replaces it by `null`: the message is then invalid, or lacks only this
/// field. Returns the number of fields.
fn assert_absent_fields<T: Content>(name: &str, stored: &Map<String, Value>) -> usize {
    for key in stored.keys() {
        let (mut omitted, mut null) = (stored.clone(), stored.clone());
        omitted.remove(key);
        null.insert(key.clone(), Value::Null);
        for changed in [Value::Object(omitted.clone()), Value::Object(null)] {
            match serde_json::from_value::<T>(changed) {
                Ok(restored) => {
                    assert_eq!(serde_json::to_value(restored).unwrap(), Value::Object(omitted.clone()), "{name}.{key}");
                }
                Err(error) => assert_eq!(error.to_string(), format!("missing field `{key}`"), "{name}"),
            }
        }
    }
    stored.len()
}

#[test]
fn responses_can_be_stored() {
    let mut stored = Stored::default();
    every_type::every_response(&mut stored);
    assert!(stored.messages > 30 && stored.fields > 80, "{} messages, {} fields", stored.messages, stored.fields);
}

#[test]
fn notifications_can_be_stored() {
    let mut stored = Stored::default();
    every_type::every_notification(&mut stored);
    assert!(stored.messages > 3 && stored.fields > 40, "{} messages, {} fields", stored.messages, stored.fields);
}

#[test]
fn browser_returns_can_be_stored() {
    let mut stored = Stored::default();
    every_type::every_browser_return(&mut stored);
    assert!(stored.messages > 1 && stored.fields > 5, "{} messages, {} fields", stored.messages, stored.fields);
}

#[test]
fn a_verified_notification_is_stored_as_its_content() {
    use crate::support::credentials;
    use crate::support::signing::{of_json, signed, to_query};
    use iotpay_client::notification::ReceivedNotification;
    use iotpay_client::{NotificationReceiver, NotificationRequest, general};

    let content = r#"{"payOrderId":"P1","mchId":"10000701","mchOrderNo":"m1","channelId":"WX_NATIVE","currency":"CAD",
        "amount":2865,"status":99,"backType":2}"#;
    let content = of_json(&serde_json::from_str(content).unwrap());
    let query = to_query(&signed(content, crate::support::KEY));
    let receiver = NotificationReceiver::<general::General>::new(credentials());
    let received = receiver
        .receive::<general::OrderNotification>(NotificationRequest {
            method: "POST",
            query: &query,
            content_type: None,
            body: b"",
        })
        .unwrap();
    let ReceivedNotification::Undetermined(notification) = received else { panic!("the status is unknown") };
    let stored = serde_json::to_value(&notification).unwrap();
    assert_eq!(stored, serde_json::to_value(&*notification).unwrap());
    assert_eq!((&stored["status"], &stored["amount"]), (&Value::from("99"), &Value::from(2865)));
    let restored: general::OrderNotification = serde_json::from_value(stored).unwrap();
    assert!(restored.status.is_unrecognized() && restored.status.outcome().is_unknown());
}
