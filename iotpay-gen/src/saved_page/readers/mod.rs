//! Readers of the formats of saved pages: HTML, Markdown and pasted text.

pub(crate) mod format;
pub(crate) mod html;
pub(crate) mod pasted_text;
pub(crate) mod web_archive;
