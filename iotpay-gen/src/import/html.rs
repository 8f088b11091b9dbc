//! Pages as a browser saves them.

use html5gum::{DefaultEmitter, Token, Tokenizer};

use super::copied::{Block, Grid};
use super::headings::Columns;
use super::known::Known;
use super::rows::from_cells;
use crate::source::{FileId, Span, Spanned};

/// A row of a table: its cells, and where it stands.
struct Line {
    cells: Vec<String>,
    span: Span,
}

/// What is being read.
struct Reader<'a> {
    file: FileId,
    known: &'a Known,
    blocks: Vec<Block>,
    /// Text outside of tables, up to the next block.
    text: Option<Spanned<String>>,
    /// The rows of the table that is open.
    table: Option<Vec<Line>>,
    /// How many tables are open inside it.
    inner: usize,
    /// Whether a cell is open.
    in_cell: bool,
    /// The element whose text nobody sees.
    unseen: Option<Vec<u8>>,
}

/// What a saved page says of its address, outside of what shows.
pub(super) fn address(text: &str) -> Option<&str> {
    let mark = "<!-- saved from url=(";
    let rest = &text[text.find(mark)? + mark.len()..];
    let rest = &rest[rest.find(')')? + 1..];
    rest.get(..rest.find(char::is_whitespace)?)
}

/// Parts a page into its lines and tables.
pub(super) fn blocks(file: FileId, text: &str, known: &Known) -> Vec<Block> {
    let mut emitter = DefaultEmitter::<usize>::new_with_span();
    emitter.naively_switch_states(true);
    let mut reader =
        Reader { file, known, blocks: Vec::new(), text: None, table: None, inner: 0, in_cell: false, unseen: None };
    for token in Tokenizer::new_with_emitter(text, emitter) {
        match token {
            Ok(Token::StartTag(tag)) => {
                reader.start(&tag.name, Span { file, start: tag.span.start, end: tag.span.end });
            }
            Ok(Token::EndTag(tag)) => reader.end(&tag.name),
            Ok(Token::String(string)) => reader.text(&String::from_utf8_lossy(&string), string.span.start),
            Ok(_) => {}
            Err(never) => match never {},
        }
    }
    reader.end_table();
    reader.end_text();
    reader.blocks
}

const UNSEEN: [&[u8]; 5] = [b"script", b"style", b"title", b"template", b"noscript"];
/// Elements that stand in a line of text.
const INLINE: [&[u8]; 16] = [
    b"a", b"b", b"code", b"em", b"font", b"i", b"kbd", b"mark", b"small", b"span", b"strong", b"sub", b"sup", b"time",
    b"u", b"wbr",
];

impl Reader<'_> {
    fn start(&mut self, name: &[u8], span: Span) {
        if UNSEEN.contains(&name) {
            self.unseen.get_or_insert_with(|| name.to_owned());
            return;
        }
        match name {
            b"table" if self.table.is_some() => self.inner += 1,
            b"table" => {
                self.end_text();
                self.table = Some(Vec::new());
            }
            b"tr" if self.inner == 0 => {
                self.in_cell = false;
                if let Some(rows) = &mut self.table {
                    rows.push(Line { cells: Vec::new(), span });
                }
            }
            b"td" | b"th" if self.inner == 0 => {
                if let Some(rows) = &mut self.table {
                    if rows.is_empty() {
                        rows.push(Line { cells: Vec::new(), span });
                    }
                    if let Some(row) = rows.last_mut() {
                        row.cells.push(String::new());
                        self.in_cell = true;
                    }
                }
            }
            _ if INLINE.contains(&name) => {}
            _ if self.table.is_some() => self.add(" ", span),
            _ => self.end_text(),
        }
    }

    fn end(&mut self, name: &[u8]) {
        if self.unseen.as_deref() == Some(name) {
            self.unseen = None;
            return;
        }
        match name {
            b"table" if self.inner > 0 => self.inner -= 1,
            b"table" => self.end_table(),
            b"td" | b"th" if self.inner == 0 => self.in_cell = false,
            b"tr" | b"tbody" | b"thead" => {}
            _ if INLINE.contains(&name) || self.table.is_some() => {}
            _ => self.end_text(),
        }
    }

    fn text(&mut self, text: &str, start: usize) {
        if self.unseen.is_none() {
            self.add(text, Span { file: self.file, start, end: start + text.len() });
        }
    }

    fn add(&mut self, text: &str, span: Span) {
        if let Some(rows) = &mut self.table {
            if let Some(row) = rows.last_mut()
                && self.in_cell
                && let Some(cell) = row.cells.last_mut()
            {
                cell.push_str(text);
                row.span.end = row.span.end.max(span.end);
            } else if !text.trim().is_empty() {
                // Text that stands in a table and in no cell is not lost.
                self.blocks.push(Block::Line(Spanned::new(clean(text), span)));
            }
            return;
        }
        // A listing keeps its lines.
        let mut start = span.start;
        for (at, line) in text.split('\n').enumerate() {
            if at > 0 {
                self.end_text();
            }
            let end = start + line.len();
            match &mut self.text {
                Some(open) => {
                    open.value.push_str(line);
                    open.span.end = end;
                }
                None if line.trim().is_empty() => {}
                None => self.text = Some(Spanned::new(line.to_owned(), Span { start, end, ..span })),
            }
            start = end + 1;
        }
    }

    fn end_text(&mut self) {
        if let Some(text) = self.text.take() {
            self.blocks.push(Block::Line(text.map(|text| clean(&text))));
        }
    }

    fn end_table(&mut self) {
        let rows = self.table.take().unwrap_or_default();
        (self.inner, self.in_cell) = (0, false);
        let mut rows = rows.into_iter().filter(|row| !row.cells.is_empty()).map(|row| {
            let cells: Vec<_> = row.cells.iter().map(|cell| clean(cell)).collect();
            Line { cells, span: row.span }
        });
        let Some(heading) = rows.next() else { return };
        let names: Vec<_> = heading.cells.iter().map(String::as_str).collect();
        match Columns::of_cells(&names) {
            Some(columns) => {
                let read = |row: Line| from_cells(&row.cells, &columns, false, row.span, self.known);
                let entries = rows.map(read).collect();
                self.blocks.push(Block::Fields(Grid { entries, columns, span: heading.span }));
            }
            None => {
                let all = std::iter::once(heading).chain(rows);
                self.blocks.extend(all.map(|row| Block::Aside(Spanned::new(row.cells.join(" | "), row.span))));
            }
        }
    }
}

/// Text as it shows: single blanks, and without characters that do not show.
fn clean(text: &str) -> String {
    let shown: String = text.chars().filter(|character| !"\u{200b}\u{feff}\u{ad}".contains(*character)).collect();
    shown.split_whitespace().collect::<Vec<_>>().join(" ")
}
