//! The request that takes the channel as a value, and the methods of its response. Only what the changes of single
//! channels do not imply is reported: for example, a new channel on which a required field is optional.

use super::change::Area;
use super::change_kinds::ChangeKind;
use super::collect::{Changes, Difference, Scope};
use super::field::is_same_kind;
use crate::generate::rust;
use crate::model::{Endpoint, Field, Operation, PageRequest, Returned, Type};

pub(super) fn compare(changes: &mut Changes<'_>, scope: Scope<'_>, was: &Endpoint, is: &Endpoint) {
    let scope = scope.towards(Area::Request);
    match (was.page_request(), is.page_request()) {
        (None, None) => {}
        (None, Some(new)) => {
            let name = &new.operation.type_name;
            let message = format!("the request `{name}`, which takes the channel as a value, was added");
            changes.push(scope, Difference::new(ChangeKind::PageRequestAdded, name, message).now_at(new.span()));
        }
        (Some(old), None) => {
            let name = &old.operation.type_name;
            let why = is.no_page_request().map_or_else(String::new, |reason| format!(": {reason}"));
            let message = format!("the request `{name}`, which takes the channel as a value, was removed{why}");
            let found = Difference::new(ChangeKind::PageRequestRemoved, name, message);
            changes.push(scope, found.was_at(old.span()).now_at(is.span));
        }
        (Some(old), Some(new)) => {
            compare_both(changes, scope, &Both { was, is, old, new });
            compare_methods(changes, scope.towards(Area::Response), &Both { was, is, old, new });
        }
    }
}

/// An endpoint with a page request, in both specs.
struct Both<'a> {
    was: &'a Endpoint,
    is: &'a Endpoint,
    old: &'a PageRequest,
    new: &'a PageRequest,
}

impl<'a> Both<'a> {
    /// Returns the channels that both specs have.
    fn channels(&self) -> impl Iterator<Item = (&'a Operation, &'a Operation)> {
        let (was, is) = (self.was, self.is);
        was.operations
            .iter()
            .filter_map(|older| Some((older, is.operations.iter().find(|newer| newer.channel == older.channel)?)))
    }

    /// Returns `true` if the field differs on each channel that has it, which is reported for these channels.
    fn is_implied(
        &self,
        fields: impl Fn(&'a Operation) -> Option<&'a Field>,
        is_same: impl Fn(&'a Field, &'a Field) -> bool,
    ) -> bool {
        let mut both = self.channels().map(|(older, newer)| (fields(older), fields(newer))).peekable();
        both.peek().is_some()
            && both.all(|(older, newer)| older.zip(newer).is_none_or(|(older, newer)| !is_same(older, newer)))
    }
}

fn compare_both(changes: &mut Changes<'_>, scope: Scope<'_>, both: &Both<'_>) {
    let (old, new) = (&both.old.operation, &both.new.operation);
    let at = |found: Difference| found.was_at(old.span).now_at(new.span);
    changes.compare(scope, &old.type_name, &new.type_name, || {
        let (from, to) = (&old.type_name, &new.type_name);
        let message = format!("the request type `{from}` was renamed to `{to}`, and so were the types named after it");
        at(Difference::new(ChangeKind::TypeRenamed, to, message).between(from, to))
    });
    for was in old.caller_fields().filter(|field| field.wire != both.old.channel) {
        let Some(is) = new.request_field(&was.wire).filter(|is| is.filled.is_none()) else { continue };
        compare_field(changes, scope, both, was, is);
    }
    if let (Some(was), Some(is)) = (both.old.channel_field(), both.new.channel_field()) {
        let is_same = was.rust_name == is.rust_name && is_same_kind(changes, was, is);
        if !is_same {
            let message = format!(
                "the field `{}` with the channel of `{}` has another name or type",
                is.rust_name, new.type_name
            );
            changes.push(scope, at(Difference::new(ChangeKind::PageRequestTypeChanged, &is.wire, message)));
        }
    }
}

fn compare_field(changes: &mut Changes<'_>, scope: Scope<'_>, both: &Both<'_>, was: &Field, is: &Field) {
    let name = &both.new.operation.type_name;
    let at = |found: Difference| found.was_at(both.old.span()).now_at(both.new.span());
    if was.required != is.required
        && !both.is_implied(|it| it.request_field(&was.wire), |one, other| one.required == other.required)
    {
        changes.push(scope, at(requiredness(name, &is.wire, "field", is.required)));
    }
    let is_same = |changes: &Changes<'_>, one: &Field, other: &Field| {
        is_same_kind(changes, one, other)
            && (one.ty.members().is_some() || rust::request_type(one) == rust::request_type(other))
    };
    if !is_same(changes, was, is)
        && !both.is_implied(|it| it.request_field(&was.wire), |one, other| is_same(changes, one, other))
    {
        let message =
            format!("the type of the field `{}` of `{name}` changed, because it must fit all channels", is.wire);
        changes.push(scope, at(Difference::new(ChangeKind::PageRequestTypeChanged, &is.wire, message)));
    }
    let (Type::Json(Some(older)), Type::Json(Some(newer))) = (&was.ty, &is.ty) else { return };
    for member in older.fields.iter().filter(|member| member.filled.is_none()) {
        let Some(now) = newer.fields.iter().find(|it| it.wire == member.wire && it.filled.is_none()) else { continue };
        let of_channel = |it: &'_ Operation| -> Option<bool> {
            let members = it.request_field(&was.wire)?.ty.members()?;
            Some(members.fields.iter().find(|it| it.wire == member.wire)?.required)
        };
        let mut pairs = both.channels().map(|(older, newer)| (of_channel(older), of_channel(newer)));
        let is_implied = pairs.all(|(older, newer)| older != newer || older.is_none());
        if member.required != now.required && !is_implied {
            let path = format!("{}.{}", is.wire, member.wire);
            changes.push(scope, at(requiredness(name, &path, "member", now.required)));
        }
    }
}

fn requiredness(name: &str, path: &str, noun: &str, is_required: bool) -> Difference {
    let (id, to) = if is_required {
        (ChangeKind::PageRequestFieldRequired, "required: every channel requires it")
    } else {
        (ChangeKind::PageRequestFieldOptional, "optional: not every channel requires it")
    };
    Difference::new(id, path, format!("the {noun} `{path}` of `{name}` is now {to}"))
}

/// Compares the methods of the response, which return what the channels share.
fn compare_methods(changes: &mut Changes<'_>, scope: Scope<'_>, both: &Both<'_>) {
    let name = &both.new.operation.response_name;
    let at = |found: Difference| found.was_at(both.old.span()).now_at(both.new.span());
    let (older, newer) = (both.was.page_methods(), both.is.page_methods());
    for was in &older {
        let method = was.name;
        let (id, what) = match newer.iter().find(|is| is.name == method) {
            None => (ChangeKind::PageMethodRemoved, "was removed: the channels no longer share the value"),
            Some(is) if is.required && !was.required => {
                (ChangeKind::PageMethodChanged, "no longer returns an `Option`")
            }
            Some(is) if was.required && !is.required => (ChangeKind::PageMethodChanged, "returns an `Option` now"),
            Some(is) if !is_same_type(changes, &was.returned, &is.returned) => {
                (ChangeKind::PageMethodChanged, "returns another type")
            }
            Some(_) => continue,
        };
        if let Returned::Field(field) = &was.returned {
            let is_same = |one: &Field, other: &Field| {
                one.required == other.required && one.ty.is_received_like(&other.ty) && one.secret == other.secret
            };
            if both.is_implied(|it| it.response.iter().find(|own| own.wire == field.wire), is_same) {
                continue;
            }
        }
        let message = format!("the method `{method}()` of `{name}` {what}");
        changes.push(scope, at(Difference::new(id, method, message)));
    }
    for is in newer.iter().filter(|is| !older.iter().any(|was| was.name == is.name)) {
        if let Returned::Field(field) = &is.returned {
            let own = |it: &'_ Operation| it.response.iter().any(|own| own.wire == field.wire);
            // A new field of all channels is reported for these channels.
            if both.channels().all(|(older, newer)| !own(older) && own(newer)) {
                continue;
            }
        }
        let message = format!("the method `{}()` of `{name}` was added", is.name);
        changes.push(scope, at(Difference::new(ChangeKind::PageMethodAdded, is.name, message)));
    }
}

/// Returns `true` if methods return the same type in both specs, apart from `Option`.
fn is_same_type(changes: &Changes<'_>, was: &Returned<'_>, is: &Returned<'_>) -> bool {
    match (was, is) {
        (Returned::Purpose(..), Returned::Purpose(..)) => true,
        (Returned::Field(was), Returned::Field(is)) => {
            let is_same = match (&was.ty, &is.ty) {
                (Type::Enum(_), Type::Enum(_)) => is_same_kind(changes, was, is),
                (was, is) => was.is_received_like(is),
            };
            is_same && was.secret == is.secret
        }
        (Returned::Purpose(..), Returned::Field(field)) | (Returned::Field(field), Returned::Purpose(..)) => {
            field.secret.is_none() && field.ty.is_received_like(&Type::Text)
        }
    }
}
