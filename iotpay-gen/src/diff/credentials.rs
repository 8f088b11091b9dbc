//! Fields that the client fills from the credentials. A request is invalid if a credential exceeds the limit of one
//! of these fields.

use super::change_kinds::ChangeKind;
use super::collect::{Changes, Difference, Scope};
use super::field::Lists;
use super::phrases;
use crate::model::{Field, Filler};

/// Returns `true` if a field is filled from the credentials.
pub(super) fn is_of_them(field: &Field) -> bool {
    matches!(field.filled, Some(Filler::MchId | Filler::LoginName))
}

/// Returns `true` if a field of the newer request has a lower limit for a credential than the older request.
pub(super) fn limits_more(lists: Lists<'_>, field: &Field) -> bool {
    // The members of an object are not checked before they are sent.
    let is_checked = is_of_them(field) && lists.prefix.is_empty();
    let is_same_part = |was: &&Field| was.filled == field.filled;
    let known = lists.old.iter().filter(is_same_part).filter_map(|was| was.max).min();
    is_checked && field.max.is_some_and(|max| known.is_none_or(|known| max < known))
}

pub(super) fn compare_limit(changes: &mut Changes<'_>, scope: Scope<'_>, lists: Lists<'_>, was: &Field, is: &Field) {
    let path = lists.path(is);
    let (from, to) = (phrases::limit(was.max), phrases::limit(is.max));
    let of = phrases::filler(is.filled.as_ref());
    let is_wider = is.max.unwrap_or(u32::MAX) > was.max.unwrap_or(u32::MAX);
    let id = if limits_more(lists, is) {
        ChangeKind::CredentialLimitAdded
    } else if is_wider {
        ChangeKind::CredentialLimitWidened
    } else {
        ChangeKind::RequestWireTypeChanged
    };
    let message = format!("the limit of `{path}`, {of}, is now {to}; it was {from}");
    let found = Difference::new(id, &path, message).between(from, to);
    changes.push(scope, found.was_at(was.type_span).now_at(is.type_span));
}
