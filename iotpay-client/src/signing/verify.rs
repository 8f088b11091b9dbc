//! Verifies the signature of a received message, over everything that was received.

use std::borrow::Cow;
use std::collections::HashSet;
use std::fmt;

use super::{FieldValue, Signer, nested};
use crate::credentials::MerchantKey;
use crate::incoming::{FieldKind, Fields, ReceivedField};
use crate::masking::Name;
use crate::spec::{NestedForm, SigningRule};

/// What the signature of a received message proves.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Verification {
    /// The merchant key signed it.
    Verified {
        /// What the signature does not cover: objects and, in fields of objects, texts.
        uncovered: Vec<String>,
    },
    /// It has no signature.
    Unsigned,
    /// It holds an object of which nobody outside IOTPay knows how it is signed, and none of the
    /// known forms fits. It may be genuine.
    Unverifiable,
    /// The merchant key signed it, and a text in it reads like another field of it, which the
    /// signature does not tell apart. It may be genuine.
    Ambiguous,
    /// The signature is not the merchant key's.
    Mismatch,
}

/// The names are the sender's choice: they show only where they look like names.
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

/// The order of the names in the signed string. All known messages sort alike.
#[derive(Clone, Copy)]
enum Order {
    Bytes,
    FoldedDown,
    FoldedUp,
}

/// Habits in which signers differ.
#[derive(Clone, Copy)]
struct Habit {
    /// One of the vendor's SDKs signs `name=` for null, the documented rule drops it.
    null_is_signed: bool,
    /// The form of objects and lists.
    form: NestedForm,
    /// Gateways that leave a field's object out leave its text out as well.
    text_is_left_out: bool,
    /// Anyone can add an object with nothing in it: it counts as absent also where objects are signed.
    hollow_is_left_out: bool,
}

/// What a field adds to the signed string.
enum Part<'f> {
    Nothing,
    /// `name=`.
    Name,
    /// `name=value`.
    Value(Cow<'f, str>),
}

/// What is needed to say how a field is signed.
#[derive(Clone, Copy)]
pub(crate) struct Rules<'a> {
    pub(crate) signing: &'a SigningRule,
    /// Fields of this message that may hold objects of which nobody knows how they are signed.
    pub(crate) open_objects: &'a [&'a str],
    /// Names that a text must not read like, beside those of the message's own fields.
    pub(crate) known: &'a [&'a str],
    /// Whether any field of this message may, but for those of which it is known.
    pub(crate) open_response: bool,
}

impl Rules<'_> {
    fn is_open(self, name: &str) -> bool {
        let is_settled = || self.signing.nested.iter().any(|nested| nested.name == name && nested.confirmed);
        self.open_objects.contains(&name) || (self.open_response && !is_settled())
    }

    fn may_leave_text_out(self, field: &ReceivedField) -> bool {
        let is_so =
            |name: &str| self.signing.nested.iter().any(|nested| nested.name == name && nested.text_may_be_omitted);
        !field.is_nested() && !field.is_unsigned() && self.is_open(field.name()) && is_so(field.name())
    }

    /// The form of one object. Fields with forms of their own keep to them.
    fn form(self, field: &ReceivedField, habit: Habit) -> NestedForm {
        if habit.hollow_is_left_out && field.is_hollow() {
            return NestedForm::Omitted;
        }
        match self.signing.nested.iter().find(|nested| nested.name == field.name()).map(|nested| nested.forms) {
            Some(forms) if !forms.contains(&habit.form) => forms.first().copied().unwrap_or(NestedForm::Raw),
            _ => habit.form,
        }
    }

    /// What a field adds to the signed string; nothing at all when it has no such form.
    fn part(self, field: &ReceivedField, habit: Habit) -> Option<Part<'_>> {
        let text = || Cow::Borrowed(field.text());
        Some(match field.kind() {
            _ if field.name() == self.signing.field => Part::Nothing,
            FieldKind::Null if habit.null_is_signed => Part::Name,
            FieldKind::Null => Part::Nothing,
            FieldKind::Text | FieldKind::Number | FieldKind::Bool => {
                let is_left_out = field.is_unsigned() || (habit.text_is_left_out && self.may_leave_text_out(field));
                if is_left_out { Part::Nothing } else { Part::Value(text()) }
            }
            FieldKind::Object | FieldKind::Array => match self.form(field, habit) {
                NestedForm::Omitted => Part::Nothing,
                NestedForm::Raw => Part::Value(text()),
                NestedForm::Sorted => Part::Value(Cow::Owned(nested::sorted(field.text())?)),
            },
        })
    }
}

/// Verifies a message. What the signature turns out not to cover is dropped from the fields, but
/// for objects that the message is known to have and of which nobody knows how they are signed:
/// nothing else that is unsigned shall pass for signed.
pub(crate) fn verify(fields: &mut Fields, rules: Rules<'_>, key: &MerchantKey) -> Verification {
    let sign = match fields.get(rules.signing.field) {
        None => return Verification::Unsigned,
        Some(sign) if sign.is_empty() || sign.is_hollow() => return Verification::Unsigned,
        Some(sign) if sign.kind() != FieldKind::Text => return Verification::Mismatch,
        Some(sign) => sign.text().to_owned(),
    };
    let Some(habit) = fitting_habit(fields, rules, key, &sign) else {
        let is_open = |field: &ReceivedField| field.is_nested() && rules.is_open(field.name());
        return if fields.iter().any(is_open) { Verification::Unverifiable } else { Verification::Mismatch };
    };
    if is_ambiguous(fields, rules, habit) {
        return Verification::Ambiguous;
    }
    let is_uncovered = |field: &&ReceivedField| {
        let is_signed = matches!(rules.part(field, habit), Some(Part::Value(_)));
        !is_signed && !field.is_unsigned() && field.name() != rules.signing.field
    };
    let uncovered: Vec<String> = fields.iter().filter(is_uncovered).map(|field| field.name().to_owned()).collect();
    let dropped: HashSet<&str> = uncovered.iter().map(String::as_str).filter(|name| !rules.is_open(name)).collect();
    fields.remove(|name| dropped.contains(name));
    Verification::Verified { uncovered }
}

/// The habit with which the signature fits.
fn fitting_habit(fields: &Fields, rules: Rules<'_>, key: &MerchantKey, sign: &str) -> Option<Habit> {
    let habits = habits(fields, rules);
    let mut tried: Vec<Vec<&ReceivedField>> = Vec::new();
    for order in [Order::Bytes, Order::FoldedDown, Order::FoldedUp] {
        let sorted = sorted_names(fields, order);
        // Almost always the orders are one.
        if tried.contains(&sorted) {
            continue;
        }
        let fits = |habit: &&Habit| candidate(&sorted, rules, **habit, key).is_some_and(|made| made.matches(sign));
        if let Some(habit) = habits.iter().find(fits) {
            return Some(*habit);
        }
        tried.push(sorted);
    }
    None
}

/// The habits that make a difference for a message, the likeliest first.
fn habits(fields: &Fields, rules: Rules<'_>) -> Vec<Habit> {
    let both = |is_there: bool| if is_there { [false, true].as_slice() } else { &[false] };
    let texts = both(fields.iter().any(|field| rules.may_leave_text_out(field)));
    let nulls = both(fields.iter().any(|field| field.kind() == FieldKind::Null));
    let has_own_form = |name: &str| rules.signing.nested.iter().any(|nested| nested.name == name);
    let hollows = both(fields.iter().any(|field| field.is_hollow() && has_own_form(field.name())));
    let forms: &[NestedForm] = if fields.iter().any(ReceivedField::is_nested) {
        &[NestedForm::Omitted, NestedForm::Raw, NestedForm::Sorted]
    } else {
        &[NestedForm::Raw]
    };
    let mut habits = Vec::with_capacity(hollows.len() * texts.len() * nulls.len() * forms.len());
    for hollow_is_left_out in hollows {
        for null_is_signed in nulls {
            for text_is_left_out in texts {
                habits.extend(forms.iter().map(|form| Habit {
                    null_is_signed: *null_is_signed,
                    form: *form,
                    text_is_left_out: *text_is_left_out,
                    hollow_is_left_out: *hollow_is_left_out,
                }));
            }
        }
    }
    habits
}

fn sorted_names(fields: &Fields, order: Order) -> Vec<&ReceivedField> {
    let mut sorted: Vec<&ReceivedField> = fields.iter().collect();
    match order {
        Order::Bytes => sorted.sort_by(|a, b| a.name().cmp(b.name())),
        Order::FoldedDown => sorted.sort_by_cached_key(|field| field.name().to_ascii_lowercase()),
        Order::FoldedUp => sorted.sort_by_cached_key(|field| field.name().to_ascii_uppercase()),
    }
    sorted
}

fn candidate(sorted: &[&ReceivedField], rules: Rules<'_>, habit: Habit, key: &MerchantKey) -> Option<super::Signature> {
    let mut signer = Signer::new();
    for field in sorted {
        match rules.part(field, habit)? {
            Part::Nothing => {}
            Part::Name => signer.empty(field.name()),
            Part::Value(text) => signer.field(field.name(), FieldValue::Text(&text)),
        }
    }
    Some(signer.finish(key))
}

/// Whether the signed string could be that of other fields. The signature does not tell the text
/// `a&status=2` in one field from a field and a `status` after it, so that whoever may choose a
/// text of an order could make a message about it pass for one about another order. Where the format of a
/// field is known, no `&` or `=` is its own, whatever the name after it.
fn is_ambiguous(fields: &Fields, rules: Rules<'_>, habit: Habit) -> bool {
    let own = fields.iter().map(ReceivedField::name);
    let mut names: HashSet<&str> = own.chain(rules.known.iter().copied()).collect();
    // The signature is no part of the string to sign, so that nothing can be cut off into it. Payment URLs
    // and parameters of apps often have a `sign` of their own.
    names.remove(rules.signing.field);
    let reads_as_field = |part: &str| part.split_once('=').is_some_and(|(name, _)| names.contains(name));
    fields.iter().any(|field| {
        let is_word = rules.signing.words.contains(&field.name());
        let has_field = match rules.part(field, habit) {
            Some(Part::Value(text)) if is_word => text.contains(['&', '=']),
            Some(Part::Value(text)) => text.split('&').skip(1).any(reads_as_field),
            _ => false,
        };
        has_field || field.name().contains(['&', '='])
    })
}
