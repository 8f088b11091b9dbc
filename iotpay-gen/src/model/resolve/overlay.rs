//! A message with a channel's overlay applied to it.

use std::collections::{HashMap, HashSet};

use super::context::Context;
use crate::raw::{FieldList, FieldRule, Message, Overlay, Row, path};
use crate::source::Spanned;

/// The rules of a message and a channel's overlay for each field, by field name.
pub(super) struct Overlaid<'a> {
    rules: HashMap<&'a str, Vec<&'a FieldRule>>,
    required_by: HashMap<&'a str, Vec<&'a FieldList>>,
    /// Fields that a channel may omit.
    pub(super) optional: HashMap<&'a str, &'a FieldList>,
    /// Mutually exclusive fields.
    pub(super) chosen: HashSet<&'a str>,
    forbid: HashSet<&'a str>,
    pub(super) fixed: HashMap<&'a str, &'a (Spanned<String>, Spanned<String>)>,
}

impl<'a> Overlaid<'a> {
    pub(super) fn over(message: &'a Message, overlay: &'a Overlay) -> Self {
        let mut rules: HashMap<&str, Vec<&FieldRule>> = HashMap::new();
        for (name, rule) in message.rules.iter().chain(&overlay.rules) {
            rules.entry(&name.value).or_default().push(rule);
        }
        let mut required_by: HashMap<&str, Vec<&FieldList>> = HashMap::new();
        for field_list in [&message.require, &overlay.require] {
            for name in &field_list.fields {
                required_by.entry(&name.value).or_default().push(field_list);
            }
        }
        Self {
            rules,
            required_by,
            optional: overlay.optional.fields.iter().map(|name| (name.value.as_str(), &overlay.optional)).collect(),
            chosen: message.one_of.iter().flat_map(|group| &group.fields).map(|name| name.value.as_str()).collect(),
            forbid: overlay.forbid.fields.iter().map(|name| name.value.as_str()).collect(),
            fixed: overlay.fixed.iter().map(|fixed| (fixed.0.value.as_str(), fixed)).collect(),
        }
    }

    /// Returns the shared rule of a field, overridden by those of the page and of the channel.
    pub(super) fn rule(&self, context: &Context<'_>, row: &Row) -> FieldRule {
        let shared = context.shared.rule(context.family, &row.name.value);
        let narrower = self.rules.get(row.name.value.as_str()).into_iter().flatten();
        narrower.fold(shared, |rule, narrower| rule.overlaid(narrower))
    }

    /// Returns the lists that require a field although its row does not.
    pub(super) fn required_by(&self, row: &Row) -> &[&'a FieldList] {
        self.required_by.get(row.name.value.as_str()).map_or(&[], Vec::as_slice)
    }

    /// Returns `true` if the channel forbids the field. Forbidding an object forbids its members.
    pub(super) fn forbids(&self, row: &Row) -> bool {
        let name = row.name.value.as_str();
        self.forbid.contains(name) || path::owners(name).any(|owner| self.forbid.contains(owner))
    }
}
