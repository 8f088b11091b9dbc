//! Changes as an entry of a changelog.

use std::fmt::Write as _;

use super::{Change, Level, Verdict, phrases};
use crate::generate::markdown::one_line;

/// Returns an entry for `CHANGELOG.md`: breaking changes with the required action, additions, other changes, and a
/// line for each endpoint or page whose documentation changed.
pub fn to_markdown(changes: &[Change], verdict: &Verdict) -> String {
    let mut text = format!("## {}, unreleased\n", verdict.next_version);
    if changes.is_empty() {
        text.push_str("\nNothing changed in the spec.\n");
        return text;
    }
    let is_added = |change: &&Change| change.id.is_addition();
    let of = |level| changes.iter().filter(move |change| change.level() == level);
    section(&mut text, "Breaking", of(Level::Breaking), true);
    section(&mut text, "Added", of(Level::Compatible).filter(is_added), false);
    section(&mut text, "Changed", of(Level::Compatible).filter(|change| !is_added(change)), true);
    documentation(&mut text, of(Level::DocsOnly));
    text
}

fn section<'a>(text: &mut String, title: &str, changes: impl Iterator<Item = &'a Change>, with_action: bool) {
    let mut is_first = true;
    for change in changes {
        if std::mem::take(&mut is_first) {
            let _ = write!(text, "\n### {title}\n\n");
        }
        let action = Some(change.id.action()).filter(|action| with_action && !action.starts_with("nothing;"));
        let action = action.map_or_else(String::new, |action| format!(" To do: {action}."));
        let _ = writeln!(text, "- {}: {}.{action}", place(change), describe(change));
    }
}

/// Returns the subject of a change, and the channels that have it.
fn place(change: &Change) -> String {
    let subject = capitalized(&one_line(&change.subject.words()));
    if change.channels.is_empty() {
        subject
    } else {
        format!("{subject}, {}", phrases::list(change.channels.iter().map(String::as_str)))
    }
}

fn describe(change: &Change) -> String {
    let message = one_line(&change.message);
    let message = message.trim_end_matches('.');
    match change.unmentioned_sides() {
        Some(from_to) => format!("{message} ({})", one_line(&from_to)),
        None => message.to_owned(),
    }
}

/// All changes of a subject on one line, since no action is needed.
fn documentation<'a>(text: &mut String, changes: impl Iterator<Item = &'a Change>) {
    let mut lines: Vec<(String, Vec<String>)> = Vec::new();
    for change in changes {
        let (subject, message) = (capitalized(&one_line(&change.subject.words())), one_line(&change.message));
        let message = message.trim_end_matches('.').to_owned();
        match lines.iter_mut().find(|(known, _)| *known == subject) {
            Some((_, messages)) if messages.contains(&message) => {}
            Some((_, messages)) => messages.push(message),
            None => lines.push((subject, vec![message])),
        }
    }
    if !lines.is_empty() {
        text.push_str("\n### Documentation\n\n");
    }
    for (subject, messages) in lines {
        let _ = writeln!(text, "- {subject}: {}.", messages.join("; "));
    }
}

fn capitalized(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}
