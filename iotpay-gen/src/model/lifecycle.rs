//! When an item of the vendor's API exists, and whether it is deprecated.

use super::Provenance;
use crate::raw;

/// The dates of an item, and its deprecation.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lifecycle {
    /// The day on which the vendor added it.
    pub since: Option<Dated>,
    /// The last day on which the vendor accepts it.
    pub until: Option<Dated>,
    /// The deprecation.
    pub deprecated: Option<Deprecation>,
}

/// A day, and the source of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dated {
    /// The day, `YYYY-MM-DD`.
    pub date: String,
    /// The source, if it is not the changelog of the page.
    pub source: Option<Provenance>,
    /// The reason.
    pub note: Option<String>,
}

/// The vendor's statement that an item is deprecated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deprecation {
    /// The day of the statement, `YYYY-MM-DD`.
    pub since: Option<String>,
    /// The item of the same kind that replaces it: its wire name, or the path of a page.
    pub replacement: Option<String>,
    /// The statement, in our words.
    pub note: Option<String>,
    /// The source, if it is not the page.
    pub source: Option<Provenance>,
}

impl Lifecycle {
    /// Returns `true` if the item is deprecated.
    pub fn is_deprecated(&self) -> bool {
        self.deprecated.is_some()
    }

    /// Returns what to do instead of using a deprecated item, with its last day; `name` is the name of the replacement.
    pub fn advice(&self, name: impl Fn(&str) -> String) -> Option<String> {
        let deprecated = self.deprecated.as_ref()?;
        let replacement = deprecated.replacement.as_ref().map(|replacement| format!("use {}", name(replacement)));
        let until = self.until.as_ref().map(|until| format!("accepted until {}", until.date));
        Some([replacement, deprecated.note.clone(), until].into_iter().flatten().collect::<Vec<_>>().join("; "))
    }

    /// Returns the dates in sentences, with their sources; empty if there are none.
    pub fn dates(&self) -> String {
        let sentence = |words: &str, dated: &Option<Dated>| {
            let dated = dated.as_ref()?;
            let note = dated.note.as_ref().map(|note| format!(" {note}"));
            let source = dated.source.and_then(Provenance::words).map(|words| format!(" Source: {words}."));
            Some(format!("{words} {}.{}{}", dated.date, note.unwrap_or_default(), source.unwrap_or_default()))
        };
        let dates = [sentence("Since", &self.since), sentence("Until", &self.until)];
        dates.into_iter().flatten().collect::<Vec<_>>().join(" ")
    }
}

impl From<&raw::Lifecycle> for Lifecycle {
    fn from(written: &raw::Lifecycle) -> Self {
        let dated = |dated: &raw::Dated| Dated {
            date: dated.date.value.clone(),
            source: dated.source.as_ref().map(|source| source.value),
            note: dated.note.as_ref().map(|note| note.value.clone()),
        };
        let text = |text: &crate::source::Spanned<String>| text.value.clone();
        let deprecation = |written: &raw::Deprecation| Deprecation {
            since: written.since.as_ref().map(text),
            replacement: written.replacement.as_ref().map(text),
            note: written.note.as_ref().map(text),
            source: written.source.as_ref().map(|source| source.value),
        };
        Self {
            since: written.since.as_ref().map(dated),
            until: written.until.as_ref().map(dated),
            deprecated: written.deprecated.as_ref().map(deprecation),
        }
    }
}
