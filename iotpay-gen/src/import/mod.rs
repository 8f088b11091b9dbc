//! Saved pages of the vendor: read into the project's own tables, and compared with them.
//!
//! A page is taken as a maintainer gets hold of it: HTML as a browser saves it, Markdown, or text
//! copied from a browser, whose columns may have run together. What can be read in two ways is told
//! as such, and what cannot be read at all is kept with its line: no row is lost, and none invented.

mod calls;
mod copied;
mod dates;
mod drift;
mod headings;
mod html;
mod html_table;
mod known;
mod line_cells;
mod markdown;
mod open_table;
mod page;
mod rows;
mod run_together;
mod samples;
mod sections;
mod shape;
mod spec_page;
mod types;
mod visible;
mod yaml;

pub use calls::Call;
pub use dates::{Change, Updated};
pub use drift::{Column, Difference, Drift, drift};
pub use known::Known;
pub use page::{Aside, Imported, Role, Table, read};
pub use rows::{Cells, Entry, Row, Unread};
pub use yaml::to_yaml;

use crate::diagnostic::{Code, Diagnostic};
use crate::source::{FileId, Span};

/// The finding about a page that could not be read or compared, at its begin.
pub fn unread_page(page: FileId, why: &str) -> Diagnostic {
    Diagnostic::new(Code::UnreadPage, Span { file: page, start: 0, end: 0 }, why, "this page")
}

/// A finding for each row of a page that could not be read.
pub fn findings(imported: &Imported) -> Vec<Diagnostic> {
    drift::unread(imported).collect()
}
