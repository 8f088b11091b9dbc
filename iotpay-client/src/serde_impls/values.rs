//! Validated values. Deserialization validates them like their constructors.

use std::fmt;
use std::str::FromStr;

use serde_core::de::{Error, Unexpected, Visitor};
use serde_core::{Deserialize, Deserializer, Serialize, Serializer};

use crate::value::{
    Cents, DateForm, DateText, DateTimeForm, DateTimeText, DecimalText, HttpUrl, HttpUrlWithoutQuery, Id, Ip, JsonText,
    OrderId, RefundId, SecretText, Text, ValueError,
};

/// Deserializes text and parses it. The error contains the rule that the text breaks, and not the text.
pub(super) fn from_text<'de, D: Deserializer<'de>, T>(
    deserializer: D,
    parse: fn(&str) -> Result<T, ValueError>,
) -> Result<T, D::Error> {
    deserializer.deserialize_str(Parse(parse))
}

struct Parse<T>(fn(&str) -> Result<T, ValueError>);

impl<T> Visitor<'_> for Parse<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("text")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
        (self.0)(text).map_err(|error| E::custom(format_args!("the text {error}")))
    }

    // By default, the error would contain the number, which may be secret.
    fn visit_u64<E: Error>(self, _: u64) -> Result<T, E> {
        Err(E::invalid_type(Unexpected::Other("number"), &self))
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<T, E> {
        Err(E::invalid_type(Unexpected::Other("number"), &self))
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<T, E> {
        Err(E::invalid_type(Unexpected::Other("number"), &self))
    }
}

macro_rules! as_text {
    ($($name:ident)*) => {$(
        impl<const MAX: u32> Serialize for $name<MAX> {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        /// Validates the text.
        impl<'de, const MAX: u32> Deserialize<'de> for $name<MAX> {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                from_text(deserializer, Self::from_str)
            }
        }
    )*};
}

as_text!(Text Id HttpUrl HttpUrlWithoutQuery Ip JsonText);

macro_rules! id_as_text {
    ($($name:ident)*) => {$(
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        /// Accepts every id that can be received, even if it contains whitespace.
        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                from_text(deserializer, |text| Self::__received(text).map_or_else(|| Self::new(text), Ok))
            }
        }
    )*};
}

id_as_text!(OrderId RefundId);

/// Serializes the text that is sent.
impl<const SCALE: u32, const DIGITS: u32> Serialize for DecimalText<SCALE, DIGITS> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// Parses the text. A number is invalid, because many formats pass it on as a float.
impl<'de, const SCALE: u32, const DIGITS: u32> Deserialize<'de> for DecimalText<SCALE, DIGITS> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        from_text(deserializer, Self::new)
    }
}

/// Serializes the text that is sent.
impl<F: DateForm> Serialize for DateText<F> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// Parses the text.
impl<'de, F: DateForm> Deserialize<'de> for DateText<F> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        from_text(deserializer, Self::new)
    }
}

/// Serializes the text that is sent.
impl<F: DateTimeForm, const OFFSET: i32> Serialize for DateTimeText<F, OFFSET> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// Parses the text.
impl<'de, F: DateTimeForm, const OFFSET: i32> Deserialize<'de> for DateTimeText<F, OFFSET> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        from_text(deserializer, Self::new)
    }
}

/// Serializes the number of cents.
impl Serialize for Cents {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u32(self.get())
    }
}

/// Deserializes a number of cents, which can be 0 like a received amount. Text is invalid: `"28"` could be dollars.
impl<'de> Deserialize<'de> for Cents {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_u32(CentsVisitor)
    }
}

struct CentsVisitor;

impl Visitor<'_> for CentsVisitor {
    type Value = Cents;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a whole number of cents")
    }

    fn visit_u64<E: Error>(self, cents: u64) -> Result<Cents, E> {
        self.visit_i64(i64::try_from(cents).unwrap_or(i64::MAX))
    }

    fn visit_i64<E: Error>(self, cents: i64) -> Result<Cents, E> {
        Cents::received(cents)
            .map_or_else(|| Cents::try_from(cents).map_err(|error| E::custom(format_args!("the amount {error}"))), Ok)
    }
}

/// The text that is serialized in place of a secret.
pub(super) const REDACTED: &str = "[secret]";

/// Serializes `[secret]` in place of the text. To store the secret, use [`expose`](SecretText::expose).
impl<const MAX: u32, const SHOWN: usize> Serialize for SecretText<MAX, SHOWN> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(REDACTED)
    }
}

/// Accepts any text that can be received. A message that was serialized by this crate has `[secret]` in its place.
impl<'de, const MAX: u32, const SHOWN: usize> Deserialize<'de> for SecretText<MAX, SHOWN> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // `deserialize_str` would report a number with its digits, which may be secret.
        let visitor = Parse(Self::received);
        if deserializer.is_human_readable() {
            deserializer.deserialize_any(visitor)
        } else {
            deserializer.deserialize_str(visitor)
        }
    }
}
