//! Pairs the fields of two messages, and compares the properties that requests and received messages have in common.

use super::change_kinds::ChangeKind;
use super::collect::{Changes, Difference, Scope};
use super::matching::{self, Paired};
use super::{lifecycle, phrases};
use crate::model::{Field, Type};

/// A list of fields that is being compared: its own fields, and the path to it.
#[derive(Clone, Copy)]
pub(super) struct Lists<'a> {
    pub(super) old: &'a [Field],
    pub(super) new: &'a [Field],
    /// `extra.` for the members of `extra`.
    pub(super) prefix: &'a str,
    /// Whether callers use the types of the fields: JSON text has members without types.
    pub(super) is_typed: bool,
}

/// Paired fields, with those that were added, removed or renamed.
pub(super) struct Fields<'a> {
    pub(super) paired: Paired<'a, Field>,
    pub(super) renamed: Vec<(&'a Field, &'a Field)>,
}

impl<'a> Lists<'a> {
    /// Pairs the fields. A removed and an added field that are alike and have the same neighbors are probably the
    /// same field.
    pub(super) fn pair(self, changes: &Changes<'_>) -> Fields<'a> {
        let mut paired = matching::by_name(self.old, self.new, |field| &field.wire);
        let names = |fields: &'a [Field]| fields.iter().map(|field| field.wire.as_str()).collect::<Vec<_>>();
        let (older, newer) = (names(self.old), names(self.new));
        let renamed = paired.take_renamed(|was, is| {
            is_alike(changes, was, is)
                && matching::neighbors(&older, &newer, &was.wire) == matching::neighbors(&newer, &older, &is.wire)
        });
        Fields { paired, renamed }
    }

    pub(super) fn path(self, field: &Field) -> String {
        format!("{}{}", self.prefix, field.wire)
    }

    /// Reports a changed order of the fields.
    pub(super) fn compare_order(self, changes: &mut Changes<'_>, scope: Scope<'_>) {
        let names = |fields: &'a [Field]| fields.iter().map(|field| field.wire.as_str()).collect::<Vec<_>>();
        if matching::is_reordered(&names(self.old), &names(self.new)) {
            let item = self.prefix.trim_end_matches('.');
            let of = if item.is_empty() { "the fields".to_owned() } else { format!("the members of `{item}`") };
            let message = format!("the order of {of} changed");
            changes.push(scope, Difference::new(ChangeKind::OrderChanged, item, message));
        }
    }
}

/// Returns `true` if two fields differ only in their names.
fn is_alike(changes: &Changes<'_>, was: &Field, is: &Field) -> bool {
    let is_same = was.max == is.max && was.required == is.required && was.secret == is.secret;
    is_same && was.filled == is.filled && is_same_kind(changes, was, is)
}

/// Returns `true` if two fields have the same kind of type, ignoring members and limits.
pub(super) fn is_same_kind(changes: &Changes<'_>, was: &Field, is: &Field) -> bool {
    match (&was.ty, &is.ty) {
        (Type::Url { query: was }, Type::Url { query: is }) => was == is,
        (Type::Id(was), Type::Id(is)) => was == is,
        (Type::Integer(was), Type::Integer(is)) => was == is,
        (Type::Decimal(was), Type::Decimal(is)) => was == is,
        (Type::Boolean(was), Type::Boolean(is)) => was == is,
        (Type::Date(was), Type::Date(is)) => was == is,
        (Type::DateTime(was), Type::DateTime(is)) => was == is,
        (Type::Enum(was), Type::Enum(is)) => changes.shared.is_same_enumeration(was.enumeration, is.enumeration),
        (Type::Array(was), Type::Array(is)) => is_same_kind(changes, &was.item, &is.item),
        (Type::Encoded(was), Type::Encoded(is)) => is_same_kind(changes, was, is),
        (Type::Json(was), Type::Json(is)) => was.is_some() == is.is_some(),
        (was, is) => std::mem::discriminant(was) == std::mem::discriminant(is),
    }
}

/// Compares the documentation of a field.
pub(super) fn compare_docs(changes: &mut Changes<'_>, scope: Scope<'_>, path: &str, was: &Field, is: &Field) {
    let noun = if path.contains('.') { "the member" } else { scope.area.field() };
    let item = lifecycle::Item {
        name: path,
        what: format!("{noun} `{path}`"),
        was_at: was.span,
        is_at: is.span,
        kinds: lifecycle::FIELD,
    };
    lifecycle::compare(changes, scope, &item, &was.lifecycle, &is.lifecycle);
    let change = |id, what: &str| Difference::new(id, path, format!("{what} of {noun} `{path}` changed"));
    changes.compare(scope, &was.about, &is.about, || {
        let found = change(ChangeKind::DescriptionChanged, "the description").was_at(was.span).now_at(is.span);
        found.between(phrases::excerpt(&was.about), phrases::excerpt(&is.about))
    });
    changes.compare(scope, &was.sample_cell, &is.sample_cell, || {
        let found = change(ChangeKind::SampleChanged, "the sample").was_at(was.sample_span).now_at(is.sample_span);
        // The sample of a secret field may be a real secret.
        if was.secret.is_some() || is.secret.is_some() {
            return found;
        }
        let shown = |sample: &str| (!sample.is_empty()).then(|| phrases::excerpt(sample));
        found.maybe_between(shown(&was.sample_cell), shown(&is.sample_cell))
    });
    // A new fingerprint does not indicate a change.
    if let (Some(old), Some(new)) = (&was.vendor_text, &is.vendor_text) {
        changes.compare(scope, old, new, || {
            let found = change(ChangeKind::VendorTextChanged, "the vendor's wording").was_at(was.span).now_at(is.span);
            found.between(old.clone(), new.clone())
        });
    }
    let origin = |field: &Field| (field.source, field.other_page.clone(), field.rule.clone(), field.is_shown);
    changes.compare(scope, &origin(was), &origin(is), || {
        change(ChangeKind::ProvenanceChanged, "the source").was_at(was.span).now_at(is.span)
    });
}

pub(super) fn compare_secrecy(changes: &mut Changes<'_>, scope: Scope<'_>, path: &str, was: &Field, is: &Field) {
    changes.compare(scope, &was.secret, &is.secret, || {
        let (from, to) = (phrases::secrecy(was.secret), phrases::secrecy(is.secret));
        let message = format!("`{path}` is now {to} in logs; it was {from}");
        Difference::new(ChangeKind::SecrecyChanged, path, message).between(from, to).was_at(was.span).now_at(is.span)
    });
}
