//! Suggests a small edit after which an unreadable file can be read completely. If there is such an edit, it is more
//! helpful than the diagnostics of the unedited file.

mod candidate;
mod line;

use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::raw::File;
use crate::source::{FileId, Span};
use candidate::Candidate;
use line::Lines;

/// The maximum number of bytes that all attempts together read, which limits the cost.
const MAX_READ: usize = 1_500_000;
/// The maximum number of diagnostics that are examined, from the first on.
const MAX_DIAGNOSTICS: usize = 4;
/// The maximum number of edits that are tried.
const MAX_TRIED: usize = 120;

/// Longer lines are not edited: they have too many positions.
const LONGEST_LINE: usize = 10_000;

/// Returns one diagnostic that replaces those of a file, if an edit near them would fix all of them.
pub(crate) fn suggest_edit(found: &[Diagnostic], file: FileId, text: &str) -> Option<Diagnostic> {
    let most = MAX_TRIED.min(MAX_READ / text.len().max(1));
    let is_too_long = || text.lines().any(|line| line.len() > LONGEST_LINE);
    if most == 0 || !found.iter().any(can_be_of_form) || is_too_long() {
        return None;
    }
    let places = Lines::of(text);
    let mut lines: Vec<usize> = Vec::new();
    for diagnostic in found.iter().take(MAX_DIAGNOSTICS) {
        for near in places.near(places.at(diagnostic.span.start)) {
            if !lines.contains(&near) {
                lines.push(near);
            }
        }
    }
    let is_yaml = !found.iter().any(|it| it.code == Code::Syntax);
    let mut candidates: Vec<_> = lines.into_iter().flat_map(|line| candidate::at(&places, line, is_yaml)).collect();
    candidates.sort_by_key(|it| it.is_odd);
    let mut tried = candidates.into_iter().take(most);
    tried.find(|it| is_readable(file, &it.edit.applied_to(text))).map(|it| it.diagnostic(file))
}

/// Returns `true` if the diagnostic can come from the form of the file, and not from a word in it.
fn can_be_of_form(found: &Diagnostic) -> bool {
    let is_misspelled = || found.help.as_ref().is_some_and(|help| help.starts_with("did you mean"));
    match found.code {
        Code::Syntax => true,
        Code::UnknownKey => !is_misspelled(),
        Code::WrongShape => found.label.starts_with("expected "),
        _ => false,
    }
}

fn is_readable(file: FileId, text: &str) -> bool {
    let mut sink = Sink::new();
    let read = crate::spec_file::yaml::parse(file, text, &mut sink).and_then(|root| File::read(file, &root, &mut sink));
    let found = sink.finish();
    read.is_some() && found.is_empty()
}

impl Candidate {
    fn diagnostic(self, file: FileId) -> Diagnostic {
        let span = Span { file, start: self.place.start, end: self.place.end };
        Diagnostic::new(Code::Syntax, span, self.message, self.label).help(self.help)
    }
}
