//! The gateway's own numbers.

use std::fmt;
use std::ops::Deref;
use std::str::FromStr;

use super::{ValueError, check_length};
use crate::signing::{SignedValue, Value};

macro_rules! id_type {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, Hash)]
        pub struct $name(Box<str>);

        impl $name {
            /// Checks an id, such as one that was stored. Its characters are not looked at: no page
            /// says how ids are made.
            pub fn new(value: &str) -> Result<Self, ValueError> {
                check_length(value, u32::MAX)?;
                Ok(Self(value.into()))
            }

            /// The id as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = ValueError;

            fn from_str(value: &str) -> Result<Self, ValueError> {
                Self::new(value)
            }
        }

        impl TryFrom<&str> for $name {
            type Error = ValueError;

            fn try_from(value: &str) -> Result<Self, ValueError> {
                Self::new(value)
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.0.into()
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                self.as_str()
            }
        }

        /// An id reads as text. Text, and an id of the other kind, is no such id.
        impl Deref for $name {
            type Target = str;

            fn deref(&self) -> &str {
                self.as_str()
            }
        }

        impl PartialEq<str> for $name {
            fn eq(&self, text: &str) -> bool {
                self.as_str() == text
            }
        }

        impl PartialEq<&str> for $name {
            fn eq(&self, text: &&str) -> bool {
                self.as_str() == *text
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Debug::fmt(self.as_str(), f)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl SignedValue for $name {
            fn signed_value(&self) -> Option<Value<'_>> {
                Some(Value::Text(self.as_str()))
            }
        }
    };
}

id_type! {
    /// The gateway's id of a payment order. A [`RefundId`] cannot be given for it, although both may
    /// be called `payOrderId` on the wire:
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
    /// The gateway's id of a refund or a void. An [`OrderId`] cannot be given for it.
    RefundId
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::incoming::{Fields, Problem};

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
        assert_eq!(fields.read::<OrderId>("o", &[]).unwrap_err().problem, Problem::NotText);
        assert_eq!(fields.read::<OrderId>("empty", &[]).unwrap_err().problem, Problem::Missing);
    }
}
