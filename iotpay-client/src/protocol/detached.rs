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

    /// Visits the fields of the request.
    pub(crate) fn visit(&self, visitor: &mut FieldVisitor<'_>) {
        self.request.visit(&self.account(), visitor);
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
