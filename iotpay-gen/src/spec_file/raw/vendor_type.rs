//! The vendor's notation of types.

use std::fmt;

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
    /// `object` or `JSON`: members that the message lists, or that are forwarded unread.
    Object,
    /// A value of any type, for responses that no page describes.
    Any,
    /// `String[]` or `List<String>`: an array of a type; `array` if the table does not state the type of the items.
    Array(Option<Box<VendorType>>),
}

/// The digits of a decimal number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Decimal {
    /// The maximum number of digits, including the decimal places.
    pub digits: u32,
    /// The number of decimal places.
    pub scale: u32,
}

impl Decimal {
    /// Returns `true` if clients can represent all of its numbers.
    pub(crate) fn is_valid(self) -> bool {
        (1..=Self::MOST_DIGITS).contains(&self.digits) && self.scale <= self.digits
    }

    /// The largest number of digits that every client can represent exactly.
    pub const MOST_DIGITS: u32 = 18;

    /// Returns the length of the longest number as text.
    pub fn longest(self) -> u32 {
        let leading_zero = u32::from(self.digits == self.scale);
        let point = u32::from(self.scale > 0);
        1 + leading_zero + self.digits + point
    }

    /// Returns the largest number.
    pub fn largest(self) -> String {
        let nines = |count: u32| "9".repeat(usize::try_from(count).unwrap_or_default());
        let whole = match self.digits.saturating_sub(self.scale) {
            0 => "0".to_owned(),
            count => nines(count),
        };
        if self.scale == 0 { whole } else { format!("{whole}.{}", nines(self.scale)) }
    }

    /// Returns the smallest number that is not negative.
    pub fn zero(self) -> String {
        let zeros = "0".repeat(usize::try_from(self.scale).unwrap_or_default());
        if self.scale == 0 { "0".to_owned() } else { format!("0.{zeros}") }
    }

    /// Returns `true` if a text is a number with exactly these decimal places and at most these digits.
    pub fn accepts(self, text: &str) -> bool {
        let number = text.strip_prefix('-').unwrap_or(text);
        let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
        let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        let is = |text: &str, length: u32| usize::try_from(length).is_ok_and(|length| text.len() == length);
        let has_digits = usize::try_from(self.digits - self.scale).is_ok_and(|most| whole.len() <= most);
        let is_zero = number.bytes().all(|byte| matches!(byte, b'0' | b'.'));
        is_digits(whole)
            && is_digits(fraction)
            && is(fraction, self.scale)
            && number.contains('.') == (self.scale > 0)
            && (whole == "0" || (has_digits && !whole.is_empty() && !whole.starts_with('0')))
            && !(is_zero && number.len() < text.len())
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "decimal({},{})", self.digits, self.scale)
    }
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
pub(crate) const NOTATIONS: [&str; 14] = [
    "String",
    "String(30)",
    "int",
    "Int",
    "long",
    "Long",
    "decimal(10,2)",
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

impl VendorType {
    /// Reads a notation.
    pub fn read(written: &Spanned<String>, sink: &mut Sink) -> Option<Spanned<Self>> {
        record(written.span, || Expectation::VendorType);
        let parsed = Self::parse(&written.value);
        match parsed.as_ref().map(Self::of_items) {
            Some(Self::Text(Some(0))) => {
                sink.push(
                    Diagnostic::new(Code::InvalidLimit, written.span, "the limit must be positive", "limit 0")
                        .help("write the limit of the vendor's table, for example `String(30)`"),
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
                    .help("write the limit of the vendor's table, for example `String(30)`"),
                );
                None
            }
            None => {
                let shown: String = written.value.chars().take(40).collect();
                let help = remedy(&shown);
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
            Self::Array(None) | Self::Text(_) | Self::Integer(_) | Self::Decimal(_) | Self::Object | Self::Any => self,
        }
    }

    /// Reads a notation like [`Self::read`], for a row, which remains even if its limit is invalid.
    pub(super) fn read_of_row(written: &Spanned<String>, sink: &mut Sink) -> Option<Spanned<Self>> {
        let read = Self::read(written, sink);
        let item = item_of(&written.value);
        let plain = item.unwrap_or(&written.value);
        let is_limited = || limit_of(plain).is_some() || decimal_of(plain).is_some();
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
            _ if written.starts_with("decimal") => Self::Decimal(decimal_of(written)?),
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
    let close = did_you_mean(plain, NOTATIONS).or_else(|| meant(plain));
    match (close, item) {
        (None, _) => ONE_OF.to_owned(),
        (Some("decimal(10,2)"), None) => DECIMAL.to_owned(),
        (Some("String(30)"), None) => "did you mean `String(N)`, with the number of the vendor's table?".to_owned(),
        (Some(close), None) => format!("did you mean `{close}`?"),
        (Some(close), Some(_)) => format!("did you mean `{close}[]`?"),
    }
}

const ONE_OF: &str =
    "one of: String, String(N), int, long, decimal(N,S), object, JSON, any; for an array, `[]` follows: `String[]`";

/// Type names of other languages and databases.
fn meant(written: &str) -> Option<&'static str> {
    let name = written.split(['(', ' ']).next().unwrap_or_default().to_ascii_lowercase();
    Some(match name.as_str() {
        "integer" | "int32" | "i32" | "short" | "smallint" | "tinyint" | "number" => "int",
        "int64" | "i64" | "bigint" | "timestamp" => "long",
        "char" | "varchar" | "nvarchar" | "text" | "str" => "String(N)",
        "decimal" | "bigdecimal" | "numeric" | "double" | "float" => "decimal(10,2)",
        "date" | "datetime" | "time" | "bool" | "boolean" => "String",
        "map" | "dict" | "struct" | "jsonobject" => "object",
        "array" | "list" | "set" | "arraylist" | "jsonarray" => "array",
        _ => return None,
    })
}

/// Returns the numbers in `decimal(10,2)`, which can be followed by spaces.
fn decimal_of(written: &str) -> Option<Decimal> {
    let (digits, scale) = written.strip_prefix("decimal(")?.strip_suffix(')')?.split_once(',')?;
    let number = |text: &str| {
        let text = text.trim_matches(' ');
        text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok()).flatten()
    };
    Some(Decimal { digits: number(digits)?, scale: number(scale)? })
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

    #[test]
    fn decimals_have_all_decimal_places_and_no_more_digits() {
        let decimal = Decimal { digits: 4, scale: 2 };
        assert_eq!((decimal.largest().as_str(), decimal.zero().as_str(), decimal.longest()), ("99.99", "0.00", 6));
        for text in ["0.00", "0.50", "-0.50", "9.99", "-99.99"] {
            assert!(decimal.accepts(text), "{text}");
        }
        for text in [
            "", "0", "1.5", "1.500", "01.50", ".50", "100.00", "-0.00", "+1.00", "1e2", "1,00", "1.0x", "-", "1.00 ",
            "٣.00",
        ] {
            assert!(!decimal.accepts(text), "{text}");
        }
        let whole = Decimal { digits: 3, scale: 0 };
        assert!(whole.accepts("-12") && !whole.accepts("12.") && !whole.accepts("1234") && !whole.accepts("-0"));
        let small = Decimal { digits: 2, scale: 2 };
        assert!(small.accepts("0.99") && !small.accepts("1.00"));
        assert_eq!((small.largest().as_str(), small.longest()), ("0.99", 5));
    }
}
