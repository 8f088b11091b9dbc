//! Enums of wire values.

use std::fmt;
use std::marker::PhantomData;
use std::str::FromStr;

use serde_core::Deserializer;
use serde_core::de::{Error, Visitor};

use crate::incoming::{FromField, ReceivedField};
use crate::value::ValueError;

/// Deserializes an open enum. Unknown values are kept, as in a received message.
pub fn open<'de, D: Deserializer<'de>, T: FromField>(deserializer: D) -> Result<T, D::Error> {
    let parse = |text: &str| {
        ReceivedField::of_text(text, T::from_field).map_err(|_| "the wire value contains `&` or `=`".to_owned())
    };
    deserializer.deserialize_any(WireValue { parse, value: PhantomData })
}

/// Deserializes a closed enum. Unknown values are invalid.
pub fn closed<'de, D: Deserializer<'de>, T: FromStr<Err = ValueError>>(deserializer: D) -> Result<T, D::Error> {
    let parse = |text: &str| text.parse().map_err(|error| format!("the wire value {error}"));
    deserializer.deserialize_any(WireValue { parse, value: PhantomData })
}

/// Text, or a number: gateways send values such as `2` as either.
struct WireValue<F, T> {
    parse: F,
    value: PhantomData<T>,
}

impl<F: FnOnce(&str) -> Result<T, String>, T> Visitor<'_> for WireValue<F, T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a wire value")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
        (self.parse)(text).map_err(E::custom)
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<T, E> {
        self.visit_str(&number.to_string())
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<T, E> {
        self.visit_str(&number.to_string())
    }
}
