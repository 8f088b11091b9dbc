//! Groups of types that most code treats alike.

use super::{Array, DateForm, DateTime, Decimal, EnumType, Field, IdTarget, Members, Secrecy, Type, Words, words};

/// A group of types that most code treats alike.
#[derive(Debug, Clone, Copy)]
pub enum Kind<'a> {
    /// Text, a reference or a URL.
    Text,
    /// An IP address.
    Ip,
    /// The gateway's id of a payment order or a refund.
    Id(IdTarget),
    /// Data of a card or a wallet.
    Secret(Secrecy),
    /// Positive cents.
    Cents,
    /// A whole number.
    Integer,
    /// A value whose text has a form of its own.
    Formed(Formed<'a>),
    /// A value of an enumeration.
    Enum(&'a EnumType),
    /// Text that contains a JSON object, with known members or any members.
    Json(Option<&'a Members>),
    /// Text that contains an object or an array with nested values.
    Encoded(&'a Field),
    /// An object with known members.
    Object(&'a Members),
    /// An object that is forwarded as received.
    RawObject,
    /// Any JSON value.
    Any,
    /// An array.
    Array(&'a Array),
}

/// A type whose values have a text form of their own.
#[derive(Debug, Clone, Copy)]
pub enum Formed<'a> {
    /// An exact decimal number.
    Decimal(&'a Decimal),
    /// A boolean.
    Boolean(Option<&'a Words>),
    /// A date.
    Date(DateForm),
    /// A date with a time.
    DateTime(DateTime),
}

impl Type {
    /// Returns the group of the type.
    pub fn kind(&self) -> Kind<'_> {
        match self {
            Self::Text | Self::Reference | Self::Url { .. } => Kind::Text,
            Self::Ip => Kind::Ip,
            Self::Id(target) => Kind::Id(*target),
            Self::CardNumber => Kind::Secret(Secrecy::LastFour),
            Self::Cvv | Self::ExpiryDate | Self::Base64 => Kind::Secret(Secrecy::Hidden),
            Self::Cents => Kind::Cents,
            Self::Integer(_) => Kind::Integer,
            Self::Decimal(decimal) => Kind::Formed(Formed::Decimal(decimal)),
            Self::Boolean(words) => Kind::Formed(Formed::Boolean(words.as_ref())),
            Self::Date(form) => Kind::Formed(Formed::Date(*form)),
            Self::DateTime(date_time) => Kind::Formed(Formed::DateTime(*date_time)),
            Self::Enum(choice) => Kind::Enum(choice),
            Self::Json(members) => Kind::Json(members.as_ref()),
            Self::Encoded(content) => Kind::Encoded(content),
            Self::Object(members) | Self::Passthrough(members) => Kind::Object(members),
            Self::RawObject => Kind::RawObject,
            Self::Any => Kind::Any,
            Self::Array(array) => Kind::Array(array),
        }
    }

    /// Returns the type's own form of values; `None` for types without such a form.
    pub fn formed(&self) -> Option<Formed<'_>> {
        if let Kind::Formed(formed) = self.kind() { Some(formed) } else { None }
    }

    /// Returns a value of a type whose values have a form of their own; `None` for types without such a form.
    pub fn made_up(&self) -> Option<String> {
        Some(match self.formed()? {
            Formed::Decimal(decimal) => decimal.zero(),
            Formed::Boolean(texts) => words(texts).1.to_owned(),
            Formed::Date(form) => form.example().to_owned(),
            Formed::DateTime(date_time) => date_time.example().to_owned(),
        })
    }

    /// Returns how the type alone masks its values; `None` if the type alone does not make them secret.
    pub fn secrecy(&self) -> Option<Secrecy> {
        if let Kind::Secret(secrecy) = self.kind() { Some(secrecy) } else { None }
    }
}
