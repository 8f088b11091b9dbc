//! Finds out why a signature does not match.

mod forms;
mod mistake;
mod recipe;
mod url_encoding;

use std::fmt;

pub use self::mistake::{Mistake, Notation};
use self::recipe::Recipe;
use super::{NestedForm, SigningRule, StringToSign};
use crate::credentials::MerchantKey;
use crate::incoming::{FieldKind, Fields, ReceivedField};
use crate::masking::Name;

/// The inspection of a signed message: its string to sign, the fields that are not part of it, and the mistakes that
/// would produce the received signature.
///
/// It contains the raw values of the message: do not log it. `Debug` hides them.
///
/// ```
/// use iotpay_client::MerchantKey;
/// use iotpay_client::incoming::Fields;
/// use iotpay_client::signing::{SigningRule, inspect};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let fields = Fields::from_json(r#"{"amount":2865,"note":"","sign":"8BCF7A2C0BD3BB46AC20106FC5DCFCFB"}"#)?;
/// let inspection = inspect(&fields, &SigningRule::new("sign"), &MerchantKey::new("k")?);
/// // `Display` shows no values, so it may be logged.
/// assert_eq!(
///     inspection.to_string(),
///     "the signature does not match; it would match if the number `amount` is signed with `.0`; signed: amount; \
///      not signed: note (empty), sign (the signature itself)"
/// );
/// # Ok(())
/// # }
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Inspection {
    /// Whether the received signature is the signature of the string to sign.
    pub matches: bool,
    /// The string to sign.
    pub string_to_sign: StringToSign,
    /// The fields that are not part of the string to sign, in the order of the message, with the reason.
    pub omitted: Vec<(String, Omitted)>,
    /// The mistakes that together produce the received signature: none, one or two. If there is none and the signature
    /// does not match, the key or the message is another one, or there are other mistakes.
    pub mistakes: Vec<Mistake>,
}

/// The reason why a field is not part of the string to sign.
///
/// ```
/// use iotpay_client::signing::{Inspection, Omitted};
///
/// /// Returns the fields that the sender may have signed although they are empty.
/// fn empty_fields(inspection: &Inspection) -> Vec<&str> {
///     let empty = inspection.omitted.iter().filter(|(_, reason)| matches!(reason, Omitted::Empty | Omitted::Null));
///     empty.map(|(name, _)| name.as_str()).collect()
/// }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Omitted {
    /// It is the signature itself.
    Signature,
    /// The signing rule excludes it.
    Unsigned,
    /// It is empty, and the signing rule does not sign empty values.
    Empty,
    /// It is `null`.
    Null,
    /// It is an object or an array, which the signing rule does not sign.
    Nested,
}

impl fmt::Display for Omitted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Signature => "the signature itself",
            Self::Unsigned => "excluded by the signing rule",
            Self::Empty => "empty",
            Self::Null => "null",
            Self::Nested => "an object or an array, which the signing rule does not sign",
        })
    }
}

/// Inspects the signature of a message, such as the object of a request, a response or a notification.
///
/// If the signature does not match, the function tries some twenty usual mistakes, alone and in pairs. It tries none if
/// the received text cannot be a signature or the message is unusually long, and no pairs for a long message.
///
/// Objects and arrays are signed in the form of the rule for requests or, if the rule lists one of them, in one of its
/// forms for responses. Without a match, the form for requests is assumed if the rule lists none of them.
///
/// ```
/// use iotpay_client::MerchantKey;
/// use iotpay_client::incoming::Fields;
/// use iotpay_client::signing::{Mistake, SigningRule, inspect};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// // The sender has signed the empty field `d`.
/// let fields = Fields::from_json(r#"{"a":"apple","b":"boat","c":"cat","d":"","sign":"9073D4800116946565B4A8688580EEF9"}"#)?;
/// let inspection = inspect(&fields, &SigningRule::new("sign"), &MerchantKey::new("k")?);
/// assert!(!inspection.matches);
/// assert_eq!(inspection.mistakes, [Mistake::EmptyValues]);
/// assert_eq!(inspection.string_to_sign.to_masked_string(), "a=apple&b=boat&c=cat&key=***");
/// # Ok(())
/// # }
/// ```
pub fn inspect(fields: &Fields, rule: &SigningRule<'_>, key: &MerchantKey) -> Inspection {
    let received = fields.get(rule.field).map(ReceivedField::text).unwrap_or_default();
    let forms = forms::of_message(fields, rule);
    let recipes: Vec<_> = forms.iter().map(|forms| Recipe::new(fields, rule, key, forms)).collect();
    let matching = recipes.iter().position(|recipe| recipe.signature().eq_ignore_ascii_case(received));
    let (at, mistakes) = match matching {
        Some(at) if recipes[at].signature() == received => (at, Vec::new()),
        Some(at) => (at, vec![Mistake::LetterCase]),
        None if !could_be_signature(received) || length(fields) > LONGEST => (0, Vec::new()),
        None => {
            let found = recipes.iter().map(|recipe| search(recipe, fields, rule, received)).enumerate();
            found.into_iter().find(|(_, mistakes)| !mistakes.is_empty()).unwrap_or_default()
        }
    };
    let form = |field: &ReceivedField| forms[at].of(field.name());
    let omitted =
        fields.iter().filter_map(|field| Some((field.name().to_owned(), reason(&field, rule, form(&field))?)));
    Inspection {
        matches: matching.is_some(),
        string_to_sign: StringToSign::with_forms(fields, rule, &form),
        omitted: omitted.collect(),
        mistakes,
    }
}

/// The longest message that is searched, and the longest one that is searched for pairs: names and values, in bytes. A
/// longer message would keep a processor busy.
const LONGEST: usize = 64 * 1024;
const LONGEST_FOR_PAIRS: usize = 8 * 1024;

/// The largest number of fields in a message that is searched for pairs.
const MOST_FIELDS_FOR_PAIRS: usize = 40;

/// Returns `true` for the digits of a hash.
fn could_be_signature(text: &str) -> bool {
    matches!(text.len(), 32 | 64) && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn length(fields: &Fields) -> usize {
    fields.iter().map(|field| field.name().len() + field.text().len()).sum()
}

fn reason(field: &ReceivedField, rule: &SigningRule<'_>, form: NestedForm) -> Option<Omitted> {
    match field.kind() {
        _ if field.name() == rule.field => Some(Omitted::Signature),
        _ if rule.excludes(field.name()) => Some(Omitted::Unsigned),
        FieldKind::Null => Some(Omitted::Null),
        FieldKind::Text if field.text().is_empty() && !rule.signs_empty_values => Some(Omitted::Empty),
        FieldKind::Object | FieldKind::Array if form == NestedForm::Omitted => Some(Omitted::Nested),
        _ => None,
    }
}

/// Returns the single mistake that produces the received signature, if there is one. The search takes less than a
/// millisecond: only messages of a usual size are searched.
pub(crate) fn single_mistake(fields: &Fields, rule: &SigningRule<'_>, key: &MerchantKey) -> Option<Mistake> {
    let received = fields.get(rule.field).map(ReceivedField::text).unwrap_or_default();
    if !could_be_signature(received) || !is_short(fields) {
        return None;
    }
    let forms = forms::of_message(fields, rule);
    forms.iter().find_map(|forms| single(&Recipe::new(fields, rule, key, forms), fields, rule, received).ok())
}

/// Returns the first mistake that produces the signature, or else all that are possible in this message.
fn single(base: &Recipe<'_>, fields: &Fields, rule: &SigningRule<'_>, received: &str) -> Result<Mistake, Vec<Mistake>> {
    let mut possible = Vec::new();
    for mistake in mistake::candidates(fields, rule) {
        // Mistakes that change nothing in this message are not tried.
        let recipes = base.with(&mistake);
        if recipes.iter().any(|recipe| recipe.signature().eq_ignore_ascii_case(received)) {
            return Ok(mistake);
        }
        if !recipes.is_empty() {
            possible.push(mistake);
        }
    }
    Err(possible)
}

fn is_short(fields: &Fields) -> bool {
    length(fields) <= LONGEST_FOR_PAIRS && fields.iter().count() <= MOST_FIELDS_FOR_PAIRS
}

/// Returns the first mistake that produces the signature, or else the first pair.
fn search(base: &Recipe<'_>, fields: &Fields, rule: &SigningRule<'_>, received: &str) -> Vec<Mistake> {
    let found = |recipe: &Recipe<'_>| recipe.signature().eq_ignore_ascii_case(received);
    let possible = match single(base, fields, rule, received) {
        Ok(mistake) => return vec![mistake],
        Err(possible) => possible,
    };
    if !is_short(fields) {
        return Vec::new();
    }
    for (at, first) in possible.iter().enumerate() {
        let recipes = base.with(first);
        for second in possible[at + 1..].iter().filter(|second| !first.excludes(second)) {
            let both = recipes.iter().flat_map(|recipe| recipe.with(second));
            // Encodings have an order.
            let reverse = (first.is_encoding() && second.is_encoding()).then(|| base.with(second));
            let reverse = reverse.into_iter().flatten().flat_map(|recipe| recipe.with(first));
            if both.chain(reverse).any(|recipe| found(&recipe)) {
                return vec![first.clone(), second.clone()];
            }
        }
    }
    Vec::new()
}

/// Names the mistakes and the fields, but shows no values.
impl fmt::Display for Inspection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.matches { "the signature matches" } else { "the signature does not match" })?;
        for (at, mistake) in self.mistakes.iter().enumerate() {
            write!(f, "{}{mistake}", if at == 0 { "; it would match if " } else { ", and " })?;
        }
        f.write_str("; signed: ")?;
        for (at, (name, _)) in self.string_to_sign.fields().iter().enumerate() {
            write!(f, "{}{}", if at == 0 { "" } else { ", " }, Name(name))?;
        }
        f.write_str("; not signed: ")?;
        for (at, (name, reason)) in self.omitted.iter().enumerate() {
            write!(f, "{}{} ({reason})", if at == 0 { "" } else { ", " }, Name(name))?;
        }
        Ok(())
    }
}

/// Hides the values.
impl fmt::Debug for Inspection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let omitted: Vec<_> = self.omitted.iter().map(|(name, reason)| (Name(name), reason)).collect();
        f.debug_struct("Inspection")
            .field("matches", &self.matches)
            .field("string_to_sign", &self.string_to_sign)
            .field("omitted", &omitted)
            .field("mistakes", &self.mistakes)
            .finish()
    }
}

#[cfg(test)]
mod tests;
