//! Pairs endpoints, and compares how they are called.

use std::collections::HashMap;

use super::change::{Area, Subject};
use super::change_kinds::ChangeKind;
use super::collect::{Changes, Difference, Scope};
use super::moved::{self, Moved, PageEndpoint};
use super::subject::family;
use super::{lifecycle, operation, page_request, phrases};
use crate::model::{Endpoint, Model, Operation, Page, Resolver};
use crate::source::Span;

/// Compares the endpoints of two models whose pages are already paired.
pub(super) fn compare(changes: &mut Changes<'_>, pages: &[(&Page, &Page)]) {
    let (old, new) = (changes.old, changes.new);
    let older: HashMap<Span, Span> = pages.iter().map(|(was, is)| (is.span, was.span)).collect();
    let mut left: Vec<Option<PageEndpoint<'_>>> = endpoints(old).map(Some).collect();
    let mut on_page: HashMap<(Span, &str), usize> = HashMap::new();
    let mut named: HashMap<&str, Vec<usize>> = HashMap::new();
    for (at, (page, endpoint)) in left.iter().flatten().enumerate() {
        on_page.entry((page.span, &endpoint.name)).or_insert(at);
        named.entry(&endpoint.name).or_default().push(at);
    }
    let mut fresh = Vec::new();
    let mut both = Vec::new();
    for (page, endpoint) in endpoints(new) {
        let same = older.get(&page.span).and_then(|was| on_page.get(&(*was, endpoint.name.as_str())));
        match same.and_then(|at| left.get_mut(*at)).and_then(Option::take) {
            Some(was) => both.push((was, (page, endpoint), false)),
            None => fresh.push((page, endpoint)),
        }
    }
    fresh.retain(|(page, endpoint)| {
        let is_same = |(was, it): &PageEndpoint<'_>| {
            changes.shared.is_same_family(was.family, page.family) && share_channel(it, endpoint)
        };
        let mut same = named.get(endpoint.name.as_str()).into_iter().flatten();
        let same = same.find(|at| left[**at].as_ref().is_some_and(is_same));
        match same.and_then(|at| left[*at].take()) {
            Some(was) => {
                both.push((was, (*page, *endpoint), true));
                false
            }
            None => true,
        }
    });
    both.sort_by_key(|(_, (_, endpoint), _)| endpoint.span);
    // An overview has no types: an endpoint that was an overview counts as added, and one that became one as removed.
    let mut gone: Vec<_> = left.into_iter().flatten().filter(|(_, endpoint)| !endpoint.is_overview).collect();
    fresh.retain(|(_, endpoint)| !endpoint.is_overview);
    both.retain(|(was, is, _)| {
        match (was.1.is_overview, is.1.is_overview) {
            (false, true) => gone.push(*was),
            (true, false) => fresh.push(*is),
            _ => return true,
        }
        false
    });
    let lost = both.iter().flat_map(|(was, is, _)| moved::not_in(*was, is.1));
    let arrived = both.iter().flat_map(|(was, is, _)| moved::not_in(*is, was.1));
    let moved = Moved::find(
        changes,
        lost.chain(gone.iter().copied().flat_map(moved::all)),
        arrived.chain(fresh.iter().copied().flat_map(moved::all)),
    );
    for (was, is, is_moved) in both {
        compare_call(changes, was, is, is_moved, &moved);
    }
    for ((was, older), (is, newer)) in &moved.both {
        compare_moved(changes, (*was, older), (*is, newer));
    }
    for (page, endpoint) in gone {
        removed(changes, page, endpoint, &moved);
    }
    for (page, endpoint) in fresh {
        added(changes, page, endpoint, &moved);
    }
}

fn endpoints(model: &Model) -> impl Iterator<Item = PageEndpoint<'_>> {
    model.pages.iter().flat_map(|page| page.endpoints.iter().map(move |endpoint| (page, endpoint)))
}

/// Returns `true` if both have a channel in common, or neither has channels.
fn share_channel(was: &Endpoint, is: &Endpoint) -> bool {
    was.operations.iter().any(|it| is.operations.iter().any(|other| other.channel == it.channel))
}

fn subject(model: &Model, page: &Page, endpoint: &Endpoint) -> Subject {
    let family = family(model, page);
    Subject { kind: "endpoint", name: endpoint.name.clone(), page: Some(page.title.clone()), family }
}

fn removed(changes: &mut Changes<'_>, page: &Page, endpoint: &Endpoint, moved: &Moved<'_>) {
    let Some(types) = types(endpoint, |it| moved.has_moved_out(it)) else { return };
    let subject = subject(changes.old, page, endpoint);
    let scope = Scope { subject: &subject, area: Area::Endpoint, channel: None };
    let message = format!("the endpoint `{}` was removed, with {types}", endpoint.name);
    changes.push(scope, Difference::new(ChangeKind::EndpointRemoved, &endpoint.name, message).was_at(endpoint.span));
}

fn added(changes: &mut Changes<'_>, page: &Page, endpoint: &Endpoint, moved: &Moved<'_>) {
    let Some(types) = types(endpoint, |it| moved.has_moved_in(it)) else { return };
    let subject = subject(changes.new, page, endpoint);
    let scope = Scope { subject: &subject, area: Area::Endpoint, channel: None };
    let message = format!("the endpoint `{}` was added: {types}", endpoint.name);
    changes.push(scope, Difference::new(ChangeKind::EndpointAdded, &endpoint.name, message).now_at(endpoint.span));
}

/// Returns the request types of an endpoint, except those reported as moved; `None` if all moved.
fn types(endpoint: &Endpoint, is_reported: impl Fn(&Operation) -> bool) -> Option<String> {
    let mut left = endpoint.operations.iter().filter(|it| !is_reported(it)).map(|it| it.type_name.as_str()).peekable();
    (left.peek().is_some() || endpoint.operations.is_empty()).then(|| phrases::list(left))
}

/// Compares a channel that moved to the same endpoint of another page: its types, and the endpoint.
fn compare_moved(
    changes: &mut Changes<'_>,
    (was, older): (PageEndpoint<'_>, &Operation),
    (is, newer): (PageEndpoint<'_>, &Operation),
) {
    let subject = subject(changes.new, is.0, is.1);
    let scope = Scope { subject: &subject, area: Area::Endpoint, channel: newer.channel.as_deref() };
    let (kind, item) = match newer.channel.as_deref() {
        Some(channel) => ("channel", channel),
        None => ("request type", newer.type_name.as_str()),
    };
    let page = is.0;
    let message = format!("the {kind} `{item}` moved to the page {}, in the module `{}`", page.title, page.module);
    let found = Difference::new(ChangeKind::ChannelMoved, item, message).between(&was.0.module, &page.module);
    changes.push(scope, found.was_at(older.span).now_at(newer.span));
    compare_terms(changes, scope, was.1, is.1);
    operation::compare_one(changes, scope, older, newer);
}

fn compare_call(
    changes: &mut Changes<'_>,
    (was_page, was): PageEndpoint<'_>,
    (is_page, is): PageEndpoint<'_>,
    is_moved: bool,
    moved: &Moved<'_>,
) {
    let subject = subject(changes.new, is_page, is);
    let scope = Scope { subject: &subject, area: Area::Endpoint, channel: None };
    let change = |id, message: String| Difference::new(id, &is.name, message).was_at(was.span).now_at(is.span);
    if is_moved {
        let message = format!("the endpoint moved to the page {}, in the module `{}`", is_page.title, is_page.module);
        changes.push(scope, change(ChangeKind::EndpointMoved, message).between(&was_page.module, &is_page.module));
    }
    compare_terms(changes, scope, was, is);
    operation::compare(changes, scope, was, is, moved);
    page_request::compare(changes, scope, was, is);
    changes.compare(scope, &was.about, &is.about, || {
        let found = change(ChangeKind::DescriptionChanged, "the description of the endpoint changed".to_owned());
        found.between(phrases::excerpt(&was.about), phrases::excerpt(&is.about))
    });
}

/// Compares how the endpoint is called, and the meaning of its outcome.
fn compare_terms(changes: &mut Changes<'_>, scope: Scope<'_>, was: &Endpoint, is: &Endpoint) {
    let change = |id, message: String| Difference::new(id, &is.name, message).was_at(was.span).now_at(is.span);
    changes.compare(scope, &was.path, &is.path, || {
        change(ChangeKind::EndpointPathChanged, "the path of the endpoint changed".to_owned())
            .between(&was.path, &is.path)
    });
    changes.compare(scope, &was.effect, &is.effect, || {
        let found = change(ChangeKind::EffectChanged, "the effect of the endpoint changed".to_owned());
        found.between(was.effect.as_str(), is.effect.as_str())
    });
    changes.compare(scope, &was.idempotent, &is.idempotent, || {
        let (from, to) = (repeated(was.idempotent), repeated(is.idempotent));
        change(ChangeKind::IdempotencyChanged, format!("the endpoint is {to} by the client")).between(from, to)
    });
    changes.compare(scope, &was.reference, &is.reference, || {
        let message = "another field now contains the merchant reference".to_owned();
        change(ChangeKind::ReferenceChanged, message).maybe_between(was.reference.clone(), is.reference.clone())
    });
    let named = |endpoint: &Endpoint| endpoint.resolved_by.as_ref().map(Resolver::summary);
    let (was_named, is_named) = (named(was), named(is));
    changes.compare(scope, &was_named, &is_named, || {
        let found = match (&was.resolved_by, &is.resolved_by) {
            (None, _) => change(ChangeKind::ResolverAdded, "a query now resolves unknown outcomes".to_owned()),
            (_, None) => {
                change(ChangeKind::ResolverChanged, "no query resolves unknown outcomes any longer".to_owned())
            }
            (Some(old), Some(new)) if old.query == new.query => {
                let message = "unknown outcomes are now resolved by another field or with another certainty";
                change(ChangeKind::ResolverChanged, message.to_owned())
            }
            _ => change(ChangeKind::ResolverChanged, "another query now resolves unknown outcomes".to_owned()),
        };
        found.maybe_between(was_named.clone(), is_named.clone())
    });
    let item = lifecycle::Item {
        name: &is.name,
        what: format!("the endpoint `{}`", is.name),
        was_at: was.span,
        is_at: is.span,
        kinds: lifecycle::ENDPOINT,
    };
    lifecycle::compare(changes, scope, &item, &was.lifecycle, &is.lifecycle);
    compare_response(changes, scope.towards(Area::Response), was, is);
}

fn repeated(is_idempotent: bool) -> &'static str {
    if is_idempotent { "retried automatically" } else { "never retried" }
}

/// Compares the facts about the response as a whole.
fn compare_response(changes: &mut Changes<'_>, scope: Scope<'_>, was: &Endpoint, is: &Endpoint) {
    let change = |id, message: &str| Difference::new(id, &is.name, message).was_at(was.span).now_at(is.span);
    changes.compare(scope, &was.nested_in, &is.nested_in, || {
        let found = match (&was.nested_in, &is.nested_in) {
            (None, _) => change(ChangeKind::NestedResponseAdded, "a field may now contain the whole response"),
            (_, None) => change(ChangeKind::NestedResponseChanged, "no field contains the whole response any longer"),
            _ => change(ChangeKind::NestedResponseChanged, "another field may now contain the whole response"),
        };
        found.maybe_between(was.nested_in.clone(), is.nested_in.clone())
    });
    changes.compare(scope, &was.may_omit, &is.may_omit, || {
        let names = |endpoint: &Endpoint| phrases::list(endpoint.may_omit.iter().map(String::as_str));
        let found = change(ChangeKind::MayOmitChanged, "the fields that a successful response may omit changed");
        found.between(names(was), names(is))
    });
    changes.compare(scope, &was.is_undocumented, &is.is_undocumented, || {
        let message = if is.is_undocumented {
            "the response is now undocumented"
        } else {
            "the response is no longer undocumented"
        };
        change(ChangeKind::UndocumentedResponseChanged, message)
    });
}
