//! The signing rule: fields that are not empty, sorted by name, joined as `name=value&…&key=KEY`,
//! MD5, upper-case hexadecimal.

mod nested;
mod signature;
mod signer;
mod string_to_sign;
mod verify;

use std::fmt;

pub use signature::Signature;
pub use signer::Signer;
pub use string_to_sign::StringToSign;
pub use verify::Verification;

pub(crate) use verify::{Rules, verify};

/// A value as it is signed and sent.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum FieldValue<'a> {
    /// Text. When empty it is sent and not signed.
    Text(&'a str),
    /// Text that must not be seen. It is signed and sent like any other.
    Secret(&'a str),
    /// A whole number.
    Integer(i64),
}

/// The kind and the length: a text may be a secret's.
impl fmt::Debug for FieldValue<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => write!(f, "Text({} bytes)", text.len()),
            Self::Secret(text) => write!(f, "Secret({} bytes)", text.len()),
            Self::Integer(_) => f.write_str("Integer"),
        }
    }
}

/// Who asks: the part of the credentials that is sent along.
#[derive(Debug, Clone, Copy)]
pub struct Account<'a> {
    /// The merchant id.
    pub mch_id: &'a str,
    /// The merchant's login name.
    pub login_name: &'a str,
}

/// What is told each field of a request, in the order of signing.
pub type FieldVisitor<'v> = dyn FnMut(&'static str, FieldValue<'_>) + 'v;

/// A request: something that can tell its fields in the order in which they are signed.
///
/// Derive it. The derive sorts the fields by their names on the wire when it runs, so that one
/// walk can feed the signer and the encoder without a map.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a request",
    label = "this has no fields to sign",
    note = "add `#[derive(Signed)]` to `{Self}`, or use one of the generated request types"
)]
pub trait Signed {
    /// Tells the visitor each field that is sent, but for the signature, sorted by wire name byte
    /// by byte.
    fn visit(&self, account: &Account<'_>, visitor: &mut FieldVisitor<'_>);
}

/// A type of a request's field.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a field of a request",
    label = "cannot be signed",
    note = "IOTPay signs strings and integers: use `Text`, `String`, `Cents`, an integer from `i8` to `i64` or from `u8` to `u32`, or a `Code` enum",
    note = "a float has no single spelling to sign: amounts are `Cents`; nested data travels as text: use `Json`"
)]
pub trait SignedValue {
    /// The value as it is signed, or nothing when the field is not sent.
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
