//! Reads a saved page in two passes: the rows that are certain help to read the others.

use crate::saved_page::model::block::Block;
use crate::saved_page::model::page::ImportedPage;
use crate::saved_page::model::row::Entry;
use crate::saved_page::page::assemble::assemble;
use crate::saved_page::readers::format::Format;
use crate::saved_page::readers::html::address;
use crate::saved_page::readers::{html, pasted_text};
use crate::saved_page::spec_index::SpecIndex;
use crate::source::{FileId, SourceFile};

/// Reads a saved page. `id` is the file of its locations.
pub fn read(id: FileId, page: &SourceFile, known: &SpecIndex) -> ImportedPage {
    let text: &str = &page.text;
    let format = Format::of(text);
    let blocks = |known: &SpecIndex| match format {
        Format::Html => html::blocks(id, text, 0, known),
        Format::Lines => pasted_text::blocks(id, text, known),
    };
    let first = blocks(known);
    // Rows that are certain help to read the others.
    let names = first.iter().filter_map(|block| match block {
        Block::Fields(grid) => Some(&grid.entries),
        _ => None,
    });
    let names = names.flatten().filter_map(|entry| match entry {
        Entry::Row(row) if row.reviews.is_empty() => Some(row.name.as_str()),
        _ => None,
    });
    let known = known.with_names(names);
    let mut imported = assemble(&blocks(&known), text, &known);
    if format == Format::Html {
        let path = address::of(text).and_then(|url| url.split_once(crate::raw::SITE)).map(|(_, path)| path);
        imported.path = path.map(|path| path.split(['?', '#']).next().unwrap_or(path).to_owned());
    }
    imported
}
