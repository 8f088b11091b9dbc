//! Signs untyped fields and encodes them as JSON or as a form.

use std::collections::BTreeMap;

use iotpay_client::protocol::JsonObjectWriter;
use iotpay_client::signing::{Account, FieldValue, Signed, Signer, SigningRule};
use iotpay_client::{MerchantKey, shared};

/// A value of a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scalar {
    Text(String),
    Integer(i64),
    Boolean(bool),
}

impl Scalar {
    pub fn value(&self) -> FieldValue<'_> {
        match self {
            Self::Text(text) => FieldValue::Text(text),
            Self::Integer(number) => FieldValue::Integer(*number),
            Self::Boolean(boolean) => FieldValue::Boolean(*boolean),
        }
    }
}

impl From<&str> for Scalar {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<bool> for Scalar {
    fn from(boolean: bool) -> Self {
        Self::Boolean(boolean)
    }
}

impl From<i64> for Scalar {
    fn from(number: i64) -> Self {
        Self::Integer(number)
    }
}

/// Fields by name.
pub type Map = BTreeMap<String, Scalar>;

/// Returns fields from pairs.
pub fn map<const N: usize>(fields: [(&str, Scalar); N]) -> Map {
    fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

/// Returns fields that are all text.
pub fn texts(fields: &[(&str, &str)]) -> Map {
    fields.iter().map(|(name, value)| ((*name).to_owned(), Scalar::from(*value))).collect()
}

/// Returns the fields of a JSON object of texts, integers and booleans.
pub fn of_json(object: &serde_json::Value) -> Map {
    let object = object.as_object().expect("an object");
    let scalar = |value: &serde_json::Value| match value {
        serde_json::Value::String(text) => Scalar::Text(text.clone()),
        serde_json::Value::Bool(boolean) => Scalar::Boolean(*boolean),
        other => Scalar::Integer(other.as_i64().expect("a text or an integer")),
    };
    object.iter().map(|(name, value)| (name.clone(), scalar(value))).collect()
}

/// Returns the fields with one value set.
pub fn with(fields: &Map, name: &str, value: impl Into<Scalar>) -> Map {
    let mut fields = fields.clone();
    fields.insert(name.to_owned(), value.into());
    fields
}

/// Returns the signature of fields, sorted by name.
pub fn sign(fields: &Map, key: &str) -> String {
    sign_by(&shared::SIGNING, fields, key)
}

/// Returns the signature of fields by a rule, sorted by name.
pub fn sign_by(rule: &SigningRule<'_>, fields: &Map, key: &str) -> String {
    let key = MerchantKey::new(key).unwrap();
    let mut signer = Signer::new(rule, &key);
    for (name, value) in fields {
        signer.field(name, value.value());
    }
    signer.finish().to_string()
}

/// Returns the fields with their signature.
pub fn signed(mut fields: Map, key: &str) -> Map {
    let sign = sign(&fields, key);
    fields.insert("sign".to_owned(), Scalar::Text(sign));
    fields
}

/// Returns the fields as a JSON object.
pub fn to_json(fields: &Map) -> String {
    let mut object = JsonObjectWriter::new();
    for (name, value) in fields {
        object.member(name, value.value());
    }
    object.finish()
}

/// Returns the fields as a query.
pub fn to_query(fields: &Map) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    for (name, value) in fields {
        match value {
            Scalar::Text(text) => query.append_pair(name, text),
            Scalar::Integer(number) => query.append_pair(name, &number.to_string()),
            Scalar::Boolean(boolean) => query.append_pair(name, &boolean.to_string()),
        };
    }
    query.finish()
}

/// Returns the fields that a request sends.
pub fn fields_of(request: &dyn Signed) -> Map {
    let account = Account { mch_id: super::MCH_ID, login_name: super::LOGIN_NAME };
    let mut fields = Map::new();
    let mut last = String::new();
    request.visit(&account, &mut |name, value| {
        assert!(last.as_str() < name, "{name} comes after {last}");
        name.clone_into(&mut last);
        let scalar = match value {
            FieldValue::Text(text) | FieldValue::Secret(text) => Scalar::Text(text.to_owned()),
            FieldValue::Integer(number) => Scalar::Integer(number),
            FieldValue::Boolean(boolean) => Scalar::Boolean(boolean),
            FieldValue::Json(json) => panic!("nested value {}", json.as_str()),
        };
        fields.insert(name.to_owned(), scalar);
    });
    fields
}
