//! Compares the dates of items, and their deprecation.

use super::change_kinds::ChangeKind;
use super::collect::{Changes, Difference, Scope};
use crate::model::{Dated, Lifecycle};
use crate::source::Span;

/// An item with a lifecycle, on both sides.
pub(super) struct Item<'a> {
    /// The name of the item in the report.
    pub(super) name: &'a str,
    /// The item in words, such as "the channel `WX_APP`".
    pub(super) what: String,
    pub(super) was_at: Span,
    pub(super) is_at: Span,
    pub(super) kinds: Kinds,
}

/// The kinds of change for one kind of item.
#[derive(Clone, Copy)]
pub(super) struct Kinds {
    deprecated: ChangeKind,
    ended: ChangeKind,
    changed: ChangeKind,
}

pub(super) const PAGE: Kinds = Kinds {
    deprecated: ChangeKind::PageDeprecated,
    ended: ChangeKind::PageDeprecationEnded,
    changed: ChangeKind::PageDeprecationChanged,
};

pub(super) const ENDPOINT: Kinds = Kinds {
    deprecated: ChangeKind::EndpointDeprecated,
    ended: ChangeKind::EndpointDeprecationEnded,
    changed: ChangeKind::EndpointDeprecationChanged,
};

pub(super) const CHANNEL: Kinds = Kinds {
    deprecated: ChangeKind::ChannelDeprecated,
    ended: ChangeKind::ChannelDeprecationEnded,
    changed: ChangeKind::ChannelDeprecationChanged,
};

pub(super) const FIELD: Kinds = Kinds {
    deprecated: ChangeKind::FieldDeprecated,
    ended: ChangeKind::FieldDeprecationEnded,
    changed: ChangeKind::FieldDeprecationChanged,
};

pub(super) const VALUE: Kinds = Kinds {
    deprecated: ChangeKind::ValueDeprecated,
    ended: ChangeKind::ValueDeprecationEnded,
    changed: ChangeKind::ValueDeprecationChanged,
};

pub(super) fn compare(changes: &mut Changes<'_>, scope: Scope<'_>, item: &Item<'_>, was: &Lifecycle, is: &Lifecycle) {
    let at = |id, message: String| Difference::new(id, item.name, message).was_at(item.was_at).now_at(item.is_at);
    let advice = |lifecycle: &Lifecycle| lifecycle.advice(|name| format!("`{name}`"));
    let (before, now) = (advice(was), advice(is));
    let what = &item.what;
    let change = match (&before, &now) {
        (None, Some(advice)) => Some((item.kinds.deprecated, format!("{what} is deprecated: {advice}"))),
        (Some(_), None) => Some((item.kinds.ended, format!("{what} is no longer deprecated"))),
        (Some(_), Some(_)) if before != now || was.deprecated != is.deprecated => {
            Some((item.kinds.changed, format!("the deprecation of {what} changed")))
        }
        _ => None,
    };
    if let Some((id, message)) = change {
        changes.push(scope, at(id, message).maybe_between(before, now));
    }
    for (word, was, is) in [("first", &was.since, &is.since), ("last", &was.until, &is.until)] {
        let date = |dated: &Option<Dated>| dated.as_ref().map(|it| it.date.clone());
        changes.compare(scope, was, is, || {
            at(ChangeKind::DateChanged, format!("the {word} day of {what} changed")).maybe_between(date(was), date(is))
        });
    }
}
