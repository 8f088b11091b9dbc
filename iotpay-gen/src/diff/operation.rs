//! The channels of an endpoint, and their types.

use super::change::Area;
use super::change_kinds::ChangeKind;
use super::collect::{Changes, Difference, Scope};
use super::moved::Moved;
use super::{lifecycle, matching, phrases, received, request};
use crate::model::{Endpoint, Field, Operation, Type};

/// The channels of two endpoints, except those reported as moved.
pub(super) fn compare(changes: &mut Changes<'_>, scope: Scope<'_>, was: &Endpoint, is: &Endpoint, moved: &Moved<'_>) {
    let paired = matching::by_name(&was.operations, &is.operations, |it| it.channel.as_deref().unwrap_or_default());
    for gone in paired.removed.iter().filter(|it| !moved.has_moved_out(it)) {
        changes.push(scope, removed(gone));
    }
    for fresh in paired.added.iter().filter(|it| !moved.has_moved_in(it)) {
        changes.push(scope, added(fresh));
    }
    let names = |operations: &[Operation]| operations.iter().filter_map(|it| it.channel.clone()).collect::<Vec<_>>();
    if matching::is_reordered(&names(&was.operations), &names(&is.operations)) {
        changes.push(scope, Difference::new(ChangeKind::OrderChanged, "channels", "the order of the channels changed"));
    }
    for (older, newer) in paired.both {
        compare_one(changes, Scope { channel: newer.channel.as_deref(), ..scope }, older, newer);
    }
}

fn removed(operation: &Operation) -> Difference {
    let (item, type_name) = (operation.channel.as_deref(), &operation.type_name);
    let message = match item {
        Some(channel) => format!("the channel `{channel}` was removed, with its request type `{type_name}`"),
        None => format!("the request type `{type_name}` without a channel was removed"),
    };
    Difference::new(ChangeKind::ChannelRemoved, item.unwrap_or(type_name), message).was_at(operation.span)
}

fn added(operation: &Operation) -> Difference {
    let (item, type_name) = (operation.channel.as_deref(), &operation.type_name);
    let message = match item {
        Some(channel) => format!("the channel `{channel}` was added, with the request type `{type_name}`"),
        None => format!("the request type `{type_name}` without a channel was added"),
    };
    Difference::new(ChangeKind::ChannelAdded, item.unwrap_or(type_name), message).now_at(operation.span)
}

pub(super) fn compare_one(changes: &mut Changes<'_>, scope: Scope<'_>, was: &Operation, is: &Operation) {
    let at = |found: Difference| found.was_at(was.span).now_at(is.span);
    if was.type_name == is.type_name {
        changes.compare(scope, &was.response_name, &is.response_name, || {
            let (from, to) = (&was.response_name, &is.response_name);
            at(renamed_type(from, to))
        });
    } else {
        let (from, to) = (&was.type_name, &is.type_name);
        let message = format!("the request type `{from}` was renamed to `{to}`, and so were the types named after it");
        changes.push(scope, at(Difference::new(ChangeKind::TypeRenamed, to, message).between(from, to)));
    }
    let (older, newer) = (object_types(was), object_types(is));
    for is_type in &newer {
        let same = older.iter().find(|was_type| was_type.path == is_type.path);
        if let Some(was_type) = same.filter(|was_type| was_type.own_name != is_type.own_name) {
            changes.push(scope, at(renamed_type(was_type.name, is_type.name)));
        }
    }
    if let Some(channel) = &is.channel {
        let item = lifecycle::Item {
            name: channel,
            what: format!("the channel `{channel}`"),
            was_at: was.span,
            is_at: is.span,
            kinds: lifecycle::CHANNEL,
        };
        lifecycle::compare(changes, scope, &item, &was.lifecycle, &is.lifecycle);
    }
    request::compare(changes, scope, was, is);
    received::compare(changes, scope.towards(Area::Response), &was.response, &is.response);
    // Without channels, the description is that of the endpoint and is reported there.
    if is.channel.is_some() {
        changes.compare(scope, &was.about, &is.about, || {
            let found = Difference::new(
                ChangeKind::DescriptionChanged,
                &is.type_name,
                "the description of the channel changed",
            );
            at(found.between(phrases::excerpt(&was.about), phrases::excerpt(&is.about)))
        });
    }
}

fn renamed_type(from: &str, to: &str) -> Difference {
    let message = format!("the type `{from}` was renamed to `{to}`");
    Difference::new(ChangeKind::TypeRenamed, to, message).between(from, to)
}

/// The type of an object, or of the objects in an array.
struct ObjectType<'a> {
    path: String,
    name: &'a str,
    /// The name without that of the type that contains it.
    own_name: &'a str,
}

/// Returns the types of the objects in a request and in its response, at any depth.
fn object_types(operation: &Operation) -> Vec<ObjectType<'_>> {
    let mut found = Vec::new();
    add_object_types(&operation.type_name, "request", &operation.request, &mut found);
    add_object_types(&operation.type_name, "response", &operation.response, &mut found);
    found
}

fn add_object_types<'a>(owner: &str, path: &str, fields: &'a [Field], found: &mut Vec<ObjectType<'a>>) {
    for field in fields {
        let Some(members) = field.ty.members() else { continue };
        let content = if let Type::Encoded(content) = &field.ty { content } else { field };
        let items = if matches!(content.ty, Type::Array(_)) { "[]" } else { "" };
        let path = format!("{path}.{}{items}", field.wire);
        let name = members.type_name.as_str();
        found.push(ObjectType { path: path.clone(), name, own_name: name.strip_prefix(owner).unwrap_or(name) });
        add_object_types(name, &path, &members.fields, found);
    }
}
