//! The format of a saved page.

/// The format of a saved page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    /// As a browser saves a page.
    Html,
    /// Lines: Markdown, or text pasted from a browser. The heading of each table shows its
    /// separator.
    Lines,
}

impl Format {
    /// Detects the format from the text alone, since file names are not reliable.
    pub(crate) fn of(text: &str) -> Self {
        let start: String = text.chars().take(4000).collect::<String>().to_ascii_lowercase();
        let start = start.trim_start();
        let is_document = start.starts_with("<!doctype html") || start.contains("<html");
        // Markdown can begin with HTML, and has its own headings.
        let is_markdown = || text.lines().any(|line| line.starts_with(['#', '|']) || line.starts_with("**"));
        let is_part = start.starts_with('<') && text.to_ascii_lowercase().contains("<table") && !is_markdown();
        if is_document || is_part { Self::Html } else { Self::Lines }
    }
}
