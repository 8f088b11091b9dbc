//! Collects changes, and merges those that several channels share.

use std::collections::HashMap;

use super::change::{Area, Change, Subject};
use super::change_kinds::ChangeKind;
use super::shared::Shared;
use crate::model::Model;
use crate::source::Span;

/// The items that are being compared.
#[derive(Clone, Copy)]
pub(super) struct Scope<'a> {
    pub(super) subject: &'a Subject,
    pub(super) area: Area,
    pub(super) channel: Option<&'a str>,
}

impl Scope<'_> {
    pub(super) fn towards(self, area: Area) -> Self {
        Self { area, ..self }
    }
}

/// A change before its scope is known.
pub(super) struct Difference {
    id: ChangeKind,
    item: String,
    message: String,
    from: Option<String>,
    to: Option<String>,
    old: Option<Span>,
    new: Option<Span>,
}

impl Difference {
    pub(super) fn new(id: ChangeKind, item: &str, message: impl Into<String>) -> Self {
        Self { id, item: item.to_owned(), message: message.into(), from: None, to: None, old: None, new: None }
    }

    pub(super) fn between(self, from: impl Into<String>, to: impl Into<String>) -> Self {
        Self { from: Some(from.into()), to: Some(to.into()), ..self }
    }

    /// Sets the old and the new value, if they exist.
    pub(super) fn maybe_between(self, from: Option<String>, to: Option<String>) -> Self {
        Self { from, to, ..self }
    }

    pub(super) fn was_at(self, old: Span) -> Self {
        Self { old: Some(old), ..self }
    }

    pub(super) fn now_at(self, new: Span) -> Self {
        Self { new: Some(new), ..self }
    }
}

/// Collects changes in the order in which they are found.
pub(super) struct Changes<'a> {
    pub(super) old: &'a Model,
    pub(super) new: &'a Model,
    /// The families and enumerations of both specs, paired.
    pub(super) shared: Shared,
    found: Vec<Change>,
    /// The index of each change, by the properties that identify it.
    known: HashMap<(ChangeKind, Area, Subject, String, String, String), usize>,
}

impl<'a> Changes<'a> {
    pub(super) fn new(old: &'a Model, new: &'a Model) -> Self {
        Self { old, new, shared: Shared::pair(old, new), found: Vec::new(), known: HashMap::new() }
    }

    pub(super) fn push(&mut self, scope: Scope<'_>, found: Difference) {
        let change = Change {
            id: found.id,
            area: scope.area,
            subject: scope.subject.clone(),
            channels: scope.channel.iter().map(|channel| (*channel).to_owned()).collect(),
            old: found.old.and_then(|span| self.old.places.position(span)),
            new: found.new.and_then(|span| self.new.places.position(span)),
            item: found.item,
            message: found.message,
            from: found.from,
            to: found.to,
        };
        let from_to = change.sides().unwrap_or_default();
        let (subject, item, message) = (change.subject.clone(), change.item.clone(), change.message.clone());
        let key = (change.id, change.area, subject, item, message, from_to);
        if let Some(known) = self.known.get(&key).and_then(|at| self.found.get_mut(*at)) {
            // Without channels, it is already reported for the whole endpoint.
            if known.channels.is_empty() {
                return;
            }
            let more = change.channels.into_iter().filter(|channel| !known.channels.contains(channel));
            let more: Vec<_> = more.collect();
            known.channels.extend(more);
            return;
        }
        self.known.insert(key, self.found.len());
        self.found.push(change);
    }

    /// Reports a difference of two values, if any.
    pub(super) fn compare<T: PartialEq>(
        &mut self,
        scope: Scope<'_>,
        old: &T,
        new: &T,
        describe: impl FnOnce() -> Difference,
    ) {
        if old != new {
            self.push(scope, describe());
        }
    }

    /// Returns all changes: the subjects with breaking changes first, then in the order of the spec; breaking
    /// changes of a subject first.
    pub(super) fn finish(self) -> Vec<Change> {
        let mut subjects: Vec<(&Subject, usize)> = Vec::new();
        let mut places: HashMap<&Subject, usize> = HashMap::new();
        for change in &self.found {
            let weight = usize::from(change.level() != super::Level::Breaking);
            let at = *places.entry(&change.subject).or_insert_with(|| {
                subjects.push((&change.subject, weight));
                subjects.len() - 1
            });
            subjects[at].1 = subjects[at].1.min(weight);
        }
        let rank: HashMap<Subject, (usize, usize)> =
            subjects.iter().enumerate().map(|(at, (subject, weight))| ((*subject).clone(), (*weight, at))).collect();
        let mut found = self.found;
        found.sort_by_key(|change| (rank.get(&change.subject).copied(), change.level()));
        found
    }
}
