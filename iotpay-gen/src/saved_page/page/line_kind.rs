//! The kinds of lines outside of tables.

use crate::saved_page::model::dates::{ChangelogEntry, LastUpdated};
use crate::saved_page::page::changelog::Changelog;
use crate::saved_page::page::dates;
use crate::saved_page::page::endpoints::{EndpointLine, EndpointLines};
use crate::saved_page::spec_index::SpecIndex;
use crate::source::{Span, Spanned};

/// The kind of a line outside of tables.
pub(crate) enum LineKind {
    /// A blank line, or one of the dates or the changelog.
    Ignored,
    /// An item of the menu above the title.
    MenuItem,
    /// The title, or the name of the site above the menu.
    Title,
    /// The date of the last update.
    LastUpdated(LastUpdated),
    /// A line about an endpoint.
    Endpoint(EndpointLine),
    /// Any other line.
    Text,
}

/// A line with its kind.
pub(crate) struct ClassifiedLine {
    pub(crate) kind: LineKind,
    /// Whether the line should contain the date of the last update, but no date could be read.
    pub(crate) lacks_date: bool,
}

/// The part of the page above its text.
#[derive(PartialEq, Eq)]
enum Menu {
    AboveTitle,
    BelowTitle,
    Ended,
}

/// Classifies lines in the order of the page.
pub(crate) struct LineClassifier<'a> {
    text: &'a str,
    known: &'a SpecIndex,
    menu: Menu,
    /// Whether the line before announces the date of the last update.
    is_date_announced: bool,
    changelog: Changelog,
    endpoints: EndpointLines,
}

impl<'a> LineClassifier<'a> {
    pub(crate) fn new(text: &'a str, known: &'a SpecIndex) -> Self {
        Self {
            text,
            known,
            menu: Menu::AboveTitle,
            is_date_announced: false,
            changelog: Changelog::default(),
            endpoints: EndpointLines::default(),
        }
    }

    /// Returns the kind of a line.
    pub(crate) fn classify(&mut self, line: &Spanned<String>) -> ClassifiedLine {
        let of = |kind| ClassifiedLine { kind, lacks_date: false };
        let text = line.value.trim();
        if text.is_empty() {
            return of(LineKind::Ignored);
        }
        if let Some(kind) = self.menu(text) {
            return of(kind);
        }
        let is_announced = std::mem::replace(&mut self.is_date_announced, dates::announces(text));
        if let Some(day) = dates::updated(line, is_announced) {
            return of(LineKind::LastUpdated(day));
        }
        let lacks_date = self.is_date_announced || is_announced || dates::is_label(text);
        if lacks_date && !is_announced {
            return ClassifiedLine { kind: LineKind::Ignored, lacks_date };
        }
        let kind = if self.changelog.line(line) {
            LineKind::Ignored
        } else {
            self.endpoints.read(line, self.text, self.known).map_or(LineKind::Text, LineKind::Endpoint)
        };
        ClassifiedLine { kind, lacks_date }
    }

    /// Returns the information about an endpoint in a row with two cells, unless it is an entry of the changelog.
    pub(crate) fn classify_row(&mut self, label: &str, value: &str, span: Span) -> Option<EndpointLine> {
        if self.changelog.row(label, value, span) {
            return None;
        }
        self.endpoints.read(&Spanned::new(format!("{label}: {value}"), span), self.text, self.known)
    }

    /// Returns the kind of a line of the menu and the title, if it is one.
    fn menu(&mut self, text: &str) -> Option<LineKind> {
        if self.menu == Menu::Ended {
            return None;
        }
        if text.starts_with(['•', '◦', '▪']) {
            self.menu = Menu::AboveTitle;
            return Some(LineKind::MenuItem);
        }
        if self.menu == Menu::AboveTitle {
            self.menu = Menu::BelowTitle;
            return Some(LineKind::Title);
        }
        self.menu = Menu::Ended;
        None
    }

    /// Ends the menu: the page has its title, or its first table.
    pub(crate) fn end_menu(&mut self) {
        self.menu = Menu::Ended;
    }

    /// Ends the changelog.
    pub(crate) fn end_changelog(&mut self) {
        self.changelog.end();
    }

    /// Returns the changelog.
    pub(crate) fn into_changes(self) -> Vec<ChangelogEntry> {
        self.changelog.changes
    }
}
