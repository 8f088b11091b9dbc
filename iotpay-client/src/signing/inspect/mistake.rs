//! The usual mistakes in signing.

use std::fmt;

use crate::incoming::{FieldKind, Fields};
use crate::masking::Name;
use crate::signing::{SigningAlgorithm, SigningRule};

/// A usual mistake in signing.
#[derive(Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Mistake {
    /// The digits of the signature have the other case.
    LetterCase,
    /// Empty values are signed as `name=`, or the reverse if the rule signs them.
    EmptyValues,
    /// `null` is signed as `name=null`.
    NullAsText,
    /// `null` is signed as `name=`.
    NullAsEmpty,
    /// The values are percent-encoded before signing, with `%20` for a space.
    PercentEncoded,
    /// The values are form-encoded before signing, with `+` for a space.
    FormEncoded,
    /// The fields are sorted without regard to case.
    SortedIgnoringCase,
    /// The fields are sorted in natural order: `x2` before `x10`.
    SortedNaturally,
    /// The fields are not sorted.
    NotSorted,
    /// The string to sign contains no key.
    KeyOmitted,
    /// The key is appended without the name of its parameter.
    KeyWithoutParameter,
    /// The key is before the fields instead of after them.
    KeyFirst,
    /// The key ends with a line ending, such as one from a file.
    KeyWithLineEnding,
    /// The key has another case.
    KeyCase,
    /// A field is not signed.
    FieldOmitted(String),
    /// The fields that the rule excludes are signed, except the signature.
    ExcludedFieldsSigned,
    /// An empty signature field is signed as `sign=`.
    EmptySignatureSigned,
    /// A number is signed in another notation, such as `2865.0` or `28.65` instead of `2865`.
    NumberReformatted(String),
    /// Booleans are signed as `1` and `0`.
    BooleansAsNumbers,
    /// Objects and arrays are signed as compact JSON with sorted names.
    NestedSorted,
    /// Objects and arrays are not signed.
    NestedOmitted,
    /// White space at the ends of values is removed.
    Trimmed,
    /// Characters outside ASCII are signed as `\uXXXX`.
    UnicodeEscaped,
    /// Slashes are signed as `\/`.
    SlashesEscaped,
    /// The UTF-8 bytes of the values are encoded as UTF-8 once more.
    EncodedTwice,
    /// Another hash function is used: MD5 instead of SHA-256, or the reverse.
    OtherHash,
}

/// The part of signing that a mistake is about: two mistakes about one part exclude each other.
#[derive(PartialEq, Eq)]
enum Part {
    Order,
    Encoding,
    Key,
    Null,
    Nested,
    Number,
    Other,
}

impl Mistake {
    /// Returns `true` if this mistake and another one cannot be made together.
    pub(super) fn excludes(&self, other: &Self) -> bool {
        self == other || (self.part() != Part::Other && self.part() == other.part())
    }

    fn part(&self) -> Part {
        match self {
            Self::SortedIgnoringCase | Self::SortedNaturally | Self::NotSorted => Part::Order,
            Self::PercentEncoded | Self::FormEncoded => Part::Encoding,
            Self::KeyOmitted | Self::KeyWithoutParameter | Self::KeyFirst | Self::KeyWithLineEnding | Self::KeyCase => {
                Part::Key
            }
            Self::NullAsText | Self::NullAsEmpty => Part::Null,
            Self::NestedSorted | Self::NestedOmitted => Part::Nested,
            Self::NumberReformatted(_) => Part::Number,
            Self::LetterCase
            | Self::EmptyValues
            | Self::FieldOmitted(_)
            | Self::ExcludedFieldsSigned
            | Self::EmptySignatureSigned
            | Self::BooleansAsNumbers
            | Self::Trimmed
            | Self::UnicodeEscaped
            | Self::SlashesEscaped
            | Self::EncodedTwice
            | Self::OtherHash => Part::Other,
        }
    }
}

/// The largest number of fields of which one may be omitted; more would take too long in pairs.
const MOST_FIELDS: usize = 60;

/// Returns the mistakes that are possible in a message, the most usual ones first.
pub(super) fn candidates(fields: &Fields, rule: &SigningRule<'_>) -> Vec<Mistake> {
    let mut mistakes = vec![
        Mistake::EmptyValues,
        Mistake::KeyWithoutParameter,
        Mistake::KeyOmitted,
        Mistake::KeyWithLineEnding,
        Mistake::KeyFirst,
        Mistake::KeyCase,
        Mistake::PercentEncoded,
        Mistake::FormEncoded,
        Mistake::SortedIgnoringCase,
        Mistake::SortedNaturally,
        Mistake::NotSorted,
        Mistake::NullAsText,
        Mistake::NullAsEmpty,
        Mistake::NestedSorted,
        Mistake::NestedOmitted,
        Mistake::Trimmed,
        Mistake::UnicodeEscaped,
        Mistake::SlashesEscaped,
        Mistake::EncodedTwice,
        Mistake::BooleansAsNumbers,
        Mistake::ExcludedFieldsSigned,
        Mistake::EmptySignatureSigned,
    ];
    if !matches!(rule.algorithm, SigningAlgorithm::HmacSha256(_)) {
        mistakes.push(Mistake::OtherHash);
    }
    let of_numbers = fields.iter().filter(|field| field.kind() == FieldKind::Number || field.integer().is_ok());
    for field in of_numbers.take(MOST_FIELDS) {
        mistakes.extend(reformatted(field.text()).map(|text| Mistake::NumberReformatted(pair(field.name(), &text))));
    }
    let names = fields.iter().map(|field| field.name().to_owned()).filter(|name| *name != rule.field);
    mistakes.extend(names.take(MOST_FIELDS).map(Mistake::FieldOmitted));
    mistakes
}

/// The pair of a reformatted number. Numbers are not secret: their new text is part of the mistake.
fn pair(name: &str, text: &str) -> String {
    format!("{name}={text}")
}

/// Returns other notations of a whole number.
fn reformatted(digits: &str) -> impl Iterator<Item = String> {
    let cents = digits.len().checked_sub(2).filter(|at| *at > 0 && digits.is_ascii()).map(|at| {
        let (whole, rest) = digits.split_at(at);
        format!("{whole}.{rest}")
    });
    let trimmed = cents.as_ref().map(|cents| cents.trim_end_matches('0').trim_end_matches('.').to_owned());
    [Some(format!("{digits}.0")), Some(format!("{digits}.00")), cents, trimmed].into_iter().flatten()
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::LetterCase => "the digits of the signature have the other case",
            Self::EmptyValues => "fields with an empty value are treated the other way",
            Self::NullAsText => "`null` is signed as `name=null`",
            Self::NullAsEmpty => "`null` is signed as `name=`",
            Self::PercentEncoded => "the values are percent-encoded before signing",
            Self::FormEncoded => "the values are form-encoded before signing, with `+` for a space",
            Self::SortedIgnoringCase => "the fields are sorted without regard to case",
            Self::SortedNaturally => "the fields are sorted in natural order: `x2` before `x10`",
            Self::NotSorted => "the fields are not sorted",
            Self::KeyOmitted => "the string to sign contains no key",
            Self::KeyWithoutParameter => "the key is appended without the name of its parameter",
            Self::KeyFirst => "the key is before the fields",
            Self::KeyWithLineEnding => "the key ends with a line ending",
            Self::KeyCase => "the key has another case",
            Self::FieldOmitted(name) => return write!(f, "the field `{}` is not signed", Name(name)),
            Self::ExcludedFieldsSigned => "the fields that the rule excludes are signed",
            Self::EmptySignatureSigned => "an empty signature field is signed",
            Self::NumberReformatted(pair) => {
                let (name, text) = pair.split_once('=').unwrap_or((pair, ""));
                return write!(f, "the number `{}` is signed as `{text}`", Name(name));
            }
            Self::BooleansAsNumbers => "booleans are signed as `1` and `0`",
            Self::NestedSorted => "objects and arrays are signed with sorted names",
            Self::NestedOmitted => "objects and arrays are not signed",
            Self::Trimmed => "white space at the ends of values is removed before signing",
            Self::UnicodeEscaped => r"characters outside ASCII are signed as `\uXXXX`",
            Self::SlashesEscaped => r"slashes are signed as `\/`",
            Self::EncodedTwice => "the values are encoded as UTF-8 twice",
            Self::OtherHash => "another hash function is used",
        })
    }
}

/// Shows field names only if they look like field names, since the sender chooses them, and no values.
impl fmt::Debug for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::FieldOmitted(name) => f.debug_tuple("FieldOmitted").field(&Name(name)).finish(),
            Self::NumberReformatted(pair) => {
                let name = pair.split_once('=').map_or("", |(name, _)| name);
                f.debug_tuple("NumberReformatted").field(&Name(name)).finish()
            }
            other => f.write_str(other.name()),
        }
    }
}

impl Mistake {
    fn name(&self) -> &'static str {
        match self {
            Self::LetterCase => "LetterCase",
            Self::EmptyValues => "EmptyValues",
            Self::NullAsText => "NullAsText",
            Self::NullAsEmpty => "NullAsEmpty",
            Self::PercentEncoded => "PercentEncoded",
            Self::FormEncoded => "FormEncoded",
            Self::SortedIgnoringCase => "SortedIgnoringCase",
            Self::SortedNaturally => "SortedNaturally",
            Self::NotSorted => "NotSorted",
            Self::KeyOmitted => "KeyOmitted",
            Self::KeyWithoutParameter => "KeyWithoutParameter",
            Self::KeyFirst => "KeyFirst",
            Self::KeyWithLineEnding => "KeyWithLineEnding",
            Self::KeyCase => "KeyCase",
            Self::FieldOmitted(_) => "FieldOmitted",
            Self::ExcludedFieldsSigned => "ExcludedFieldsSigned",
            Self::EmptySignatureSigned => "EmptySignatureSigned",
            Self::NumberReformatted(_) => "NumberReformatted",
            Self::BooleansAsNumbers => "BooleansAsNumbers",
            Self::NestedSorted => "NestedSorted",
            Self::NestedOmitted => "NestedOmitted",
            Self::Trimmed => "Trimmed",
            Self::UnicodeEscaped => "UnicodeEscaped",
            Self::SlashesEscaped => "SlashesEscaped",
            Self::EncodedTwice => "EncodedTwice",
            Self::OtherHash => "OtherHash",
        }
    }
}
