//! The vendor's notation of types.

use std::fmt;

use crate::diagnostic::{Code, Diagnostic, Sink, did_you_mean};
use crate::source::Spanned;
use crate::spec_file::yaml::Expectation;
use crate::spec_file::yaml::listener::record;

/// A type as the vendor's tables write it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VendorType {
    /// `String` or `String(30)`. The number counts Unicode scalar values, here and everywhere.
    Text(Option<u32>),
    /// `int`, `Int`, `long` or `Long`.
    Integer(Width),
    /// `object` or `JSON`: members that the message lists, or that are forwarded unread.
    Object,
    /// A value of any type, for responses that no page describes.
    Any,
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
pub(crate) const NOTATIONS: [&str; 9] = ["String", "String(30)", "int", "Int", "long", "Long", "object", "JSON", "any"];

impl VendorType {
    /// Reads a notation.
    pub fn read(written: &Spanned<String>, sink: &mut Sink) -> Option<Spanned<Self>> {
        record(written.span, || Expectation::VendorType);
        let parsed = Self::parse(&written.value);
        match parsed {
            Some(Self::Text(Some(0))) => {
                sink.push(
                    Diagnostic::new(Code::InvalidLimit, written.span, "the limit must be positive", "limit 0")
                        .help("write the limit of the vendor's table, for example `String(30)`"),
                );
                None
            }
            Some(parsed) => Some(Spanned::new(parsed, written.span)),
            None if limit_of(&written.value).is_some() => {
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
                let help = match did_you_mean(&shown, NOTATIONS) {
                    Some("String(30)") => "did you mean `String(N)`, with the number of the vendor's table?".to_owned(),
                    Some(close) => format!("did you mean `{close}`?"),
                    None => meant(&shown).map_or_else(
                        || "one of: String, String(N), int, long, object, JSON, any".to_owned(),
                        |meant| format!("did you mean `{meant}`?"),
                    ),
                };
                sink.push(
                    Diagnostic::new(Code::UnknownType, written.span, format!("unknown type `{shown}`"), "unknown type")
                        .help(help),
                );
                None
            }
        }
    }

    /// Reads a notation like [`Self::read`], for a row, which remains even if its limit is invalid.
    pub(super) fn read_of_row(written: &Spanned<String>, sink: &mut Sink) -> Option<Spanned<Self>> {
        let read = Self::read(written, sink);
        read.or_else(|| limit_of(&written.value).map(|_| Spanned::new(Self::Text(None), written.span)))
    }

    fn parse(written: &str) -> Option<Self> {
        Some(match written {
            "String" => Self::Text(None),
            "int" | "Int" => Self::Integer(Width::Int),
            "long" | "Long" => Self::Integer(Width::Long),
            "object" | "JSON" => Self::Object,
            "any" => Self::Any,
            _ => Self::Text(Some(limit_of(written)?.parse().ok()?)),
        })
    }
}

/// Type names of other languages and databases.
fn meant(written: &str) -> Option<&'static str> {
    let name = written.split(['(', ' ']).next().unwrap_or_default().to_ascii_lowercase();
    Some(match name.as_str() {
        "integer" | "int32" | "i32" | "short" | "smallint" | "tinyint" | "number" => "int",
        "int64" | "i64" | "bigint" | "timestamp" => "long",
        "char" | "varchar" | "nvarchar" | "text" | "str" => "String(N)",
        "decimal" | "bigdecimal" | "numeric" | "double" | "float" | "date" | "datetime" | "time" | "bool"
        | "boolean" => "String",
        "map" | "dict" | "struct" | "jsonobject" => "object",
        "array" | "list" | "set" => "any",
        _ => return None,
    })
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
            Self::Object => f.write_str("object"),
            Self::Any => f.write_str("any"),
        }
    }
}
