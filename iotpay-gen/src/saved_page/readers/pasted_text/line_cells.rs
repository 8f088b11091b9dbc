//! The cells of a line, by separator.

use crate::saved_page::model::cell::Cell;
use crate::saved_page::notation::whitespace::visible;
use crate::saved_page::notation::{indent, markdown};
use crate::saved_page::readers::pasted_text::cell_markup;
use crate::source::{Span, Spanned};

/// Returns a location in a line; that of the line if hidden characters were removed.
fn within(line: &Spanned<String>, start: usize, end: usize) -> Span {
    if line.value.len() != line.span.end - line.span.start {
        return line.span;
    }
    Span { start: line.span.start + start, end: line.span.start + end, ..line.span }
}

pub(crate) fn piped_cells(line: &Spanned<String>) -> Vec<Cell> {
    let cells = markdown::cells(&line.value).into_iter();
    cells.map(|(start, end)| cell_markup::read(&line.value[start..end], within(line, start, end))).collect()
}

/// Returns the cells of a row that spans several lines, and the indexes of the cells that span several lines. Each
/// line contains a part of every cell.
pub(crate) fn grid_cells(line: &Spanned<String>) -> (Vec<Cell>, Vec<usize>) {
    let mut all: Vec<Cell> = Vec::new();
    let mut is_full: Vec<bool> = Vec::new();
    let mut joined = Vec::new();
    let mut start = 0;
    for part in line.value.split('\n') {
        for (at, (begin, end)) in markdown::cells(part).into_iter().enumerate() {
            // A word that fills its column continues on the next line.
            let fills = part[end..].starts_with([' ', '|'])
                && part[end..].trim_start_matches(' ').len() + 1 >= part[end..].len();
            let cell = cell_markup::read(&part[begin..end], within(line, start + begin, start + end));
            match all.get_mut(at) {
                Some(known) if known.value.is_empty() || cell.value.is_empty() => {
                    known.value.push_str(&cell.value);
                }
                Some(known) => {
                    joined.push(at);
                    if is_full.get(at).copied().unwrap_or_default() {
                        known.value.push_str(&cell.value);
                    } else {
                        let span = known.span;
                        known.append(&cell);
                        known.span = span;
                    }
                }
                None => {
                    all.push(cell);
                    is_full.push(false);
                }
            }
            if let Some(full) = is_full.get_mut(at) {
                *full = fills;
            }
        }
        start += part.len() + 1;
    }
    (all, joined)
}

/// Returns a part of a line as a cell. White space around it counts as indentation.
fn cell(line: &Spanned<String>, start: usize, end: usize) -> Cell {
    let text = line.value.get(start..end).unwrap_or_default();
    let first = start + (text.len() - text.trim_start().len());
    let span = within(line, first, (start + text.trim_end().len()).max(first));
    let indent = if start == 0 { indent::blanks(text, true) } else { 0 };
    Cell { indent, ..Cell::plain(Spanned::new(visible(text), span)) }
}

pub(crate) fn tabbed(line: &Spanned<String>) -> Vec<Cell> {
    let mut start = 0;
    let parts = line.value.split('\t').map(|part| {
        let begin = start;
        start += part.len() + 1;
        cell(line, begin, begin + part.len())
    });
    parts.collect()
}

/// Returns the cells that two spaces or more separate.
pub(crate) fn spaced(line: &Spanned<String>) -> Vec<Cell> {
    let mut start = 0;
    let parts = line.value.split("  ").map(|part| {
        let begin = start;
        start += part.len() + 2;
        cell(line, begin, begin + part.len())
    });
    let mut cells: Vec<Cell> = parts.filter(|cell| !cell.value.is_empty()).collect();
    if let Some(first) = cells.first_mut() {
        first.indent = indent::blanks(&line.value, true);
    }
    cells
}

/// Returns the cells below the dashes of their columns.
pub(crate) fn fixed_width(line: &Spanned<String>, extents: &[(usize, usize)]) -> Vec<Cell> {
    let byte = |at: usize| line.value.char_indices().nth(at).map_or(line.value.len(), |(byte, _)| byte);
    let ends = extents.iter().skip(1).map(|(start, _)| Some(*start)).chain([None]);
    let parts = extents.iter().zip(ends);
    let cells = parts.map(|((start, _), end)| cell(line, byte(*start), end.map_or(line.value.len(), byte)));
    cells.map(|cell| Cell { value: markdown::plain(&cell.value), ..cell }).collect()
}
