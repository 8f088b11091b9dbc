//! The error for an invalid value.

use std::fmt;

use super::characters::{Position, describe};

/// The error for an invalid value. It never contains the value, which may be secret.
///
/// ```
/// use iotpay_client::value::{Text, ValueError};
///
/// /// Returns the message of a form.
/// fn message(error: ValueError) -> String {
///     match error {
///         ValueError::Empty | ValueError::Blank => "please enter a text".to_owned(),
///         ValueError::TooLong { max, length } => format!("please remove {} characters", length - max as usize),
///         other => other.to_string(),
///     }
/// }
/// assert_eq!(message(Text::<5>::new("Green tea").unwrap_err()), "please remove 4 characters");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ValueError {
    /// The value is empty.
    Empty,
    /// The value consists of whitespace and invisible characters.
    Blank,
    /// The value contains an invalid character: in a text value, a control character or a byte order mark; in an id,
    /// also whitespace, an invisible character, `&` or `=`. Only this character of the value is displayed.
    Character {
        /// The character.
        found: char,
        /// The position of the character.
        position: Position,
    },
    /// The value is too long.
    TooLong {
        /// The maximum number of characters.
        max: u32,
        /// The actual number of characters.
        length: usize,
    },
    /// The value is not an absolute URL.
    NotAUrl,
    /// The scheme is not http or https.
    NotHttp,
    /// The value contains `?` or `#`, which the field does not accept.
    HasQuery,
    /// The value is not an IP address.
    NotAnIp,
    /// The amount is 0.
    Zero,
    /// The amount is negative.
    Negative,
    /// The amount exceeds the limit of the API.
    TooLarge {
        /// The limit in cents.
        max: u64,
    },
    /// The value is not a decimal amount with at most two decimal places.
    NotAnAmount,
    /// The value is not a decimal number.
    NotADecimal,
    /// The decimal number has too many decimal places.
    TooManyDecimalPlaces {
        /// The maximum number of decimal places.
        max: u32,
    },
    /// The decimal number has too many digits.
    DecimalOutOfRange {
        /// The number of decimal places.
        scale: u32,
        /// The maximum number of digits, including the decimal places.
        digits: u32,
    },
    /// The value is not a date of the form.
    NotADate {
        /// The form.
        form: &'static str,
    },
    /// The value is not a date and time of the form.
    NotADateTime {
        /// The form.
        form: &'static str,
    },
    /// The calendar does not have this date, or the day does not have this time.
    NoSuchDate,
    /// The year is not from 1 to 9999.
    DateOutOfRange,
    /// The value is not in the range of the field.
    OutOfRange {
        /// The smallest value, if there is one.
        min: Option<&'static str>,
        /// The largest value, if there is one.
        max: Option<&'static str>,
    },
    /// The array has too few items.
    TooFewItems {
        /// The smallest number of items.
        min: u32,
        /// The actual number of items.
        count: usize,
    },
    /// The array has too many items.
    TooManyItems {
        /// The largest number of items.
        max: u32,
        /// The actual number of items.
        count: usize,
    },
    /// The text does not match the pattern of the field.
    PatternMismatch {
        /// The pattern.
        pattern: &'static str,
    },
    /// The value is not a JSON object.
    NotAJsonObject,
    /// A required member of a JSON object is empty.
    EmptyMember {
        /// The member.
        member: &'static str,
    },
    /// A JSON object has the member already.
    DuplicateMember {
        /// The member.
        member: &'static str,
    },
    /// A required member of a JSON object consists of whitespace and invisible characters.
    BlankMember {
        /// The member.
        member: &'static str,
    },
    /// A member of a JSON object contains a control character or a byte order mark.
    MemberCharacter {
        /// The member.
        member: &'static str,
        /// The character.
        found: char,
        /// The position of the character.
        position: Position,
    },
    /// A member of a JSON object is too long.
    MemberTooLong {
        /// The member.
        member: &'static str,
        /// The maximum number of characters.
        max: u32,
        /// The actual number of characters.
        length: usize,
    },
    /// A member of a JSON object is not text.
    MemberNotText {
        /// The member.
        member: &'static str,
    },
    /// A member of a JSON object is not an integer, or exceeds the range of its type.
    MemberNotAnInteger {
        /// The member.
        member: &'static str,
    },
    /// A member of a JSON object is not `true` or `false`.
    MemberNotABoolean {
        /// The member.
        member: &'static str,
    },
    /// A member of a JSON object is not one of its two texts.
    MemberNotAWord {
        /// The member.
        member: &'static str,
        /// The texts.
        known: &'static [&'static str; 2],
    },
    /// The object or array is nested too deeply, or an object has a name twice: it cannot be sorted, as the signing rule
    /// requires.
    NotSortable,
    /// The value is the text that is serialized in place of a secret.
    Redacted,
    /// The value is not a card number.
    NotACardNumber,
    /// The value is not a card security code.
    NotACvv,
    /// The value is not a month and year in the form `MMYY`.
    NotAnExpiryDate,
    /// The value is not padded standard base64.
    NotBase64,
    /// The value is not a secure id.
    NotASecureId,
    /// The value is not the name of a JavaScript function.
    NotAFunctionName,
    /// The value is not a nonce of a content security policy.
    NotANonce,
    /// The value is not a path below the base URL.
    NotAPath,
    /// The value is not a valid field name.
    NotAFieldName,
    /// The client fills in this field with the login name, but the credentials have none.
    NoLoginName,
    /// The client fills in this field.
    FilledByClient,
    /// The field is set more than once.
    Duplicate,
    /// Known signing implementations sort this name and another one in different orders, so the correct signature is
    /// unknown.
    AmbiguousSortOrder {
        /// The other name.
        other: &'static str,
    },
    /// The field specified as the merchant reference is not a text field of the request.
    NotAReference,
    /// The value contains `&name=` with the name of a field, which is indistinguishable from that field in the string
    /// to sign.
    ReadsAsField {
        /// The name.
        name: &'static str,
    },
    /// The value is not one of the enum values that the field accepts.
    UnknownValue {
        /// The accepted values.
        known: &'static [&'static str],
    },
    /// The request takes the channel as a value, and this channel requires the field.
    RequiredOn {
        /// The channel.
        channel: &'static str,
    },
    /// The request takes the channel as a value, and this channel does not accept the field.
    NotAcceptedOn {
        /// The channel.
        channel: &'static str,
    },
    /// The request takes the channel as a value, and the value is too long on this channel.
    TooLongOn {
        /// The channel.
        channel: &'static str,
        /// The maximum number of characters.
        max: u32,
        /// The actual number of characters.
        length: usize,
    },
    /// The request takes the channel as a value, and this channel does not accept the enum value.
    UnknownValueOn {
        /// The channel.
        channel: &'static str,
        /// The values that the channel accepts.
        known: &'static [&'static str],
    },
    /// The request takes the channel as a value, and this channel requires the member of the JSON object.
    MissingMemberOn {
        /// The channel.
        channel: &'static str,
        /// The member.
        member: &'static str,
    },
    /// The request takes the channel as a value, and the JSON object has a member that this channel does not accept.
    UnknownMemberOn {
        /// The channel.
        channel: &'static str,
        /// The members that the channel accepts.
        known: &'static [&'static str],
    },
}

impl fmt::Display for ValueError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("is empty; at least 1 character is required"),
            Self::Blank => f.write_str("is blank; at least 1 visible character is required"),
            Self::Character { found, position } => describe(*found, *position, f),
            Self::TooLong { max, length } => write!(f, "has {length} characters; at most {max} are allowed"),
            Self::NotAUrl => f.write_str("is not an absolute URL"),
            Self::NotHttp => f.write_str("is not an http or https URL"),
            Self::HasQuery => f.write_str("contains `?` or `#`; the gateway appends its own query"),
            Self::NotAnIp => f.write_str("is not an IP address"),
            Self::Zero => f.write_str("is 0; at least 1 cent is required"),
            Self::Negative => f.write_str("is negative; at least 1 cent is required"),
            Self::TooLarge { max } => write!(f, "is too large; at most {max} cents are allowed"),
            Self::NotAnAmount => f.write_str("is not an amount such as 28.65"),
            Self::NotADecimal => f.write_str("is not a decimal number such as 28.65"),
            Self::TooManyDecimalPlaces { max: 0 } => f.write_str("has decimal places; a whole number is required"),
            Self::TooManyDecimalPlaces { max: 1 } => f.write_str("has more than 1 decimal place"),
            Self::TooManyDecimalPlaces { max } => write!(f, "has more than {max} decimal places"),
            Self::DecimalOutOfRange { scale, digits } => {
                let largest = largest_decimal(*scale, *digits);
                write!(f, "is out of range; expected a number from -{largest} to {largest}")
            }
            Self::NotADate { form } => write!(f, "is not a date of the form {form}"),
            Self::NotADateTime { form } => write!(f, "is not a date and time of the form {form}"),
            Self::NoSuchDate => f.write_str("is a date or a time that does not exist"),
            Self::DateOutOfRange => f.write_str("is out of range; expected a year from 1 to 9999"),
            Self::OutOfRange { min, max } => out_of_range(*min, *max, f),
            Self::TooFewItems { min, count } => write!(f, "has {}; at least {min} are required", items(*count)),
            Self::TooManyItems { max, count } => write!(f, "has {}; at most {max} are allowed", items(*count)),
            Self::PatternMismatch { pattern } => write!(f, "does not match the pattern `{pattern}`"),
            Self::NotAJsonObject => f.write_str("is not a JSON object"),
            Self::DuplicateMember { member } => write!(f, "has the member `{member}` already"),
            Self::EmptyMember { member } => write!(f, "has an empty member `{member}`"),
            Self::BlankMember { member } => write!(f, "has a blank member `{member}`"),
            Self::MemberCharacter { member, found, position } => {
                write!(f, "has a member `{member}` that ")?;
                describe(*found, *position, f)
            }
            Self::MemberTooLong { member, max, length } => {
                write!(f, "has a member `{member}` of {length} characters; at most {max} are allowed")
            }
            Self::MemberNotText { member } => write!(f, "has a member `{member}` that is not text"),
            Self::MemberNotAnInteger { member } => {
                write!(f, "has a member `{member}` that is not an integer, or is out of range")
            }
            Self::MemberNotABoolean { member } => write!(f, "has a member `{member}` that is not a boolean"),
            Self::MemberNotAWord { member, known } => {
                write!(f, "has a member `{member}` that is not one of {}", known.join(", "))
            }
            Self::NotSortable => {
                f.write_str("cannot be sorted for the signature; it is nested too deeply, or has a name twice")
            }
            Self::Redacted => f.write_str("is the text `[secret]` in place of a secret; pass the secret itself"),
            Self::NotACardNumber => f.write_str("is not a card number of 14 to 19 digits"),
            Self::NotACvv => f.write_str("is not a security code of 3 or 4 digits"),
            Self::NotAnExpiryDate => f.write_str("is not a month and year in the form MMYY, such as 0725"),
            Self::NotBase64 => f.write_str("is not padded standard base64"),
            Self::NotASecureId => f.write_str("is not a secure id of 1 to 128 letters and digits"),
            Self::NotAFunctionName => f.write_str("is not the name of a JavaScript function, such as shop.cardIsDone"),
            Self::NotANonce => {
                f.write_str("is not a nonce; expected letters, digits, `+`, `/`, `-` and `_`, then at most two `=`")
            }
            Self::NotAPath => f.write_str("is not a path below the base URL; expected a path such as create_order"),
            Self::NotAFieldName => f.write_str("is not a field name; expected letters, digits, `_`, `-` and `.`"),
            Self::NoLoginName => f.write_str("requires a login name, which the credentials do not have"),
            Self::FilledByClient => f.write_str("is filled in by the client; omit it"),
            Self::Duplicate => f.write_str("is set more than once"),
            Self::AmbiguousSortOrder { other } => {
                write!(
                    f,
                    "and `{other}` are sorted in different orders by known signing implementations; a request cannot contain both fields"
                )
            }
            Self::NotAReference => {
                f.write_str("is not a text field of the request, so it cannot be the merchant reference")
            }
            Self::ReadsAsField { name } => write!(
                f,
                "contains `&{name}=`, which cannot be distinguished from the field `{name}` in the string to sign; remove \
                 the `&` or change the text"
            ),
            Self::UnknownValue { known } => write!(f, "is not one of {}", known.join(", ")),
            Self::RequiredOn { channel } => write!(f, "is required on {channel}"),
            Self::NotAcceptedOn { channel } => write!(f, "is not accepted on {channel}; omit it"),
            Self::TooLongOn { channel, max, length } => {
                write!(f, "has {length} characters; at most {max} are allowed on {channel}")
            }
            Self::UnknownValueOn { channel, known } => {
                write!(f, "is not accepted on {channel}; accepted values: {}", known.join(", "))
            }
            Self::MissingMemberOn { channel, member } => {
                write!(f, "has no member `{member}`, which is required on {channel}")
            }
            Self::UnknownMemberOn { channel, known } => {
                write!(f, "has a member that is not accepted on {channel}; accepted members: {}", known.join(", "))
            }
        }
    }
}

fn out_of_range(min: Option<&str>, max: Option<&str>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match (min, max) {
        (Some(min), Some(max)) => write!(f, "is out of range; expected a value from {min} to {max}"),
        (Some(min), None) => write!(f, "is out of range; at least {min} is required"),
        (None, Some(max)) => write!(f, "is out of range; at most {max} is allowed"),
        (None, None) => f.write_str("is out of range"),
    }
}

fn items(count: usize) -> String {
    if count == 1 { "1 item".to_owned() } else { format!("{count} items") }
}

/// Returns the largest decimal number with these decimal places and digits, such as `99.99`.
fn largest_decimal(scale: u32, digits: u32) -> String {
    let nines = |count: u32| "9".repeat(usize::try_from(count).unwrap_or_default());
    let whole = match digits.saturating_sub(scale) {
        0 => "0".to_owned(),
        count => nines(count),
    };
    if scale == 0 { whole } else { format!("{whole}.{}", nines(scale)) }
}

impl std::error::Error for ValueError {}
