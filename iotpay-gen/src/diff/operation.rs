//! The channels of an endpoint, and their types.

use super::change::Area;
use super::change_kinds::ChangeKind;
use super::collect::{Changes, Difference, Scope};
use super::moved::Moved;
use super::{lifecycle, matching, phrases, received, request};
use crate::model::{Endpoint, Members, Operation, Type};

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
        for (from, to) in own_types(was).into_iter().zip(own_types(is)) {
            changes.compare(scope, &from, &to, || {
                let message = format!("the type `{from}` was renamed to `{to}`");
                at(Difference::new(ChangeKind::TypeRenamed, &to, message).between(&from, &to))
            });
        }
    } else {
        let (from, to) = (&was.type_name, &is.type_name);
        let message = format!("the request type `{from}` was renamed to `{to}`, and so were the types named after it");
        changes.push(scope, at(Difference::new(ChangeKind::TypeRenamed, to, message).between(from, to)));
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

/// Returns the names of the types that are not derived from the request's name.
fn own_types(operation: &Operation) -> Vec<String> {
    let mut names = vec![operation.response_name.clone()];
    for field in &operation.response {
        if let Type::Object(Members { type_name, .. }) | Type::Passthrough(Members { type_name, .. }) = &field.ty
            && !type_name.starts_with(&operation.type_name)
        {
            names.push(type_name.clone());
        }
    }
    names
}
