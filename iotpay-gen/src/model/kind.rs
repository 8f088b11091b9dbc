//! Groups of types that most code treats alike.

use super::{
    Array, DateForm, DateTime, Decimal, EnumType, Field, IdTarget, Members, Secrecy, Type, Wire, Words, literal, words,
};

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

    /// Returns the JSON type of this type's values in a message.
    pub fn wire(&self) -> Wire {
        match self.kind() {
            Kind::Cents | Kind::Integer => Wire::Integer,
            Kind::Enum(choice) if choice.integer => Wire::Integer,
            Kind::Formed(Formed::Boolean(None)) => Wire::Boolean,
            Kind::Text | Kind::Ip | Kind::Id(_) | Kind::Secret(_) => Wire::Text,
            Kind::Formed(_) | Kind::Enum(_) | Kind::Json(_) | Kind::Encoded(_) => Wire::Text,
            Kind::Object(_) | Kind::RawObject => Wire::Object,
            Kind::Array(_) => Wire::Array,
            Kind::Any => Wire::Any,
        }
    }

    /// Returns `true` if a value has one notation, so that a response repeats it with the same characters.
    pub fn has_one_notation(&self) -> bool {
        match self.kind() {
            // `28.6` and `28.60` are the same number, `Z` and `+00:00` the same offset; `Y` can be received as `true`, and
            // JSON may contain spaces.
            Kind::Formed(Formed::Decimal(_) | Formed::Boolean(_) | Formed::DateTime(_)) | Kind::Array(_) => false,
            Kind::Object(_) => matches!(self, Self::Passthrough(_)),
            Kind::Formed(Formed::Date(_)) | Kind::Text | Kind::Ip | Kind::Id(_) | Kind::Secret(_) => true,
            Kind::Cents | Kind::Integer | Kind::Enum(_) | Kind::Json(_) | Kind::Encoded(_) => true,
            Kind::RawObject | Kind::Any => true,
        }
    }

    /// Returns the length of the longest value of a type with a fixed limit; `None` if the field's limit applies.
    pub fn longest(&self) -> Option<u32> {
        match self.kind() {
            Kind::Secret(Secrecy::LastFour) => Some(19),
            Kind::Secret(Secrecy::Hidden) => matches!(self, Self::Cvv | Self::ExpiryDate).then_some(4),
            Kind::Formed(Formed::Decimal(decimal)) => Some(decimal.longest()),
            Kind::Formed(Formed::Boolean(words)) => words.map(Words::longest),
            Kind::Formed(Formed::Date(form)) => u32::try_from(form.example().len()).ok(),
            Kind::Formed(Formed::DateTime(date_time)) => Some(date_time.longest()),
            Kind::Text | Kind::Ip | Kind::Id(_) | Kind::Cents | Kind::Integer | Kind::Enum(_) => None,
            Kind::Json(_) | Kind::Encoded(_) | Kind::Object(_) | Kind::RawObject | Kind::Any | Kind::Array(_) => None,
        }
    }

    /// Returns `true` if a text is a value of the type. Every text is a value of an enumeration, whose values are not
    /// known here.
    pub fn accepts(&self, text: &str) -> bool {
        literal::is_of(self, text)
    }

    /// Returns `true` if received values of both types have the same type in Rust. Each message has its own objects.
    pub fn is_received_like(&self, other: &Self) -> bool {
        let is_text = |ty: &Self| match ty.kind() {
            Kind::Text | Kind::Ip | Kind::Secret(_) | Kind::Id(IdTarget::Transaction) => true,
            Kind::Json(_) | Kind::Encoded(_) => true,
            Kind::Id(IdTarget::Order | IdTarget::Refund) | Kind::Cents | Kind::Integer | Kind::Formed(_) => false,
            Kind::Enum(_) | Kind::Object(_) | Kind::RawObject | Kind::Any | Kind::Array(_) => false,
        };
        match (self, other) {
            (Self::Id(one), Self::Id(other)) => one == other,
            (Self::Decimal(one), Self::Decimal(other)) => one == other,
            (Self::Boolean(one), Self::Boolean(other)) => one == other,
            (Self::Date(one), Self::Date(other)) => one == other,
            (Self::DateTime(one), Self::DateTime(other)) => one == other,
            (Self::Enum(one), Self::Enum(other)) => one.enumeration == other.enumeration,
            (Self::Cents, Self::Cents)
            | (Self::Integer(_), Self::Integer(_))
            | (Self::RawObject | Self::Any, Self::RawObject | Self::Any) => true,
            (Self::Array(one), Self::Array(other)) => {
                one.item.ty.is_received_like(&other.item.ty) && one.item.secret == other.item.secret
            }
            (one, other) => is_text(one) && is_text(other),
        }
    }
}
