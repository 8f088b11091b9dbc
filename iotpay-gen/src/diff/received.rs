//! The fields of two received messages: responses, notifications, browser returns.

use super::change_kinds::ChangeKind;
use super::collect::{Changes, Difference, Scope};
use super::field::{self, Lists};
use super::{phrases, value_rules};
use crate::generate::rust;
use crate::model::{EnumType, Field, IdTarget, Model, Purpose, Type};

pub(super) fn compare(changes: &mut Changes<'_>, scope: Scope<'_>, old: &[Field], new: &[Field]) {
    compare_fields(changes, scope, Lists { old, new, prefix: "", is_typed: true });
}

fn compare_fields(changes: &mut Changes<'_>, scope: Scope<'_>, lists: Lists<'_>) {
    let noun = if lists.prefix.is_empty() { scope.area.field() } else { "the member" };
    let found = lists.pair(changes);
    for (was, is) in &found.renamed {
        let (from, to) = (lists.path(was), lists.path(is));
        let message = format!("{noun} `{to}` is probably the renamed `{from}`");
        let renamed = Difference::new(ChangeKind::ReceivedFieldRenamed, &to, message).between(from, to.clone());
        changes.push(scope, renamed.was_at(was.span).now_at(is.span));
        compare_field(changes, scope, lists, was, is);
    }
    for field in &found.paired.removed {
        let path = lists.path(field);
        let found = Difference::new(ChangeKind::ReceivedFieldRemoved, &path, format!("{noun} `{path}` was removed"));
        changes.push(scope, found.was_at(field.span));
    }
    for field in &found.paired.added {
        let path = lists.path(field);
        let added = scope.area.added(!lists.prefix.is_empty(), &path, field.required);
        let of_type = phrases::of_type(changes.new, field);
        let message = format!("{added}: {of_type}");
        let found = Difference::new(ChangeKind::ReceivedFieldAdded, &path, message).maybe_between(None, Some(of_type));
        changes.push(scope, found.now_at(field.span));
    }
    for (was, is) in &found.paired.both {
        if was.required != is.required {
            let path = lists.path(is);
            let (id, from, to) = if is.required {
                (ChangeKind::ReceivedFieldRequired, "optional", "required")
            } else {
                (ChangeKind::ReceivedFieldOptional, "required", "optional")
            };
            let message = format!("{noun} `{path}` is now {to}; it was {from}");
            changes.push(scope, Difference::new(id, &path, message).between(from, to).was_at(was.span).now_at(is.span));
        }
        compare_field(changes, scope, lists, was, is);
    }
    compare_functions(changes, scope, lists);
    lists.compare_order(changes, scope);
}

/// The methods of a message about its payment or refund.
fn compare_functions(changes: &mut Changes<'_>, scope: Scope<'_>, lists: Lists<'_>) {
    let (old, new) = (functions(changes.old, lists.old), functions(changes.new, lists.new));
    let item = lists.prefix.trim_end_matches('.');
    let gone = old.iter().filter(|name| !new.contains(name)).copied();
    for name in gone {
        let message = format!("the method `{name}()` of the received type was removed");
        changes.push(scope, Difference::new(ChangeKind::MeaningRemoved, item, message));
    }
    for name in new.iter().filter(|name| !old.contains(name)) {
        let message = format!("the method `{name}()` of the received type was added");
        changes.push(scope, Difference::new(ChangeKind::MeaningAdded, item, message));
    }
}

fn functions(model: &Model, fields: &[Field]) -> &'static [&'static str] {
    let has_id = fields.iter().any(|field| matches!(field.ty, Type::Id(IdTarget::Transaction)));
    match (model.transaction_field(fields), model.kind_field(fields)) {
        (Some(_), Some(_)) if has_id => &["transaction", "order_id", "refund_id"],
        (Some(_), Some(_)) => &["transaction"],
        _ => &[],
    }
}

fn compare_field(changes: &mut Changes<'_>, scope: Scope<'_>, lists: Lists<'_>, was: &Field, is: &Field) {
    let path = lists.path(is);
    let noun = if lists.prefix.is_empty() { scope.area.field() } else { "the member" };
    let at = |found: Difference| found.was_at(was.type_span).now_at(is.type_span);
    let (from, to) = (phrases::of_type(changes.old, was), phrases::of_type(changes.new, is));
    match (&was.ty, &is.ty) {
        // Both are decoded into `i64`.
        (Type::Integer(old), Type::Integer(new)) => {
            changes.compare(scope, old, new, || {
                let message =
                    format!("the page's type of `{path}` is now {to}; it was {from}; the Rust type is still `i64`");
                at(Difference::new(ChangeKind::ReceivedWireTypeChanged, &path, message).between(from, to))
            });
        }
        _ if field::is_same_kind(changes, was, is) => {}
        _ if rust::received_type(was).is_some_and(|ty| Some(ty) == rust::received_type(is)) => {
            let message = format!("the page's type of `{path}` is now {to}; it was {from}; the Rust type is the same");
            changes.push(
                scope,
                at(Difference::new(ChangeKind::ReceivedWireTypeChanged, &path, message).between(from, to)),
            );
        }
        _ => {
            let kind = match (is_array(was), is_array(is)) {
                (true, true) => ChangeKind::ReceivedItemTypeChanged,
                (false, false) => ChangeKind::ReceivedTypeChanged,
                (true, false) | (false, true) => ChangeKind::ReceivedArrayChanged,
            };
            let message = format!("{noun} `{path}` is now {to}; it was {from}");
            changes.push(scope, at(Difference::new(kind, &path, message).between(from, to)));
        }
    }
    if let (Type::Enum(old), Type::Enum(new)) = (&item(was).ty, &item(is).ty)
        && field::is_same_kind(changes, was, is)
    {
        let written = (old.integer, narrowed(changes.old, old));
        changes.compare(scope, &written, &(new.integer, narrowed(changes.new, new)), || {
            let message = format!("the page's type of the values of `{path}` changed; the Rust type is the same");
            at(Difference::new(ChangeKind::ReceivedWireTypeChanged, &path, message))
        });
    }
    if let (Some(old), Some(new), true) = (was.ty.members(), is.ty.members(), is_array(was) == is_array(is)) {
        let prefix = if is_array(is) { format!("{path}[].") } else { format!("{path}.") };
        compare_fields(changes, scope, Lists { old: &old.fields, new: &new.fields, prefix: &prefix, is_typed: true });
    }
    if field::is_same_kind(changes, was, is) {
        let (old, new) = (item(was), item(is));
        compare_limit(changes, scope, &path, old, new);
        value_rules::compare_received(changes, scope, &path, was, is);
        if is_array(is) {
            value_rules::compare_received(changes, scope, &format!("{path}[]"), old, new);
        }
        field::compare_secrecy(changes, scope, &path, was, is);
    }
    compare_names(changes, scope, &path, was, is);
    compare_purpose(changes, scope, &path, was, is);
    field::compare_docs(changes, scope, &path, was, is);
}

/// Returns an item of an array, or the field itself.
fn item(field: &Field) -> &Field {
    match &field.ty {
        Type::Array(array) => &array.item,
        _ => field,
    }
}

fn is_array(field: &Field) -> bool {
    matches!(field.ty, Type::Array(_))
}

/// Returns the values that the page narrows an enumeration to; `None` for all.
fn narrowed(model: &Model, choice: &EnumType) -> Option<Vec<String>> {
    let all = &model.enumerations.get(choice.enumeration)?.values;
    let values = choice.values.iter().filter_map(|at| all.get(*at));
    (choice.values.len() < all.len()).then(|| values.map(|value| value.wire.clone()).collect())
}

fn compare_limit(changes: &mut Changes<'_>, scope: Scope<'_>, path: &str, was: &Field, is: &Field) {
    changes.compare(scope, &was.max, &is.max, || {
        let is_wider = is.max.unwrap_or(u32::MAX) > was.max.unwrap_or(u32::MAX);
        let (from, to) = (phrases::limit(was.max), phrases::limit(is.max));
        let (id, word) = if is_wider {
            (ChangeKind::ReceivedLimitWidened, "longer")
        } else {
            (ChangeKind::ReceivedLimitNarrowed, "shorter")
        };
        let message = format!("`{path}` can now be {word}: the limit is {to}; it was {from}");
        Difference::new(id, path, message).between(from, to).was_at(was.type_span).now_at(is.type_span)
    });
}

fn compare_purpose(changes: &mut Changes<'_>, scope: Scope<'_>, path: &str, was: &Field, is: &Field) {
    changes.compare(scope, &was.purpose, &is.purpose, || {
        let (id, what) = match (was.purpose, is.purpose) {
            (None, Some(purpose)) => (ChangeKind::PurposeAdded, format!("is now {}", purpose.meaning())),
            (Some(purpose), None) => (ChangeKind::PurposeRemoved, format!("is no longer {}", purpose.meaning())),
            (_, purpose) => (
                ChangeKind::PurposeChanged,
                format!("is now {}", purpose.map_or("without a purpose", Purpose::meaning)),
            ),
        };
        let name = |purpose: Option<Purpose>| purpose.map(|purpose| purpose.as_str().to_owned());
        let found =
            Difference::new(id, path, format!("`{path}` {what}")).maybe_between(name(was.purpose), name(is.purpose));
        found.was_at(was.span).now_at(is.span)
    });
}

/// Compares the names under which a field is decoded, and the request field that it echoes.
fn compare_names(changes: &mut Changes<'_>, scope: Scope<'_>, path: &str, was: &Field, is: &Field) {
    for alias in was.aliases.iter().filter(|alias| !is.aliases.contains(alias)) {
        let message = format!("`{path}` is no longer read under the name `{alias}`");
        let found = Difference::new(ChangeKind::AliasRemoved, path, message).maybe_between(Some(alias.clone()), None);
        changes.push(scope, found.was_at(was.span).now_at(is.span));
    }
    for alias in is.aliases.iter().filter(|alias| !was.aliases.contains(alias)) {
        let message = format!("`{path}` is also read under the name `{alias}`");
        let found = Difference::new(ChangeKind::AliasAdded, path, message).maybe_between(None, Some(alias.clone()));
        changes.push(scope, found.was_at(was.span).now_at(is.span));
    }
    changes.compare(scope, &was.echoes, &is.echoes, || {
        let name = |field: &Field| field.echoes.clone().unwrap_or_else(|| field.wire.clone());
        let message = format!("`{path}` repeats the request's `{}`", name(is));
        let found = Difference::new(ChangeKind::EchoChanged, path, message).between(name(was), name(is));
        found.was_at(was.span).now_at(is.span)
    });
}
