//! Field rules, from the shared tables to the channel; each overrides the wider one.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

use super::duplicate::duplicate;
use super::references::Known;
use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::model::{Enumeration, Family, FamilyId};
use crate::raw::{FieldRule, File, NamedRule, Row, path};
use crate::source::{SourceFile, Span, Spanned};

/// The remedy for a shared rule of another crate that would apply to fields of `iotpay-client`.
pub(super) const NARROWER_RULE: &str =
    "move it to `family_fields:` of a family of this crate, or to the `rules:` of a page";

type Rules<'a> = HashMap<&'a str, (Span, &'a FieldRule)>;

/// The shared tables.
pub(super) struct Shared<'a> {
    pub(super) families: &'a [Family],
    pub(super) enumerations: &'a [Enumeration],
    pub(super) known_families: Known<'a>,
    pub(super) known_enumerations: Known<'a>,
    everywhere: Rules<'a>,
    in_family: Vec<Rules<'a>>,
}

impl<'a> Shared<'a> {
    pub(super) fn collect(
        sources: &[SourceFile],
        files: &'a [File],
        families: &'a [Family],
        enumerations: &'a [Enumeration],
        sink: &mut Sink,
    ) -> Self {
        let known_families = Known::of(families.iter().map(|family| family.name.as_str()));
        let known_enumerations = Known::of(enumerations.iter().map(|it| it.name.as_str()));
        let mut everywhere = Rules::new();
        let mut in_family = vec![Rules::new(); families.len()];
        for file in files {
            add(sources, &mut everywhere, &file.fields, sink);
            for (family, rules) in &file.family_fields {
                if let Some(id) = known_families.look_up("family", family, sink) {
                    add(sources, &mut in_family[id], rules, sink);
                }
            }
        }
        Self { families, enumerations, known_families, known_enumerations, everywhere, in_family }
    }

    /// Returns the shared rule for a field. A member of an object is looked up by its own name.
    pub(super) fn rule(&self, family: FamilyId, wire: &str) -> FieldRule {
        let leaf = path::leaf(wire);
        let wide = self.everywhere.get(leaf).map_or_else(FieldRule::default, |(_, rule)| (*rule).clone());
        match self.in_family.get(family).and_then(|rules| rules.get(leaf)) {
            Some((_, narrow)) => wide.overlaid(narrow),
            None => wide,
        }
    }
}

/// Adds rules and reports a second rule for the same field: otherwise, the last one would silently win.
fn add<'a>(sources: &[SourceFile], rules: &mut Rules<'a>, named: &'a [NamedRule], sink: &mut Sink) {
    let is_of_client = |span: Span| sources.get(span.file).is_some_and(|source| source.is_external);
    for (name, rule) in named {
        match rules.entry(name.value.as_str()) {
            Entry::Occupied(first) => {
                let diagnostic = duplicate("shared rule of", name, first.get().0);
                let is_added = is_of_client(first.get().0) && !is_of_client(name.span);
                sink.push(if is_added { diagnostic.help(NARROWER_RULE) } else { diagnostic });
            }
            Entry::Vacant(place) => {
                place.insert((name.span, rule));
            }
        }
    }
}

/// The names of a table's fields.
pub(super) struct Table<'a> {
    names: Vec<&'a str>,
    known: HashSet<&'a str>,
}

impl<'a> Table<'a> {
    pub(super) fn of(rows: impl Iterator<Item = &'a Row>) -> Self {
        let names: Vec<&str> = rows.map(|row| row.name.value.as_str()).collect();
        let known = names.iter().copied().collect();
        Self { names, known }
    }
}

/// Reports rules whose field the table does not have.
pub(super) fn check_names(rules: &[NamedRule], table: &Table<'_>, sink: &mut Sink) {
    for (name, _) in rules {
        check_name(name, table, sink);
    }
}

/// Reports a field that the table does not have.
pub(super) fn check_name(name: &Spanned<String>, table: &Table<'_>, sink: &mut Sink) -> bool {
    let known = table.known.contains(name.value.as_str());
    if !known && !sink.is_unreadable(&name.value) {
        let help = match sink.did_you_mean(&name.value, &table.names) {
            Some(close) => format!("did you mean `{close}`?"),
            None => "use a field of the table, or add its row".to_owned(),
        };
        sink.push(
            Diagnostic::new(
                Code::UnknownField,
                name.span,
                format!("unknown field `{}`", name.value),
                "not in the table",
            )
            .help(help),
        );
    }
    known
}
