//! What a saved page is written in.

/// The forms in which pages are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    /// As a browser saves a page.
    Html,
    /// Lines: Markdown, or copied from a browser. Each table tells by its heading how its columns
    /// are kept apart.
    Lines,
}

impl Format {
    /// Recognises a page by its text alone: names of saved files say little.
    pub(crate) fn of(text: &str) -> Self {
        let start: String = text.chars().take(4000).collect::<String>().to_ascii_lowercase();
        let start = start.trim_start();
        let is_document = start.starts_with("<!doctype html") || start.contains("<html");
        // Markdown may begin with HTML, and has headings of its own.
        let is_markdown = || text.lines().any(|line| line.starts_with(['#', '|']) || line.starts_with("**"));
        let is_part = start.starts_with('<') && text.to_ascii_lowercase().contains("<table") && !is_markdown();
        if is_document || is_part { Self::Html } else { Self::Lines }
    }
}
