//! The dates of an item of the vendor's API, and its deprecation.

use super::Provenance;
use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::source::{Span, Spanned};
use crate::spec_file::yaml::{Kind, Map, Node, text};

/// When an item exists, and whether the vendor deprecated it.
#[derive(Debug, Clone, Default)]
pub struct Lifecycle {
    /// The day on which the vendor added it.
    pub since: Option<Dated>,
    /// The last day on which the vendor accepts it.
    pub until: Option<Dated>,
    /// The deprecation.
    pub deprecated: Option<Deprecation>,
}

/// A day, and the source of it.
#[derive(Debug, Clone)]
pub struct Dated {
    /// The day.
    pub date: Spanned<String>,
    /// The source, if it is not the changelog of the page.
    pub source: Option<Spanned<Provenance>>,
    /// The reason.
    pub note: Option<Spanned<String>>,
}

/// The vendor's statement that an item is deprecated.
#[derive(Debug, Clone)]
pub struct Deprecation {
    /// The day of the statement.
    pub since: Option<Spanned<String>>,
    /// The item of the same kind that replaces it.
    pub replacement: Option<Spanned<String>>,
    /// The statement, in our words.
    pub note: Option<Spanned<String>>,
    /// The source, if it is not the page.
    pub source: Option<Spanned<Provenance>>,
    /// The location of the deprecation.
    pub span: Span,
}

impl Lifecycle {
    /// Returns `true` if nothing is known.
    pub fn is_empty(&self) -> bool {
        self.since.is_none() && self.until.is_none() && self.deprecated.is_none()
    }

    /// Takes the keys of an item's lifecycle.
    pub(super) fn take(map: &mut Map<'_>, sink: &mut Sink) -> Self {
        Self {
            since: map.take("since").and_then(|node| Dated::read(node, "since", "`since`", sink)),
            until: map.take("until").and_then(|node| Dated::read(node, "until", "`until`", sink)),
            deprecated: map.take("deprecated").and_then(|node| Deprecation::read(node, sink)),
        }
    }
}

impl Dated {
    /// Reads a date, or a mapping that also has its source.
    fn read(node: &Node, key: &'static str, what: &'static str, sink: &mut Sink) -> Option<Self> {
        if !matches!(node.kind, Kind::Map(_)) {
            return text(node, key, sink).map(|date| Self { date, source: None, note: None });
        }
        let mut map = Map::open(node, what, sink)?;
        let date = map.need_text("date", sink);
        let source = map.need_one_of("source", Provenance::NAMES, sink);
        let note = map.take_text("note", sink);
        map.close(sink);
        Some(Self { date: date?, source: Some(source?), note })
    }
}

impl Deprecation {
    fn read(node: &Node, sink: &mut Sink) -> Option<Self> {
        if matches!(node.kind, Kind::Scalar(_)) {
            let message = "`deprecated` must be a mapping";
            sink.push(
                Diagnostic::new(Code::WrongShape, node.span, message, format!("expected a mapping, found {}", node.shape()))
                    .help("write `deprecated: { since: 2026-03-10, replacement: …, note: … }`; `since` and one of the others can be omitted"),
            );
            return None;
        }
        let mut map = Map::open(node, "`deprecated`", sink)?;
        let since = map.take_text("since", sink);
        let replacement = map.take_text("replacement", sink);
        let note = map.take_text("note", sink);
        let source = map.take_one_of("source", Provenance::NAMES, sink);
        let span = map.span;
        map.close(sink);
        Some(Self { since, replacement, note, source, span })
    }
}
