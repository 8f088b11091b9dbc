//! The query that resolves unknown outcomes, in a draft.

use super::scalar::item;
use crate::raw::{Provenance, Resolver};

/// Returns the name of the query, or a mapping with its field and source.
pub(super) fn resolver(known: &Resolver) -> String {
    let query = item(&known.query.value);
    let source = known.source_note.source;
    if known.reference.is_none() && source == Provenance::Docs {
        return query;
    }
    let field = known.reference.as_ref().map_or_else(String::new, |it| format!(", reference: {}", item(&it.value)));
    let note = known.source_note.note.as_ref().map_or_else(String::new, |note| format!(", note: {}", item(note)));
    format!("{{ query: {query}{field}, source: {}{note} }}", source.as_str())
}
