//! Saved pages of the vendor: read into the project's own tables, and compared with them.
//!
//! A page is taken as a maintainer gets hold of it: HTML as a browser saves it, Markdown, or text
//! copied from a browser, whose columns may have run together. What can be read in two ways is told
//! as such, and what cannot be read at all is kept with its line: no row is lost, and none invented.

mod block;
mod calls;
mod cell;
mod cell_lines;
mod cell_markup;
mod column;
mod column_words;
mod constants;
mod copied;
mod dates;
mod doubt;
mod doubtful;
mod drift;
mod headings;
mod headless;
mod html;
mod html_address;
mod html_look;
mod html_part;
mod html_sheet;
mod html_style;
mod html_table;
mod indent;
mod known;
mod labelled_name;
mod lengths;
mod line_cells;
mod markdown;
mod marked_names;
mod name_cell;
mod nesting;
mod open_table;
mod other_types;
mod page;
mod rows;
mod run_together;
mod samples;
mod sections;
mod shape;
mod spec_page;
mod types;
mod vendor_text;
mod visible;
mod web_archive;
mod yaml;

pub use calls::Call;
pub use dates::{ChangelogEntry, LastUpdated};
pub use doubt::Doubt;
pub use drift::{Difference, Drift, drift, update_vendor_texts};
pub use known::SpecIndex;
pub use page::{ImportedPage, OtherRow, Role, Table, read};
pub use rows::{Cells, Entry, Row, UnreadableRow};
pub use vendor_text::fingerprint;
pub use web_archive::html_of;
pub use yaml::to_yaml;

use crate::diagnostic::{Code, Diagnostic};
use crate::source::{FileId, Span};

/// The finding about a page that could not be read or compared, at its begin.
pub fn unread_page(page: FileId, why: &str) -> Diagnostic {
    Diagnostic::new(Code::UnreadablePage, Span { file: page, start: 0, end: 0 }, why, "this page")
}

/// A diagnostic for each row of a page that could not be read, or can be read in two ways.
pub fn diagnostics(imported: &ImportedPage) -> Vec<Diagnostic> {
    let mut found: Vec<_> = drift::unread(imported).chain(doubtful::all(imported)).collect();
    found.sort_by_key(|found| found.span.start);
    found
}
