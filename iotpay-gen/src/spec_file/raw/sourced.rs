//! Values that are written alone if they are from the current page, and with their source if they are not.

use super::Provenance;
use crate::diagnostic::Sink;
use crate::source::Spanned;
use crate::spec_file::yaml::{Kind, Map, Node, one_of, text};

/// A value and its source.
#[derive(Debug, Clone)]
pub struct Sourced<T> {
    /// The value.
    pub value: Spanned<T>,
    /// The source.
    pub source_note: SourceNote,
}

impl<T: Copy> Sourced<T> {
    /// Reads a value of a closed set, or a mapping with the value as `rule`, its `source` and an optional `note`.
    pub(super) fn read(node: &Node, key: &'static str, allowed: &[(&'static str, T)], sink: &mut Sink) -> Option<Self> {
        let by_name = |written: &Spanned<String>, sink: &mut Sink| one_of(key, written, allowed, sink);
        Self::read_with(node, key, by_name, sink)
    }

    /// Like [`Self::read`], but looks up the value with `by_name`.
    pub(super) fn read_with(
        node: &Node,
        key: &'static str,
        by_name: impl Fn(&Spanned<String>, &mut Sink) -> Option<Spanned<T>>,
        sink: &mut Sink,
    ) -> Option<Self> {
        if !matches!(node.kind, Kind::Map(_)) {
            let value = by_name(&text(node, key, sink)?, sink)?;
            return Some(Self { value, source_note: SourceNote::DOCS });
        }
        let mut map = Map::open(node, key, sink)?;
        let value = map.need_text("rule", sink).and_then(|written| by_name(&written, sink));
        let source_note = SourceNote::read(&mut map, sink);
        map.close(sink);
        Some(Self { value: value?, source_note: source_note? })
    }
}

/// The source of a fact about a family, and its reason.
#[derive(Debug, Clone)]
pub struct SourceNote {
    /// The source.
    pub source: Provenance,
    /// The reason.
    pub note: Option<String>,
}

impl SourceNote {
    /// The current page.
    pub(super) const DOCS: Self = Self { source: Provenance::Docs, note: None };

    pub(super) fn read(map: &mut Map<'_>, sink: &mut Sink) -> Option<Self> {
        let source = map.need_one_of("source", Provenance::NAMES, sink);
        let note = map.take_text("note", sink).map(|note| note.value);
        Some(Self { source: source?.value, note })
    }

    /// Reads an optional source: without one, it is the current page.
    pub(super) fn take(map: &mut Map<'_>, sink: &mut Sink) -> Self {
        let source = map.take_one_of("source", Provenance::NAMES, sink);
        let note = map.take_text("note", sink).map(|note| note.value);
        Self { source: source.map_or(Provenance::Docs, |source| source.value), note }
    }
}
