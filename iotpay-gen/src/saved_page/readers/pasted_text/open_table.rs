//! A table of lines while it is being read: each line is a row or continues one.

use crate::saved_page::model::ambiguity::Ambiguity;
use crate::saved_page::model::block::Grid;
use crate::saved_page::model::cell::Cell;
use crate::saved_page::model::columns::{Column, Columns};
use crate::saved_page::model::review::Review;
use crate::saved_page::model::row::{Entry, UnreadableRow};
use crate::saved_page::model::unreadable_reason::UnreadableReason;
use crate::saved_page::notation::column_headings::Separator;
use crate::saved_page::notation::{markdown, section_headings};
use crate::saved_page::readers::pasted_text::line_cells::{fixed_width, grid_cells, piped_cells, spaced, tabbed};
use crate::saved_page::spec_index::SpecIndex;
use crate::saved_page::tables::rows::{from_cells, is_typed};
use crate::saved_page::tables::{samples, unseparated_row};
use crate::source::{Span, Spanned};

/// The end of a row of a Markdown table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RowEnd {
    /// Its line.
    Line,
    /// The closing pipe, as the heading has one.
    Pipe,
    /// A rule below it: `+---+---+`.
    Rule,
}

/// A table whose end has not been seen.
pub(crate) struct Open {
    pub(crate) grid: Grid,
    pub(crate) separator: Separator,
    /// Lines that are not rows: they belong to a description if a row follows.
    pub(crate) pending: Vec<Spanned<String>>,
    /// A row that its closing pipe has not ended yet.
    pub(crate) unclosed: Option<Spanned<String>>,
    pub(crate) ends: RowEnd,
    /// Whether a blank line was read: the table can continue, but no description can.
    pub(crate) has_gap: bool,
    /// The start and end of each column, if a line of dashes shows them.
    pub(crate) extents: Option<Vec<(usize, usize)>>,
    /// The heading's text.
    pub(crate) heading: String,
    /// The cells of the last row, if tabs separate them.
    pub(crate) last_cells: Vec<Cell>,
    /// Whether the columns are those of the table above.
    pub(crate) is_borrowed: bool,
    /// Whether a heading names the columns.
    pub(crate) has_heading: bool,
}

/// The maximum number of lines of a Markdown row.
const MAX_LINES: usize = 12;

impl Open {
    /// Returns a table below its heading.
    pub(crate) fn new(columns: Columns, separator: Separator, heading: &Spanned<String>) -> Self {
        Self {
            grid: Grid::new(columns, heading.span),
            separator,
            pending: Vec::new(),
            unclosed: None,
            ends: RowEnd::Line,
            has_gap: false,
            extents: None,
            heading: heading.value.clone(),
            last_cells: Vec::new(),
            is_borrowed: false,
            has_heading: true,
        }
    }

    /// Adds a line that belongs to the table.
    pub(crate) fn takes(&mut self, line: &Spanned<String>, known: &SpecIndex) -> bool {
        if self.separator == Separator::Pipe {
            return self.takes_piped(line, known);
        }
        if line.value.trim().is_empty() {
            self.has_gap = true;
            self.pending.push(line.clone());
            return true;
        }
        if self.grid.entries.is_empty()
            && let Some(extents) = markdown::dashes(&line.value).filter(|it| it.len() == self.grid.columns.0.len())
        {
            self.extents = Some(extents);
            return true;
        }
        if let Some(extents) = &self.extents {
            let below = fixed_width(line, extents);
            if below.first().is_some_and(|first| first.value.is_empty()) && !self.has_gap && self.add_below(&below) {
                return true;
            }
            let entry = from_cells(&below, &self.grid.columns, false, line.span, known);
            let texts: Vec<_> = below.iter().map(|cell| cell.value.as_str()).collect();
            if matches!(entry, Entry::Row(_)) || is_typed(&texts, &self.grid.columns) {
                self.has_gap = false;
                self.pending.clear();
                self.grid.entries.push(entry);
                return true;
            }
        }
        if self.separator == Separator::Tab && self.joins(line, known) {
            return true;
        }
        match self.read(line, known) {
            Some(mut entry) => {
                self.flush();
                if let Entry::Row(row) = &mut entry {
                    if std::mem::take(&mut self.is_borrowed) {
                        row.reviews.push(Review::BorrowedColumns);
                    }
                    if !self.has_heading && !self.grid.entries.iter().any(|it| matches!(it, Entry::Row(_))) {
                        row.mark_ambiguous(Ambiguity::NoHeading);
                    }
                }
                self.has_gap = false;
                self.last_cells = if self.separator == Separator::Tab { tabbed(line) } else { Vec::new() };
                self.grid.entries.push(entry);
            }
            None => self.pending.push(line.clone()),
        }
        true
    }

    /// Returns `true` if a heading of the page is in front of this row, so that another table begins.
    pub(crate) fn splits_at(&self, line: &Spanned<String>, known: &SpecIndex) -> bool {
        if self.separator == Separator::Pipe || !self.has_gap || self.grid.entries.is_empty() {
            return false;
        }
        let gap = self.pending.iter().skip_while(|line| !line.value.trim().is_empty());
        let mut headings = gap.filter(|line| !line.value.trim().is_empty());
        let names_columns = |line: &Spanned<String>| {
            section_headings::role(&line.value).is_some() || section_headings::object(&line.value).is_some()
        };
        headings.any(names_columns) && self.read(line, known).is_some()
    }

    /// Adds text below the cells of the last row. Returns `false` if there is no row.
    fn add_below(&mut self, below: &[Cell]) -> bool {
        let Some(Entry::Row(row)) = self.grid.entries.last_mut() else { return false };
        for (cell, column) in below.iter().zip(&self.grid.columns.0).filter(|(cell, _)| !cell.value.is_empty()) {
            let text = match column {
                Column::Description => &mut row.description,
                Column::Sample => &mut row.sample,
                Column::Label => row.label.get_or_insert_default(),
                _ => {
                    row.reviews.push(Review::BelowCells(cell.value.clone()));
                    continue;
                }
            };
            if !text.is_empty() {
                text.push(' ');
            }
            text.push_str(&cell.value);
        }
        true
    }

    /// Joins a row that a line break splits: the line before has the first cells, this one the others.
    fn joins(&mut self, line: &Spanned<String>, known: &SpecIndex) -> bool {
        let number = self.grid.columns.0.len();
        let cells = tabbed(line);
        let Some(entry) = self.grid.entries.last_mut() else { return false };
        let (first, own) = match entry {
            Entry::Row(row) => (row.span, self.last_cells.clone()),
            Entry::Unreadable(row) => (row.text.span, self.last_cells.clone()),
        };
        if self.has_gap
            || own.len() >= number
            || own.is_empty()
            || cells.len() < 2
            || own.len() + cells.len() - 1 != number
        {
            return false;
        }
        // A row without its last cells is followed by another row.
        if matches!(from_cells(&cells, &self.grid.columns, false, line.span, known), Entry::Row(_)) {
            return false;
        }
        let mut all = own;
        let mut rest = cells.into_iter();
        if let (Some(last), Some(more)) = (all.last_mut(), rest.next()) {
            last.append(&more);
        }
        all.extend(rest);
        let span = Span { end: line.span.end, ..first };
        let joined = from_cells(&all, &self.grid.columns, false, span, known);
        *entry = match joined {
            Entry::Row(mut row) => {
                row.reviews.push(Review::SplitCell);
                Entry::Row(row)
            }
            Entry::Unreadable(unread) => Entry::Unreadable(unread),
        };
        self.last_cells.clear();
        true
    }

    fn read(&self, line: &Spanned<String>, known: &SpecIndex) -> Option<Entry> {
        if let Some(shown) = struck(&line.value) {
            let row = Spanned::new(shown, line.span);
            let Some(Entry::Row(row)) = self.read_shown(&row, known) else { return None };
            let unread = UnreadableRow::new(line.clone(), UnreadableReason::StruckOut);
            return Some(Entry::Unreadable(UnreadableRow { name: Some(row.name), ..unread }));
        }
        self.read_shown(line, known)
    }

    fn read_shown(&self, line: &Spanned<String>, known: &SpecIndex) -> Option<Entry> {
        let cells = match self.separator {
            Separator::Tab if line.value.trim_end().contains('\t') => tabbed(line),
            Separator::Blanks => spaced(line),
            _ => Vec::new(),
        };
        let is_whole = match self.separator {
            Separator::Tab => cells.len() > 1,
            Separator::Blanks => cells.len() == self.grid.columns.0.len(),
            Separator::Pipe | Separator::Nothing => false,
        };
        if is_whole {
            // Spaces inside a description can hide that a cell is empty.
            let may_slip = self.separator == Separator::Blanks && !self.is_aligned(line, &cells);
            return Some(mark_misaligned(from_cells(&cells, &self.grid.columns, false, line.span, known), may_slip));
        }
        // A lost tab, or columns that one space separates.
        let entry = unseparated_row::row(line, &self.grid.columns, known)?;
        if self.has_gap && !is_certain(&entry, known) {
            return None;
        }
        Some(entry)
    }

    /// Returns `true` if each cell begins below its column.
    fn is_aligned(&self, line: &Spanned<String>, cells: &[Cell]) -> bool {
        let column = |text: &str, at: usize| text.get(..at).map(|before| before.chars().count());
        let heading = Spanned::new(self.heading.clone(), Span { start: 0, end: self.heading.len(), ..line.span });
        let begins = spaced(&heading);
        begins.iter().zip(cells).all(|(heading, cell)| {
            column(&self.heading, heading.span.start)
                == column(&line.value, cell.span.start.saturating_sub(line.span.start))
        })
    }

    /// Adds the lines between two rows to the first.
    fn flush(&mut self) {
        let pending = std::mem::take(&mut self.pending);
        for line in pending.iter().filter(|line| !line.value.trim().is_empty()) {
            match self.grid.entries.last_mut() {
                Some(Entry::Row(row)) if self.has_heading => row.add_line(line.value.trim()),
                // Right below the heading, or below a row that could not be read.
                _ => self.grid.entries.push(unread(line)),
            }
        }
    }

    /// Records the lines right below the last row, which can belong to it or be rows.
    pub(crate) fn look_below(&mut self) {
        let is_text =
            |line: &&Spanned<String>| !line.value.trim_matches(['-', ' ']).is_empty() && !line.value.contains("://");
        let below = self.pending.iter().take_while(is_text);
        for line in below.take(MAX_LINES).filter(|line| section_headings::role(&line.value).is_none()) {
            match self.grid.entries.last_mut() {
                Some(Entry::Row(row)) => {
                    row.reviews.push(Review::LineBelowTable(line.value.trim().to_owned()));
                }
                _ => self.grid.entries.push(unread(line)),
            }
        }
    }

    fn takes_piped(&mut self, line: &Spanned<String>, known: &SpecIndex) -> bool {
        if line.value.trim().is_empty() {
            if self.ends != RowEnd::Rule {
                self.end_row(known);
            }
            self.has_gap = true;
            return true;
        }
        if self.ends == RowEnd::Rule && line.value.contains('|') {
            match &mut self.unclosed {
                Some(row) => {
                    row.value.push('\n');
                    row.value.push_str(&line.value);
                    row.span.end = line.span.end;
                }
                None => self.unclosed = Some(line.clone()),
            }
            return true;
        }
        // A row without its closing pipe, and a row below it.
        let is_row = |line: &Spanned<String>| matches!(self.piped(line, known), Entry::Row(_));
        if self.unclosed.as_ref().is_some_and(|row| line.value.contains('|') && is_row(row) && is_row(line)) {
            self.end_row(known);
        }
        if let Some(row) = &mut self.unclosed {
            if row.value.lines().count() < MAX_LINES {
                row.value.push('\n');
                row.value.push_str(&line.value);
                row.span.end = line.span.end;
                if markdown::is_closed(&line.value) {
                    self.end_row(known);
                }
                return true;
            }
            self.end_row(known);
        }
        if !line.value.contains('|') {
            return false;
        }
        self.unclosed = Some(line.clone());
        if self.ends == RowEnd::Line || markdown::is_closed(&line.value) {
            self.end_row(known);
        }
        true
    }

    pub(crate) fn end_row(&mut self, known: &SpecIndex) {
        let Some(line) = self.unclosed.take() else { return };
        let entry = self.piped(&line, known);
        self.grid.entries.push(entry);
    }

    fn piped(&self, line: &Spanned<String>, known: &SpecIndex) -> Entry {
        let (cells, joined) =
            if self.ends == RowEnd::Rule { grid_cells(line) } else { (piped_cells(line), Vec::new()) };
        let mut entry = from_cells(&cells, &self.grid.columns, true, line.span, known);
        if let Entry::Row(row) = &mut entry {
            let is_value = |at: &usize| self.grid.columns.0.get(*at) != Some(&Column::Description);
            if joined.iter().any(is_value) {
                row.reviews.push(Review::SeveralLines);
            }
            if line.value.contains("----") {
                row.reviews.push(Review::NestedTable);
            }
        }
        entry
    }
}

/// Adds a review to a row whose cells may belong to other columns.
fn mark_misaligned(mut entry: Entry, is_uncertain: bool) -> Entry {
    if let Entry::Row(row) = &mut entry
        && is_uncertain
        && !row.description.is_empty()
        && samples::is_prose(&row.sample)
    {
        row.reviews.push(Review::Misaligned(row.sample.clone()));
        row.other_samples.push(String::new());
    }
    entry
}

/// Returns a line that is struck out as a whole, without the marks.
fn struck(line: &str) -> Option<String> {
    const STROKE: char = '\u{336}';
    if line.contains(STROKE) {
        return Some(line.replace(STROKE, ""));
    }
    let line = line.trim();
    let inside = line.strip_prefix("~~")?;
    // Each cell may have marks of its own.
    inside.contains("~~").then(|| line.replace("~~", ""))
}

fn unread(line: &Spanned<String>) -> Entry {
    Entry::Unreadable(UnreadableRow::new(line.clone(), UnreadableReason::NoType))
}

/// Returns `true` if a line after a gap is unambiguously a row.
fn is_certain(entry: &Entry, known: &SpecIndex) -> bool {
    matches!(entry, Entry::Row(row) if known.has_name(&row.name) || row.ty.contains('('))
}
