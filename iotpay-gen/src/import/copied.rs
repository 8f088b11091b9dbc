//! Pages of lines: text copied from a browser, and Markdown.

use super::headings::{Columns, Separator};
use super::known::Known;
use super::rows::{Entry, Unread, from_cells};
use super::{markdown, run_together, sections};
use crate::source::{FileId, Span, Spanned};

/// A part of a page.
#[derive(Debug, Clone)]
pub(super) enum Block {
    /// A line that is in no table.
    Line(Spanned<String>),
    /// A table of fields.
    Fields(Grid),
    /// A row of a table of something else.
    Aside(Spanned<String>),
}

/// A table of fields.
#[derive(Debug, Clone)]
pub(super) struct Grid {
    pub(super) columns: Columns,
    pub(super) entries: Vec<Entry>,
    /// The heading.
    pub(super) span: Span,
}

/// A table whose end has not been seen.
struct Open {
    grid: Grid,
    separator: Separator,
    /// Lines that are no rows: further lines of a description if a row follows, else text.
    pending: Vec<Spanned<String>>,
    /// A row that its closing pipe has not ended yet.
    unclosed: Option<Spanned<String>>,
    /// Whether the heading ends with a pipe, and so each row does.
    closes: bool,
    /// Whether a blank line came: the table may go on, and no description does.
    has_gap: bool,
}

/// How many lines a row of Markdown can take.
const MOST_LINES: usize = 12;

/// Parts a page into its lines and tables.
pub(super) fn blocks(file: FileId, text: &str, known: &Known) -> Vec<Block> {
    let mut reader = Reader { known, blocks: Vec::new(), open: None };
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let trimmed = line.trim_end_matches('\n');
        let span = Span { file, start, end: start + trimmed.len() };
        reader.line(&Spanned::new(trimmed.to_owned(), span));
        start += line.len();
    }
    reader.close();
    reader.blocks
}

struct Reader<'a> {
    known: &'a Known,
    blocks: Vec<Block>,
    open: Option<Open>,
}

impl Reader<'_> {
    fn line(&mut self, line: &Spanned<String>) {
        if let Some((columns, separator)) = Columns::of_line(line.value.trim()) {
            self.close();
            let grid = Grid { columns, entries: Vec::new(), span: line.span };
            let closes = separator == Separator::Pipe && markdown::is_closed(&line.value);
            let (pending, unclosed, has_gap) = (Vec::new(), None, false);
            self.open = Some(Open { grid, separator, pending, unclosed, closes, has_gap });
            return;
        }
        if markdown::is_rule(&line.value) {
            if self.open.is_none() {
                self.begin_aside();
            }
            return;
        }
        let Some(mut open) = self.open.take() else {
            self.beside(line);
            return;
        };
        if open.takes(line, self.known) {
            self.open = Some(open);
        } else {
            self.open = Some(open);
            self.close();
            self.beside(line);
        }
    }

    /// The line before a rule is the heading of a table that has no fields.
    fn begin_aside(&mut self) {
        if let Some(Block::Line(line)) = self.blocks.last()
            && line.value.contains('|')
        {
            let line = line.clone();
            self.blocks.pop();
            self.blocks.push(Block::Aside(line));
        }
    }

    fn beside(&mut self, line: &Spanned<String>) {
        let goes_on = matches!(self.blocks.last(), Some(Block::Aside(_))) && line.value.contains('|');
        self.blocks.push(if goes_on { Block::Aside(line.clone()) } else { Block::Line(line.clone()) });
    }

    fn close(&mut self) {
        let Some(mut open) = self.open.take() else { return };
        open.end_row(self.known);
        open.look_below();
        self.blocks.push(Block::Fields(open.grid));
        self.blocks.extend(open.pending.into_iter().map(Block::Line));
    }
}

impl Open {
    /// Takes a line that belongs to the table.
    fn takes(&mut self, line: &Spanned<String>, known: &Known) -> bool {
        if self.separator == Separator::Pipe {
            return self.takes_piped(line, known);
        }
        if line.value.trim().is_empty() {
            self.has_gap = true;
            self.pending.push(line.clone());
            return true;
        }
        match self.read(line, known) {
            Some(entry) => {
                self.flush();
                self.has_gap = false;
                self.grid.entries.push(entry);
            }
            None => self.pending.push(line.clone()),
        }
        true
    }

    fn read(&self, line: &Spanned<String>, known: &Known) -> Option<Entry> {
        let text = line.value.trim_end();
        let cells: Vec<String> = match self.separator {
            Separator::Tab if text.contains('\t') => {
                line.value.split('\t').map(|cell| cell.trim().to_owned()).collect()
            }
            Separator::Blanks => {
                text.split("  ").map(|cell| cell.trim().to_owned()).filter(|it| !it.is_empty()).collect()
            }
            _ => Vec::new(),
        };
        let is_whole = match self.separator {
            Separator::Tab => cells.len() > 1,
            Separator::Blanks => cells.len() == self.grid.columns.0.len(),
            Separator::Pipe | Separator::Nothing => false,
        };
        if is_whole {
            return Some(from_cells(&cells, &self.grid.columns, false, line.span, known));
        }
        // A tab that got lost, or columns that a blank keeps apart.
        run_together::row(line, &self.grid.columns, known).filter(|entry| !self.has_gap || is_certain(entry, known))
    }

    /// What stands between two rows belongs to the first; after a blank line it does not.
    fn flush(&mut self) {
        let pending = std::mem::take(&mut self.pending);
        for line in pending.iter().filter(|line| !line.value.trim().is_empty()) {
            match self.grid.entries.last_mut() {
                Some(Entry::Row(row)) => row.add_line(line.value.trim()),
                // Right below the heading, or below a row that could not be read.
                _ => self.grid.entries.push(unread(line)),
            }
        }
    }

    /// Tells what stands right below the last row, which may belong to it or be a row.
    fn look_below(&mut self) {
        let below = self.pending.iter().take_while(|line| !line.value.trim().is_empty());
        for line in below.take(MOST_LINES).filter(|line| sections::role(&line.value).is_none()) {
            match self.grid.entries.last_mut() {
                Some(Entry::Row(row)) => {
                    row.reviews.push(format!("the line below the table may belong to it: «{}»", line.value.trim()));
                }
                _ => self.grid.entries.push(unread(line)),
            }
        }
    }

    fn takes_piped(&mut self, line: &Spanned<String>, known: &Known) -> bool {
        if line.value.trim().is_empty() {
            self.end_row(known);
            return true;
        }
        if let Some(row) = &mut self.unclosed {
            if row.value.lines().count() < MOST_LINES {
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
        if !self.closes || markdown::is_closed(&line.value) {
            self.end_row(known);
        }
        true
    }

    fn end_row(&mut self, known: &Known) {
        let Some(line) = self.unclosed.take() else { return };
        let cells: Vec<_> = markdown::cells(&line.value).into_iter().map(|(cell, _)| cell).collect();
        self.grid.entries.push(from_cells(&cells, &self.grid.columns, true, line.span, known));
    }
}

fn unread(line: &Spanned<String>) -> Entry {
    Entry::Unread(Unread { text: line.clone(), why: "no type of the vendor is in it".to_owned() })
}

/// Whether a line after a gap is a row without any doubt.
fn is_certain(entry: &Entry, known: &Known) -> bool {
    matches!(entry, Entry::Row(row) if known.has_name(&row.name) || row.ty.contains('('))
}
