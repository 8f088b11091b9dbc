//! Names that lead somewhere.

use std::collections::HashMap;

use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::source::Spanned;

/// So many names are listed for whoever wrote none of them.
const MOST_LISTED: usize = 40;

/// The names of one kind of thing, and where in their list each stands.
pub(super) struct Known<'a> {
    names: Vec<&'a str>,
    places: HashMap<&'a str, usize>,
}

impl<'a> Known<'a> {
    /// Of a name that stands twice, the first place counts.
    pub(super) fn of(names: impl IntoIterator<Item = &'a str>) -> Self {
        let names: Vec<&str> = names.into_iter().collect();
        let mut places = HashMap::with_capacity(names.len());
        for (at, name) in names.iter().enumerate() {
            places.entry(*name).or_insert(at);
        }
        Self { names, places }
    }

    /// The place of a name.
    pub(super) fn place(&self, name: &str) -> Option<usize> {
        self.places.get(name).copied()
    }

    /// Finds something by its name, or says which name was perhaps meant.
    pub(super) fn look_up(&self, what: &str, name: &Spanned<String>, sink: &mut Sink) -> Option<usize> {
        let found = self.place(&name.value);
        if found.is_none() && !sink.is_excused(&name.value) {
            let help = match sink.did_you_mean(&name.value, &self.names) {
                Some(close) => format!("did you mean `{close}`?"),
                None => self.listed(),
            };
            sink.push(
                Diagnostic::new(
                    Code::UnknownName,
                    name.span,
                    format!("there is no {what} `{}`", name.value),
                    format!("no such {what}"),
                )
                .help(help),
            );
        }
        found
    }

    fn listed(&self) -> String {
        match self.names.get(..MOST_LISTED) {
            Some(first) if self.names.len() > MOST_LISTED => {
                format!("known: {} and {} more", first.join(", "), self.names.len() - MOST_LISTED)
            }
            _ => format!("known: {}", self.names.join(", ")),
        }
    }
}
