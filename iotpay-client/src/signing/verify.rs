//! Verifies the signature of a received message, over everything that was received.

use std::collections::HashSet;

use super::{Signature, Signer, Value, nested};
use crate::credentials::MerchantKey;
use crate::incoming::{Fields, Kind, ReceivedField};
use crate::spec::{NestedForm, SigningRule};

/// What the signature of a received message proves.
#[derive(Debug, Clone, PartialEq, Eq)]
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
    /// The signature is not the merchant key's.
    Mismatch,
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
    order: Order,
    /// One of the vendor's SDKs signs `name=` for null, the documented rule drops it.
    null_is_signed: bool,
    /// The form of objects and lists.
    form: NestedForm,
    /// Gateways that leave a field's object out leave its text out as well.
    text_is_left_out: bool,
}

impl Habit {
    /// The form of one field. Fields with forms of their own keep to them.
    fn form_of(self, field: &ReceivedField, rule: &SigningRule) -> NestedForm {
        let own = rule.nested.iter().find(|nested| nested.name == field.name());
        if !field.is_nested() {
            let is_left_out = self.text_is_left_out && own.is_some_and(|own| own.text_left_out);
            return if is_left_out { NestedForm::LeftOut } else { NestedForm::Raw };
        }
        match own {
            Some(own) if !own.forms.contains(&self.form) => own.forms.first().copied().unwrap_or(NestedForm::Raw),
            _ => self.form,
        }
    }
}

/// Verifies a message. What the signature turns out not to cover is dropped from the fields,
/// unless the rule says that it is known to be left out: nothing unsigned shall pass for signed.
pub(crate) fn verify(fields: &mut Fields, rule: &SigningRule, key: &MerchantKey) -> Verification {
    let sign = match fields.get(rule.field) {
        None => return Verification::Unsigned,
        Some(sign) if sign.is_empty() => return Verification::Unsigned,
        Some(sign) if sign.kind() != Kind::Text => return Verification::Mismatch,
        Some(sign) => sign.text().to_owned(),
    };
    let Some(habit) = habits(fields, rule).find(|habit| fits(fields, rule, key, *habit, &sign)) else {
        let is_open = |field: &ReceivedField| {
            field.is_nested() && rule.nested.iter().any(|nested| nested.name == field.name() && !nested.settled)
        };
        return if fields.iter().any(is_open) { Verification::Unverifiable } else { Verification::Mismatch };
    };
    let left_out = |field: &&ReceivedField| {
        !field.is_empty() && field.name() != rule.field && habit.form_of(field, rule) == NestedForm::LeftOut
    };
    let uncovered: Vec<String> = fields.iter().filter(left_out).map(|field| field.name().to_owned()).collect();
    let is_known = |name: &str| rule.nested.iter().any(|nested| nested.name == name);
    let unknown: HashSet<&str> = uncovered.iter().map(String::as_str).filter(|name| !is_known(name)).collect();
    fields.remove(|name| unknown.contains(name));
    Verification::Verified { uncovered }
}

/// The habits that make a difference for a message, the likeliest first.
fn habits(fields: &Fields, rule: &SigningRule) -> impl Iterator<Item = Habit> + use<> {
    let may_be_left_out = |field: &ReceivedField| {
        let own = rule.nested.iter().find(|nested| nested.name == field.name());
        !field.is_nested() && !field.is_empty() && own.is_some_and(|own| own.text_left_out)
    };
    let both = |is_there: bool| if is_there { [false, true].as_slice() } else { &[false] };
    let texts = both(fields.iter().any(may_be_left_out));
    let nulls = both(fields.iter().any(|field| field.kind() == Kind::Null));
    let forms: &[NestedForm] = if fields.iter().any(ReceivedField::is_nested) {
        &[NestedForm::LeftOut, NestedForm::Raw, NestedForm::Sorted]
    } else {
        &[NestedForm::Raw]
    };
    orders(fields).into_iter().flat_map(move |order| {
        nulls.iter().flat_map(move |null_is_signed| {
            texts.iter().flat_map(move |text_is_left_out| {
                forms.iter().map(move |form| Habit {
                    order,
                    null_is_signed: *null_is_signed,
                    form: *form,
                    text_is_left_out: *text_is_left_out,
                })
            })
        })
    })
}

/// Byte order, and folded orders where they would differ.
fn orders(fields: &Fields) -> Vec<Order> {
    let sorted = |order| sorted_names(fields, order);
    let bytes = sorted(Order::Bytes);
    let mut orders = vec![Order::Bytes];
    orders.extend([Order::FoldedDown, Order::FoldedUp].into_iter().filter(|order| sorted(*order) != bytes));
    orders
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

fn fits(fields: &Fields, rule: &SigningRule, key: &MerchantKey, habit: Habit, sign: &str) -> bool {
    candidate(fields, rule, key, habit).is_some_and(|signature| signature.matches(sign))
}

fn candidate(fields: &Fields, rule: &SigningRule, key: &MerchantKey, habit: Habit) -> Option<Signature> {
    let mut signer = Signer::new();
    for field in sorted_names(fields, habit.order).into_iter().filter(|field| field.name() != rule.field) {
        match (field.kind(), habit.form_of(field, rule)) {
            (Kind::Null, _) if habit.null_is_signed => signer.empty(field.name()),
            (Kind::Null, _) | (_, NestedForm::LeftOut) => {}
            (_, NestedForm::Raw) => signer.field(field.name(), Value::Text(field.text())),
            (_, NestedForm::Sorted) => signer.field(field.name(), Value::Text(&nested::sorted(field.text())?)),
        }
    }
    Some(signer.finish(key))
}
