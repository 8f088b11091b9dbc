//! Values of types: made-up ones, and whether a text is one.

use super::{Type, literal, words};

impl Type {
    /// Returns a value of a type whose values have a form of their own; `None` for types without such a form.
    pub fn made_up(&self) -> Option<String> {
        match self {
            Self::Decimal(decimal) => Some(decimal.zero()),
            Self::Boolean(texts) => Some(words(texts.as_ref()).1.to_owned()),
            Self::Date(form) => Some(form.example().to_owned()),
            Self::DateTime(date_time) => Some(date_time.example().to_owned()),
            Self::Text
            | Self::Reference
            | Self::Url { .. }
            | Self::Ip
            | Self::CardNumber
            | Self::Cvv
            | Self::ExpiryDate
            | Self::Base64
            | Self::Id(_)
            | Self::Cents
            | Self::Integer(_)
            | Self::Enum(_)
            | Self::Json(_)
            | Self::Object(_)
            | Self::Passthrough(_)
            | Self::RawObject
            | Self::Any
            | Self::Array(_) => None,
        }
    }

    /// Returns `true` if a text is a value of the type. Every text is a value of an enumeration, whose values are not
    /// known here.
    pub fn accepts(&self, text: &str) -> bool {
        literal::is_of(self, text)
    }
}
