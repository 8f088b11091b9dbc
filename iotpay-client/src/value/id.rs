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
        pub struct $name<const MAX: u32 = { u32::MAX }>(Box<str>);

        impl<const MAX: u32> $name<MAX> {
            /// Checks an id, such as one that was stored. Its characters are not looked at: no page
            /// says how ids are made.
            pub fn new(value: &str) -> Result<Self, ValueError> {
                check_length(value, MAX)?;
                Ok(Self(value.into()))
            }

            /// The id as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl<const MAX: u32> FromStr for $name<MAX> {
            type Err = ValueError;

            fn from_str(value: &str) -> Result<Self, ValueError> {
                Self::new(value)
            }
        }

        impl<const MAX: u32> TryFrom<&str> for $name<MAX> {
            type Error = ValueError;

            fn try_from(value: &str) -> Result<Self, ValueError> {
                Self::new(value)
            }
        }

        impl<const MAX: u32> From<$name<MAX>> for String {
            fn from(id: $name<MAX>) -> Self {
                id.0.into()
            }
        }

        impl<const MAX: u32> AsRef<str> for $name<MAX> {
            fn as_ref(&self) -> &str {
                self.as_str()
            }
        }

        /// An id reads as text. Text, and an id of the other kind, is no such id.
        impl<const MAX: u32> Deref for $name<MAX> {
            type Target = str;

            fn deref(&self) -> &str {
                self.as_str()
            }
        }

        impl<const MAX: u32> PartialEq<str> for $name<MAX> {
            fn eq(&self, text: &str) -> bool {
                self.as_str() == text
            }
        }

        impl<const MAX: u32> PartialEq<&str> for $name<MAX> {
            fn eq(&self, text: &&str) -> bool {
                self.as_str() == *text
            }
        }

        impl<const MAX: u32> fmt::Debug for $name<MAX> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Debug::fmt(self.as_str(), f)
            }
        }

        impl<const MAX: u32> fmt::Display for $name<MAX> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl<const MAX: u32> SignedValue for $name<MAX> {
            fn signed_value(&self) -> Option<Value<'_>> {
                Some(Value::Text(self.as_str()))
            }
        }
    };
}

id_type! {
    /// The gateway's id of a payment order, of at most `MAX` characters. A [`RefundId`] cannot be
    /// given for it, although both may be called `payOrderId` on the wire:
    ///
    /// ```compile_fail,E0308
    /// use iotpay_client::{OrderId, RefundId};
    ///
    /// fn refund(order: &OrderId) {}
    /// let made: RefundId = RefundId::new("RP1").unwrap();
    /// refund(&made);
    /// ```
    OrderId
}

id_type! {
    /// The gateway's id of a refund or a void, of at most `MAX` characters. An [`OrderId`] cannot be
    /// given for it.
    RefundId
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::incoming::{Fields, Problem};

    #[test]
    fn an_id_has_characters_and_a_limit() {
        let received: OrderId = OrderId::new("PC20240101005605740403580191").unwrap();
        assert_eq!(OrderId::<30>::new(received.as_str()).unwrap(), "PC20240101005605740403580191");
        assert_eq!(OrderId::<30>::new(&"1".repeat(31)), Err(ValueError::TooLong { max: 30, length: 31 }));
        assert_eq!(RefundId::<30>::new(""), Err(ValueError::Empty));
        assert_eq!(String::from(received), "PC20240101005605740403580191");
    }

    #[test]
    fn ids_are_read_from_text_and_numbers() {
        let fields = Fields::from_json(r#"{"payOrderId":"P1","refundOrderId":20240101,"o":{},"empty":""}"#).unwrap();
        assert_eq!(fields.read::<OrderId>("payOrderId", &[]).unwrap(), "P1");
        assert_eq!(fields.read::<RefundId>("refundOrderId", &[]).unwrap(), "20240101");
        assert_eq!(fields.read::<OrderId>("o", &[]).unwrap_err().problem, Problem::NotText);
        assert_eq!(fields.read::<OrderId>("empty", &[]).unwrap_err().problem, Problem::Missing);
        assert_eq!(fields.read::<OrderId<1>>("payOrderId", &[]).unwrap_err().problem, Problem::Unexpected);
    }
}
