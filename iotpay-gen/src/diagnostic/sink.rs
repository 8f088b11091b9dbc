//! Collects diagnostics.

use std::collections::HashSet;

use super::{Code, Diagnostic, Severity, did_you_mean, follow};

/// The maximum number of names that a run compares with misspelled ones. A hand-written spec stays far below it, and a
/// machine-written one must not take hours.
const MAX_COMPARISONS: usize = 50_000;

/// Collects the diagnostics of a run. Call [`Sink::finish`]: a sink that is dropped without it would lose errors, and
/// panics in debug builds.
#[derive(Debug)]
pub struct Sink {
    found: Vec<Diagnostic>,
    unreadable: HashSet<String>,
    incomplete: HashSet<String>,
    misspelled: Vec<String>,
    /// The number of diagnostics after all files had been read.
    read: Option<usize>,
    comparisons_left: usize,
    is_finished: bool,
}

impl Default for Sink {
    fn default() -> Self {
        Self {
            found: Vec::new(),
            unreadable: HashSet::new(),
            incomplete: HashSet::new(),
            misspelled: Vec::new(),
            read: None,
            comparisons_left: MAX_COMPARISONS,
            is_finished: false,
        }
    }
}

impl Sink {
    /// Creates an empty sink.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a diagnostic.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.found.push(diagnostic);
    }

    /// Records the name of an item that is in the spec but could not be read. A reference to it needs no second
    /// diagnostic.
    pub fn mark_unreadable(&mut self, name: &str) {
        self.unreadable.insert(name.to_owned());
    }

    /// Records a name that was reported for its characters, and the name that it is read as.
    pub(crate) fn misspelled(&mut self, written: &str, read: &str) {
        if !read.is_ascii() {
            self.misspelled.extend([written.to_owned(), read.to_owned()]);
        }
    }

    /// Returns `true` if a name is undefined only because its item could not be read.
    pub fn is_unreadable(&self, name: &str) -> bool {
        self.unreadable.contains(name)
            || (!self.misspelled.is_empty() && did_you_mean(name, self.misspelled.iter().map(String::as_str)).is_some())
    }

    /// Records that all files have been read, and returns the number of diagnostics. Later diagnostics may follow
    /// from these.
    pub(crate) fn end_reading(&mut self) -> usize {
        *self.read.insert(self.found.len())
    }

    /// Drops the errors added since the count had this value.
    pub(crate) fn keep_warnings_since(&mut self, count: usize) {
        let later = self.found.split_off(count.min(self.found.len()));
        self.found.extend(later.into_iter().filter(|it| it.code.severity() == Severity::Warning));
    }

    /// Records a field whose rule could not be read completely. A part that seems to be missing in such a rule needs
    /// no second diagnostic.
    pub fn mark_incomplete(&mut self, field: &str) {
        self.incomplete.insert(field.to_owned());
    }

    /// Returns `true` if some rule of the field could not be read completely.
    pub fn is_incomplete(&self, field: &str) -> bool {
        self.incomplete.contains(field)
    }

    /// Returns the number of diagnostics so far.
    pub fn count(&self) -> usize {
        self.found.len()
    }

    /// Returns the diagnostics added since the count had this value.
    pub(crate) fn since(&self, count: usize) -> &[Diagnostic] {
        self.found.get(count..).unwrap_or_default()
    }

    /// Replaces the diagnostics added since the count had this value with one diagnostic.
    pub(crate) fn replace_since(&mut self, count: usize, diagnostic: Diagnostic) {
        self.found.truncate(count);
        self.found.push(diagnostic);
    }

    /// Returns `true` if the code of any diagnostic satisfies the condition.
    pub fn has(&self, fits: impl Fn(Code) -> bool) -> bool {
        self.found.iter().any(|found| fits(found.code))
    }

    /// Returns the spec's name that is most similar to a misspelled one, if any. In a run with very many
    /// diagnostics, the later ones get no suggestion.
    pub fn did_you_mean<'a>(&mut self, written: &str, candidates: &[&'a str]) -> Option<&'a str> {
        let compared = candidates.len().min(self.comparisons_left);
        self.comparisons_left -= compared;
        did_you_mean(written, candidates.iter().copied().take(compared))
    }

    /// Returns every diagnostic, in the order of the files and of the locations in them.
    #[must_use]
    pub fn finish(mut self) -> Vec<Diagnostic> {
        self.is_finished = true;
        let mut found = std::mem::take(&mut self.found);
        if let Some(read) = self.read {
            follow::remove(&mut found, read);
        }
        found.sort_by(|a, b| (a.span, a.code, &a.message).cmp(&(b.span, b.code, &b.message)));
        found.dedup();
        found
    }
}

impl Drop for Sink {
    fn drop(&mut self) {
        debug_assert!(
            self.is_finished || std::thread::panicking(),
            "a sink of diagnostics was dropped before `finish`"
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[should_panic(expected = "dropped before `finish`")]
    fn a_sink_must_be_finished() {
        drop(Sink::new());
    }
}
