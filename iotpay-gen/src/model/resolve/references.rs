//! Looks up names.

use std::collections::HashMap;

use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::source::Spanned;

/// The maximum number of names that a help text lists.
const MAX_LISTED: usize = 40;

/// The names of one kind of item, with the index of each.
pub(super) struct Known<'a> {
    names: Vec<&'a str>,
    places: HashMap<&'a str, usize>,
}

impl<'a> Known<'a> {
    /// For a duplicate name, the first location counts.
    pub(super) fn of(names: impl IntoIterator<Item = &'a str>) -> Self {
        let names: Vec<&str> = names.into_iter().collect();
        let mut places = HashMap::with_capacity(names.len());
        for (at, name) in names.iter().enumerate() {
            places.entry(*name).or_insert(at);
        }
        Self { names, places }
    }

    /// Returns the index of a name.
    pub(super) fn place(&self, name: &str) -> Option<usize> {
        self.places.get(name).copied()
    }

    /// Finds an item by its name, or reports the unknown name with a suggestion.
    pub(super) fn look_up(&self, what: &str, name: &Spanned<String>, sink: &mut Sink) -> Option<usize> {
        let found = self.place(&name.value);
        if found.is_none() && !sink.is_unreadable(&name.value) {
            let help = match sink.did_you_mean(&name.value, &self.names) {
                Some(close) => format!("did you mean `{close}`?"),
                None => self.listed(),
            };
            sink.push(
                Diagnostic::new(
                    Code::UnknownName,
                    name.span,
                    format!("unknown {what} `{}`", name.value),
                    "undefined".to_owned(),
                )
                .help(help),
            );
        }
        found
    }

    fn listed(&self) -> String {
        match self.names.get(..MAX_LISTED) {
            Some(first) if self.names.len() > MAX_LISTED => {
                format!("known: {} and {} more", first.join(", "), self.names.len() - MAX_LISTED)
            }
            _ => format!("known: {}", self.names.join(", ")),
        }
    }
}
