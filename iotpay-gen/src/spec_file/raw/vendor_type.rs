//! The vendor's notation of types.

use std::fmt;

use super::boolean::{self, Words};
use super::calendar::{DateForm, DateTime};
use super::date_notation::{self, DATE_EXAMPLE, DATE_TIME_EXAMPLE};
use super::decimal::{self, Decimal};
use crate::diagnostic::{Code, Diagnostic, Sink, did_you_mean};
use crate::source::Spanned;
use crate::spec_file::yaml::Expectation;
use crate::spec_file::yaml::listener::record;

/// A type as the vendor's tables write it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum VendorType {
    /// `String` or `String(30)`. The number counts Unicode scalar values, here and everywhere.
    Text(Option<u32>),
    /// `int`, `Int`, `long` or `Long`.
    Integer(Width),
    /// `decimal(10,2)`: a number of at most ten digits, of which two are decimal places, as text.
    Decimal(Decimal),
    /// `boolean`, `Boolean` or `bool`; with words such as `boolean(Y,N)`, a text.
    Boolean(Option<Words>),
    /// `date(yyyy-MM-dd)`.
    Date(DateForm),
    /// `datetime(yyyy-MM-dd HH:mm:ss, +08:00)`.
    DateTime(DateTime),
    /// `object` or `JSON`: members that the message lists, or that are forwarded unread.
    Object,
    /// A value of any type, for responses that no page describes.
    Any,
    /// `String[]` or `List<String>`: an array of a type; `array` if the table does not state the type of the items.
    Array(Option<Box<VendorType>>),
}

/// The width of an integer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Width {
    /// `int`: 32 bits with a sign.
    Int,
    /// `long`: 64 bits with a sign.
    Long,
}

/// Each notation once, with a limit as an example.
pub(crate) const NOTATIONS: [&str; 20] = [
    "String",
    "String(30)",
    "int",
    "Int",
    "long",
    "Long",
    "decimal(10,2)",
    "boolean",
    "Boolean",
    "bool",
    "boolean(Y,N)",
    DATE_EXAMPLE,
    DATE_TIME_EXAMPLE,
    "object",
    "JSON",
    "any",
    "String[]",
    "object[]",
    "List<String>",
    "array",
];

/// The remedy for a decimal type without digits.
const DECIMAL: &str = "did you mean `decimal(N,S)`, with the numbers of digits and of decimal places? in quotes, such \
                       as `\"decimal(10,2)\"`";

static OBJECT: VendorType = VendorType::Object;

impl VendorType {
    /// Returns the type of an array's items, which are objects if the table does not state it; `None` if the type is
    /// not an array.
    pub fn item(&self) -> Option<&Self> {
        if let Self::Array(item) = self { Some(item.as_deref().unwrap_or(&OBJECT)) } else { None }
    }

    /// Returns the limit of a text; `None` for a text without a limit, and for other types.
    pub fn max(&self) -> Option<u32> {
        if let Self::Text(max) = self { *max } else { None }
    }

    /// Reads a notation.
    pub fn read(written: &Spanned<String>, sink: &mut Sink) -> Option<Spanned<Self>> {
        record(written.span, || Expectation::VendorType);
        let parsed = Self::parse(&written.value);
        match parsed.as_ref().map(Self::of_items) {
            Some(Self::Text(Some(0))) => {
                sink.push(
                    Diagnostic::new(
                        Code::InvalidLimit,
                        written.span,
                        "the limit is 0, but must be at least 1",
                        "limit 0",
                    )
                    .help("write the limit from the vendor's table, for example `String(30)`"),
                );
                None
            }
            Some(Self::Decimal(decimal)) if !decimal.is_valid() => {
                let most = Decimal::MOST_DIGITS;
                sink.push(
                    Diagnostic::new(
                        Code::InvalidLimit,
                        written.span,
                        format!("a decimal number has 1 to {most} digits, and its decimal places are some of them"),
                        "invalid number of digits",
                    )
                    .help("write the number of digits and the number of decimal places, for example `decimal(10,2)`"),
                );
                None
            }
            Some(_) => parsed.map(|parsed| Spanned::new(parsed, written.span)),
            None if limit_of(item_of(&written.value).unwrap_or(&written.value)).is_some() => {
                sink.push(
                    Diagnostic::new(
                        Code::InvalidLimit,
                        written.span,
                        format!("the limit must not exceed {}", u32::MAX),
                        "too large",
                    )
                    .help("write the limit from the vendor's table, for example `String(30)`"),
                );
                None
            }
            None => {
                let shown: String = written.value.chars().take(40).collect();
                let help = remedy(&written.value);
                sink.push(
                    Diagnostic::new(Code::UnknownType, written.span, format!("unknown type `{shown}`"), "unknown type")
                        .help(help),
                );
                None
            }
        }
    }

    /// Returns the type of the items of an array, or the type itself.
    fn of_items(&self) -> &Self {
        match self {
            Self::Array(Some(item)) => item,
            Self::Array(None)
            | Self::Text(_)
            | Self::Integer(_)
            | Self::Decimal(_)
            | Self::Boolean(_)
            | Self::Date(_)
            | Self::DateTime(_)
            | Self::Object
            | Self::Any => self,
        }
    }

    /// Reads a notation like [`Self::read`], for a row, which remains even if its limit is invalid.
    pub(super) fn read_of_row(written: &Spanned<String>, sink: &mut Sink) -> Option<Spanned<Self>> {
        let read = Self::read(written, sink);
        let item = item_of(&written.value);
        let plain = item.unwrap_or(&written.value);
        let is_limited = || limit_of(plain).is_some() || decimal::parse(plain).is_some();
        let unlimited =
            || if item.is_some() { Self::Array(Some(Box::new(Self::Text(None)))) } else { Self::Text(None) };
        read.or_else(|| is_limited().then(|| Spanned::new(unlimited(), written.span)))
    }

    fn parse(written: &str) -> Option<Self> {
        if let Some(item) = item_of(written) {
            // An array of arrays has no type.
            return Self::parse(item)
                .filter(|item| !matches!(item, Self::Array(_)))
                .map(|it| Self::Array(Some(it.into())));
        }
        Some(match written {
            "String" => Self::Text(None),
            "int" | "Int" => Self::Integer(Width::Int),
            "long" | "Long" => Self::Integer(Width::Long),
            "object" | "JSON" => Self::Object,
            "any" => Self::Any,
            _ if is_array(written) => Self::Array(None),
            _ if written.starts_with("decimal") => Self::Decimal(decimal::parse(written)?),
            _ if written.starts_with("bool") || written.starts_with("Bool") => Self::Boolean(boolean::parse(written)?),
            _ if written.starts_with("datetime") => Self::DateTime(date_notation::date_time(written)?),
            _ if written.starts_with("date") => Self::Date(date_notation::date(written)?),
            _ => Self::Text(Some(limit_of(written)?.parse().ok()?)),
        })
    }
}

/// The remedy for an array of arrays.
const NESTED_ARRAY: &str = "arrays of arrays are not supported: write `any` for the whole value, which is received as raw \
                            JSON";

/// Returns the remedy for an unknown type.
fn remedy(written: &str) -> String {
    let item = item_of(written);
    if item.and_then(VendorType::parse).is_some_and(|item| matches!(item, VendorType::Array(_))) {
        return NESTED_ARRAY.to_owned();
    }
    let plain = item.unwrap_or(written);
    match plain.split(['(', ' ']).next().unwrap_or_default() {
        "boolean" | "Boolean" | "bool" if plain.contains('(') => return WORDS.to_owned(),
        "date" => return date_notation::date_help(),
        "datetime" => return date_notation::date_time_help(plain),
        _ => {}
    }
    // A long text is no typo.
    let shown: String = plain.chars().take(40).collect();
    let close = did_you_mean(&shown, NOTATIONS).or_else(|| meant(plain));
    match (close, item) {
        (None, _) => ONE_OF.to_owned(),
        (Some(DATE_EXAMPLE), _) => date_notation::date_help(),
        (Some(DATE_TIME_EXAMPLE), _) => date_notation::date_time_help(plain),
        (Some("decimal(10,2)"), None) => DECIMAL.to_owned(),
        (Some("String(30)"), None) => {
            "did you mean `String(N)`, where `N` is the limit in the vendor's table?".to_owned()
        }
        (Some(close), None) => format!("did you mean `{close}`?"),
        (Some(close), Some(_)) => format!("did you mean `{close}[]`?"),
    }
}

/// The remedy for a boolean without valid words.
const WORDS: &str = "write `boolean`, or the two texts of true and false in this order, such as `\"boolean(Y,N)\"`";

const ONE_OF: &str = "one of: String, String(N), int, long, decimal(N,S), boolean, date(FORM), datetime(FORM, ZONE), object, \
                      JSON, any; for an array, `[]` follows: `String[]`";

/// Type names of other languages and databases.
fn meant(written: &str) -> Option<&'static str> {
    let name = written.split(['(', ' ']).next().unwrap_or_default().to_ascii_lowercase();
    Some(match name.as_str() {
        "integer" | "int32" | "i32" | "short" | "smallint" | "tinyint" | "number" => "int",
        "int64" | "i64" | "bigint" | "timestamp" => "long",
        "char" | "varchar" | "nvarchar" | "text" | "str" => "String(N)",
        "decimal" | "bigdecimal" | "numeric" | "double" | "float" => "decimal(10,2)",
        "bool" | "boolean" => "boolean",
        "date" | "localdate" => DATE_EXAMPLE,
        "datetime" | "localdatetime" => DATE_TIME_EXAMPLE,
        "time" => "String",
        "map" | "dict" | "struct" | "jsonobject" => "object",
        "array" | "list" | "set" | "arraylist" | "jsonarray" => "array",
        _ => return None,
    })
}

/// Returns the type of the items of `String[]` or `List<String>`.
fn item_of(written: &str) -> Option<&str> {
    let generic =
        || written.strip_suffix('>')?.split_once('<').filter(|(name, _)| is_array(name)).map(|(_, item)| item);
    written.strip_suffix("[]").or_else(generic)
}

/// Returns `true` for the name of an array type without the type of its items.
fn is_array(name: &str) -> bool {
    matches!(name, "array" | "Array" | "list" | "List")
}

/// Returns the digits of `String(30)`.
fn limit_of(written: &str) -> Option<&str> {
    let limit = written.strip_prefix("String(")?.strip_suffix(')')?;
    (!limit.is_empty() && limit.bytes().all(|byte| byte.is_ascii_digit())).then_some(limit)
}

impl fmt::Display for VendorType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(None) => f.write_str("String"),
            Self::Text(Some(max)) => write!(f, "String({max})"),
            Self::Integer(Width::Int) => f.write_str("int"),
            Self::Integer(Width::Long) => f.write_str("long"),
            Self::Decimal(decimal) => decimal.fmt(f),
            Self::Boolean(None) => f.write_str("boolean"),
            Self::Boolean(Some(words)) => write!(f, "boolean{words}"),
            Self::Date(form) => form.fmt(f),
            Self::DateTime(date_time) => date_time.fmt(f),
            Self::Object => f.write_str("object"),
            Self::Any => f.write_str("any"),
            Self::Array(Some(item)) => write!(f, "{item}[]"),
            Self::Array(None) => f.write_str("array"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrays_have_two_notations() {
        let array = |item| Some(VendorType::Array(Some(Box::new(item))));
        for (written, item) in [
            ("String[]", VendorType::Text(None)),
            ("List<String(30)>", VendorType::Text(Some(30))),
            ("Array<object>", VendorType::Object),
            ("decimal(10,2)[]", VendorType::Decimal(Decimal { digits: 10, scale: 2 })),
            ("any[]", VendorType::Any),
        ] {
            assert_eq!(VendorType::parse(written), array(item), "{written}");
        }
        for written in ["array", "List"] {
            assert_eq!(VendorType::parse(written), Some(VendorType::Array(None)), "{written}");
        }
        for written in ["String[][]", "List<List<int>>", "Map<String>", "[]", "List<>", "array[]", "string[]"] {
            assert_eq!(VendorType::parse(written), None, "{written}");
        }
        assert_eq!(VendorType::parse("List<String(30)>").unwrap().to_string(), "String(30)[]");
        assert_eq!(remedy("String[][]"), NESTED_ARRAY);
        assert_eq!(remedy("string[]"), "did you mean `String[]`?");
        assert_eq!(remedy("List<bigint>"), "did you mean `long[]`?");
        assert_eq!(remedy("JSONArray"), "did you mean `array`?");
    }
}
