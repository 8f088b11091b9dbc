//! The rules of the spec about a field: its values, and the channels that need it.

use std::collections::{BTreeSet, HashMap};

use crate::raw::{Endpoint, Enumeration, FieldList, FieldRule, File, FilledBy, Message};
use crate::saved_page::spec_index::SpecIndex;

/// The rules about fields in the shared files of the spec.
pub(super) struct Recorded {
    family: String,
    /// The rules of the family, which override those that apply everywhere.
    shared: HashMap<String, FieldRule>,
    enumerations: Vec<Enumeration>,
    /// The channels of all families.
    pub(super) channels: BTreeSet<String>,
}

/// The values of a field on a page.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Values {
    /// The values that the spec allows on the page, for any of its channels.
    pub(super) allowed: BTreeSet<String>,
    /// All values of the enumeration.
    pub(super) all: BTreeSet<String>,
}

impl Recorded {
    pub(super) fn of(known: &SpecIndex, page: &File) -> Self {
        let family = page.page.as_ref().map_or_else(String::new, |page| page.family.value.clone());
        let (mut shared, mut enumerations) = (HashMap::<String, FieldRule>::new(), Vec::new());
        for file in known.shared() {
            enumerations.extend(file.enumerations.iter().cloned());
            for (name, rule) in &file.fields {
                shared.entry(name.value.clone()).or_insert_with(|| rule.clone());
            }
        }
        for (_, rules) in known.shared().flat_map(|file| &file.family_fields).filter(|(name, _)| name.value == family) {
            for (name, rule) in rules {
                let narrow = match shared.get(&name.value) {
                    Some(wide) => wide.clone().overlaid(rule),
                    None => rule.clone(),
                };
                shared.insert(name.value.clone(), narrow);
            }
        }
        let mut recorded = Self { family, shared, enumerations, channels: BTreeSet::new() };
        let is_channel = |rule: &&FieldRule| matches!(&rule.filled_by, Some(by) if by.value == FilledBy::Channel);
        let rules = known.shared().flat_map(|file| file.family_fields.iter().flat_map(|(_, rules)| rules));
        let lists = rules.map(|(_, rule)| rule).filter(is_channel).filter_map(|rule| rule.values.as_ref());
        let lists: BTreeSet<String> = lists.map(|it| it.value.clone()).collect();
        let ids = recorded.enumerations.iter().filter(|it| lists.contains(&it.name.value));
        recorded.channels = ids.flat_map(|it| &it.values).map(|value| value.value.value.clone()).collect();
        // The channels of pages count even if no enumeration lists them.
        let entries =
            known.pages().iter().flat_map(|page| &page.file.endpoints).flat_map(|endpoint| &endpoint.channels);
        recorded.channels.extend(entries.map(|entry| entry.channel.value.clone()));
        recorded
    }

    /// Returns the rule of a field on a page.
    fn rule(&self, name: &str, message: &Message) -> FieldRule {
        let leaf = name.rsplit('.').next().unwrap_or(name);
        let wide = self.shared.get(leaf).cloned().unwrap_or_default();
        match message.rules.iter().find(|(field, _)| field.value == name) {
            Some((_, narrow)) => wide.overlaid(narrow),
            None => wide,
        }
    }

    /// Returns the values of a field; `None` if the spec does not list them.
    pub(super) fn values(&self, name: &str, message: &Message, endpoint: Option<&Endpoint>) -> Option<Values> {
        let rule = self.rule(name, message);
        let list = rule.values.as_ref()?;
        let fits = |it: &&Enumeration| {
            it.name.value == list.value && it.family.as_ref().is_none_or(|family| family.value == self.family)
        };
        let mut all: BTreeSet<String> =
            self.enumerations.iter().find(fits)?.values.iter().map(|it| it.value.value.clone()).collect();
        let is_channel = rule.filled_by.is_some_and(|by| by.value == FilledBy::Channel);
        let entries = endpoint.map_or(&[][..], |endpoint| &endpoint.channels);
        let mut allowed: BTreeSet<String> = if is_channel && !entries.is_empty() {
            entries.iter().map(|entry| entry.channel.value.clone()).collect()
        } else if let Some(only) = &rule.only {
            only.iter().map(|it| it.value.clone()).collect()
        } else {
            all.clone()
        };
        for (_, narrow) in
            entries.iter().flat_map(|entry| &entry.request.rules).filter(|(field, _)| field.value == name)
        {
            allowed.extend(narrow.only.iter().flatten().map(|it| it.value.clone()));
        }
        // The page may define values of its own.
        all.extend(allowed.iter().cloned());
        Some(Values { allowed, all })
    }
}

/// Returns `true` if a channel requires a field that its table does not require.
pub(super) fn is_needed(name: &str, require: &FieldList) -> bool {
    require.fields.iter().any(|field| field.value == name)
}
