//! Diagnostics that follow from others: one mistake is reported once.

use std::collections::{HashMap, HashSet};

use super::{Code, Diagnostic, Severity};
use crate::source::FileId;

/// Removes diagnostics that may follow from another. The first `read` diagnostics were found while the files were
/// read: an item that could not be read is missing when it is looked up.
pub(super) fn remove(found: &mut Vec<Diagnostic>, read: usize) {
    let (reading, later) = found.split_at(read.min(found.len()));
    let unread: HashSet<FileId> = reading.iter().map(|it| it.span.file).collect();
    let of_file =
        |code: Code| -> HashSet<FileId> { later.iter().filter(|it| it.code == code).map(|it| it.span.file).collect() };
    let twice: HashSet<FileId> = of_file(Code::DuplicateField);
    let has_unknown_name = later.iter().any(|it| it.code == Code::UnknownName);
    let mut at = 0;
    found.retain(|it| {
        at += 1;
        let is_of_reading = at <= read;
        if is_of_reading || it.code.severity() == Severity::Warning {
            return true;
        }
        let follows_from_reading = match it.code {
            // These also depend on other files.
            Code::UnusedFieldRule | Code::ExposedSecret | Code::InvalidResolver => !unread.is_empty(),
            code if can_follow(code) => unread.contains(&it.span.file),
            _ => false,
        };
        let follows_from_twice = it.code == Code::NameCollision && twice.contains(&it.span.file);
        let follows_from_unknown =
            has_unknown_name && matches!(it.code, Code::UnusedFieldRule | Code::ExposedSecret | Code::InvalidResolver);
        !follows_from_reading && !follows_from_twice && !follows_from_unknown
    });
    join_unknown(found);
}

/// Reports an undefined name only once, with the other locations that use it.
fn join_unknown(found: &mut Vec<Diagnostic>) {
    const MAX_SHOWN: usize = 3;
    let mut first: HashMap<String, usize> = HashMap::new();
    let mut joined: Vec<Diagnostic> = Vec::with_capacity(found.len());
    let mut further: Vec<usize> = Vec::with_capacity(found.len());
    for it in std::mem::take(found) {
        match first.get(&it.message).filter(|_| it.code == Code::UnknownName) {
            Some(&at) => {
                further[at] += 1;
                if further[at] <= MAX_SHOWN {
                    joined[at].related.push((it.span, "also here".to_owned()));
                }
            }
            None => {
                first.insert(it.message.clone(), joined.len());
                joined.push(it);
                further.push(0);
            }
        }
    }
    for (it, further) in joined.iter_mut().zip(further).filter(|(_, further)| *further > MAX_SHOWN) {
        it.label = format!("{}; named in {further} more locations", it.label);
    }
    *found = joined;
}

/// Returns `true` if something that could not be read can make a diagnostic elsewhere in its file.
fn can_follow(code: Code) -> bool {
    matches!(
        code,
        Code::MissingKey
            | Code::MissingSource
            | Code::MissingField
            | Code::UnknownField
            | Code::UnknownName
            | Code::NameCollision
            | Code::InapplicableRule
            | Code::Contradiction
            | Code::EchoedSecret
            | Code::CompletenessMismatch
            | Code::UnknownChannel
    )
}
