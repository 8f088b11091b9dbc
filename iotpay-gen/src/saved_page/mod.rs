//! Saved pages of the vendor: read into the project's own tables, and compared with the spec.
//!
//! A page is HTML as a browser saves it, Markdown, or text pasted from a browser, whose columns may
//! have no separators. A row that can be read in two ways is reported as such, and a row that cannot be
//! read is kept with its line: no row is lost, and none is invented.

mod diagnostics;
mod draft;
mod drift;
mod model;
mod notation;
mod page;
mod readers;
mod spec_index;
mod tables;

pub use diagnostics::{diagnostics, unread_page};
pub use draft::to_yaml;
pub use drift::difference::Difference;
pub use drift::drift;
pub use drift::error::DriftError;
pub use drift::report::Drift;
pub use drift::update::{UpdateError, update_vendor_texts};
pub use drift::vendor_text::VendorText;
pub use model::ambiguity::Ambiguity;
pub use model::dates::{ChangelogEntry, LastUpdated};
pub use model::endpoint::PageEndpoint;
pub use model::page::{ImportedPage, OtherRow, Table};
pub use model::review::Review;
pub use model::role::Role;
pub use model::row::{Cells, Entry, Row, UnreadableRow};
pub use model::unreadable_reason::UnreadableReason;
pub use notation::fingerprint::fingerprint;
pub use page::read::read;
pub use readers::web_archive::{WebArchiveError, html_of};
pub use spec_index::SpecIndex;
pub use spec_index::find::FindPageError;
