//! A field of a message, and its type.

use super::{
    DateForm, DateTime, Decimal, EnumerationId, IdTarget, Lifecycle, Provenance, Purpose, Role, Secrecy, ValueRules,
    Width, Words, literal,
};
use crate::source::Span;

/// A field of a message.
#[derive(Debug, Clone)]
pub struct Field {
    /// Name in messages.
    pub wire: String,
    /// Name in Rust.
    pub rust_name: String,
    /// The description.
    pub about: String,
    /// The page's sample, as narrowed by the channel; empty if the page has none that the field accepts.
    pub sample: String,
    /// The sample as the page prints it, which may be about other channels or describe several values.
    pub sample_cell: String,
    /// Its type.
    pub ty: Type,
    /// The longest text that fits, in Unicode scalar values.
    pub max: Option<u32>,
    /// Rules for its values beyond the type.
    pub value_rules: ValueRules,
    /// Whether it is required.
    pub required: bool,
    /// The source of its value, if the caller does not set it.
    pub filled: Option<Filler>,
    /// Whether the client fills in the channel.
    pub is_channel: bool,
    /// The way that it is masked, if it is secret.
    pub secret: Option<Secrecy>,
    /// Whether the spec marks the field as not secret, although its name suggests it.
    pub is_shown: bool,
    /// The meaning of the field for the sandbox, if its name, format and values do not show it.
    pub role: Option<Role>,
    /// The request field that it repeats, if the names differ.
    pub echoes: Option<String>,
    /// What the merchant does with a text in a response.
    pub purpose: Option<Purpose>,
    /// Other names that a response may use.
    pub aliases: Vec<String>,
    /// The source of the row.
    pub source: Provenance,
    /// The fingerprint of the vendor's own description.
    pub vendor_text: Option<String>,
    /// The path of another page that contains the row.
    pub other_page: Option<String>,
    /// The source of the rules beyond the row, and their reason.
    pub rule: Option<(Provenance, String)>,
    /// Its dates and deprecation.
    pub lifecycle: Lifecycle,
    /// The row.
    pub span: Span,
    /// The type in the row.
    pub type_span: Span,
    /// The sample in the row.
    pub sample_span: Span,
}

impl Field {
    /// Returns `true` if a text is short enough, in Unicode scalar values.
    pub fn fits(&self, text: &str) -> bool {
        self.max.is_none_or(|max| u32::try_from(text.chars().count()).is_ok_and(|length| length <= max))
    }
}

impl Field {
    /// Returns `true` if a value of the type is in the range and matches the pattern.
    pub fn satisfies(&self, text: &str) -> bool {
        let ValueRules { range, pattern, default: _, items } = &self.value_rules;
        let is_in_range = range.as_ref().is_none_or(|range| range.contains(&self.ty, text));
        let has_items = items.is_any() || literal::item_count(text).is_none_or(|count| items.contains(count));
        if let Type::Encoded(content) = &self.ty {
            return content.satisfies(text);
        }
        is_in_range && has_items && pattern.as_ref().is_none_or(|pattern| pattern.matches(text))
    }
}

/// The source of the value of a field that the caller does not set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Filler {
    /// The merchant id of the credentials.
    MchId,
    /// The login name of the credentials.
    LoginName,
    /// The signer.
    Signature,
    /// Always this value.
    Fixed(String),
}

/// The type of a field.
#[derive(Debug, Clone)]
pub enum Type {
    /// Text.
    Text,
    /// An id or a merchant reference: no whitespace and no invisible characters.
    Reference,
    /// An http or https URL.
    Url {
        /// Whether it may have a query.
        query: bool,
    },
    /// An IP address.
    Ip,
    /// The number of a payment card.
    CardNumber,
    /// A card's verification value.
    Cvv,
    /// A month and a year, MMYY, of a card.
    ExpiryDate,
    /// Secret bytes as Base64.
    Base64,
    /// The gateway's id of a payment order or a refund.
    Id(IdTarget),
    /// Positive cents.
    Cents,
    /// A whole number.
    Integer(Width),
    /// An exact decimal number as text.
    Decimal(Decimal),
    /// A boolean as JSON, or as one of two texts.
    Boolean(Option<Words>),
    /// A date as text.
    Date(DateForm),
    /// A date with a time as text.
    DateTime(DateTime),
    /// A value of an enumeration.
    Enum(EnumType),
    /// Text that contains a JSON object, with known members or any members.
    Json(Option<Members>),
    /// Text that contains the JSON of an object or an array with nested values. The content is a field of the type
    /// [`Object`](Self::Object) or [`Array`](Self::Array).
    Encoded(Box<Field>),
    /// An object, with known members.
    Object(Members),
    /// A received object that is forwarded unchanged, with known members.
    Passthrough(Members),
    /// An object of a response that is forwarded as received.
    RawObject,
    /// Any JSON value, as received.
    Any,
    /// An array.
    Array(Array),
}

/// A value of an enumeration.
#[derive(Debug, Clone)]
pub struct EnumType {
    /// The enumeration.
    pub enumeration: EnumerationId,
    /// The allowed values, by their index in the enumeration.
    pub values: Vec<usize>,
    /// Whether the values are sent as integers.
    pub integer: bool,
}

/// An array of values or objects.
#[derive(Debug, Clone)]
pub struct Array {
    /// The name of the array, with the type and the rules of each item.
    pub item: Box<Field>,
}

/// The members of an object.
#[derive(Debug, Clone)]
pub struct Members {
    /// Name of the Rust type.
    pub type_name: String,
    /// The members.
    pub fields: Vec<Field>,
}

/// The JSON type of a value in a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wire {
    /// As a string.
    Text,
    /// As a whole number.
    Integer,
    /// As `true` or `false`.
    Boolean,
    /// As an object.
    Object,
    /// As an array.
    Array,
    /// As any JSON value.
    Any,
}

impl Type {
    /// Returns `true` if values are objects or arrays.
    pub fn is_nested(&self) -> bool {
        matches!(self.wire(), Wire::Object | Wire::Array)
    }

    /// Returns `true` if values are objects or arrays, or text that contains these with nested values.
    pub fn is_structured(&self) -> bool {
        self.is_nested() || matches!(self, Self::Encoded(_))
    }

    /// Returns `true` if values are sent as whole numbers.
    pub fn is_integer(&self) -> bool {
        self.wire() == Wire::Integer
    }

    /// Returns the enumeration of values, if there is one.
    pub fn choice(&self) -> Option<&EnumType> {
        match self {
            Self::Enum(choice) => Some(choice),
            _ => None,
        }
    }

    /// Returns the known members of an object, of a JSON text, or of each object in an array.
    pub fn members(&self) -> Option<&Members> {
        match self {
            Self::Json(members) => members.as_ref(),
            Self::Encoded(content) => content.ty.members(),
            Self::Array(array) => array.item.ty.members(),
            _ => self.object(),
        }
    }

    /// Returns the members of an object in a response, but not of the objects in an array.
    pub fn object(&self) -> Option<&Members> {
        match self {
            Self::Object(members) | Self::Passthrough(members) => Some(members),
            _ => None,
        }
    }
}
