//! Pasted tables with one cell on each line.

use crate::saved_page::model::ambiguity::Ambiguity;
use crate::saved_page::model::block::Grid;
use crate::saved_page::model::cell::Cell;
use crate::saved_page::model::columns::{Column, Columns};
use crate::saved_page::model::review::Review;
use crate::saved_page::model::row::{Entry, UnreadableRow};
use crate::saved_page::model::unreadable_reason::UnreadableReason;
use crate::saved_page::notation::whitespace::visible;
use crate::saved_page::notation::{indent, other_types, section_headings, types};
use crate::saved_page::spec_index::SpecIndex;
use crate::saved_page::tables::rows::from_cells;
use crate::saved_page::tables::{name_cell, samples};
use crate::source::{FileId, Span, Spanned};

/// The maximum number of columns of a table.
const MAX_COLUMNS: usize = 12;
/// The maximum number of lines of a row beyond its columns.
const MAX_FURTHER: usize = 4;

/// A line that is not blank.
struct Line<'a> {
    text: &'a str,
    start: usize,
    /// Blank lines above it.
    gap: usize,
}

/// Lines of a page from a position on, read only as far as needed.
struct Lines<'a> {
    read: Vec<Line<'a>>,
    rest: &'a str,
    start: usize,
}

impl<'a> Lines<'a> {
    fn get(&mut self, at: usize) -> Option<&Line<'a>> {
        while self.read.len() <= at && !self.rest.is_empty() {
            let mut gap = 0;
            loop {
                let (line, rest) = self.rest.split_once('\n').unwrap_or((self.rest, ""));
                let start = self.start;
                self.start += self.rest.len() - rest.len();
                self.rest = rest;
                if !line.trim().is_empty() {
                    self.read.push(Line { text: line.trim_end_matches('\r'), start, gap });
                    break;
                }
                gap += 1;
                if rest.is_empty() {
                    break;
                }
            }
        }
        self.read.get(at)
    }

    fn text(&mut self, at: usize) -> Option<String> {
        self.get(at).map(|line| visible(line.text))
    }
}

/// Returns the table whose heading begins at a byte of a page, and the byte behind its last row.
pub(crate) fn table(file: FileId, text: &str, start: usize, known: &SpecIndex) -> Option<(Grid, usize)> {
    let mut reader = TableReader { file, known, lines: Lines { read: Vec::new(), rest: text.get(start..)?, start } };
    let (columns, count) = reader.heading(0)?;
    // `Parameters` above a heading is a heading of the page.
    let is_role = reader.lines.text(0).is_some_and(|line| section_headings::role(&line).is_some());
    if is_role && reader.heading(1).is_some() {
        return None;
    }
    let end = reader.lines.get(count)?.start;
    let mut grid = Grid::new(columns, Span { file, start, end: end.max(start) });
    grid.span.end = start + reader.lines.get(0)?.text.len();
    let mut at = count;
    while reader.is_row(at, &grid.columns) {
        let next = reader.row(at, &mut grid);
        at = next;
    }
    let end = match reader.lines.get(at) {
        Some(line) => line.start,
        None => text.len(),
    };
    (!grid.entries.is_empty()).then_some((grid, end))
}

struct TableReader<'a> {
    file: FileId,
    known: &'a SpecIndex,
    lines: Lines<'a>,
}

impl TableReader<'_> {
    /// Returns the heading that begins at a line, and how many lines it takes; a row has to follow.
    fn heading(&mut self, at: usize) -> Option<(Columns, usize)> {
        let mut words: Vec<String> = Vec::new();
        while words.len() < MAX_COLUMNS
            && let Some(text) = self.lines.text(at + words.len())
            && Columns::word(&text).is_some()
        {
            words.push(text);
        }
        (3..=words.len()).rev().find_map(|count| {
            let cells: Vec<&str> = words[..count].iter().map(String::as_str).collect();
            let columns = Columns::of_cells(&cells)?;
            self.is_row(at + count, &columns).then_some((columns, count))
        })
    }

    /// Returns `true` if a row begins at a line: its name, mark and type are each on their line.
    fn is_row(&mut self, at: usize, columns: &Columns) -> bool {
        let mut fits = |column: Column, is_such: fn(&str) -> bool| {
            columns.place(column).is_none_or(|place| self.lines.text(at + place).is_some_and(|text| is_such(&text)))
        };
        fits(Column::Type, other_types::is_type)
            && fits(Column::Name, |text| name_cell::name_of(text).is_some())
            && (fits(Column::Required, |text| types::mark(text).is_some()))
    }

    /// Reads the row at a line. Returns the line behind it.
    fn row(&mut self, at: usize, grid: &mut Grid) -> usize {
        let columns = grid.columns.clone();
        let head = [Column::Name, Column::Required, Column::Type].iter().filter_map(|it| columns.place(*it)).max();
        let head = head.unwrap_or_default() + 1;
        let tail = columns.0.len() - head.min(columns.0.len());
        let begin = at + head;
        let mut further = 0;
        let mut is_followed = false;
        while further <= tail + columns.0.len() + MAX_FURTHER && self.lines.get(begin + further).is_some() {
            if self.is_row(begin + further, &columns) {
                is_followed = true;
                break;
            }
            if self.ends_at(begin + further, further >= tail) {
                break;
            }
            further += 1;
        }
        if !is_followed {
            further = further.min(tail);
        }
        let rest: Vec<Cell> = (begin..begin + further).filter_map(|at| self.cell(at)).collect();
        let mut cells: Vec<Cell> = (at..begin).filter_map(|at| self.cell(at)).collect();
        let begin_span = cells.first().map_or(grid.span, |cell| cell.span);
        let end = rest.last().or(cells.last()).map_or(begin_span.end, |cell| cell.span.end);
        let span = Span { end, ..begin_span };
        // As many further lines as a row has: an unreadable row.
        let mut unread = None;
        let mut rest = rest;
        if rest.len() == tail + columns.0.len() && name_cell::name_of(&rest[tail].value).is_some() {
            let lost = rest.split_off(tail);
            let text = lost.iter().map(|cell| cell.value.as_str()).collect::<Vec<_>>().join(" | ");
            let name = name_cell::name_of(&lost[0].value);
            let place = Span { end: lost[lost.len() - 1].span.end, ..lost[0].span };
            unread = Some(UnreadableRow {
                name,
                ..UnreadableRow::new(Spanned::new(text, place), UnreadableReason::CellMismatch)
            });
        }
        let (rest, ambiguities) = self.tail(rest, &columns.0[head..], begin);
        cells.extend(rest);
        let mut entry = from_cells(&cells, &columns, false, span, self.known);
        if let Entry::Row(row) = &mut entry {
            for ambiguity in ambiguities {
                match ambiguity {
                    Unclear::Part(text) => {
                        row.other_samples.push(if row.sample == text { String::new() } else { text.clone() });
                        row.mark_ambiguous(Ambiguity::SampleOrDescription(text));
                    }
                    Unclear::Further(text) => {
                        row.reviews.push(Review::ExtraLine(text));
                    }
                }
            }
        }
        grid.entries.push(entry);
        grid.entries.extend(unread.map(Entry::Unreadable));
        begin + further
    }

    /// Returns `true` if the table ends before a line that is not a row.
    fn ends_at(&mut self, at: usize, is_full: bool) -> bool {
        let is_role = self.lines.text(at).is_some_and(|text| section_headings::role(&text).is_some());
        (is_role && (is_full || self.heading(at + 1).is_some())) || self.heading(at).is_some()
    }

    fn cell(&mut self, at: usize) -> Option<Cell> {
        let file = self.file;
        let line = self.lines.get(at)?;
        let begin = line.start + (line.text.len() - line.text.trim_start().len());
        let span = Span { file, start: begin, end: line.start + line.text.trim_end().len() };
        let indent = indent::blanks(line.text, false);
        Some(Cell { indent, ..Cell::plain(Spanned::new(visible(line.text), span)) })
    }

    /// Returns the cells after the type. Copied text omits empty cells.
    fn tail(&mut self, lines: Vec<Cell>, columns: &[Column], begin: usize) -> (Vec<Cell>, Vec<Unclear>) {
        let empty = |like: &Cell| Cell::plain(Spanned::new(String::new(), like.span));
        let texts: Vec<String> = lines.iter().map(|cell| cell.value.clone()).collect();
        if lines.is_empty() || lines.len() == columns.len() {
            return (lines, Vec::new());
        }
        if lines.len() < columns.len() {
            // A larger gap than usual before the text is the empty sample.
            let gap = self.lines.get(begin).map_or(0, |line| line.gap);
            let usual = self.lines.get(1).map_or(0, |line| line.gap);
            let is_sample =
                columns == [Column::Sample, Column::Description] && gap <= usual && !samples::is_prose(&texts[0]);
            let mut cells: Vec<Cell> = columns.iter().map(|_| empty(&lines[0])).collect();
            let place = if is_sample { 0 } else { cells.len() - 1 };
            let mut text = lines[0].clone();
            for more in &lines[1..] {
                text.append(more);
            }
            let unclear = vec![Unclear::Part(text.value.clone())];
            cells[place] = text;
            return (cells, unclear);
        }
        let mut cells = lines;
        let further = cells.split_off(columns.len().max(1));
        let unclear = further.iter().map(|cell| Unclear::Further(cell.value.clone())).collect();
        if let Some(last) = cells.last_mut().filter(|_| !columns.is_empty()) {
            for more in &further {
                last.append(more);
            }
        } else {
            cells.clear();
        }
        (cells, unclear)
    }
}

/// An ambiguity of the lines after the type.
enum Unclear {
    /// A text that may be the sample or the description.
    Part(String),
    /// A line after the last column.
    Further(String),
}
