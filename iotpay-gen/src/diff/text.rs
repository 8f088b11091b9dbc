//! Changes for people in a terminal.

use std::fmt::Write as _;

use super::{Change, Level, Subject, Verdict};
use crate::diagnostic::Style;

const BOLD: &str = "\u{1b}[1m";
const RED: &str = "\u{1b}[1;31m";
const YELLOW: &str = "\u{1b}[1;33m";
const BLUE: &str = "\u{1b}[1;34m";
const RESET: &str = "\u{1b}[0m";

/// Returns all changes, grouped by subject, and a last line with the verdict.
pub fn to_text(changes: &[Change], verdict: &Verdict, style: Style) -> String {
    let mut text = String::new();
    let mut before: Option<&Subject> = None;
    for change in changes {
        if before != Some(&change.subject) {
            let _ = writeln!(text, "{}\n", paint(style, BOLD, &change.subject.words()));
            before = Some(&change.subject);
        }
        text.push_str(&one(change, style));
    }
    if let Some(counted) = counted(changes) {
        let _ = writeln!(text, "{counted}");
    }
    let _ = writeln!(text, "{}", paint(style, BOLD, &verdict.to_string()));
    text
}

fn one(change: &Change, style: Style) -> String {
    let level = change.level();
    let color = match level {
        Level::Breaking => RED,
        Level::Compatible => YELLOW,
        Level::DocsOnly => BLUE,
    };
    let head = paint(style, color, &format!("{level}[{}]", change.id));
    let mut text = format!("  {head}: {}\n", change.message);
    let mut line = |label: &str, what: &str| {
        let _ = writeln!(text, "    {} {what}", paint(style, BLUE, &format!("{label:>8}:")));
    };
    if !change.channels.is_empty() {
        line("channels", &change.channels.join(", "));
    }
    if let Some(from_to) = change.unmentioned_sides() {
        line("change", &from_to);
    }
    for (label, position) in [("old", &change.old), ("new", &change.new)] {
        if let Some(position) = position {
            line(label, &position.to_string());
        }
    }
    if level != Level::DocsOnly {
        line("to do", change.id.action());
    }
    text.push('\n');
    text
}

/// Returns the number of changes of each level, or `None` if there are none.
pub(super) fn counted(changes: &[Change]) -> Option<String> {
    let count = |level| changes.iter().filter(|change| change.level() == level).count();
    let counts = [Level::Breaking, Level::Compatible, Level::DocsOnly].map(|level| (count(level), level));
    let shown: Vec<_> =
        counts.iter().filter(|(number, _)| *number > 0).map(|(number, level)| format!("{number} {level}")).collect();
    (!shown.is_empty()).then(|| format!("changes: {}", shown.join(", ")))
}

fn paint(style: Style, color: &str, text: &str) -> String {
    match style {
        Style::Plain => text.to_owned(),
        Style::Color => format!("{color}{text}{RESET}"),
    }
}
