//! The dates of a page.

use crate::source::Spanned;

/// The date of the page's last update.
#[derive(Debug, Clone)]
pub struct LastUpdated {
    /// The date, `YYYY-MM-DD`.
    pub date: Spanned<String>,
    /// The other date that the same digits can mean.
    pub other: Option<String>,
}

/// The changes that the vendor made on a date.
#[derive(Debug, Clone)]
pub struct ChangelogEntry {
    /// The date.
    pub date: Spanned<String>,
    /// The other date that the same digits can mean.
    pub other: Option<String>,
    /// The vendor's text.
    pub lines: Vec<String>,
}
