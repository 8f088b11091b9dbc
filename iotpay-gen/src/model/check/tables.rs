//! The fields in the tables of the whole spec, and the shared rules for each.

use std::collections::{HashMap, HashSet};

use crate::model::Model;
use crate::raw::{Envelope, FieldRule, File, Message, path};

/// The names of fields in the tables of a family.
#[derive(Default)]
pub(super) struct Names<'a> {
    /// In requests.
    pub(super) sent: HashSet<&'a str>,
    /// In responses and notifications; a member of an object by its own name.
    pub(super) received: HashSet<&'a str>,
    /// At the top of responses and notifications, and around responses.
    pub(super) top: HashSet<&'a str>,
}

/// The whole spec, field by field.
pub(super) struct Tables<'a> {
    /// The field with the signature, by family.
    signs: HashMap<&'a str, &'a str>,
    families: HashMap<&'a str, Names<'a>>,
    envelopes: HashMap<&'a str, &'a Envelope>,
    everywhere: HashMap<&'a str, &'a FieldRule>,
    in_family: HashMap<(&'a str, &'a str), &'a FieldRule>,
}

impl<'a> Tables<'a> {
    pub(super) fn collect(files: &'a [File], model: &'a Model) -> Self {
        let signs = model.families.iter().map(|family| (family.name.as_str(), model.signing_of(family).field.as_str()));
        let mut families: HashMap<&str, Names<'_>> = HashMap::new();
        let (mut envelopes, mut everywhere, mut in_family) = (HashMap::new(), HashMap::new(), HashMap::new());
        for file in files {
            envelopes.extend(file.families.iter().map(|family| (family.name.value.as_str(), &family.envelope)));
            everywhere.extend(file.fields.iter().map(|(name, rule)| (name.value.as_str(), rule)));
            for (family, rules) in &file.family_fields {
                let key = |name: &'a str| (family.value.as_str(), name);
                in_family.extend(rules.iter().map(|(name, rule)| (key(&name.value), rule)));
            }
            let Some(page) = &file.page else { continue };
            let names = families.entry(&page.family.value).or_default();
            for endpoint in &file.endpoints {
                names.sent.extend(leaves(&endpoint.request));
                add_received(names, &endpoint.response);
            }
            for incoming in file.incoming() {
                add_received(names, &incoming.message);
            }
        }
        Self { signs: signs.collect(), families, envelopes, everywhere, in_family }
    }

    /// Returns the field with the signature of a family's messages.
    pub(super) fn sign(&self, family: &str) -> Option<&'a str> {
        self.signs.get(family).copied()
    }

    /// Returns the names in one family's tables.
    pub(super) fn of_family(&self, family: &str) -> Option<&Names<'a>> {
        self.families.get(family)
    }

    /// Returns the names in each family's tables.
    pub(super) fn all(&self) -> impl Iterator<Item = &Names<'a>> {
        self.families.values()
    }

    /// Returns `true` if some table has a field of this name.
    pub(super) fn has_field(&self, wire: &str) -> bool {
        self.all().any(|names| names.sent.contains(wire) || names.received.contains(wire))
    }

    /// Returns the shared rule for a field.
    pub(super) fn shared_rule(&self, family: &str, wire: &str) -> FieldRule {
        let leaf = path::leaf(wire);
        let wide = self.everywhere.get(leaf).map_or_else(FieldRule::default, |rule| (*rule).clone());
        match self.in_family.get(&(family, leaf)) {
            Some(narrow) => wide.overlaid(narrow),
            None => wide,
        }
    }

    /// Returns the rule of `fields` that a rule of `family_fields` overrides.
    pub(super) fn rule_everywhere(&self, wire: &str) -> Option<&FieldRule> {
        self.everywhere.get(wire).copied()
    }

    /// Returns `true` if the client handles the received field, so that the generated type does not have it.
    pub(super) fn is_outside(&self, family: &str, wire: &str) -> bool {
        self.sign(family) == Some(wire) || self.envelopes.get(family).is_some_and(|envelope| envelope.has(wire))
    }
}

fn add_received<'a>(names: &mut Names<'a>, message: &'a Message) {
    names.received.extend(leaves(message));
    let rows = message.rows().into_iter();
    names.top.extend(rows.map(|row| path::top(&row.name.value)));
    names.top.extend(message.nested_in.iter().map(|field| field.value.as_str()));
}

fn leaves(message: &Message) -> impl Iterator<Item = &str> {
    message.rows().into_iter().map(|row| path::leaf(&row.name.value))
}
