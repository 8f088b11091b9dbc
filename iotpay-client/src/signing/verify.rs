//! Verifies the signature of a received message, over all received fields.

use std::borrow::Cow;
use std::collections::HashSet;
use std::fmt;

use memchr::memchr2;

use super::{NestedForm, Signer, SigningRule, nested};
use crate::credentials::MerchantKey;
use crate::incoming::{FieldKind, Fields, ReceivedField};
use crate::masking::Name;
use crate::spec::Endpoint;

/// The result of verifying the signature of a received message.
///
/// ```
/// use iotpay_client::incoming::ReceivedMessage;
/// use iotpay_client::signing::Verification;
///
/// /// Returns `true` if the whole message is signed with the merchant key.
/// fn is_signed(message: &ReceivedMessage) -> bool {
///     matches!(message.verification(), Verification::Verified { uncovered } if uncovered.is_empty())
/// }
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Verification {
    /// The signature matches the merchant key.
    Verified {
        /// The fields that the signature does not cover: objects and, in fields that can contain objects, text
        /// values.
        uncovered: Vec<String>,
    },
    /// The message has no signature.
    Unsigned,
    /// The message contains an object that is signed in an undocumented way, and no known form matches. The message
    /// may be genuine.
    Unverifiable,
    /// The signature matches, but a text value looks like another field and is indistinguishable from it in the string
    /// to sign. The message may be genuine.
    Ambiguous,
    /// The signature does not match the merchant key.
    Mismatch,
}

/// The names are chosen by the sender: they are shown only if they look like field names.
impl fmt::Debug for Verification {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Verified { uncovered } => {
                let names: Vec<_> = uncovered.iter().map(|name| Name(name)).collect();
                f.debug_struct("Verified").field("uncovered", &names).finish()
            }
            Self::Unsigned => f.write_str("Unsigned"),
            Self::Unverifiable => f.write_str("Unverifiable"),
            Self::Ambiguous => f.write_str("Ambiguous"),
            Self::Mismatch => f.write_str("Mismatch"),
        }
    }
}

/// The order of the names in the string to sign, if it is not that of their bytes. For all known messages, every order
/// gives the same result.
#[derive(Clone, Copy)]
enum Order {
    LowerCase,
    UpperCase,
}

/// A variant of the signing rule, as some signing implementations use it.
#[derive(Clone, Copy)]
struct SignerVariant {
    /// One of the vendor's SDKs signs `name=` for null; the documented rule omits it.
    null_is_signed: bool,
    /// The form of objects and lists.
    form: NestedForm,
    /// Gateways that omit the object of a field also omit its text.
    text_is_omitted: bool,
    /// Anyone can add an empty object: it counts as absent even if objects are signed.
    empty_object_is_omitted: bool,
}

/// The contribution of a field to the string to sign.
#[derive(Clone, Copy)]
enum Part {
    Nothing,
    /// `name=`.
    Name,
    /// `name=value`.
    Value,
    /// `name=value`, where the value is compact JSON with sorted names.
    Sorted,
}

/// The rules for signing a field.
#[derive(Clone, Copy)]
struct Rules<'a> {
    pub(crate) signing: &'a SigningRule<'a>,
    /// Fields of this message that may contain objects signed in an undocumented way.
    pub(crate) unverifiable_objects: &'a [&'a str],
    /// Names that a text value must not look like, in addition to those of the message's own fields.
    pub(crate) known: &'a [&'a str],
    /// Whether any field of this message may contain such an object, except those with a confirmed form.
    pub(crate) undocumented_response: bool,
}

impl Rules<'_> {
    fn is_unverifiable(self, name: &str) -> bool {
        if self.signing.excludes(name) {
            return false;
        }
        let is_confirmed = || self.signing.nested.iter().any(|nested| nested.name == name && nested.confirmed);
        self.unverifiable_objects.contains(&name) || (self.undocumented_response && !is_confirmed())
    }

    /// Returns `true` if the text of some fields may be omitted.
    #[inline]
    fn may_omit_texts(self) -> bool {
        !self.unverifiable_objects.is_empty() || self.undocumented_response
    }

    fn may_omit_text(self, field: &ReceivedField) -> bool {
        let is_so =
            |name: &str| self.signing.nested.iter().any(|nested| nested.name == name && nested.text_may_be_omitted);
        !field.is_nested() && !field.is_unsigned() && self.is_unverifiable(field.name()) && is_so(field.name())
    }

    /// The form of an object. Fields with specific forms use only those.
    fn form(self, field: &ReceivedField, variant: SignerVariant) -> NestedForm {
        if variant.empty_object_is_omitted && field.is_empty_nested() {
            return NestedForm::Omitted;
        }
        match self.signing.nested.iter().find(|nested| nested.name == field.name()).map(|nested| nested.forms) {
            Some(forms) if !forms.contains(&variant.form) => forms.first().copied().unwrap_or(NestedForm::Raw),
            _ => variant.form,
        }
    }

    /// Returns `true` if the signature covers a field that contributes this part, or if nothing has to cover it.
    #[inline]
    fn covers(self, field: &ReceivedField, part: Part) -> bool {
        matches!(part, Part::Value | Part::Sorted) || field.is_unsigned() || self.is_signature(field)
    }

    #[inline]
    fn is_signature(self, field: &ReceivedField) -> bool {
        field.name_bytes() == self.signing.field.as_bytes()
    }

    /// Returns `true` if a field is not part of the string to sign.
    #[inline]
    fn excludes(self, field: &ReceivedField) -> bool {
        let has_others = !self.signing.unsigned_fields.is_empty();
        self.is_signature(field) || (has_others && self.signing.excludes(field.name()))
    }

    /// The contribution of a field to the string to sign.
    #[expect(clippy::inline_always, reason = "a call would cost more than the few tests that most fields need")]
    #[inline(always)]
    fn part(self, field: &ReceivedField, variant: SignerVariant) -> Part {
        match field.kind() {
            _ if self.excludes(field) => Part::Nothing,
            FieldKind::Null if variant.null_is_signed => Part::Name,
            FieldKind::Null => Part::Nothing,
            FieldKind::Text | FieldKind::Number | FieldKind::Bool => {
                let is_empty = field.is_unsigned() && !self.signing.signs_empty_values;
                let is_omitted = is_empty || (variant.text_is_omitted && self.may_omit_text(field));
                if is_omitted { Part::Nothing } else { Part::Value }
            }
            FieldKind::Object | FieldKind::Array => match self.form(field, variant) {
                NestedForm::Omitted => Part::Nothing,
                NestedForm::Raw => Part::Value,
                NestedForm::Sorted => Part::Sorted,
            },
        }
    }
}

/// Returns the text of a field in the string to sign; `None` if it has none, or if it cannot be sorted.
fn signed_text<'f>(field: &ReceivedField<'f>, part: Part) -> Option<Cow<'f, str>> {
    match part {
        Part::Nothing | Part::Name => None,
        Part::Value => Some(Cow::Borrowed(field.text())),
        Part::Sorted => nested::sorted(field.text()).map(Cow::Owned),
    }
}

impl Fields {
    /// Verifies the signature of the message, over all received fields.
    ///
    /// `unverifiable_objects` names fields of this message that may contain objects signed in an undocumented way.
    /// Any other field that the signature does not cover is dropped, so that unsigned data is never treated as
    /// signed.
    pub fn verify(&mut self, rule: &SigningRule<'_>, key: &MerchantKey, unverifiable_objects: &[&str]) -> Verification {
        // A text of an order could hide a field of a notification.
        let known = rule.notification_fields;
        verify(self, Rules { signing: rule, unverifiable_objects, undocumented_response: false, known }, key)
    }

    /// Verifies the signature of a response.
    pub(crate) fn verify_response(
        &mut self,
        rule: &SigningRule<'_>,
        key: &MerchantKey,
        endpoint: &Endpoint,
    ) -> Verification {
        let Endpoint { unverifiable_objects, undocumented_response, .. } = *endpoint;
        verify(self, Rules { signing: rule, unverifiable_objects, undocumented_response, known: &[] }, key)
    }
}

/// Verifies a message. Fields that the signature does not cover are dropped, so that unsigned data is never treated as
/// signed. The only exceptions are objects of this message that are known to be signed in an undocumented way.
fn verify(fields: &mut Fields, rules: Rules<'_>, key: &MerchantKey) -> Verification {
    let sign = match fields.get(rules.signing.field) {
        None => return Verification::Unsigned,
        Some(sign) if sign.is_empty() || sign.is_empty_nested() => return Verification::Unsigned,
        Some(sign) if sign.kind() != FieldKind::Text => return Verification::Mismatch,
        Some(sign) => sign.text(),
    };
    let Some(Match { variant, covers_all }) = matching_variant(fields, rules, key, sign) else {
        let is_unverifiable = |field: ReceivedField| field.is_nested() && rules.is_unverifiable(field.name());
        return if fields.iter().any(is_unverifiable) { Verification::Unverifiable } else { Verification::Mismatch };
    };
    // Most messages contain no separator at all: then no field is ambiguous.
    if fields.may_contain_separators() && fields.iter().any(|field| is_ambiguous(fields, rules, &field, variant)) {
        return Verification::Ambiguous;
    }
    if covers_all {
        return Verification::Verified { uncovered: Vec::new() };
    }
    let is_covered = |field: &ReceivedField| rules.covers(field, rules.part(field, variant));
    let uncovered: Vec<String> =
        fields.iter().filter(|field| !is_covered(field)).map(|field| field.name().to_owned()).collect();
    let dropped: HashSet<&str> =
        uncovered.iter().map(String::as_str).filter(|name| !rules.is_unverifiable(name)).collect();
    fields.remove(|name| dropped.contains(name));
    Verification::Verified { uncovered }
}

/// A variant that matches the signature.
struct Match {
    variant: SignerVariant,
    /// Whether the signature covers all fields.
    covers_all: bool,
}

/// The variant that matches the signature.
fn matching_variant(fields: &Fields, rules: Rules<'_>, key: &MerchantKey, sign: &str) -> Option<Match> {
    let variants = variants(fields, rules);
    for variant in variants.clone() {
        if let Some(found) = matching(fields.sorted(), rules, variant, key, sign) {
            return Some(found);
        }
    }
    // The orders are almost always equal.
    let mut tried: Vec<Vec<ReceivedField>> = vec![fields.sorted().collect()];
    for order in [Order::LowerCase, Order::UpperCase] {
        let sorted = sorted_names(fields, order);
        if tried.contains(&sorted) {
            continue;
        }
        for variant in variants.clone() {
            if let Some(found) = matching(sorted.iter().copied(), rules, variant, key, sign) {
                return Some(found);
            }
        }
        tried.push(sorted);
    }
    None
}

/// The variants that make a difference for a message, the most likely first.
fn variants(fields: &Fields, rules: Rules<'_>) -> impl Iterator<Item = SignerVariant> + Clone {
    let has_own_form = |name: &str| rules.signing.nested.iter().any(|nested| nested.name == name);
    let is_empty_object = |field: ReceivedField| field.is_empty_nested() && has_own_form(field.name());
    let has_null = fields.kinds().any(|kind| kind == FieldKind::Null);
    let has_text = rules.may_omit_texts() && fields.iter().any(|field| rules.may_omit_text(&field));
    let has_nested = fields.kinds().any(FieldKind::is_nested);
    let has_empty_object = has_nested && fields.iter().any(is_empty_object);
    let both = |is_there: bool| if is_there { [false, true].as_slice() } else { &[false] };
    let (nulls, texts) = (both(has_null), both(has_text));
    let forms: &[NestedForm] =
        if has_nested { &[NestedForm::Omitted, NestedForm::Raw, NestedForm::Sorted] } else { &[NestedForm::Raw] };
    both(has_empty_object).iter().flat_map(move |empty_object_is_omitted| {
        nulls.iter().flat_map(move |null_is_signed| {
            texts.iter().flat_map(move |text_is_omitted| {
                forms.iter().map(move |form| SignerVariant {
                    null_is_signed: *null_is_signed,
                    form: *form,
                    text_is_omitted: *text_is_omitted,
                    empty_object_is_omitted: *empty_object_is_omitted,
                })
            })
        })
    })
}

fn sorted_names(fields: &Fields, order: Order) -> Vec<ReceivedField<'_>> {
    let mut sorted: Vec<ReceivedField> = fields.iter().collect();
    match order {
        Order::LowerCase => sorted.sort_by_cached_key(|field| field.name().to_ascii_lowercase()),
        Order::UpperCase => sorted.sort_by_cached_key(|field| field.name().to_ascii_uppercase()),
    }
    sorted
}

/// Returns a variant if it matches the signature.
fn matching<'f>(
    sorted: impl Iterator<Item = ReceivedField<'f>>,
    rules: Rules<'_>,
    variant: SignerVariant,
    key: &MerchantKey,
    sign: &str,
) -> Option<Match> {
    let mut signer = Signer::new(rules.signing, key);
    let mut covers_all = true;
    for field in sorted {
        let part = rules.part(&field, variant);
        covers_all &= rules.covers(&field, part);
        match part {
            Part::Nothing => {}
            Part::Name => signer.pair(field.name_bytes(), b""),
            Part::Value => signer.pair(field.name_bytes(), field.text_bytes()),
            Part::Sorted => signer.pair(field.name_bytes(), signed_text(&field, part)?.as_bytes()),
        }
    }
    signer.finish().matches(sign).then_some(Match { variant, covers_all })
}

/// Returns `true` if a field could also be several fields: `a&status=2` inside one field is indistinguishable from a
/// separate `status` field. An attacker who chooses a text value of one order could make a message about it look like a
/// message about another order. A field with a known format never contains `&` or `=`, and neither does a name.
fn is_ambiguous(fields: &Fields, rules: Rules<'_>, field: &ReceivedField, variant: SignerVariant) -> bool {
    // Excluded fields are not part of the string to sign, so that no text can look like them. Payment URLs and app
    // parameters often have their own `sign`.
    let is_name =
        |name: &str| !rules.signing.excludes(name) && (rules.known.contains(&name) || fields.get(name).is_some());
    let looks_like_a_field = |part: &str| part.split_once('=').is_some_and(|(name, _)| is_name(name));
    let is_text_ambiguous =
        |text: &str| rules.signing.words.contains(&field.name()) || text.split('&').skip(1).any(looks_like_a_field);
    let text = || signed_text(field, rules.part(field, variant));
    has_separator(field.name()) || text().is_some_and(|text| has_separator(&text) && is_text_ambiguous(&text))
}

fn has_separator(text: &str) -> bool {
    memchr2(b'&', b'=', text.as_bytes()).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::SIGNING;
    use crate::signing::FieldValue;

    /// Verifies a message whose signature covers only these fields.
    fn verified(members: &str, signed: &[(&str, &str)]) -> (Verification, bool) {
        let key = MerchantKey::new("made-up-key").unwrap();
        let mut signer = Signer::new(&SIGNING, &key);
        for (name, text) in signed {
            signer.field(name, FieldValue::Text(text));
        }
        let mut fields = Fields::from_json(&format!("{{{members},\"sign\":\"{}\"}}", signer.finish())).unwrap();
        let verification = fields.verify(&SIGNING, &key, &["payParams", "retParams"]);
        (verification, fields.get("result").is_some())
    }

    #[test]
    fn omits_text_only_where_the_rule_allows_it() {
        let uncovered = |name: &str| Verification::Verified { uncovered: vec![name.to_owned()] };
        assert_eq!(verified(r#""a":1,"payParams":"x""#, &[("a", "1")]).0, uncovered("payParams"));
        assert_eq!(verified(r#""a":1,"retParams":"x""#, &[("a", "1")]).0, Verification::Mismatch);
    }

    #[test]
    fn an_empty_object_does_not_make_another_object_unsigned() {
        let all = Verification::Verified { uncovered: Vec::new() };
        assert_eq!(verified(r#""a":1,"result":{}"#, &[("a", "1"), ("result", "{}")]), (all.clone(), true));
        let result = ("result", r#"{"status":2}"#);
        let both = r#""a":1,"payParams":{},"result":{"status":2}"#;
        assert_eq!(verified(both, &[("a", "1"), ("payParams", "{}"), result]), (all, true));
        assert!(matches!(verified(both, &[("a", "1"), result]), (Verification::Verified { .. }, true)));
        assert!(!matches!(verified(both, &[("a", "1")]).0, Verification::Verified { .. }));
    }
}
