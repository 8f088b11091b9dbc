//! The ranges, patterns, defaults and numbers of items of fields.

use super::change_kinds::ChangeKind;
use super::collect::{Changes, Difference, Scope};
use crate::model::{Field, Pattern, Range};

/// Compares the rules of two received fields. The client accepts all values.
pub(super) fn compare_received(changes: &mut Changes<'_>, scope: Scope<'_>, path: &str, was: &Field, is: &Field) {
    changes.compare(scope, &was.value_rules, &is.value_rules, || {
        let message = format!("the documented values of `{path}` changed; the client accepts all values");
        Difference::new(ChangeKind::ReceivedValueRulesChanged, path, message).was_at(was.span).now_at(is.span)
    });
}

/// Compares the rules of two request fields with the same kind of type.
pub(super) fn compare(changes: &mut Changes<'_>, scope: Scope<'_>, path: &str, was: &Field, is: &Field) {
    let (old, new) = (&was.value_rules, &is.value_rules);
    let at = |found: Difference| found.was_at(was.span).now_at(is.span);
    if old.range != new.range {
        let is_wider = match (&old.range, &new.range) {
            (_, None) => true,
            (None, Some(_)) => false,
            (Some(old), Some(new)) => new.includes(old, &is.ty),
        };
        let kind = if is_wider { ChangeKind::RequestRangeWidened } else { ChangeKind::RequestRangeNarrowed };
        let (from, to) = (range(old.range.as_ref()), range(new.range.as_ref()));
        let message = format!("the field `{path}` now accepts {to}; it accepted {from}");
        changes.push(scope, at(Difference::new(kind, path, message).between(from, to)));
    }
    if old.pattern != new.pattern {
        let kind = match new.pattern {
            Some(_) => ChangeKind::RequestPatternChanged,
            None => ChangeKind::RequestPatternRemoved,
        };
        let (from, to) = (pattern(old.pattern.as_ref()), pattern(new.pattern.as_ref()));
        let message = format!("the field `{path}` now accepts {to}; it accepted {from}");
        changes.push(scope, at(Difference::new(kind, path, message).between(from, to)));
    }
    if old.items != new.items {
        let includes = |one: Option<u32>, other: Option<u32>, is_max: bool| match (one, other) {
            (None, _) => true,
            (Some(_), None) => false,
            (Some(one), Some(other)) => {
                if is_max {
                    other <= one
                } else {
                    one <= other
                }
            }
        };
        let is_wider = includes(new.items.min, old.items.min, false) && includes(new.items.max, old.items.max, true);
        let kind = if is_wider { ChangeKind::RequestItemsWidened } else { ChangeKind::RequestItemsNarrowed };
        let (from, to) = (old.items.description(), new.items.description());
        let message = format!("the field `{path}` now accepts {to}; it accepted {from}");
        changes.push(scope, at(Difference::new(kind, path, message).between(from, to)));
    }
    if old.default != new.default {
        let (from, to) = (default(old.default.as_ref()), default(new.default.as_ref()));
        let message = format!("without the field `{path}`, the gateway now uses {to}; it used {from}");
        changes.push(scope, at(Difference::new(ChangeKind::RequestDefaultChanged, path, message).between(from, to)));
    }
}

fn range(range: Option<&Range>) -> String {
    range.map_or_else(|| "values without a range".to_owned(), |range| format!("values {}", range.description()))
}

fn pattern(pattern: Option<&Pattern>) -> String {
    pattern.map_or_else(|| "text without a pattern".to_owned(), |it| format!("text of the pattern `{}`", it.text))
}

fn default(default: Option<&String>) -> String {
    default.map_or_else(|| "an undocumented value".to_owned(), |default| format!("`{default}`"))
}
