//! The query that resolves an unknown outcome.

use super::SourceNote;
use crate::diagnostic::Sink;
use crate::source::Spanned;
use crate::spec_file::yaml::{Kind, Map, Node, text};

/// The query that resolves an unknown outcome.
#[derive(Debug, Clone)]
pub struct Resolver {
    /// The query.
    pub query: Spanned<String>,
    /// The field of the query that takes the merchant reference, if its name differs from that in the request.
    pub reference: Option<Spanned<String>>,
    /// The source of the query.
    pub source_note: SourceNote,
}

impl Resolver {
    /// Reads the name of a query, or a mapping with the query, its field, the source and the reason.
    pub(super) fn read(node: &Node, sink: &mut Sink) -> Option<Self> {
        if !matches!(node.kind, Kind::Map(_)) {
            let query = text(node, "resolved_by", sink)?;
            return Some(Self { query, reference: None, source_note: SourceNote::DOCS });
        }
        let mut map = Map::open(node, "`resolved_by`", sink)?;
        let query = map.need_text("query", sink);
        let reference = map.take_text("reference", sink);
        let source_note = SourceNote::read(&mut map, sink);
        map.close(sink);
        Some(Self { query: query?, reference, source_note: source_note? })
    }
}
