//! Notifications and browser returns of two pages.

use super::change::{Area, Subject};
use super::change_kinds::ChangeKind;
use super::collect::{Changes, Difference, Scope};
use super::subject::family;
use super::{matching, phrases, received};
use crate::model::{Notification, Page};

const NOTIFICATION: &str = "notification";
const RETURN: &str = "browser return";

pub(super) fn compare(changes: &mut Changes<'_>, was: &Page, is: &Page) {
    let kinds =
        [(NOTIFICATION, &was.notifications, &is.notifications), (RETURN, &was.browser_returns, &is.browser_returns)];
    for (kind, old, new) in kinds {
        let paired = matching::by_name(old, new, |it| &it.name);
        for gone in paired.removed {
            report(changes, kind, was, gone, false);
        }
        for fresh in paired.added {
            report(changes, kind, is, fresh, true);
        }
        for (older, newer) in paired.both {
            compare_one(changes, kind, is, older, newer);
        }
    }
}

/// Reports all notifications and browser returns of a page that only one side has.
pub(super) fn report_all(changes: &mut Changes<'_>, page: &Page, is_new: bool) {
    for (kind, all) in [(NOTIFICATION, &page.notifications), (RETURN, &page.browser_returns)] {
        for it in all {
            report(changes, kind, page, it, is_new);
        }
    }
}

fn report(changes: &mut Changes<'_>, kind: &'static str, page: &Page, it: &Notification, is_new: bool) {
    let model = if is_new { changes.new } else { changes.old };
    let subject = subject(kind, family(model, page), page, it);
    let scope = Scope { subject: &subject, area: Area::Notification, channel: None };
    let found = if is_new {
        let message = format!("the {kind} `{}` was added, with the type `{}`", it.name, it.type_name);
        Difference::new(ChangeKind::NotificationAdded, &it.name, message).now_at(it.span)
    } else {
        let message = format!("the {kind} `{}` was removed, with its type `{}`", it.name, it.type_name);
        Difference::new(ChangeKind::NotificationRemoved, &it.name, message).was_at(it.span)
    };
    changes.push(scope, found);
}

fn subject(kind: &'static str, family: Option<String>, page: &Page, it: &Notification) -> Subject {
    Subject { kind, name: it.name.clone(), page: Some(page.title.clone()), family }
}

fn compare_one(changes: &mut Changes<'_>, kind: &'static str, page: &Page, was: &Notification, is: &Notification) {
    let subject = subject(kind, family(changes.new, page), page, is);
    let scope = Scope { subject: &subject, area: Area::Notification, channel: None };
    let at = |found: Difference| found.was_at(was.span).now_at(is.span);
    let mark = |it: &Notification| it.browser_marker.as_ref().map(|(field, value)| format!("`{field}` is `{value}`"));
    changes.compare(scope, &mark(was), &mark(is), || {
        let message = "the marker of requests from the customer's browser changed";
        at(Difference::new(ChangeKind::BrowserMarkerChanged, &is.name, message).maybe_between(mark(was), mark(is)))
    });
    changes.compare(scope, &was.unique_fields, &is.unique_fields, || {
        let names = |it: &Notification| phrases::list(it.unique_fields.iter().map(String::as_str));
        let message = "the fields that distinguish it from other kinds changed";
        at(Difference::new(ChangeKind::UniqueFieldsChanged, &is.name, message).between(names(was), names(is)))
    });
    received::compare(changes, scope, &was.fields, &is.fields);
    changes.compare(scope, &was.about, &is.about, || {
        let found =
            Difference::new(ChangeKind::DescriptionChanged, &is.name, format!("the description of the {kind} changed"));
        at(found.between(phrases::excerpt(&was.about), phrases::excerpt(&is.about)))
    });
}
