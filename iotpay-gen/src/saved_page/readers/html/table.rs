//! HTML tables: cells that span several rows or columns, headings in the middle, and nested tables.

use std::collections::BTreeMap;

use crate::saved_page::model::ambiguity::Ambiguity;
use crate::saved_page::model::block::{Block, Grid};
use crate::saved_page::model::cell;
use crate::saved_page::model::cell::Look;
use crate::saved_page::model::columns::Columns;
use crate::saved_page::model::review::Review;
use crate::saved_page::model::row::Entry;
use crate::saved_page::notation::spans::trimmed;
use crate::saved_page::notation::whitespace::visible;
use crate::saved_page::notation::{indent, types};
use crate::saved_page::spec_index::SpecIndex;
use crate::saved_page::tables::rows::{from_cells, orphan_row};
use crate::source::{Span, Spanned};

/// The maximum number of columns.
const MAX_COLUMNS: usize = 64;

/// A piece of text in a cell.
#[derive(Clone, Copy)]
pub(crate) struct Piece<'a> {
    pub(crate) text: &'a str,
    pub(crate) look: Look,
    pub(crate) span: Span,
    /// Whether the page writes it as shown.
    pub(crate) is_exact: bool,
}

/// A cell: its text, in parts separated by blocks.
#[derive(Clone)]
pub(crate) struct Cell {
    parts: Vec<Part>,
    /// Whether the next text begins a part.
    begins: bool,
    columns: usize,
    rows: usize,
    tag: Span,
    /// The indentation by elements, in pixels.
    indent: u32,
}

#[derive(Clone)]
struct Part {
    pieces: Vec<(String, Look)>,
    span: Span,
}

impl Cell {
    pub(crate) fn new(columns: usize, rows: usize, tag: Span) -> Self {
        Self { parts: Vec::new(), begins: true, columns, rows, tag, indent: 0 }
    }

    fn text(&self) -> cell::Cell {
        let (first, last) = (self.parts.first(), self.parts.last());
        let span = match (first, last) {
            (Some(first), Some(last)) => Span { end: last.span.end.max(first.span.start), ..first.span },
            // An empty cell has only its tag.
            _ => self.tag,
        };
        let pieces = self.parts.iter().flat_map(|part| {
            let blank = part.pieces.first().map(|(_, look)| (" ", *look));
            blank.into_iter().chain(part.pieces.iter().map(|(text, look)| (text.as_str(), *look)))
        });
        let begin: String =
            pieces.clone().filter(|(_, look)| *look == Look::Plain).map(|(text, _)| text).take(8).collect();
        let indent = self.indent.saturating_add(indent::blanks(&begin, false));
        cell::Cell { indent, ..cell::Cell::of(&pieces, span) }
    }
}

#[derive(Clone)]
struct Line {
    cells: Vec<Cell>,
    span: Span,
    /// Whether the page shows it only sometimes.
    shown_sometimes: bool,
    /// Tables in its cells.
    inner: Vec<Block>,
}

impl Line {
    fn new(span: Span, shown_sometimes: bool) -> Self {
        Self { cells: Vec::new(), span, shown_sometimes, inner: Vec::new() }
    }
}

/// A table that is being read.
#[derive(Default)]
pub(crate) struct Table {
    lines: Vec<Line>,
    in_cell: bool,
    /// The indentation of the next cell by its tags.
    next_indent: u32,
    /// Whether it is a layout table, so that its text is text of the page.
    pub(crate) is_layout: bool,
}

/// A row whose cells are assigned to columns.
struct GridRow {
    cells: Vec<cell::Cell>,
    /// The number of cells of the row itself.
    own: usize,
    span: Span,
    notes: Vec<Review>,
    shown_sometimes: bool,
    inner: Vec<Block>,
}

impl Table {
    pub(crate) fn begin_row(&mut self, span: Span, shown_sometimes: bool) {
        self.in_cell = false;
        if !self.is_layout {
            self.lines.push(Line::new(span, shown_sometimes));
        }
    }

    pub(crate) fn begin_cell(&mut self, cell: Cell, span: Span) {
        if self.lines.is_empty() {
            self.begin_row(span, false);
        }
        if let Some(line) = self.lines.last_mut() {
            line.cells.push(Cell { indent: std::mem::take(&mut self.next_indent), ..cell });
            self.in_cell = true;
        }
    }

    pub(crate) fn end_cell(&mut self) {
        self.in_cell = false;
    }

    pub(crate) fn is_in_cell(&self) -> bool {
        self.in_cell
    }

    fn cell(&mut self) -> Option<&mut Cell> {
        self.lines.last_mut().filter(|_| self.in_cell)?.cells.last_mut()
    }

    /// Adds text to the open cell. Returns `false` if none is open.
    pub(crate) fn add(&mut self, piece: Piece<'_>) -> bool {
        let Some(cell) = self.cell() else { return false };
        let Piece { text, look, span, is_exact } = piece;
        let is_blank = visible(text).is_empty();
        match cell.parts.last_mut().filter(|_| !cell.begins) {
            Some(part) => {
                part.pieces.push((text.to_owned(), look));
                if !is_blank && look == Look::Plain {
                    part.span.end = trimmed(span, text, is_exact).end;
                }
            }
            // Non-ASCII spaces indent the text after them.
            None if is_blank && indent::blanks(text, false) == 0 => {}
            None => {
                let span = trimmed(span, text, is_exact);
                cell.parts.push(Part { pieces: vec![(text.to_owned(), look)], span });
                cell.begins = false;
            }
        }
        if let Some(line) = self.lines.last_mut() {
            line.span.end = line.span.end.max(span.end);
        }
        true
    }

    /// Begins another part of the open cell, at a block or a line break.
    pub(crate) fn part(&mut self) {
        if let Some(cell) = self.cell() {
            cell.begins = true;
        }
    }

    /// Indents the text behind the start tag of an element.
    pub(crate) fn indent(&mut self, pixels: u32, element: &[u8]) {
        let is_first = |cell: &Cell| cell.parts.is_empty();
        match element {
            b"tr" => self.next_indent = pixels,
            b"td" | b"th" => self.next_indent = self.next_indent.saturating_add(pixels),
            _ => {
                if let Some(cell) = self.cell().filter(|cell| is_first(cell)) {
                    cell.indent = cell.indent.saturating_add(pixels);
                }
            }
        }
    }

    /// Adds the blocks of a table in the open cell.
    pub(crate) fn add_inner(&mut self, blocks: Vec<Block>) {
        match self.lines.last_mut() {
            Some(line) => line.inner.extend(blocks),
            None => self
                .lines
                .extend(blocks.first().map(|block| Line { inner: blocks.clone(), ..Line::new(block.span(), false) })),
        }
    }

    /// Returns `true` if one of its rows is the heading of a table of fields.
    pub(crate) fn has_columns(&self) -> bool {
        self.lines.iter().any(|line| heading(line.cells.iter().map(|cell| cell.text().value)).is_some())
    }

    /// Returns the text of its cells as lines of the page.
    pub(crate) fn into_lines(self) -> Vec<Spanned<String>> {
        let parts = self.lines.into_iter().flat_map(|line| line.cells).flat_map(|cell| cell.parts);
        let shown = |part: Part| {
            let pieces = part.pieces.iter().filter(|(_, look)| matches!(look, Look::Plain | Look::Note));
            Spanned::new(visible(&pieces.map(|(text, _)| text.as_str()).collect::<String>()), part.span)
        };
        parts.map(shown).filter(|line| !line.value.is_empty()).collect()
    }

    /// Returns its rows as blocks of the page. A table without a heading continues the table above if that is only a
    /// heading and all rows fit its columns.
    pub(crate) fn blocks(self, known: &SpecIndex, above: Option<&Columns>) -> Vec<Block> {
        let rows = assign_columns(self.lines);
        let fits = |row: &GridRow, columns: &Columns| {
            row.cells.len() == columns.0.len()
                && matches!(from_cells(&row.cells, columns, false, row.span, known), Entry::Row(_))
        };
        let above = above.filter(|columns| rows.iter().all(|row| fits(row, columns)));
        let mut blocks = Vec::new();
        let mut inner = Vec::new();
        let first = rows.first().map(|row| row.span);
        let mut open: Option<Grid> = above.zip(first).map(|(columns, span)| Grid {
            continues: true,
            is_borrowed: true,
            ..Grid::new(columns.clone(), span)
        });
        for mut row in rows {
            if let Some(columns) = heading(row.cells.iter().map(|cell| cell.value.clone())) {
                let continues = open.is_some();
                close(&mut open, &mut blocks, &mut inner);
                open = Some(Grid { continues, ..Grid::new(columns, row.span) });
                continue;
            }
            let Some(grid) = &mut open else {
                blocks.push(outside_table(&row));
                blocks.append(&mut row.inner);
                continue;
            };
            if let Some(section) = section(&row) {
                let columns = grid.columns.clone();
                close(&mut open, &mut blocks, &mut inner);
                blocks.push(Block::Section(Spanned::new(section, row.span)));
                blocks.append(&mut row.inner);
                open = Some(Grid { continues: true, ..Grid::new(columns, row.span) });
                continue;
            }
            let mut entry = from_cells(&row.cells, &grid.columns, false, row.span, known);
            if let Entry::Row(read) = &mut entry {
                read.reviews.append(&mut row.notes);
                if row.shown_sometimes {
                    read.mark_ambiguous(Ambiguity::ShownSometimes);
                }
                for block in &mut row.inner {
                    if let Block::Fields(nested) = block {
                        nested.object.get_or_insert_with(|| read.name.clone());
                    }
                }
            }
            inner.append(&mut row.inner);
            grid.entries.push(entry);
        }
        close(&mut open, &mut blocks, &mut inner);
        blocks
    }
}

/// Ends a table, and adds the tables in its cells below it.
fn close(open: &mut Option<Grid>, blocks: &mut Vec<Block>, inner: &mut Vec<Block>) {
    if let Some(grid) = open.take()
        && (!grid.continues || !grid.entries.is_empty())
    {
        blocks.push(Block::Fields(grid));
    }
    blocks.append(inner);
}

fn heading(cells: impl Iterator<Item = String>) -> Option<Columns> {
    let cells: Vec<String> = cells.collect();
    let cells: Vec<&str> = cells.iter().map(String::as_str).collect();
    Columns::of_cells(&cells)
}

/// Returns a row above the heading, or of a table without one.
fn outside_table(row: &GridRow) -> Block {
    let texts: Vec<_> = row.cells.iter().map(|cell| cell.value.as_str()).collect();
    if row.own == 1 {
        return Block::Line(Spanned::new(texts.first().copied().unwrap_or_default().to_owned(), row.span));
    }
    let text = Spanned::new(texts.join(" | "), row.span);
    if let Some(orphan_row) = orphan_row(&texts, &text) {
        return Block::OrphanRow(orphan_row);
    }
    Block::OtherRow(text)
}

/// Returns the text of a row with a single cell: a heading inside the table.
fn section(row: &GridRow) -> Option<String> {
    let mut texts = row.cells.iter().map(|cell| &cell.value).filter(|text| !text.is_empty());
    let text = texts.next().filter(|_| row.own == 1)?;
    let is_name = types::is_field_name(text) && row.cells.len() == 1;
    (!is_name && row.notes.iter().all(|note| !matches!(note, Review::SharedCell { .. }))).then(|| text.clone())
}

/// Assigns each cell to its column. A cell that spans several rows belongs to each of them.
fn assign_columns(lines: Vec<Line>) -> Vec<GridRow> {
    let mut all = Vec::new();
    // By column, the cells that span further rows, and the number of these rows.
    let mut above: BTreeMap<usize, (usize, cell::Cell)> = BTreeMap::new();
    for line in lines.into_iter().filter(|line| !line.cells.is_empty() || !line.inner.is_empty()) {
        let mut row = GridRow {
            own: line.cells.len(),
            cells: Vec::new(),
            span: line.span,
            notes: Vec::new(),
            shown_sometimes: line.shown_sometimes,
            inner: line.inner,
        };
        let mut from_above = |row: &mut GridRow| {
            while let Some((rows, text)) = above.get_mut(&row.cells.len()) {
                let column = row.cells.len();
                if !text.value.is_empty() {
                    row.notes.push(Review::SharedCell { column: column + 1, text: text.value.clone() });
                }
                row.cells.push(text.clone());
                *rows -= 1;
                if *rows == 0 {
                    above.remove(&column);
                }
            }
        };
        let mut begun = Vec::new();
        let is_alone = line.cells.len() == 1;
        for cell in &line.cells {
            from_above(&mut row);
            let text = cell.text();
            if cell.columns > 1 && !is_alone && !text.value.is_empty() {
                row.notes.push(Review::WideCell { text: text.value.clone(), columns: cell.columns });
            }
            for at in 0..cell.columns {
                let shown =
                    if at == 0 { text.clone() } else { cell::Cell::plain(Spanned::new(String::new(), text.span)) };
                if cell.rows > 1 && row.cells.len() < MAX_COLUMNS {
                    begun.push((row.cells.len(), (cell.rows - 1, shown.clone())));
                }
                row.cells.push(shown);
            }
        }
        from_above(&mut row);
        above.extend(begun);
        all.push(row);
    }
    all
}
