//! Values that pages add to enumerations: channels, and values in `only`. They are accepted only on the pages that
//! define them.

use std::collections::{HashMap, HashSet};

use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::raw::{ChannelEntry, Endpoint, FieldRule, File, FilledBy, NamedRule, Value, path};

/// The values that pages add, by the name of the enumeration, in the order of the files.
pub(super) type Definitions<'a> = HashMap<&'a str, Vec<&'a Value>>;

/// Collects the values that pages add. Reports definitions without an enumeration, or outside a page.
pub(super) fn collect<'a>(files: &'a [File], sink: &mut Sink) -> Definitions<'a> {
    let shared = SharedRules::of(files);
    let families: HashSet<&str> =
        files.iter().flat_map(|file| &file.families).map(|family| family.name.value.as_str()).collect();
    let mut found = Definitions::new();
    for file in files {
        let of_families = file.family_fields.iter().flat_map(|(_, rules)| rules);
        for value in file.fields.iter().chain(of_families).flat_map(|(_, rule)| &rule.defined) {
            report_outside(value, sink);
        }
        // An unknown family is reported where it is looked up; its rules would seem to be missing here.
        let Some(page) = file.page.as_ref().filter(|page| families.contains(page.family.value.as_str())) else {
            continue;
        };
        for endpoint in &file.endpoints {
            let rules = EndpointRules { shared: &shared, family: &page.family.value, endpoint };
            rules.collect(&mut found, sink);
        }
    }
    found
}

/// The rules of the shared tables, by family and field; the family of the rules for all families is empty.
struct SharedRules<'a> {
    rules: HashMap<(&'a str, &'a str), &'a FieldRule>,
}

impl<'a> SharedRules<'a> {
    fn of(files: &'a [File]) -> Self {
        let mut rules = HashMap::new();
        for file in files {
            let mut add = |family: &'a str, named: &'a [NamedRule]| {
                for (name, rule) in named {
                    rules.entry((family, name.value.as_str())).or_insert(rule);
                }
            };
            add("", &file.fields);
            file.family_fields.iter().for_each(|(family, named)| add(&family.value, named));
        }
        Self { rules }
    }

    /// Returns the rules for a field, the narrower one first.
    fn of_field(&self, family: &str, wire: &str) -> impl Iterator<Item = &'a FieldRule> {
        let leaf = path::leaf(wire);
        let found = [self.rules.get(&(family, leaf)).copied(), self.rules.get(&("", leaf)).copied()];
        found.into_iter().flatten()
    }
}

/// The rules that apply to the request of an endpoint.
struct EndpointRules<'a, 's> {
    shared: &'s SharedRules<'a>,
    family: &'a str,
    endpoint: &'a Endpoint,
}

impl<'a> EndpointRules<'a, '_> {
    fn collect(&self, found: &mut Definitions<'a>, sink: &mut Sink) {
        let request = &self.endpoint.request;
        for (name, rule) in &request.rules {
            self.add(found, &rule.defined, rule.values.iter().map(|it| it.value.as_str()).next(), &name.value);
        }
        for entry in &self.endpoint.channels {
            for (name, rule) in &entry.request.rules {
                self.add(found, &rule.defined, rule.values.iter().map(|it| it.value.as_str()).next(), &name.value);
            }
            if let Some(definition) = &entry.definition {
                self.add_channel(found, entry, definition, sink);
            }
        }
    }

    /// Adds the values that a rule defines, whose enumeration the rule itself or a wider rule names. A rule without an
    /// enumeration is reported where it is resolved.
    fn add(&self, found: &mut Definitions<'a>, defined: &'a [Value], named: Option<&'a str>, wire: &str) {
        if let Some(enumeration) = named.or_else(|| self.enumeration_of(wire)) {
            found.entry(enumeration).or_default().extend(defined);
        }
    }

    fn add_channel(&self, found: &mut Definitions<'a>, entry: &ChannelEntry, value: &'a Value, sink: &mut Sink) {
        // A missing row of the channel is reported elsewhere.
        let Some(wire) = self.channel_field() else { return };
        if let Some(enumeration) = self.enumeration_of(wire) {
            found.entry(enumeration).or_default().push(value);
            return;
        }
        sink.push(
            Diagnostic::new(
                Code::InapplicableRule,
                value.value.span,
                format!("`{wire}` has no enumeration to which the channel could be added"),
                "defined here",
            )
            .help(format!("write `channel: {}`, or add `values:` to the rule of `{wire}`", entry.channel.value)),
        );
    }

    /// Returns the field that the channel fills.
    fn channel_field(&self) -> Option<&'a str> {
        let rows = self.endpoint.request.rows().into_iter();
        rows.map(|row| row.name.value.as_str()).find(|wire| {
            let by = self.rules_of(wire).find_map(|rule| rule.filled_by.as_ref());
            by.is_some_and(|by| by.value == FilledBy::Channel)
        })
    }

    fn enumeration_of(&self, wire: &str) -> Option<&'a str> {
        self.rules_of(wire).find_map(|rule| Some(rule.values.as_ref()?.value.as_str()))
    }

    /// Returns the page's rule for a field, and then the shared rules.
    fn rules_of<'f>(&'f self, wire: &'f str) -> impl Iterator<Item = &'a FieldRule> + 'f {
        let own = self.endpoint.request.rules.iter().filter(move |(name, _)| name.value == wire);
        own.map(|(_, rule)| rule).chain(self.shared.of_field(self.family, wire))
    }
}

fn report_outside(value: &Value, sink: &mut Sink) {
    sink.mark_unreadable(&value.value.value);
    sink.push(
        Diagnostic::new(
            Code::InapplicableRule,
            value.value.span,
            format!("`{}` is defined in a shared rule", value.value.value),
            "only a page can add a value",
        )
        .help("add the value to its enumeration, or define it in the rule of a page"),
    );
}
