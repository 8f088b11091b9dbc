//! The usual mistakes in signing.

use std::fmt;

use crate::incoming::{FieldKind, Fields};
use crate::masking::Name;
use crate::signing::{SigningAlgorithm, SigningRule};

/// A usual mistake in signing.
///
/// ```
/// use iotpay_client::signing::Mistake;
///
/// /// Returns what to tell the team that signs.
/// fn advice(mistake: &Mistake) -> String {
///     match mistake {
///         Mistake::KeyWithLineEnding => "trim the key that you read from the file".to_owned(),
///         Mistake::FieldOmitted(name) => format!("also sign `{name}`"),
///         other => format!("the signature would match if {other}"),
///     }
/// }
/// assert!(advice(&Mistake::NotSorted).ends_with("if the fields are not sorted"));
/// ```
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
    /// The values are percent-encoded before signing, with `%20` for a space. Encoders differ: that of Python leaves `/` as
    /// it is, for example.
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
    /// The key ends with a line ending or a space, such as one from a file.
    KeyWithLineEnding,
    /// The key has another case.
    KeyCase,
    /// The name of the key's parameter has another case, such as `Key`.
    KeyParameterCase,
    /// A field is not signed.
    FieldOmitted(String),
    /// The fields that the rule excludes are signed, except the signature.
    ExcludedFieldsSigned,
    /// An empty signature field is signed as `sign=`.
    EmptySignatureSigned,
    /// A number is signed in another notation.
    NumberReformatted(String, Notation),
    /// All numbers are signed with `.0`.
    NumbersAsFloats,
    /// Booleans are signed as `1` and `0`.
    BooleansAsNumbers,
    /// Objects and arrays are signed as compact JSON with sorted names.
    NestedSorted,
    /// Objects and arrays are signed as they are sent.
    NestedRaw,
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

/// Another notation of a whole number.
///
/// ```
/// use iotpay_client::signing::{Mistake, Notation};
///
/// /// Returns `true` if the sender signs an amount in dollars, and sends it in cents.
/// fn signs_dollars(mistake: &Mistake) -> bool {
///     matches!(mistake, Mistake::NumberReformatted(_, Notation::Hundredths | Notation::ShortHundredths))
/// }
/// assert!(signs_dollars(&Mistake::NumberReformatted("amount".to_owned(), Notation::Hundredths)));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Notation {
    /// `2865.0`
    OneDecimal,
    /// `2865.00`
    TwoDecimals,
    /// `28.65`, for a number of cents.
    Hundredths,
    /// `28.5` for 2850 and `28` for 2800.
    ShortHundredths,
}

impl Notation {
    const ALL: [Self; 4] = [Self::OneDecimal, Self::TwoDecimals, Self::Hundredths, Self::ShortHundredths];

    /// Returns a whole number in this notation; `None` if the number is too short.
    pub(super) fn of(self, digits: &str) -> Option<String> {
        let hundredths = || {
            let at = digits.len().checked_sub(2).filter(|at| *at > 0 && digits.is_ascii())?;
            let (whole, rest) = digits.split_at(at);
            Some(format!("{whole}.{rest}"))
        };
        match self {
            Self::OneDecimal => Some(format!("{digits}.0")),
            Self::TwoDecimals => Some(format!("{digits}.00")),
            Self::Hundredths => hundredths(),
            Self::ShortHundredths => Some(hundredths()?.trim_end_matches('0').trim_end_matches('.').to_owned()),
        }
    }

    fn as_str(self) -> &'static str {
        match self {
            Self::OneDecimal => "with `.0`",
            Self::TwoDecimals => "with `.00`",
            Self::Hundredths => "as hundredths, such as `28.65`",
            Self::ShortHundredths => "as hundredths without final zeros, such as `28.5`",
        }
    }
}

/// The part of signing that a mistake is about: two mistakes about one part exclude each other.
#[derive(PartialEq, Eq)]
enum Part {
    Order,
    Encoding,
    KeyText,
    KeyPosition,
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

    /// Returns `true` for a mistake in the encoding of values.
    pub(super) fn is_encoding(&self) -> bool {
        matches!(
            self,
            Self::PercentEncoded
                | Self::FormEncoded
                | Self::Trimmed
                | Self::UnicodeEscaped
                | Self::SlashesEscaped
                | Self::EncodedTwice
        )
    }

    fn part(&self) -> Part {
        match self {
            Self::SortedIgnoringCase | Self::SortedNaturally | Self::NotSorted => Part::Order,
            Self::PercentEncoded | Self::FormEncoded => Part::Encoding,
            Self::KeyWithoutParameter | Self::KeyFirst | Self::KeyParameterCase => Part::KeyPosition,
            Self::KeyWithLineEnding | Self::KeyCase => Part::KeyText,
            Self::NullAsText | Self::NullAsEmpty => Part::Null,
            Self::NestedSorted | Self::NestedRaw | Self::NestedOmitted => Part::Nested,
            Self::NumberReformatted(..) | Self::NumbersAsFloats => Part::Number,
            Self::LetterCase
            | Self::KeyOmitted
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
        Mistake::KeyParameterCase,
        Mistake::PercentEncoded,
        Mistake::FormEncoded,
        Mistake::SortedIgnoringCase,
        Mistake::SortedNaturally,
        Mistake::NotSorted,
        Mistake::NullAsText,
        Mistake::NullAsEmpty,
        Mistake::NestedSorted,
        Mistake::NestedRaw,
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
    let names_of_numbers = of_numbers.take(MOST_FIELDS).map(|field| field.name().to_owned());
    mistakes.extend(
        names_of_numbers
            .flat_map(|name| Notation::ALL.map(|notation| Mistake::NumberReformatted(name.clone(), notation))),
    );
    mistakes.push(Mistake::NumbersAsFloats);
    let names = fields.iter().map(|field| field.name().to_owned()).filter(|name| *name != rule.field);
    mistakes.extend(names.take(MOST_FIELDS).map(Mistake::FieldOmitted));
    mistakes
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::LetterCase => "the digits of the signature have the wrong case (upper or lower)",
            Self::EmptyValues => "fields with an empty value are signed although the rule omits them, or the reverse",
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
            Self::KeyWithLineEnding => "the key ends with a line ending or a space",
            Self::KeyCase => "the key has another case",
            Self::KeyParameterCase => "the name of the key's parameter has another case, such as `Key`",
            Self::FieldOmitted(name) => return write!(f, "the field `{}` is not signed", Name(name)),
            Self::ExcludedFieldsSigned => "the fields that the rule excludes are signed",
            Self::EmptySignatureSigned => "an empty signature field is signed",
            Self::NumberReformatted(name, notation) => {
                return write!(f, "the number `{}` is signed {}", Name(name), notation.as_str());
            }
            Self::NumbersAsFloats => "all numbers are signed with `.0`",
            Self::BooleansAsNumbers => "booleans are signed as `1` and `0`",
            Self::NestedSorted => "objects and arrays are signed with sorted names",
            Self::NestedRaw => "objects and arrays are signed as they are sent",
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
            Self::NumberReformatted(name, notation) => {
                f.debug_tuple("NumberReformatted").field(&Name(name)).field(notation).finish()
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
            Self::KeyParameterCase => "KeyParameterCase",
            Self::FieldOmitted(_) => "FieldOmitted",
            Self::ExcludedFieldsSigned => "ExcludedFieldsSigned",
            Self::EmptySignatureSigned => "EmptySignatureSigned",
            Self::NumberReformatted(..) => "NumberReformatted",
            Self::NumbersAsFloats => "NumbersAsFloats",
            Self::BooleansAsNumbers => "BooleansAsNumbers",
            Self::NestedSorted => "NestedSorted",
            Self::NestedRaw => "NestedRaw",
            Self::NestedOmitted => "NestedOmitted",
            Self::Trimmed => "Trimmed",
            Self::UnicodeEscaped => "UnicodeEscaped",
            Self::SlashesEscaped => "SlashesEscaped",
            Self::EncodedTwice => "EncodedTwice",
            Self::OtherHash => "OtherHash",
        }
    }
}
