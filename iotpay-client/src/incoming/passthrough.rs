//! Objects that must be forwarded unchanged.

use std::fmt;
use std::ops::Deref;

use super::{DecodeError, DecodeErrorKind, FieldKind, FromField, FromFields, ReceivedField, json};

/// An object in a response that must be forwarded unchanged, such as the parameters for opening a wallet app. It
/// provides the typed members and the JSON text of the object.
///
/// ```
/// use iotpay_client::incoming::{DecodeError, Fields, FromFields, Passthrough};
///
/// struct AppParameters {
///     prepay_id: String,
/// }
///
/// impl FromFields for AppParameters {
///     fn from_fields(fields: &Fields) -> Result<Self, DecodeError> {
///         Ok(Self { prepay_id: fields.read("prepayId", &[])? })
///     }
/// }
///
/// # fn main() -> Result<(), DecodeError> {
/// let fields = Fields::from_json(r#"{"app":{"prepayId":"w1","new":true}}"#)?;
/// let app: Passthrough<AppParameters> = fields.read("app", &[])?;
/// assert_eq!((&*app.prepay_id, app.as_json()), ("w1", r#"{"prepayId":"w1","new":true}"#));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Passthrough<T> {
    members: T,
    json: Box<str>,
}

impl<T> Passthrough<T> {
    /// Returns the JSON text of the object with its characters as received, even if it was received inside a JSON
    /// string. Send this text to the app: text rebuilt from the typed members would omit unknown members. It may
    /// contain secrets, so do not log it.
    pub fn as_json(&self) -> &str {
        &self.json
    }

    #[cfg(feature = "serde")]
    pub(crate) fn from_members(members: T, json: String) -> Self {
        Self { members, json: json.into() }
    }

    /// Returns the typed members.
    pub fn into_inner(self) -> T {
        self.members
    }
}

impl<T> Deref for Passthrough<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.members
    }
}

impl<T: FromFields> FromField for Passthrough<T> {
    fn from_field(field: &ReceivedField) -> Result<Self, DecodeError> {
        let within = |problem: DecodeError| problem.within(field.name());
        let fields = match field.kind() {
            FieldKind::Object => field.object()?,
            FieldKind::Text => json::parse(field.text()).map_err(within)?,
            FieldKind::Number | FieldKind::Bool | FieldKind::Null | FieldKind::Array => {
                return Err(field.problem(DecodeErrorKind::NotAnObject));
            }
        };
        let json = json::without_byte_order_marks(field.text()).into();
        Ok(Self { members: T::from_fields(&fields).map_err(within)?, json })
    }
}

/// Shows the typed members and the length of the text, which may be secret.
impl<T: fmt::Debug> fmt::Debug for Passthrough<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Passthrough").field("members", &self.members).field("bytes", &self.json.len()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::incoming::Fields;
    use crate::value::SecretText;

    #[derive(Debug)]
    struct WalletParams {
        prepay_id: String,
        pay_sign: Option<SecretText>,
    }

    impl FromFields for WalletParams {
        fn from_fields(fields: &Fields) -> Result<Self, DecodeError> {
            Ok(Self { prepay_id: fields.read("prepayId", &[])?, pay_sign: fields.read("paySign", &[])? })
        }
    }

    const OBJECT: &str = r#"{ "prepayId" : "wx1", "paySign":"caf\u00e9-canary", "new":{"n":1.0} }"#;

    fn read(json: &str) -> Result<Passthrough<WalletParams>, DecodeError> {
        Fields::from_json(json).unwrap().read("payParams", &[])
    }

    #[test]
    fn an_object_keeps_its_characters() {
        let params = read(&format!("{{\"payParams\": {OBJECT} }}")).unwrap();
        assert_eq!(params.as_json(), OBJECT);
        assert_eq!(params.prepay_id, "wx1");
        assert_eq!(params.pay_sign.as_ref().unwrap().expose(), "café-canary");
        assert_eq!(params.into_inner().prepay_id, "wx1");
    }

    #[test]
    fn accepts_an_object_inside_text() {
        let text = serde_json::Value::from(OBJECT).to_string();
        let params = read(&format!("{{\"payParams\":{text}}}")).unwrap();
        assert_eq!(params.as_json(), OBJECT);
        assert_eq!(params.prepay_id, "wx1");
    }

    #[test]
    fn rejects_values_that_are_not_objects() {
        let problem = |json: &str| read(json).unwrap_err();
        let of_field = |problem| DecodeError::new("payParams", problem);
        for json in [r#"{"payParams":[1]}"#, r#"{"payParams":7}"#, r#"{"payParams":true}"#] {
            assert_eq!(problem(json), of_field(DecodeErrorKind::NotAnObject), "{json}");
        }
        for json in [r#"{"payParams":"alipays://platformapi?a=1"}"#, r#"{"payParams":"[1]"}"#] {
            assert_eq!(problem(json), of_field(DecodeErrorKind::NotJson), "{json}");
        }
        for json in ["{}", r#"{"payParams":null}"#, r#"{"payParams":""}"#] {
            assert_eq!(problem(json), of_field(DecodeErrorKind::Missing), "{json}");
        }
        assert_eq!(problem(r#"{"payParams":{}}"#), DecodeError::new("payParams.prepayId", DecodeErrorKind::Missing));
        assert_eq!(problem(r#"{"payParams":"{}"}"#), DecodeError::new("payParams.prepayId", DecodeErrorKind::Missing));
        let twice = r#"{"payParams":"{\"prepayId\":\"a\",\"prepayId\":\"b\"}"}"#;
        assert_eq!(problem(twice), DecodeError::new("payParams.prepayId", DecodeErrorKind::Duplicate));
    }

    #[test]
    fn hides_the_text() {
        let shown = format!("{:?}", read(&format!("{{\"payParams\":{OBJECT}}}")).unwrap());
        assert!(!shown.contains("canary") && shown.contains("wx1") && shown.contains("[secret]"), "{shown}");
    }
}
