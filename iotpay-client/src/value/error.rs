//! Why a value was refused.

use std::fmt;

use super::characters::{Position, describe};

/// Why a value was refused. It never holds the value itself, which may be secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ValueError {
    /// There is no character in it.
    Empty,
    /// It has whitespace and invisible characters only.
    Blank,
    /// It has a character that the field does not take: a control character or a byte order mark in a
    /// text; also whitespace, an invisible character, `&` or `=` in an id. The character shows, and
    /// nothing else of the value.
    Character {
        /// The character.
        found: char,
        /// Where it is.
        position: Position,
    },
    /// It has more characters than the field takes.
    TooLong {
        /// The most that the field takes.
        max: u32,
        /// What it has.
        length: usize,
    },
    /// It is no absolute URL.
    NotAUrl,
    /// Its scheme is not http or https.
    NotHttp,
    /// It has a `?` or a `#`, and the field takes neither.
    HasQuery,
    /// It is no IP address.
    NotAnIp,
    /// An amount of nothing.
    Zero,
    /// An amount of less than nothing.
    Negative,
    /// A larger amount than the API can take.
    TooLarge {
        /// The largest, in cents.
        max: u64,
    },
    /// Not a decimal amount with at most two digits after the point.
    NotAnAmount,
    /// It is no JSON object.
    NotAJsonObject,
    /// A required member of a JSON object is empty.
    EmptyMember {
        /// The member.
        member: &'static str,
    },
    /// A required member of a JSON object has whitespace and invisible characters only.
    BlankMember {
        /// The member.
        member: &'static str,
    },
    /// A member of a JSON object has a control character or a byte order mark.
    MemberCharacter {
        /// The member.
        member: &'static str,
        /// The character.
        found: char,
        /// Where it is.
        position: Position,
    },
    /// A member of a JSON object has more characters than it takes.
    MemberTooLong {
        /// The member.
        member: &'static str,
        /// The most that it takes.
        max: u32,
        /// What it has.
        length: usize,
    },
    /// It is no card number.
    NotACardNumber,
    /// It is no security code of a card.
    NotACvv,
    /// It is no month and year as `MMYY`.
    NotAnExpiryDate,
    /// It is not in base64 of the standard alphabet, with padding.
    NotBase64,
    /// It is no secure id.
    NotASecureId,
    /// It is no name of a JavaScript function.
    NotAFunctionName,
    /// It is no nonce of a content security policy.
    NotANonce,
    /// It is no path below the family's host.
    NotAPath,
    /// It is no name that a field can have.
    NotAFieldName,
    /// A field that the client fills.
    FilledByClient,
    /// The field is given twice.
    Duplicate,
    /// Its name and another one are sorted differently by the known signers, so that nobody knows the
    /// right signature.
    AmbiguousSortOrder {
        /// The other name.
        other: &'static str,
    },
    /// It is to be the reference, and is no text of the request.
    NotAReference,
    /// It has `&name=` with the name of a field, which the string to sign does not distinguish from that
    /// field.
    ReadsAsField {
        /// The name.
        name: &'static str,
    },
    /// It is none of the codes that the field takes.
    UnknownValue {
        /// Those codes.
        known: &'static [&'static str],
    },
}

impl fmt::Display for ValueError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("is empty; at least 1 character is needed"),
            Self::Blank => f.write_str("is blank; at least 1 visible character is needed"),
            Self::Character { found, position } => describe(*found, *position, f),
            Self::TooLong { max, length } => write!(f, "has {length} characters; at most {max} are allowed"),
            Self::NotAUrl => f.write_str("is not an absolute URL"),
            Self::NotHttp => f.write_str("is not a URL of http or https"),
            Self::HasQuery => f.write_str("has a `?` or `#`; the gateway appends a query of its own"),
            Self::NotAnIp => f.write_str("is not an IP address"),
            Self::Zero => f.write_str("is 0; at least 1 cent is needed"),
            Self::Negative => f.write_str("is negative; at least 1 cent is needed"),
            Self::TooLarge { max } => write!(f, "is too large; at most {max} cents are allowed"),
            Self::NotAnAmount => f.write_str("is not an amount such as 28.65"),
            Self::NotAJsonObject => f.write_str("is not a JSON object"),
            Self::EmptyMember { member } => write!(f, "has an empty member `{member}`"),
            Self::BlankMember { member } => write!(f, "has a blank member `{member}`"),
            Self::MemberCharacter { member, found, position } => {
                write!(f, "has a member `{member}` that ")?;
                describe(*found, *position, f)
            }
            Self::MemberTooLong { member, max, length } => {
                write!(f, "has a member `{member}` of {length} characters; at most {max} are allowed")
            }
            Self::NotACardNumber => f.write_str("is not a card number of 14 to 19 digits"),
            Self::NotACvv => f.write_str("is not a security code of 3 or 4 digits"),
            Self::NotAnExpiryDate => f.write_str("is not a month and year as MMYY, such as 0725"),
            Self::NotBase64 => f.write_str("is not base64 of the standard alphabet, padded with `=`"),
            Self::NotASecureId => f.write_str("is not a secure id of 1 to 128 letters and digits"),
            Self::NotAFunctionName => f.write_str("is not the name of a JavaScript function, such as shop.cardIsDone"),
            Self::NotANonce => {
                f.write_str("is not a nonce of letters, digits, `+`, `/`, `-` and `_`, ended by up to two `=`")
            }
            Self::NotAPath => f.write_str("is not a path below the family's host, such as create_order"),
            Self::NotAFieldName => f.write_str("is not a field's name of letters, digits, `_`, `-` and `.`"),
            Self::FilledByClient => f.write_str("is filled by the client; leave it out"),
            Self::Duplicate => f.write_str("is given twice"),
            Self::AmbiguousSortOrder { other } => {
                write!(f, "and `{other}` are sorted differently by known signers; a request cannot have both")
            }
            Self::NotAReference => f.write_str("is to be the reference and is not a text of the request"),
            Self::ReadsAsField { name } => write!(
                f,
                "contains `&{name}=`, which the string to sign does not distinguish from the field `{name}`; write it \
                 without `&`, or with another name"
            ),
            Self::UnknownValue { known } => write!(f, "is not one of {}", known.join(", ")),
        }
    }
}

impl std::error::Error for ValueError {}
