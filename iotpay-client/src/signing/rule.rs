//! The signing rule of a family, as data.

use crate::setters::setters;

/// The signing rule of an API family: how the signature of a message is computed, and the facts about fields that
/// verification needs.
///
/// The generated rule of a family is [`FamilySpec::signing`](crate::spec::FamilySpec::signing).
///
/// ```
/// use iotpay_client::MerchantKey;
/// use iotpay_client::signing::{FieldValue, KeyPosition, SignatureCase, Signer, SigningAlgorithm, SigningRule};
///
/// # fn main() -> Result<(), iotpay_client::value::ValueError> {
/// const RULE: SigningRule<'_> = SigningRule::new("signature")
///     .algorithm(SigningAlgorithm::Sha256(KeyPosition::Prepended(None)))
///     .case(SignatureCase::Lower);
/// let key = MerchantKey::new("k")?;
/// let mut signer = Signer::new(&RULE, &key);
/// signer.field("a", FieldValue::Text("apple"));
/// assert_eq!(signer.finish().as_str().len(), 64); // the SHA-256 of `ka=apple`
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct SigningRule<'a> {
    /// The field with the signature.
    pub field: &'a str,
    /// The algorithm, with the position of the merchant key in the string to sign.
    pub algorithm: SigningAlgorithm<'a>,
    /// The case of the digits of a signature. Received signatures are accepted in both cases.
    pub case: SignatureCase,
    /// Whether fields with an empty value are signed, as `name=`.
    pub signs_empty_values: bool,
    /// Fields that are sent but not signed, in addition to the signature.
    pub unsigned_fields: &'a [&'a str],
    /// The forms of signed objects in responses.
    pub nested: &'a [NestedField<'a>],
    /// The form of objects and arrays in requests.
    pub nested_in_requests: NestedForm,
    /// The fields of all kinds of notifications: no text value of a notification may look like one of them.
    pub notification_fields: &'a [&'a str],
    /// The notification fields with a known format, such as an id, a number, a time or an enum value. Genuine
    /// values contain neither `&` nor `=`; a received value that does may include the text of another field.
    pub words: &'a [&'a str],
    /// The merchant references of all endpoints, and the merchant's ids of customers and devices. Whitespace,
    /// invisible characters, `&` and `=` are invalid in them.
    pub references: &'a [&'a str],
    /// The names of all fields that requests, responses and notifications have, sorted: no text value of a request
    /// may look like one of them.
    pub names: &'a [&'a str],
}

impl<'a> SigningRule<'a> {
    /// Creates a rule for this signature field: MD5 with the key appended as `&key=…`, digits in upper case, empty
    /// values not signed, and objects and arrays in requests signed as they are sent.
    pub const fn new(field: &'a str) -> Self {
        Self {
            field,
            algorithm: SigningAlgorithm::Md5(KeyPosition::Appended(Some("key"))),
            case: SignatureCase::Upper,
            signs_empty_values: false,
            unsigned_fields: &[],
            nested: &[],
            nested_in_requests: NestedForm::Raw,
            notification_fields: &[],
            words: &[],
            references: &[],
            names: &[],
        }
    }

    setters! {
        /// Sets the field with the signature.
        field(field: &'a str),
        /// Sets the algorithm and the position of the merchant key.
        algorithm(algorithm: SigningAlgorithm<'a>),
        /// Sets the case of the digits of a signature.
        case(case: SignatureCase),
        /// Sets whether fields with an empty value are signed.
        signs_empty_values(is_signed: bool),
        /// Sets the fields that are sent but not signed, in addition to the signature.
        unsigned_fields(fields: &'a [&'a str]),
        /// Sets the forms of signed objects in responses.
        nested(nested: &'a [NestedField<'a>]),
        /// Sets the fields of all kinds of notifications, of which no text value may look like one.
        notification_fields(names: &'a [&'a str]),
        /// Sets the notification fields with a known format, whose values contain neither `&` nor `=`.
        words(names: &'a [&'a str]),
        /// Sets the merchant references, and the merchant's ids of customers and devices.
        references(names: &'a [&'a str]),
        /// Sets the names of all fields that messages have. They must be sorted in byte order.
        names(names: &'a [&'a str]),
        /// Sets the form of objects and arrays in requests.
        nested_in_requests(form: NestedForm),
    }

    /// Returns the first form of an object or an array in a received message.
    pub(crate) fn form_received(&self, name: &str) -> NestedForm {
        let nested = self.nested.iter().find(|nested| nested.name == name);
        nested.and_then(|nested| nested.forms.first().copied()).unwrap_or(NestedForm::Raw)
    }

    /// Returns `true` if no field of this name is part of the string to sign.
    pub(crate) fn excludes(&self, name: &str) -> bool {
        name == self.field || self.unsigned_fields.contains(&name)
    }
}

/// The algorithm of a signature, with the position of the merchant key in the string to sign. A hash without a key
/// cannot be expressed: anyone could compute it.
///
/// ```
/// use iotpay_client::signing::{KeyPosition, SigningAlgorithm};
///
/// let algorithm = SigningAlgorithm::Md5(KeyPosition::Appended(Some("key")));
/// assert_eq!((algorithm.digits(), SigningAlgorithm::HmacSha256(None).digits()), (32, 64));
/// assert_eq!(SigningAlgorithm::HmacSha256(None).key_position(), None);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SigningAlgorithm<'a> {
    /// MD5, 32 digits.
    Md5(KeyPosition<'a>),
    /// SHA-256, 64 digits.
    Sha256(KeyPosition<'a>),
    /// HMAC-SHA256 with the merchant key, 64 digits. The string to sign contains the key only if a position is set.
    HmacSha256(Option<KeyPosition<'a>>),
}

impl<'a> SigningAlgorithm<'a> {
    /// Returns the position of the merchant key in the string to sign, if it contains the key.
    pub const fn key_position(self) -> Option<KeyPosition<'a>> {
        match self {
            Self::Md5(position) | Self::Sha256(position) => Some(position),
            Self::HmacSha256(position) => position,
        }
    }

    /// Returns the number of hexadecimal digits of a signature.
    pub const fn digits(self) -> usize {
        match self {
            Self::Md5(_) => 32,
            Self::Sha256(_) | Self::HmacSha256(_) => 64,
        }
    }
}

/// The position of the merchant key in the string to sign.
///
/// ```
/// use iotpay_client::general;
/// use iotpay_client::signing::KeyPosition;
/// use iotpay_client::spec::Family as _;
///
/// let position = general::General::SPEC.signing.algorithm.key_position();
/// assert_eq!(position, Some(KeyPosition::Appended(Some("key"))));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum KeyPosition<'a> {
    /// After the fields: `a=1&b=2&key=KEY` with the parameter name `key`, `a=1&b=2KEY` without one.
    Appended(Option<&'a str>),
    /// Before the fields: `key=KEY&a=1&b=2` with the parameter name `key`, `KEYa=1&b=2` without one.
    Prepended(Option<&'a str>),
}

/// The case of the hexadecimal digits of a signature.
///
/// ```
/// use iotpay_client::signing::{SignatureCase, SigningRule};
///
/// assert_eq!(SigningRule::new("sign").case, SignatureCase::Upper);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SignatureCase {
    /// `0123456789ABCDEF`.
    Upper,
    /// `0123456789abcdef`.
    Lower,
}

/// The forms in which an object in a response may be signed.
///
/// ```
/// use iotpay_client::signing::{NestedField, NestedForm, SigningRule};
///
/// const BUYER: NestedField<'_> = NestedField::new("buyer", &[NestedForm::Sorted, NestedForm::Omitted]);
/// const RULE: SigningRule<'_> = SigningRule::new("sign").nested(&[BUYER]);
/// assert!(!RULE.nested[0].confirmed);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct NestedField<'a> {
    /// The field.
    pub name: &'a str,
    /// The forms to try, in order.
    pub forms: &'a [NestedForm],
    /// Whether the field may also be omitted if it contains text.
    pub text_may_be_omitted: bool,
    /// Whether one of the forms is confirmed. If not, a response that matches none of them is treated as unverifiable
    /// instead of forged.
    pub confirmed: bool,
}

impl<'a> NestedField<'a> {
    /// Creates a field whose objects are signed in one of these forms, none of which is confirmed. Text in the field is
    /// signed.
    pub const fn new(name: &'a str, forms: &'a [NestedForm]) -> Self {
        Self { name, forms, text_may_be_omitted: false, confirmed: false }
    }

    /// Allows the field to be omitted from the string to sign even if it contains text.
    #[must_use]
    pub const fn text_may_be_omitted(mut self) -> Self {
        self.text_may_be_omitted = true;
        self
    }

    /// Marks one of the forms as confirmed: a response that matches none of them is treated as forged.
    #[must_use]
    pub const fn confirmed(mut self) -> Self {
        self.confirmed = true;
        self
    }
}

/// A form of an object or an array in the string to sign.
///
/// ```
/// use iotpay_client::incoming::Fields;
/// use iotpay_client::signing::{NestedField, NestedForm, SigningRule, StringToSign};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let nested = [NestedField::new("buyer", &[NestedForm::Sorted])];
/// let rule = SigningRule::new("sign").nested(&nested);
/// let fields = Fields::from_json(r#"{"buyer": {"name": "Ada", "city": "Halifax"}}"#)?;
/// let string = StringToSign::for_received(&fields, &rule);
/// assert_eq!(string.fields()[0].1, r#"{"city":"Halifax","name":"Ada"}"#);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NestedForm {
    /// Not part of the string.
    Omitted,
    /// The characters as sent or received.
    Raw,
    /// Compact JSON with sorted names.
    Sorted,
}
