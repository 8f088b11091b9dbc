//! The dates of a page.

use crate::source::Spanned;

/// When the page was last updated.
#[derive(Debug, Clone)]
pub struct LastUpdated {
    /// The day, `YYYY-MM-DD`.
    pub date: Spanned<String>,
    /// The other day that the same digits may mean.
    pub other: Option<String>,
}

/// What the vendor changed on a day.
#[derive(Debug, Clone)]
pub struct ChangelogEntry {
    /// The day.
    pub date: Spanned<String>,
    /// The other day that the same digits may mean.
    pub other: Option<String>,
    /// The vendor's words.
    pub lines: Vec<String>,
}
