//! Changes for programs: as JSON, and as annotations of a pull request on GitHub.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::{Change, Level, Verdict};
use crate::diagnostic::{data, property};
use crate::source::Position;

/// Returns all changes as one JSON object: `changes`, `breaking`, `compatible` and `docs_only` with their
/// numbers, `bump`, `baseline` and `next_version`.
///
/// A change has `id`, `level`, `breaks` (`compile`, `runtime`, or null), `area`, `subject` (`kind`, `name`, `page`,
/// `family`), `channels`, `item`, `message`, `from`, `to`, `old`, `new` (`file`, `line`, `column`, or null) and
/// `action`.
pub fn to_json(changes: &[Change], verdict: &Verdict) -> String {
    let count = |level| changes.iter().filter(|change| change.level() == level).count();
    let all = json!({
        "changes": changes.iter().map(one).collect::<Vec<_>>(),
        "breaking": count(Level::Breaking),
        "compatible": count(Level::Compatible),
        "docs_only": count(Level::DocsOnly),
        "bump": verdict.bump.as_str(),
        "baseline": verdict.baseline.to_string(),
        "next_version": verdict.next_version.to_string(),
    });
    format!("{all:#}\n")
}

fn one(change: &Change) -> Value {
    let subject = &change.subject;
    json!({
        "id": change.id.as_str(),
        "level": change.level().as_str(),
        "breaks": change.breaks().map(super::Breaks::as_str),
        "area": change.area.as_str(),
        "subject": {
            "kind": subject.kind,
            "name": subject.name,
            "page": subject.page,
            "family": subject.family,
        },
        "channels": change.channels,
        "item": change.item,
        "message": change.message,
        "from": change.from,
        "to": change.to,
        "old": change.old.as_ref().map(position),
        "new": change.new.as_ref().map(position),
        "action": change.id.action(),
    })
}

fn position(position: &Position) -> Value {
    json!({ "file": *position.file, "line": position.line, "column": position.column })
}

/// Returns all changes as workflow commands, which GitHub shows at their lines in the newer spec: breaking changes as
/// warnings, others and the verdict as notices. Removed items have no line.
pub fn to_github(changes: &[Change], verdict: &Verdict) -> String {
    let mut text = String::new();
    for change in changes {
        let word = if change.level() == Level::Breaking { "warning" } else { "notice" };
        let place = change.new.as_ref().map_or_else(String::new, |new| {
            format!("file={},line={},col={},", property(&new.file), new.line, new.column)
        });
        let mut message = format!("{}: {}", change.subject.words(), change.message);
        if !change.channels.is_empty() {
            let _ = write!(message, " ({})", change.channels.join(", "));
        }
        if let Some(from_to) = change.unmentioned_sides() {
            let _ = write!(message, "\n{from_to}");
        }
        let _ = write!(message, "\nto do: {}", change.id.action());
        let _ = writeln!(text, "::{word} {place}title={}::{}", change.id, data(&message));
    }
    let _ = writeln!(text, "::notice title=version::{}", data(&verdict.to_string()));
    text
}
