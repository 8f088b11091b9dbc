//! Verifies the signature of a received message, over everything that was received.

use super::{Signature, Signer, Value, nested};
use crate::credentials::MerchantKey;
use crate::incoming::{Fields, Kind, ReceivedField};
use crate::spec::{NestedForm, SigningRule};

/// What the signature of a received message proves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verification {
    /// The merchant key signed it.
    Verified {
        /// Objects that the signature does not cover.
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

/// Verifies a message. Objects that the signature turns out not to cover are dropped from the
/// fields, unless the rule says that they are known to be left out: nothing unsigned shall pass
/// for signed.
pub(crate) fn verify(fields: &mut Fields, rule: &SigningRule, key: &MerchantKey) -> Verification {
    let sign = match fields.get(rule.field) {
        None => return Verification::Unsigned,
        Some(sign) if sign.is_empty() => return Verification::Unsigned,
        Some(sign) if sign.kind() != Kind::Text => return Verification::Mismatch,
        Some(sign) => sign.text().to_owned(),
    };
    let Some(form) = matching_form(fields, rule, key, &sign) else {
        let is_open = |field: &ReceivedField| {
            field.is_nested() && rule.nested.iter().any(|nested| nested.name == field.name() && !nested.settled)
        };
        return if fields.iter().any(is_open) { Verification::Unverifiable } else { Verification::Mismatch };
    };
    let left_out =
        |field: &&ReceivedField| field.is_nested() && form_of(field.name(), form, rule) == NestedForm::LeftOut;
    let uncovered: Vec<String> = fields.iter().filter(left_out).map(|field| field.name().to_owned()).collect();
    let is_known = |name: &str| rule.nested.iter().any(|nested| nested.name == name);
    fields.remove(|name| uncovered.iter().any(|gone| gone == name) && !is_known(name));
    Verification::Verified { uncovered }
}

/// The form of the nested values under which the signature fits.
fn matching_form(fields: &Fields, rule: &SigningRule, key: &MerchantKey, sign: &str) -> Option<NestedForm> {
    let has_nested = fields.iter().any(ReceivedField::is_nested);
    let has_null = fields.iter().any(|field| field.kind() == Kind::Null);
    let forms: &[NestedForm] =
        if has_nested { &[NestedForm::LeftOut, NestedForm::Raw, NestedForm::Sorted] } else { &[NestedForm::Raw] };
    for order in orders(fields) {
        // One of the vendor's SDKs signs `name=` for null, the documented rule drops it.
        for null_is_signed in if has_null { [false, true].as_slice() } else { &[false] } {
            for form in forms {
                let fits = |signature: Signature| signature.matches(sign);
                if candidate(fields, rule, key, *form, order, *null_is_signed).is_some_and(fits) {
                    return Some(*form);
                }
            }
        }
    }
    None
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

/// The form of one nested field when `form` is tried: fields with forms of their own keep to them.
fn form_of(name: &str, form: NestedForm, rule: &SigningRule) -> NestedForm {
    let own = rule.nested.iter().find(|nested| nested.name == name).map(|nested| nested.forms);
    match own {
        Some(forms) if !forms.contains(&form) => forms.first().copied().unwrap_or(NestedForm::Raw),
        _ => form,
    }
}

fn candidate(
    fields: &Fields,
    rule: &SigningRule,
    key: &MerchantKey,
    form: NestedForm,
    order: Order,
    null_is_signed: bool,
) -> Option<Signature> {
    let mut signer = Signer::new();
    for field in sorted_names(fields, order) {
        if field.name() == rule.field {
            continue;
        }
        match field.kind() {
            Kind::Text | Kind::Number | Kind::Truth => signer.field(field.name(), Value::Text(field.text())),
            Kind::Null if null_is_signed => signer.empty(field.name()),
            Kind::Null => {}
            Kind::Object | Kind::List => match form_of(field.name(), form, rule) {
                NestedForm::LeftOut => {}
                NestedForm::Raw => signer.field(field.name(), Value::Text(field.text())),
                NestedForm::Sorted => signer.field(field.name(), Value::Text(&nested::sorted(field.text())?)),
            },
        }
    }
    Some(signer.finish(key))
}
