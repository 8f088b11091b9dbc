//! An exchange that does not borrow its request, so that it can outlive the caller.

use super::echo;
use super::settings::Settings;
use super::untyped::UntypedExchange;
use crate::incoming::{DecodeError, ReceivedMessage};
use crate::observe::Operation;
use crate::outgoing::{EncodedRequest, ZeroizingString};
use crate::signing::{Account, FieldValue, FieldVisitor, NestedJson, Signed};
use crate::spec::Endpoint;

/// The fields of a request as they are signed and sent. Values that may be secret are wiped from memory.
pub(crate) struct FieldSnapshot(Vec<(&'static str, OwnedValue)>);

enum OwnedValue {
    Text(Box<str>),
    Secret(ZeroizingString),
    Integer(i64),
    Boolean(bool),
    Json { text: ZeroizingString, secrets: Vec<ZeroizingString> },
}

impl FieldSnapshot {
    /// Copies the fields of a request.
    pub(crate) fn new(request: &dyn Signed, account: &Account<'_>) -> Self {
        let mut fields = Vec::with_capacity(16);
        request.visit(account, &mut |name, value| {
            let value = match value {
                FieldValue::Text(text) => OwnedValue::Text(text.into()),
                FieldValue::Secret(text) => OwnedValue::Secret(text.into()),
                FieldValue::Integer(number) => OwnedValue::Integer(number),
                FieldValue::Boolean(value) => OwnedValue::Boolean(value),
                FieldValue::Json(json) => OwnedValue::Json {
                    text: json.as_str().into(),
                    secrets: json.secrets().iter().map(|secret| (*secret).into()).collect(),
                },
            };
            fields.push((name, value));
        });
        Self(fields)
    }
}

/// The snapshot contains the credentials already, so it ignores the account.
impl Signed for FieldSnapshot {
    fn visit(&self, _: &Account<'_>, visitor: &mut FieldVisitor<'_>) {
        for (name, value) in &self.0 {
            match value {
                OwnedValue::Text(text) => visitor(name, FieldValue::Text(text)),
                OwnedValue::Secret(text) => visitor(name, FieldValue::Secret(text)),
                OwnedValue::Integer(number) => visitor(name, FieldValue::Integer(*number)),
                OwnedValue::Boolean(value) => visitor(name, FieldValue::Boolean(*value)),
                OwnedValue::Json { text, secrets } => {
                    let secrets: Vec<&str> = secrets.iter().map(ZeroizingString::as_str).collect();
                    visitor(name, FieldValue::Json(NestedJson::from_parts(text, &secrets)));
                }
            }
        }
    }
}

/// A prepared request without its fields, which a [`FieldSnapshot`] contains.
pub(crate) struct DetachedExchange {
    endpoint: Endpoint,
    encoded: EncodedRequest,
    url: String,
    operation: Operation,
}

impl DetachedExchange {
    /// Returns an exchange that borrows only what its task owns.
    pub(crate) fn attach<'a>(self, settings: &'a Settings, fields: &'a FieldSnapshot) -> UntypedExchange<'a> {
        let Self { endpoint, encoded, url, operation } = self;
        UntypedExchange { settings, endpoint, request: fields, encoded, url, operation }
    }
}

impl UntypedExchange<'_> {
    /// Returns a copy that owns the fields of the request.
    pub(crate) fn detach(&self) -> (FieldSnapshot, DetachedExchange) {
        let fields = FieldSnapshot::new(self.request, &self.account());
        let (encoded, url, operation) = (self.encoded.clone(), self.url.clone(), self.operation.clone());
        (fields, DetachedExchange { endpoint: self.endpoint, encoded, url, operation })
    }

    /// Returns the id of the merchant.
    pub(crate) fn mch_id(&self) -> &str {
        self.account().mch_id
    }

    /// Returns the name of the API family.
    pub(crate) fn family(&self) -> &'static str {
        self.settings.family.name
    }

    /// Checks that an accepted response is about the order of the request, as decoding it does.
    pub(crate) fn check_order(&self, received: &ReceivedMessage) -> Result<(), DecodeError> {
        self.content(received)?;
        match self.endpoint.reference {
            // Untyped requests have no list of repeated fields.
            Some(field) if self.endpoint.undocumented_response => {
                echo::check(&[(field, field)], self.request, &self.account(), received.fields())
            }
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::signing::NestedWriter;
    use crate::value::SecretText;

    /// A request with a value of each kind.
    struct Every {
        code: SecretText,
    }

    impl Signed for Every {
        fn visit(&self, account: &Account<'_>, visitor: &mut FieldVisitor<'_>) {
            let mut writer = NestedWriter::new();
            writer.object(|writer| writer.member("code", &self.code));
            visitor("amount", FieldValue::Integer(-1));
            visitor("extra", writer.finish());
            visitor("isTest", FieldValue::Boolean(true));
            visitor("mchId", FieldValue::Text(account.mch_id));
            visitor("pin", FieldValue::Secret("1234"));
        }
    }

    fn seen(request: &dyn Signed, account: &Account<'_>) -> Vec<String> {
        let mut fields = Vec::new();
        request.visit(account, &mut |name, value| {
            let (kind, text, secrets) = match value {
                FieldValue::Text(text) => ("text", text.to_owned(), Vec::new()),
                FieldValue::Secret(text) => ("secret", text.to_owned(), Vec::new()),
                FieldValue::Integer(number) => ("integer", number.to_string(), Vec::new()),
                FieldValue::Boolean(value) => ("boolean", value.to_string(), Vec::new()),
                FieldValue::Json(json) => ("json", json.as_str().to_owned(), json.secrets().to_vec()),
            };
            fields.push(format!("{name} {kind} {text} {secrets:?}"));
        });
        fields
    }

    #[test]
    fn a_snapshot_has_the_same_values_and_secrets() {
        let request = Every { code: SecretText::new("canary").unwrap() };
        let account = Account { mch_id: "10000701", login_name: "" };
        let expected = seen(&request, &account);
        let snapshot = FieldSnapshot::new(&request, &account);
        drop(request);
        assert_eq!(seen(&snapshot, &Account { mch_id: "other", login_name: "other" }), expected);
        assert!(expected.contains(&r#"extra json {"code":"canary"} ["canary"]"#.to_owned()), "{expected:?}");
    }

    /// A value of any kind.
    #[derive(Debug, Clone)]
    enum Value {
        Text(String),
        Secret(String),
        Integer(i64),
        Boolean(bool),
        Json(Vec<(String, String)>),
    }

    fn value() -> impl Strategy<Value = Value> {
        let member = (
            "[a-z]{1,3}",
            any::<String>().prop_filter("a valid secret", |text| SecretText::<100_000>::new(text).is_ok()),
        );
        prop_oneof![
            any::<String>().prop_map(Value::Text),
            any::<String>().prop_map(Value::Secret),
            any::<i64>().prop_map(Value::Integer),
            any::<bool>().prop_map(Value::Boolean),
            prop::collection::vec(member, 0..4).prop_map(Value::Json),
        ]
    }

    /// A request with any values.
    struct Any(Vec<Value>);

    const NAMES: [&str; 8] = ["amount", "body", "cardNum", "extra", "holder", "isTest", "mchId", "subject"];

    impl Signed for Any {
        fn visit(&self, account: &Account<'_>, visitor: &mut FieldVisitor<'_>) {
            for (name, value) in NAMES.into_iter().zip(&self.0) {
                match value {
                    Value::Text(text) => visitor(name, FieldValue::Text(text)),
                    Value::Secret(text) => visitor(name, FieldValue::Secret(text)),
                    Value::Integer(number) => visitor(name, FieldValue::Integer(*number)),
                    Value::Boolean(value) => visitor(name, FieldValue::Boolean(*value)),
                    Value::Json(members) => {
                        let members: Vec<_> = members
                            .iter()
                            .map(|(name, text)| (name, SecretText::<100_000>::new(text).unwrap()))
                            .collect();
                        let mut writer = NestedWriter::new();
                        writer.object(|writer| members.iter().for_each(|(name, text)| writer.member(name, text)));
                        visitor(name, writer.finish());
                    }
                }
            }
            visitor("merchant", FieldValue::Text(account.mch_id));
        }
    }

    proptest! {
        #[test]
        fn a_snapshot_of_any_request_equals_it(values in prop::collection::vec(value(), 0..=NAMES.len())) {
            let request = Any(values);
            let builder = crate::Credentials::builder().mch_id("10000701").login_name("jack123").merchant_key("made-up");
            let credentials = builder.build().unwrap();
            let snapshot = FieldSnapshot::new(&request, &credentials.account());
            prop_assert_eq!(seen(&snapshot, &credentials.account()), seen(&request, &credentials.account()));
            #[cfg(feature = "general")]
            {
                use crate::spec::Family as _;
                let family = crate::general::General::SPEC;
                let [sent, again] = [&request as &dyn Signed, &snapshot].map(|it| crate::outgoing::encode(it, &credentials, family));
                prop_assert_eq!(sent, again);
            }
        }
    }

    #[cfg(feature = "general")]
    #[test]
    fn a_snapshot_is_encoded_to_the_same_bytes() {
        use crate::outgoing::encode;
        use crate::spec::Family as _;

        let builder =
            crate::Credentials::builder().mch_id("10000701").login_name("jack123").merchant_key("made-up-key");
        let credentials = builder.build().unwrap();
        let request = Every { code: SecretText::new("can\"ary").unwrap() };
        let snapshot = FieldSnapshot::new(&request, &credentials.account());
        let family = crate::general::General::SPEC;
        assert_eq!(encode(&snapshot, &credentials, family), encode(&request, &credentials, family));
    }
}
