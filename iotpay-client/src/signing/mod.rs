//! Signs and verifies messages according to the signing rule of a family.
//!
//! The fields are sorted by name and joined as `name=value&…`. The result is hashed with the merchant key, and the hash
//! is encoded in hexadecimal.

mod bytes;
mod hash;
mod inspect;
mod nested;
mod nested_value;
mod rule;
mod signature;
mod signer;
mod string_to_sign;
mod verify;

use std::fmt;

pub(crate) use inspect::single_mistake;
pub use inspect::{Inspection, Mistake, Notation, Omitted, inspect};
pub use iotpay_macros::Signed;
pub use nested::sorted as sorted_json;
pub use nested_value::{NestedJson, NestedValue, NestedWriter, ValueForm};
pub use rule::{KeyPosition, NestedField, NestedForm, SignatureCase, SigningAlgorithm, SigningRule};
pub use signature::Signature;
pub use signer::Signer;
pub use string_to_sign::StringToSign;
pub use verify::Verification;

/// A field value to sign and send.
///
/// ```
/// use iotpay_client::signing::FieldValue;
/// use iotpay_client::value::JsonText;
///
/// # fn main() -> Result<(), iotpay_client::value::ValueError> {
/// let members = [("store", Some(FieldValue::Text("S1"))), ("table", Some(FieldValue::Integer(7)))];
/// let json: JsonText = JsonText::object(&members)?;
/// assert_eq!(json.as_str(), r#"{"store":"S1","table":7}"#);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum FieldValue<'a> {
    /// Text. Empty text is sent, and signed only if the signing rule signs empty values.
    Text(&'a str),
    /// Secret text. It is signed and sent like other text.
    Secret(&'a str),
    /// A whole number.
    Integer(i64),
    /// A boolean, which is signed and sent as `true` or `false`, in JSON without quotes.
    Boolean(bool),
    /// An object or an array, which is sent as JSON. The signing rule says how it is signed.
    Json(NestedJson<'a>),
}

/// Returns a boolean as it is signed.
pub(crate) fn boolean_text(value: bool) -> &'static str {
    if value { "true" } else { "false" }
}

/// Shows only the kind and the length, since text may be secret.
impl fmt::Debug for FieldValue<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => write!(f, "Text({} bytes)", text.len()),
            Self::Secret(text) => write!(f, "Secret({} bytes)", text.len()),
            Self::Integer(_) => f.write_str("Integer"),
            Self::Boolean(_) => f.write_str("Boolean"),
            Self::Json(json) => write!(f, "Json({} bytes)", json.as_str().len()),
        }
    }
}

/// The part of the credentials that is sent with requests.
///
/// ```
/// use iotpay_client::signing::{Account, StringToSign};
/// use iotpay_client::spec::Family as _;
/// use iotpay_client::general;
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let account = Account { mch_id: "10000701", login_name: "jack123" };
/// let query = general::QueryOrder::by_mch_order_no("m1")?;
/// let string = StringToSign::for_request(&query, &account, general::General::SPEC.signing);
/// assert_eq!(string.to_masked_string(), "mchId=10000701&mchOrderNo=m1&key=***");
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Account<'a> {
    /// The merchant id.
    pub mch_id: &'a str,
    /// The merchant's login name.
    pub login_name: &'a str,
}

/// A function that is called for each field of a request, in the order of signing.
///
/// ```
/// use iotpay_client::signing::{Account, FieldValue, FieldVisitor, Signed};
///
/// /// A request with one field, without the derive.
/// struct Ping(i64);
///
/// impl Signed for Ping {
///     fn visit(&self, _account: &Account<'_>, visitor: &mut FieldVisitor<'_>) {
///         visitor("time", FieldValue::Integer(self.0));
///     }
/// }
/// ```
pub type FieldVisitor<'v> = dyn FnMut(&'static str, FieldValue<'_>) + 'v;

/// A type whose fields can be signed, in the order of signing.
///
/// Derive this trait. The derive sorts the fields by wire name at compile time, so a single pass can feed the signer
/// and the encoder without a map.
///
/// ```
/// use iotpay_client::signing::{Account, Signed};
///
/// /// Returns the names of the fields that a request sends.
/// fn names(request: &dyn Signed) -> Vec<&'static str> {
///     let mut names = Vec::new();
///     let account = Account { mch_id: "10000701", login_name: "jack123" };
///     request.visit(&account, &mut |name, _| names.push(name));
///     names
/// }
/// # let query = iotpay_client::general::QueryOrder::by_mch_order_no("m1").unwrap();
/// # assert_eq!(names(&query), ["mchId", "mchOrderNo"]);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a request",
    label = "not a request",
    note = "use a generated request type, or add `#[derive(Signed)]` to `{Self}`"
)]
pub trait Signed {
    /// Calls the visitor for each field that is sent, except the signature, sorted by wire name byte by byte.
    fn visit(&self, account: &Account<'_>, visitor: &mut FieldVisitor<'_>);
}

/// A Rust type for request fields that can be signed.
///
/// ```
/// use iotpay_client::signing::{FieldValue, SignedValue};
///
/// /// A number of minutes, which is sent in seconds.
/// struct Minutes(u32);
///
/// impl SignedValue for Minutes {
///     fn signed_value(&self) -> Option<FieldValue<'_>> {
///         Some(FieldValue::Integer(60 * i64::from(self.0)))
///     }
/// }
/// assert!(Minutes(2).signed_value() == Some(FieldValue::Integer(120)));
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a field of a request",
    label = "cannot be signed",
    note = "use `Text`, `String`, `Cents`, an integer from `i8` to `i64` or from `u8` to `u32`, `bool`, or a `WireEnum`",
    note = "floats cannot be signed: use `Cents` for amounts; for nested data, use `JsonText`"
)]
pub trait SignedValue {
    /// Returns the value to sign, or `None` if the field is not sent.
    fn signed_value(&self) -> Option<FieldValue<'_>>;
}

impl SignedValue for str {
    fn signed_value(&self) -> Option<FieldValue<'_>> {
        Some(FieldValue::Text(self))
    }
}

impl SignedValue for String {
    fn signed_value(&self) -> Option<FieldValue<'_>> {
        Some(FieldValue::Text(self))
    }
}

impl<T: SignedValue + ?Sized> SignedValue for &T {
    fn signed_value(&self) -> Option<FieldValue<'_>> {
        (**self).signed_value()
    }
}

impl<T: SignedValue> SignedValue for Option<T> {
    fn signed_value(&self) -> Option<FieldValue<'_>> {
        self.as_ref().and_then(SignedValue::signed_value)
    }
}

macro_rules! integers {
    ($($integer:ty),*) => {
        $(impl SignedValue for $integer {
            fn signed_value(&self) -> Option<FieldValue<'_>> {
                Some(FieldValue::Integer(i64::from(*self)))
            }
        })*
    };
}

integers!(i8, i16, i32, i64, u8, u16, u32);

impl SignedValue for bool {
    fn signed_value(&self) -> Option<FieldValue<'_>> {
        Some(FieldValue::Boolean(*self))
    }
}

#[cfg(test)]
mod tests {
    use super::FieldValue;

    #[test]
    fn hides_values() {
        let values = [FieldValue::Text("canary"), FieldValue::Secret("canary"), FieldValue::Integer(4711)];
        assert_eq!(values.map(|value| format!("{value:?}")), ["Text(6 bytes)", "Secret(6 bytes)", "Integer"]);
    }
}
