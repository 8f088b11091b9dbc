//! The fields of two requests.

use super::change::Area;
use super::change_kinds::ChangeKind;
use super::collect::{Changes, Difference, Scope};
use super::field::{self, Lists};
use super::{credentials, matching, phrases, value_rules};
use crate::generate::rust;
use crate::model::{EnumType, Field, Filler, Members, Model, OneOf, Operation, Type};

pub(super) fn compare(changes: &mut Changes<'_>, scope: Scope<'_>, old: &Operation, new: &Operation) {
    let scope = scope.towards(Area::Request);
    compare_groups(changes, scope, old, new);
    let is_chosen = |field: &Field| old.group_of(&field.wire).or(new.group_of(&field.wire)).is_some();
    let lists = Lists { old: &old.request, new: &new.request, prefix: "", is_typed: true };
    compare_fields(changes, scope, lists, &is_chosen);
}

/// Compares the fields of a request or the members of an object in it. For mutually exclusive fields, the group
/// determines whether they exist and are required.
fn compare_fields(changes: &mut Changes<'_>, scope: Scope<'_>, lists: Lists<'_>, is_chosen: &dyn Fn(&Field) -> bool) {
    let found = lists.pair(changes);
    for (was, is) in &found.renamed {
        let (from, to) = (lists.path(was), lists.path(is));
        let id = if is.filled.is_some() { ChangeKind::FilledFieldAdded } else { ChangeKind::RequestFieldRenamed };
        let message = format!("{} `{to}` is probably the renamed `{from}`", noun(lists));
        changes
            .push(scope, Difference::new(id, &to, message).between(from, to.clone()).was_at(was.span).now_at(is.span));
        compare_field(changes, scope, lists, was, is);
    }
    for field in found.paired.removed.iter().filter(|field| !is_chosen(field)) {
        changes.push(scope, removed(lists, field));
    }
    for field in found.paired.added.iter().filter(|field| !is_chosen(field)) {
        changes.push(scope, added(changes.new, lists, field));
    }
    for (was, is) in &found.paired.both {
        if !is_chosen(is) {
            compare_requiredness(changes, scope, lists, was, is);
        }
        compare_field(changes, scope, lists, was, is);
    }
    lists.compare_order(changes, scope);
}

fn noun(lists: Lists<'_>) -> &'static str {
    if lists.prefix.is_empty() { Area::Request.field() } else { "the member" }
}

fn removed(lists: Lists<'_>, field: &Field) -> Difference {
    let (path, noun) = (lists.path(field), noun(lists));
    let id = match (&field.filled, lists.prefix) {
        (Some(_), _) => ChangeKind::FilledFieldRemoved,
        (None, "") => ChangeKind::RequestFieldRemoved,
        (None, _) => ChangeKind::RequestMemberRemoved,
    };
    Difference::new(id, &path, format!("{noun} `{path}` was removed")).was_at(field.span)
}

fn added(model: &Model, lists: Lists<'_>, field: &Field) -> Difference {
    let (path, noun) = (lists.path(field), noun(lists));
    if let Some(filled) = &field.filled {
        let what = phrases::filler(Some(filled));
        let (id, what) = if credentials::limits_more(lists, field) {
            (ChangeKind::CredentialLimitAdded, format!("{what}, which must fit into {}", phrases::limit(field.max)))
        } else {
            (ChangeKind::FilledFieldAdded, what)
        };
        return Difference::new(id, &path, format!("{noun} `{path}` was added: {what}")).now_at(field.span);
    }
    let id = match (lists.prefix, field.required) {
        ("", true) => ChangeKind::RequestFieldAddedRequired,
        ("", false) => ChangeKind::RequestFieldAddedOptional,
        (_, true) => ChangeKind::RequestMemberAddedRequired,
        (_, false) => ChangeKind::RequestMemberAddedOptional,
    };
    let of_type = phrases::of_request_type(model, field);
    let message = format!("{}: {of_type}", Area::Request.added(!lists.prefix.is_empty(), &path, field.required));
    Difference::new(id, &path, message).maybe_between(None, Some(of_type)).now_at(field.span)
}

fn compare_requiredness(changes: &mut Changes<'_>, scope: Scope<'_>, lists: Lists<'_>, was: &Field, is: &Field) {
    if was.filled.is_some() || is.filled.is_some() || was.required == is.required {
        return;
    }
    let path = lists.path(is);
    let (id, from, to) = if is.required {
        (ChangeKind::RequestFieldRequired, "optional", "required")
    } else {
        (ChangeKind::RequestFieldOptional, "required", "optional")
    };
    let message = format!("{} `{path}` is now {to}; it was {from}", noun(lists));
    changes.push(scope, Difference::new(id, &path, message).between(from, to).was_at(was.span).now_at(is.span));
}

/// Compares the source of a field's value, and the value that the client always sends.
fn compare_filler(changes: &mut Changes<'_>, scope: Scope<'_>, lists: Lists<'_>, was: &Field, is: &Field) {
    if was.filled == is.filled {
        return;
    }
    let path = lists.path(is);
    let (from, to) = (phrases::filler(was.filled.as_ref()), phrases::filler(is.filled.as_ref()));
    let (id, message) = match (&was.filled, &is.filled) {
        (None, _) | (_, None) => (ChangeKind::FilledByChanged, format!("the party that fills in `{path}` changed")),
        _ if credentials::limits_more(lists, is) => {
            let limit = phrases::limit(is.max);
            (
                ChangeKind::CredentialLimitAdded,
                format!("`{path}` is now {to}, which must fit into {limit}; it was {from}"),
            )
        }
        _ => (ChangeKind::FixedValueChanged, format!("`{path}` is now {to}; it was {from}")),
    };
    let found = Difference::new(id, &path, message).between(from, to);
    changes.push(scope, found.was_at(was.span).now_at(is.span));
}

/// Compares the type and limit of a field, and the source of its value.
fn compare_field(changes: &mut Changes<'_>, scope: Scope<'_>, lists: Lists<'_>, was: &Field, is: &Field) {
    let path = lists.path(is);
    let at = |found: Difference| found.was_at(was.type_span).now_at(is.type_span);
    compare_filler(changes, scope, lists, was, is);
    field::compare_docs(changes, scope, &path, was, is);
    let is_given = was.filled.is_none() && is.filled.is_none();
    // The type of a field that the client fills in does not concern the caller.
    if !is_given && (was.filled.is_none() || is.filled.is_none()) {
        return;
    }
    if field::is_same_kind(changes, was, is) {
        compare_limit(changes, scope, lists, was, is);
        value_rules::compare(changes, scope, &path, was, is);
        compare_secrecy(changes, scope, lists, was, is);
        if is_given {
            compare_type(changes, scope, lists, was, is);
        }
        return;
    }
    let (from, to) = (phrases::of_request_type(changes.old, was), phrases::of_request_type(changes.new, is));
    let (id, message) = if is_given && !is_same_rust_type(lists, was, is) {
        (ChangeKind::RequestTypeChanged, format!("{} `{path}` now accepts {to}; it accepted {from}", noun(lists)))
    } else {
        (ChangeKind::RequestWireTypeChanged, format!("`{path}` is now encoded as {to}; it was encoded as {from}"))
    };
    changes.push(scope, at(Difference::new(id, &path, message).between(from, to)));
}

fn compare_secrecy(changes: &mut Changes<'_>, scope: Scope<'_>, lists: Lists<'_>, was: &Field, is: &Field) {
    let path = lists.path(is);
    if is.filled.is_none() && lists.is_typed {
        return field::compare_secrecy(changes, scope, &path, was, is);
    }
    // Callers never use the type of these.
    changes.compare(scope, &was.secret, &is.secret, || {
        let (from, to) = (phrases::secrecy(was.secret), phrases::secrecy(is.secret));
        let found = Difference::new(ChangeKind::DescriptionChanged, &path, format!("the secrecy of `{path}` changed"));
        found.between(from, to).was_at(was.span).now_at(is.span)
    });
}

/// Returns `true` if two fields or members of different kinds have the same types in Rust: the type that callers pass, and
/// the type of the request's field. Types that depend on the model differ.
fn is_same_rust_type(lists: Lists<'_>, was: &Field, is: &Field) -> bool {
    let is_same = |one: Option<String>, other: Option<String>| one.is_some() && one == other;
    rust::input_type(was) == rust::input_type(is)
        && (!lists.is_typed || is_same(rust::request_type(was), rust::request_type(is)))
}

fn compare_limit(changes: &mut Changes<'_>, scope: Scope<'_>, lists: Lists<'_>, was: &Field, is: &Field) {
    if was.max == is.max {
        return;
    }
    let path = lists.path(is);
    if credentials::is_of_them(is) {
        return credentials::compare_limit(changes, scope, lists, was, is);
    }
    // The length of these follows from their type, and a fixed value is checked with the spec.
    let is_fixed = matches!(is.filled, Some(Filler::Fixed(_) | Filler::Signature));
    if is_fixed || is.ty.choice().is_some() || is.ty.longest().is_some() {
        let message = format!("the page's limit of `{path}` changed; its values are shorter");
        let found = Difference::new(ChangeKind::RequestWireTypeChanged, &path, message);
        let found = found.between(phrases::limit(was.max), phrases::limit(is.max));
        return changes.push(scope, found.was_at(was.type_span).now_at(is.type_span));
    }
    let is_wider = is.max.unwrap_or(u32::MAX) > was.max.unwrap_or(u32::MAX);
    let (from, to) = (phrases::limit(was.max), phrases::limit(is.max));
    // The limit is part of the type if the request struct contains the value itself.
    let (old_type, new_type) = (rust::request_type(was), rust::request_type(is));
    let types = old_type.zip(new_type).filter(|(old, new)| lists.is_typed && is.filled.is_none() && old != new);
    let is_typed = types.is_some();
    let typed = types.map_or_else(String::new, |(old, new)| format!("; its type `{old}` becomes `{new}`"));
    let id = match (is_typed, is_wider) {
        (true, true) => ChangeKind::RequestLimitWidened,
        (true, false) => ChangeKind::RequestLimitNarrowed,
        (false, true) => ChangeKind::RequestLengthWidened,
        (false, false) => ChangeKind::RequestLengthNarrowed,
    };
    let message = format!("{} `{path}` now accepts {to}; it accepted {from}{typed}", noun(lists));
    let found = Difference::new(id, &path, message).between(from, to);
    changes.push(scope, found.was_at(was.type_span).now_at(is.type_span));
}

/// Compares the values or members of two types of the same kind.
fn compare_type(changes: &mut Changes<'_>, scope: Scope<'_>, lists: Lists<'_>, was: &Field, is: &Field) {
    match (&was.ty, &is.ty) {
        (Type::Enum(old), Type::Enum(new)) => compare_enum(changes, scope, lists, (was, old), (is, new)),
        (Type::Json(Some(old)), Type::Json(Some(new))) => {
            compare_members(changes, scope, (old, new), &format!("{}.", lists.path(is)), false);
        }
        (Type::Object(old), Type::Object(new)) => {
            compare_members(changes, scope, (old, new), &format!("{}.", lists.path(is)), true);
        }
        (Type::Array(old), Type::Array(new)) => match (&old.item.ty, &new.item.ty) {
            (Type::Object(old), Type::Object(new)) => {
                compare_members(changes, scope, (old, new), &format!("{}[].", lists.path(is)), true);
            }
            _ => compare_items(changes, scope, lists, (was, &old.item), (is, &new.item)),
        },
        (Type::Encoded(old), Type::Encoded(new)) => {
            value_rules::compare(changes, scope, &lists.path(is), old, new);
            compare_type(changes, scope, lists, old, new);
        }
        _ => {}
    }
}

fn compare_members(
    changes: &mut Changes<'_>,
    scope: Scope<'_>,
    (old, new): (&Members, &Members),
    prefix: &str,
    is_typed: bool,
) {
    compare_fields(changes, scope, Lists { old: &old.fields, new: &new.fields, prefix, is_typed }, &|_| false);
}

/// Compares the limit and the values of the items of an array.
fn compare_items(
    changes: &mut Changes<'_>,
    scope: Scope<'_>,
    lists: Lists<'_>,
    (was, old): (&Field, &Field),
    (is, new): (&Field, &Field),
) {
    if let (Type::Enum(from), Type::Enum(to)) = (&old.ty, &new.ty) {
        compare_enum(changes, scope, lists, (was, from), (is, to));
    }
    value_rules::compare(changes, scope, &format!("{}[]", lists.path(is)), old, new);
    changes.compare(scope, &old.max, &new.max, || {
        let (path, from, to) = (lists.path(is), phrases::limit(old.max), phrases::limit(new.max));
        let is_wider = new.max.unwrap_or(u32::MAX) > old.max.unwrap_or(u32::MAX);
        let id = if is_wider { ChangeKind::RequestLimitWidened } else { ChangeKind::RequestLimitNarrowed };
        let message = format!("each item of `{path}` now accepts {to}; it accepted {from}");
        Difference::new(id, &path, message).between(from, to).was_at(was.type_span).now_at(is.type_span)
    });
}

fn compare_enum(
    changes: &mut Changes<'_>,
    scope: Scope<'_>,
    lists: Lists<'_>,
    (was, old): (&Field, &EnumType),
    (is, new): (&Field, &EnumType),
) {
    let path = lists.path(is);
    let (from, to) = (values(changes.old, old), values(changes.new, new));
    let at = |found: Difference| found.was_at(was.span).now_at(is.span);
    for value in from.iter().filter(|value| !to.contains(value)) {
        let message = format!("`{path}` no longer accepts `{value}`");
        changes.push(
            scope,
            at(Difference::new(ChangeKind::RequestValueRemoved, &path, message)
                .maybe_between(Some((*value).to_owned()), None)),
        );
    }
    for value in to.iter().filter(|value| !from.contains(value)) {
        let message = format!("`{path}` also accepts `{value}`");
        changes.push(
            scope,
            at(Difference::new(ChangeKind::RequestValueAdded, &path, message)
                .maybe_between(None, Some((*value).to_owned()))),
        );
    }
    // Changes of an enumeration are reported once, for the enumeration.
    let is_shared = matching::is_reordered(&all(changes.old, old), &all(changes.new, new));
    if !is_shared && matching::is_reordered(&from, &to) {
        let message = format!("the order of the values of `{path}` changed");
        changes.push(scope, at(Difference::new(ChangeKind::OrderChanged, &path, message)));
    }
    changes.compare(scope, &old.integer, &new.integer, || {
        let name = |integer| if integer { "an integer" } else { "text" };
        let (from, to) = (name(old.integer), name(new.integer));
        let message = format!("`{path}` is now encoded as {to}; it was encoded as {from}");
        at(Difference::new(ChangeKind::RequestWireTypeChanged, &path, message).between(from, to))
    });
}

/// Returns the values that a field can have.
fn values<'a>(model: &'a Model, choice: &EnumType) -> Vec<&'a str> {
    let all = all(model, choice);
    choice.values.iter().filter_map(|at| all.get(*at)).copied().collect()
}

/// Returns the values of the enumeration.
fn all<'a>(model: &'a Model, choice: &EnumType) -> Vec<&'a str> {
    let known = model.enumerations.get(choice.enumeration).map_or(&[] as &[_], |known| &known.values);
    known.iter().map(|value| value.wire.as_str()).collect()
}

fn compare_groups(changes: &mut Changes<'_>, scope: Scope<'_>, old: &Operation, new: &Operation) {
    let paired = matching::by_name(&old.one_of, &new.one_of, |group| &group.rust_name);
    let names = |group: &OneOf| phrases::list(group.fields.iter().map(String::as_str));
    for group in paired.removed {
        let message =
            format!("`{}` is no longer a group of the mutually exclusive fields {}", group.rust_name, names(group));
        let found = Difference::new(ChangeKind::OneOfChanged, &group.rust_name, message)
            .maybe_between(Some(names(group)), None);
        changes.push(scope, found.was_at(group.span));
    }
    for group in paired.added {
        let message =
            format!("`{}` is a group of mutually exclusive fields: exactly one of {}", group.rust_name, names(group));
        let found = Difference::new(ChangeKind::OneOfChanged, &group.rust_name, message)
            .maybe_between(None, Some(names(group)));
        changes.push(scope, found.now_at(group.span));
    }
    for (was, is) in paired.both {
        let sorted = |group: &OneOf| {
            let mut fields = group.fields.clone();
            fields.sort();
            fields
        };
        let (id, what) = if sorted(was) == sorted(is) {
            (ChangeKind::OrderChanged, "is a group of the same fields in another order")
        } else {
            (ChangeKind::OneOfChanged, "is a group of other fields")
        };
        changes.compare(scope, &was.fields, &is.fields, || {
            let message = format!("`{}` {what}", is.rust_name);
            let found = Difference::new(id, &is.rust_name, message).between(names(was), names(is));
            found.was_at(was.span).now_at(is.span)
        });
    }
}
