//! IOTPay ids and merchant references.

use std::fmt;
use std::ops::Deref;

use super::length::check_length;
use super::text_traits::{parse_traits, text_traits};
use super::{ValueError, check_id};
use crate::signing::{FieldValue, SignedValue};

macro_rules! id_type {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Box<str>);

        impl $name {
            /// Creates an id, for example from stored text. An id must not be empty, and must not contain whitespace,
            /// invisible characters, `&` or `=`. Apart from that, the format of ids is undocumented.
            pub fn new(value: &str) -> Result<Self, ValueError> {
                Self::check(value)?;
                Ok(Self(value.into()))
            }

            fn check(value: &str) -> Result<(), ValueError> {
                check_id(value, u32::MAX)
            }

            /// Creates an id from a received message, which must not be lost because of a character in an id.
            pub(crate) fn received(value: &str) -> Result<Self, ValueError> {
                check_length(value, u32::MAX)?;
                Ok(Self(value.into()))
            }

            /// For generated code: creates a received id, unless its text may include another field.
            #[doc(hidden)]
            pub fn __received(value: &str) -> Option<Self> {
                if value.contains(['&', '=']) { None } else { Self::received(value).ok() }
            }

            /// Returns the id as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        /// An id dereferences to text. Neither text nor the other id type converts to an id implicitly.
        impl Deref for $name {
            type Target = str;

            fn deref(&self) -> &str {
                self.as_str()
            }
        }

        text_traits!($name, 0);
        parse_traits!($name);

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Debug::fmt(self.as_str(), f)
            }
        }

        impl SignedValue for $name {
            fn signed_value(&self) -> Option<FieldValue<'_>> {
                Some(FieldValue::Text(self.as_str()))
            }
        }
    };
}

id_type! {
    /// The IOTPay order id. A [`RefundId`] cannot be used in its place, although both may have the wire name
    /// `payOrderId`:
    ///
    /// ```compile_fail,E0308
    /// use iotpay_client::{OrderId, RefundId};
    ///
    /// fn refund(order: &OrderId) {}
    /// let made = RefundId::new("RP1").unwrap();
    /// refund(&made);
    /// ```
    OrderId
}

id_type! {
    /// The IOTPay id of a refund or a void. An [`OrderId`] cannot be used in its place.
    RefundId
}

/// An id of 1 to `MAX` characters in a request: a merchant reference, such as an order number, or an IOTPay id.
/// Whitespace, invisible characters, `&` and `=` are invalid: gateways treat `same` and `same ` as two orders, and
/// `&` and `=` separate fields in the string to sign.
///
/// ```
/// use iotpay_client::value::Id;
///
/// # fn main() -> Result<(), iotpay_client::value::ValueError> {
/// let reference: Id<30> = Id::new("20260427-0001")?;
/// assert_eq!(reference.as_str(), "20260427-0001");
/// assert!(Id::<30>::new("2026&status=2").is_err());
/// # Ok(())
/// # }
/// ```
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id<const MAX: u32 = { u32::MAX }>(Box<str>);

impl<const MAX: u32> Id<MAX> {
    /// Creates an id.
    pub fn new(value: &str) -> Result<Self, ValueError> {
        Self::check(value)?;
        Ok(Self(value.into()))
    }

    fn check(value: &str) -> Result<(), ValueError> {
        check_id(value, MAX)
    }

    /// Creates a value that `request!` has checked.
    pub(crate) fn new_unchecked(text: &str) -> Self {
        Self(text.into())
    }

    /// Returns the id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

text_traits!(Id<MAX>, 0);
parse_traits!(Id<MAX>);

impl<const MAX: u32> fmt::Debug for Id<MAX> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

impl<const MAX: u32> SignedValue for Id<MAX> {
    fn signed_value(&self) -> Option<FieldValue<'_>> {
        Some(FieldValue::Text(self.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::incoming::{DecodeErrorKind, Fields};
    use crate::value::Position;

    #[test]
    fn rejects_invalid_characters_only_in_sent_ids() {
        let unseen = [
            '\n',
            '\r',
            ' ',
            '\t',
            '\0',
            '\u{85}',
            '\u{a0}',
            '\u{ad}',
            '\u{200b}',
            '\u{200d}',
            '\u{202e}',
            '\u{2060}',
            '\u{2066}',
            '\u{3000}',
            '\u{3164}',
            '\u{fe0f}',
            '\u{feff}',
            '\u{e0100}',
            '&',
            '=',
        ];
        for found in unseen {
            for (text, position) in [
                (format!("{found}m1"), Position::Start),
                (format!("m1{found}"), Position::End),
                (format!("m{found}1"), Position::Inside),
            ] {
                let error = ValueError::Character { found, position };
                assert_eq!(OrderId::new(&text), Err(error), "{text:?}");
                assert_eq!(RefundId::try_from(text.as_str()), Err(error), "{text:?}");
                assert_eq!(Id::<30>::new(&text), Err(error), "{text:?}");
                assert_eq!(Id::<30>::try_from(text.clone()), Err(error), "{text:?}");
                let form =
                    url::form_urlencoded::Serializer::new(String::new()).append_pair("payOrderId", &text).finish();
                let received = Fields::from_form(form.as_bytes()).unwrap().read::<OrderId>("payOrderId", &[]);
                // With a separator it could be two fields; anything else is kept.
                assert_eq!(received.is_ok_and(|id| id == text.as_str()), !matches!(found, '&' | '='), "{text:?}");
            }
        }
        assert_eq!(Id::<30>::new("  "), Err(ValueError::Blank));
        for text in ["20160427210604000490", "a-b_c/d+e.f:g#h", "茶-1", "é"] {
            assert!(Id::<30>::new(text).is_ok(), "{text}");
        }
    }

    #[test]
    fn an_id_has_characters() {
        let received = OrderId::new("PC20240101005605740403580191").unwrap();
        assert_eq!(received, "PC20240101005605740403580191");
        assert_eq!(RefundId::new(""), Err(ValueError::Empty));
        assert_eq!(String::from(received), "PC20240101005605740403580191");
    }

    #[test]
    fn ids_are_read_from_text_and_numbers() {
        let fields = Fields::from_json(r#"{"payOrderId":"P1","refundOrderId":20240101,"o":{},"empty":""}"#).unwrap();
        assert_eq!(fields.read::<OrderId>("payOrderId", &[]).unwrap(), "P1");
        assert_eq!(fields.read::<RefundId>("refundOrderId", &[]).unwrap(), "20240101");
        assert_eq!(fields.read::<OrderId>("o", &[]).unwrap_err().kind, DecodeErrorKind::NotText);
        assert_eq!(fields.read::<OrderId>("empty", &[]).unwrap_err().kind, DecodeErrorKind::Missing);
    }
}
