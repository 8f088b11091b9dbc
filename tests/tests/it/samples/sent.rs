//! Compares a sample with the fields that its request type sends.

use iotpay_client::protocol::encode;
use iotpay_client::signing::{Signature, Signed};
use iotpay_client::spec::{BodyEncoding, FamilySpec};
use iotpay_client::value::ValueError;
use iotpay_client::{Credentials, ValidationError};

use crate::support::signing::{Map, Scalar, of_json};

/// The fields of a sample request, without its signature.
pub struct Sample {
    pub fields: Map,
    pub sign: Option<String>,
}

impl Sample {
    /// Parses the object of a sample in the vendor's format: with or without `params=` before it,
    /// unencoded.
    pub fn read(text: &str) -> Self {
        let object = text.strip_prefix("params=").unwrap_or(text);
        let mut fields = of_json(&serde_json::from_str(object).unwrap());
        let sign = match fields.remove("sign") {
            Some(Scalar::Text(sign)) => Some(sign),
            Some(Scalar::Integer(_) | Scalar::Boolean(_)) => panic!("a signature is text"),
            None => None,
        };
        Self { fields, sign }
    }

    /// Adds a required field that the sample omits.
    pub fn add_missing(mut self, name: &str, value: &str) -> Self {
        assert_eq!(self.fields.insert(name.to_owned(), value.into()), None, "{name}");
        self
    }

    /// Removes a field that no table of the page has, or that cannot be sent unchanged.
    pub fn without(mut self, name: &str, value: &str) -> Self {
        assert_eq!(self.fields.remove(name), Some(value.into()), "{name}");
        self
    }

    /// Replaces a value that violates the table.
    pub fn with(mut self, name: &str, value: &str) -> Self {
        assert!(self.fields.insert(name.to_owned(), value.into()).is_some(), "{name}");
        self
    }

    /// Converts a text to a number, if the table says integer.
    pub fn integer(mut self, name: &str) -> Self {
        let Some(Scalar::Text(text)) = self.fields.remove(name) else { panic!("{name} is text") };
        self.fields.insert(name.to_owned(), Scalar::Integer(text.parse().unwrap()));
        self
    }

    /// Converts a number to a text, if the table says text.
    pub fn text(mut self, name: &str) -> Self {
        let Some(Scalar::Integer(number)) = self.fields.remove(name) else { panic!("{name} is a number") };
        self.fields.insert(name.to_owned(), Scalar::Text(number.to_string()));
        self
    }

    /// Asserts that a request sends exactly these fields in the format of its family. Returns its
    /// signature.
    pub fn assert_sent_by(&self, request: &dyn Signed, credentials: &Credentials, family: &FamilySpec) -> Signature {
        let encoded = encode(request, credentials, family);
        let object = match family.body {
            BodyEncoding::Json => encoded.body.as_str().to_owned(),
            BodyEncoding::ParamsForm => {
                let mut pairs = form_urlencoded::parse(encoded.body.as_bytes());
                let (name, object) = pairs.next().unwrap();
                assert_eq!((name.as_ref(), pairs.next()), ("params", None));
                object.into_owned()
            }
        };
        let sent = Self::read(&object);
        assert_eq!(sent.fields, self.fields);
        assert_eq!(sent.sign.as_deref(), Some(encoded.signature.as_str()));
        encoded.signature
    }
}

/// Returns the fields of a request that are invalid, with their errors.
pub fn violations<T>(request: Result<T, ValidationError>) -> Vec<(&'static str, ValueError)> {
    let Err(invalid) = request else { panic!("expected an invalid request") };
    invalid.violations().iter().map(|violation| (violation.field, violation.error)).collect()
}

/// Returns the credentials of a sample, with the invented key.
pub fn merchant(mch_id: &str, login_name: &str) -> Credentials {
    Credentials::builder().mch_id(mch_id).login_name(login_name).merchant_key("k").build().unwrap()
}
