//! Reads pages of lines: text pasted from a browser, and Markdown.

pub(crate) mod cell_markup;
pub(crate) mod cell_per_line;
pub(crate) mod line_cells;
pub(crate) mod open_table;
pub(crate) mod without_heading;

use crate::saved_page::model::block::{Block, Grid};
use crate::saved_page::model::columns::Columns;
use crate::saved_page::model::row::{Entry, UnreadableRow};
use crate::saved_page::model::unreadable_reason::UnreadableReason;
use crate::saved_page::notation::column_headings::Separator;
use crate::saved_page::notation::markdown;
use crate::saved_page::notation::whitespace::{HIDDEN, has_hidden};
use crate::saved_page::readers::html;
use crate::saved_page::readers::pasted_text::line_cells::{piped_cells, tabbed};
use crate::saved_page::readers::pasted_text::open_table::{Open, RowEnd};
use crate::saved_page::spec_index::SpecIndex;
use crate::saved_page::tables::rows::{from_cells, orphan_row};
use crate::saved_page::tables::unseparated_row;
use crate::source::{FileId, Span, Spanned};

/// Parts a page into its lines and tables.
pub(crate) fn blocks(file: FileId, text: &str, known: &SpecIndex) -> Vec<Block> {
    let mut reader = LineReader {
        text,
        known,
        blocks: Vec::new(),
        open: None,
        last: None,
        is_titled: false,
        above: None,
        no_rows_before: 0,
    };
    let mut start = 0;
    let mut skipped_to = 0;
    let last_end = text.rfind(END);
    let mut hidden_lines = HiddenLines::default();
    for line in text.split_inclusive('\n') {
        let trimmed = line.trim_end_matches('\n');
        let span = Span { file, start, end: start + trimmed.len() };
        start += line.len();
        if span.start < skipped_to {
            continue;
        }
        // Markdown keeps tables that it cannot write as HTML.
        if trimmed.trim_start().to_ascii_lowercase().starts_with("<table")
            && let Some(end) = last_end.filter(|end| *end > span.start)
        {
            reader.close();
            skipped_to = end_of_table(text, span.start).unwrap_or(end + END.len());
            reader.blocks.extend(html::blocks(file, &text[..skipped_to], span.start, known));
            continue;
        }
        if Columns::word(trimmed).is_some()
            && let Some((grid, end)) = cell_per_line::table(file, text, span.start, known)
        {
            reader.close();
            skipped_to = end;
            reader.blocks.push(Block::Fields(grid));
            continue;
        }
        let is_line_hidden = hidden_lines.line(trimmed);
        if is_only_tags(trimmed) {
            continue;
        }
        let shown = if has_hidden(trimmed) { trimmed.replace(HIDDEN, "") } else { trimmed.to_owned() };
        let shown = markdown::with_ascii_bars(&shown).unwrap_or(shown);
        let line = Spanned::new(shown, span);
        if !is_line_hidden {
            reader.line(&line);
        } else if let Ok(rows) = reader.outside(&line).hidden() {
            reader.close();
            reader.blocks.extend(rows.into_iter().map(Block::OrphanRow));
        }
    }
    reader.close();
    reader.blocks
}

const END: &str = "</table>";

/// Returns the end of an HTML table, including the tables in its cells.
fn end_of_table(text: &str, start: usize) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, _) in text.get(start..)?.match_indices('<') {
        let rest = &text[start + at..];
        if rest.starts_with(END) {
            depth = depth.saturating_sub(1);
            if depth == 0 {
                return Some(start + at + END.len());
            }
        } else if rest.starts_with("<table") {
            depth += 1;
        }
    }
    None
}

/// Returns `true` if a line of Markdown is HTML that shows nothing, such as `<div id="app">`.
fn is_only_tags(line: &str) -> bool {
    let line = line.trim();
    line.starts_with('<') && line.ends_with('>') && line.matches('<').count() == 1 && !line.contains("://")
}

/// Lines of Markdown that the page does not show: in a comment, or in an element that is hidden.
#[derive(Default)]
struct HiddenLines {
    in_comment: bool,
    /// Elements `<div>` that are open in the hidden one, itself included.
    depth: usize,
}

impl HiddenLines {
    /// Returns `true` if a line is hidden.
    fn line(&mut self, line: &str) -> bool {
        let line = line.trim();
        if self.in_comment || line.starts_with("<!--") {
            let end = line.rfind("-->");
            self.in_comment = end.is_none();
            return end.is_none_or(|end| line[end + 3..].trim().is_empty());
        }
        if !line.starts_with("<div") && !line.starts_with("</div") {
            return self.depth > 0;
        }
        let style = line.to_ascii_lowercase().replace(' ', "");
        let is_hidden = style.contains("display:none") || style.contains("divhidden");
        if line.starts_with("</div") {
            self.depth = self.depth.saturating_sub(1);
        } else if self.depth > 0 || is_hidden {
            self.depth += 1;
        }
        self.depth > 0
    }
}

struct LineReader<'a> {
    text: &'a str,
    known: &'a SpecIndex,
    blocks: Vec<Block>,
    open: Option<Open>,
    /// The line before, in a table of Markdown.
    last: Option<Spanned<String>>,
    /// Whether the first heading of Markdown was seen.
    is_titled: bool,
    /// The columns and the separator of the last table.
    above: Option<(Columns, Separator)>,
    /// The end of the lines that begin no table without a heading: reading them once for each of
    /// them would be slow.
    no_rows_before: usize,
}

impl LineReader<'_> {
    fn line(&mut self, line: &Spanned<String>) {
        if let Some((columns, separator)) = Columns::of_line(line.value.trim()) {
            self.close();
            let is_closed = separator == Separator::Pipe && markdown::is_closed(&line.value);
            let ends = if is_closed { RowEnd::Pipe } else { RowEnd::Line };
            self.open = Some(Open { ends, ..Open::new(columns, separator, line) });
            return;
        }
        if markdown::is_rule(&line.value) {
            self.rule();
            return;
        }
        if markdown::is_grid_rule(&line.value) {
            if let Some(open) = &mut self.open {
                open.ends = RowEnd::Rule;
                open.end_row(self.known);
            }
            return;
        }
        if let Some(title) = self.title(line) {
            self.close();
            self.blocks.push(Block::Title(title));
            return;
        }
        self.last = Some(line.clone());
        let Some(mut open) = self.open.take() else {
            self.outside_table(line);
            return;
        };
        if open.splits_at(line, self.known) {
            let heading = std::mem::take(&mut open.pending);
            let next = Open {
                grid: Grid { continues: true, ..Grid::new(open.grid.columns.clone(), open.grid.span) },
                heading: open.heading.clone(),
                unclosed: None,
                pending: Vec::new(),
                extents: open.extents.clone(),
                last_cells: Vec::new(),
                is_borrowed: true,
                ..open
            };
            self.blocks.push(Block::Fields(open.grid));
            self.blocks.extend(heading.into_iter().map(Block::Line));
            open = next;
        }
        let is_taken = open.takes(line, self.known);
        self.open = Some(open);
        if !is_taken {
            self.close();
            self.outside_table(line);
        }
    }

    /// Returns the title of a page of Markdown: its first heading, above all tables.
    fn title(&mut self, line: &Spanned<String>) -> Option<Spanned<String>> {
        let title = line.value.strip_prefix("# ").filter(|_| !self.is_titled)?;
        let is_first = self.open.is_none() && !self.blocks.iter().any(|block| !matches!(block, Block::Line(_)));
        self.is_titled = true;
        let title = markdown::title(title);
        (is_first && !title.is_empty()).then(|| Spanned::new(title, line.span))
    }

    /// Reads a horizontal rule, which turns the line above into a heading and ends the table before it.
    fn rule(&mut self) {
        let last = self.last.take();
        let Some(open) = &mut self.open else {
            self.begin_other_table();
            return;
        };
        let Some(last) = last.filter(|last| last.value.contains('|') && open.separator == Separator::Pipe) else {
            return;
        };
        let is_last = |entry: &Entry| match entry {
            Entry::Row(row) => row.span == last.span,
            Entry::Unreadable(unread) => unread.text.span == last.span,
        };
        if open.has_gap && open.grid.entries.last().is_some_and(is_last) {
            open.grid.entries.pop();
            self.close();
            self.blocks.push(Block::OtherRow(last));
        }
    }

    /// Turns the line before a rule into the heading of a table that is not a table of fields.
    fn begin_other_table(&mut self) {
        if let Some(Block::Line(line)) = self.blocks.last()
            && line.value.contains('|')
        {
            let line = line.clone();
            self.blocks.pop();
            self.blocks.push(Block::OtherRow(line));
        }
    }

    fn outside_table(&mut self, line: &Spanned<String>) {
        let text = self.text.get(line.span.start..).unwrap_or_default();
        if !line.value.contains(['|', '\t']) && line.span.start >= self.no_rows_before {
            match without_heading::lines(text, self.known) {
                without_heading::Lines::NoRow => {}
                without_heading::Lines::Uncertain { length } => self.no_rows_before = line.span.start + length,
                without_heading::Lines::Rows(columns) => {
                    let mut open = Open { has_heading: false, ..Open::new(columns, Separator::Nothing, line) };
                    open.takes(line, self.known);
                    self.open = Some(open);
                    return;
                }
            }
        }
        if let Some(mut open) = self.continues(line) {
            open.takes(line, self.known);
            self.open = Some(open);
            return;
        }
        let continues = matches!(self.blocks.last(), Some(Block::OtherRow(_))) && line.value.contains('|');
        self.blocks.push(if continues { Block::OtherRow(line.clone()) } else { self.outside(line) });
    }

    /// Returns the table above if a line far below it has its columns, because the table continues on another page.
    fn continues(&self, line: &Spanned<String>) -> Option<Open> {
        let (columns, separator) = self.above.as_ref()?;
        let cells = match separator {
            Separator::Tab if line.value.contains('\t') => tabbed(line),
            Separator::Pipe if line.value.contains('|') => piped_cells(line),
            _ => return None,
        };
        let is_row = cells.len() == columns.0.len()
            && matches!(from_cells(&cells, columns, false, line.span, self.known), Entry::Row(_));
        let mut open = Open::new(columns.clone(), *separator, line);
        (open.grid.continues, open.grid.is_borrowed) = (true, true);
        is_row.then_some(open)
    }

    /// Reads a line outside of tables: it can be a row without a heading.
    fn outside(&self, line: &Spanned<String>) -> Block {
        let text = line.value.as_str();
        let found = if text.contains('|') {
            orphan_row(&markdown::texts(text).iter().map(String::as_str).collect::<Vec<_>>(), line)
        } else if text.contains('\t') {
            let cells: Vec<&str> = text.split('\t').map(str::trim).collect();
            let orphan_row = orphan_row(&cells, line);
            // A row of another table that names a field.
            if orphan_row.is_none() && cells.iter().any(|cell| self.known.has_name(cell)) {
                return Block::OtherRow(Spanned::new(cells.join(" | "), line.span));
            }
            orphan_row
        } else {
            let cells: Vec<&str> = text.split("  ").map(str::trim).filter(|cell| !cell.is_empty()).collect();
            let is_stray = || unseparated_row::recognize::is_stray(text, self.known);
            let unread = || UnreadableRow::new(line.clone(), UnreadableReason::NoHeading);
            let spaced = if cells.len() > 1 { orphan_row(&cells, line) } else { None };
            spaced.or_else(|| is_stray().then(unread))
        };
        if let Some(orphan_row) = found {
            return Block::OrphanRow(orphan_row);
        }
        Block::Line(line.clone())
    }

    fn close(&mut self) {
        let Some(mut open) = self.open.take() else { return };
        open.end_row(self.known);
        open.look_below();
        self.above = Some((open.grid.columns.clone(), open.separator));
        self.blocks.push(Block::Fields(open.grid));
        let mut near = 3_usize;
        let below: Vec<_> = open
            .pending
            .iter()
            .map(|line| {
                let is_near = !line.value.trim().is_empty() && near > 0;
                near -= usize::from(is_near);
                if is_near && unseparated_row::recognize::may_be_row(&line.value, self.known) {
                    return Block::OrphanRow(UnreadableRow::new(line.clone(), UnreadableReason::AfterBlankLine));
                }
                self.outside(line)
            })
            .collect();
        self.blocks.extend(below);
    }
}
