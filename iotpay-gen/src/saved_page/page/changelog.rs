//! The changelog of a page.

use crate::saved_page::model::dates::ChangelogEntry;
use crate::saved_page::notation::section_headings::{self, plain};
use crate::saved_page::page::dates::day_at_start;
use crate::source::{Span, Spanned};

/// Finds the changelog line by line.
#[derive(Default)]
pub(crate) struct Changelog {
    pub(crate) changes: Vec<ChangelogEntry>,
    is_open: bool,
    /// Whether the changes are lines of text, not a list.
    is_prose: bool,
    /// Whether the heading was seen: a line with only a date then belongs to the changelog.
    is_begun: bool,
}

const HEADINGS: [&str; 16] = [
    "changelog",
    "change log",
    "change history",
    "changes",
    "revision history",
    "release notes",
    "update log",
    "version history",
    "更新日志",
    "变更记录",
    "更新记录",
    "修订记录",
    "变更历史",
    "变更日志",
    "版本记录",
    "更新历史",
];

impl Changelog {
    /// Reads a line. Returns `true` if it belongs to the changelog.
    pub(crate) fn line(&mut self, line: &Spanned<String>) -> bool {
        let text = plain(&line.value);
        if text.is_empty() {
            return self.is_open;
        }
        let lower = text.to_lowercase();
        let is_heading = |heading: &&str| {
            lower
                .strip_prefix(*heading)
                .is_some_and(|rest| rest.is_empty() || (rest.starts_with([' ', '(', '（']) && rest.len() < 30))
        };
        if HEADINGS.iter().any(is_heading) {
            (self.is_open, self.is_begun) = (true, true);
            return true;
        }
        if !self.is_begun {
            return false;
        }
        if let Some((day, rest)) = day_at_start(text.trim_start_matches(['[', '('])) {
            // A sentence can begin with a date; it is not an entry if the changelog has ended.
            let rest = rest.trim_start_matches([']', ')', ':', '：', '-', '–', '—', '*', '|', ' ']);
            if rest.is_empty() || self.is_open {
                let lines = if rest.is_empty() { Vec::new() } else { vec![rest.to_owned()] };
                self.changes.push(ChangelogEntry { date: Spanned::new(day.date, line.span), other: day.other, lines });
                self.is_open = true;
                return true;
            }
        }
        if !self.is_open {
            return false;
        }
        // The page continues with samples below the list of changes.
        let is_item = line.value.trim_start().starts_with(['•', '*', '-', '+']);
        match self.changes.last_mut() {
            Some(change)
                if !is_item
                    && self.is_prose
                    && section_headings::role(text).is_none()
                    && !is_heading_of_another(&lower) =>
            {
                change.lines.push(text.to_owned());
            }
            Some(change) if is_item || (change.lines.is_empty() && !is_heading_of_another(&lower)) => {
                self.is_prose = !is_item;
                change.lines.push(text.to_owned());
            }
            _ => self.is_open = false,
        }
        self.is_open
    }

    /// Reads a row of a table. Returns `true` if it is an entry.
    pub(crate) fn row(&mut self, day: &str, change: &str, span: Span) -> bool {
        let Some((day, "")) = day_at_start(day).filter(|_| self.is_begun) else { return false };
        let lines = vec![change.to_owned()];
        self.changes.push(ChangelogEntry { date: Spanned::new(day.date, span), other: day.other, lines });
        true
    }

    /// Ends the changelog at other content.
    pub(crate) fn end(&mut self) {
        self.is_open = false;
    }
}

/// Returns `true` if a line is the heading of something else.
fn is_heading_of_another(lower: &str) -> bool {
    ["endpoint", "method", "接口地址", "请求地址"].iter().any(|label| lower.starts_with(label))
}
