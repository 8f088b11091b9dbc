//! Pages as a browser saves them.

use html5gum::{DefaultEmitter, StartTag, Token, Tokenizer};

use super::copied::Block;
use super::html_table::{Cell, Table};
use super::known::Known;
use super::visible::visible;
use crate::source::{FileId, Span, Spanned};

/// What is being read.
struct Reader<'a> {
    source: &'a str,
    file: FileId,
    known: &'a Known,
    blocks: Vec<Block>,
    /// Text outside of tables, up to the next block.
    text: Option<Spanned<String>>,
    /// Whether the next text is an item of a list.
    is_item: bool,
    /// The tables that are open, each inside a cell of the one before.
    tables: Vec<Table>,
    /// The element whose text nobody sees.
    unseen: Option<Vec<u8>>,
    /// How many menus are open.
    menus: usize,
    /// Whether the title was found, is being read, or is to come.
    title: Title,
}

#[derive(PartialEq, Eq)]
enum Title {
    ToCome,
    Open,
    Found,
}

/// What a saved page says of its address, outside of what shows.
pub(super) fn address(text: &str) -> Option<&str> {
    let mark = "<!-- saved from url=(";
    let rest = &text[text.find(mark)? + mark.len()..];
    let rest = &rest[rest.find(')')? + 1..];
    rest.get(..rest.find(char::is_whitespace)?)
}

/// Parts a page, or the part of one that begins at a byte, into its lines and tables.
pub(super) fn blocks(file: FileId, text: &str, start: usize, known: &Known) -> Vec<Block> {
    let mut emitter = DefaultEmitter::<usize>::new_with_span();
    emitter.naively_switch_states(true);
    let mut reader = Reader {
        source: text,
        file,
        known,
        blocks: Vec::new(),
        text: None,
        is_item: false,
        tables: Vec::new(),
        unseen: None,
        menus: 0,
        title: Title::ToCome,
    };
    let part = text.get(start..).unwrap_or_default();
    let at = |span: html5gum::Span<usize>| Span { file, start: start + span.start, end: start + span.end };
    for token in Tokenizer::new_with_emitter(part, emitter) {
        match token {
            Ok(Token::StartTag(tag)) => {
                let span = at(tag.span);
                reader.start(&tag, span);
            }
            Ok(Token::EndTag(tag)) => reader.end(&tag.name),
            Ok(Token::String(string)) => reader.text(&String::from_utf8_lossy(&string), at(string.span)),
            Ok(_) => {}
            Err(never) => match never {},
        }
    }
    while !reader.tables.is_empty() {
        reader.end_table();
    }
    reader.end_text();
    reader.blocks
}

const UNSEEN: [&[u8]; 5] = [b"script", b"style", b"title", b"template", b"noscript"];
/// The site's menus. Tables in them are read.
const MENUS: [&[u8]; 2] = [b"nav", b"aside"];
/// Elements that stand in a line of text.
const INLINE: [&[u8]; 27] = [
    b"a", b"abbr", b"b", b"bdi", b"cite", b"code", b"del", b"em", b"font", b"i", b"ins", b"kbd", b"label", b"mark",
    b"q", b"s", b"samp", b"small", b"span", b"strike", b"strong", b"sub", b"sup", b"time", b"u", b"var", b"wbr",
];
/// What stands struck out.
const STRUCK: [&[u8]; 3] = [b"del", b"s", b"strike"];

impl Reader<'_> {
    fn start(&mut self, tag: &StartTag<usize>, span: Span) {
        let name: &[u8] = &tag.name;
        if UNSEEN.contains(&name) {
            self.unseen.get_or_insert_with(|| name.to_owned());
            return;
        }
        let number = |name: &[u8], most: usize| {
            let value = tag.attributes.get(name).and_then(|value| std::str::from_utf8(value).ok());
            value.and_then(|value| value.trim().parse().ok()).unwrap_or(1_usize).clamp(1, most)
        };
        match name {
            b"table" => {
                self.end_text();
                self.lay_out();
                self.tables.push(Table::default());
            }
            b"tr" => {
                if let Some(table) = self.open() {
                    table.begin_row(span);
                }
            }
            b"td" | b"th" => {
                let cell = Cell::new(number(b"colspan", 50), number(b"rowspan", 10_000), span);
                if let Some(table) = self.open() {
                    table.begin_cell(cell, span);
                }
            }
            _ if INLINE.contains(&name) => {
                if STRUCK.contains(&name)
                    && let Some(table) = self.open()
                {
                    table.strike();
                }
            }
            _ => {
                let is_heading = matches!(name, b"h1" | b"h2" | b"h3");
                if is_heading {
                    self.lay_out();
                }
                match self.open() {
                    Some(table) => table.part(),
                    None => self.end_text(),
                }
                if MENUS.contains(&name) {
                    self.menus += 1;
                }
                // An element of the page's own text ends a menu that nothing closed.
                if matches!(name, b"main" | b"article") {
                    self.menus = 0;
                }
                self.is_item = name == b"li" || (self.is_item && matches!(name, b"p" | b"div"));
                if is_heading && self.menus == 0 && self.title == Title::ToCome && self.open().is_none() {
                    self.title = Title::Open;
                }
            }
        }
    }

    fn end(&mut self, name: &[u8]) {
        if self.unseen.as_deref() == Some(name) {
            self.unseen = None;
            return;
        }
        match name {
            b"table" => {
                self.end_text();
                self.end_table();
            }
            b"td" | b"th" => {
                self.end_text();
                if let Some(table) = self.open() {
                    table.end_cell();
                }
            }
            b"tr" | b"tbody" | b"thead" => {}
            _ if INLINE.contains(&name) => {}
            _ => {
                match self.open() {
                    Some(table) => table.part(),
                    None => self.end_text(),
                }
                if MENUS.contains(&name) {
                    self.menus = self.menus.saturating_sub(1);
                }
                if matches!(name, b"h1" | b"h2" | b"h3") && self.title == Title::Open {
                    self.title = Title::ToCome;
                }
            }
        }
    }

    /// The innermost table whose cells hold text.
    fn open(&mut self) -> Option<&mut Table> {
        self.tables.last_mut().filter(|table| !table.is_layout)
    }

    /// A table that holds another one or a heading, and has no columns of fields, lays out the page: its text is
    /// text of the page.
    fn lay_out(&mut self) {
        if let Some(outer) = self.tables.last_mut()
            && !outer.is_layout
            && !outer.has_columns()
        {
            outer.is_layout = true;
            let lines: Vec<_> = std::mem::take(outer).into_lines();
            outer.is_layout = true;
            self.blocks.extend(lines.into_iter().map(Block::Line));
        }
    }

    fn text(&mut self, text: &str, span: Span) {
        if self.unseen.is_some() {
            return;
        }
        let file = self.file;
        let is_exact = self.source.get(span.range()) == Some(text);
        if let Some(table) = self.tables.last_mut().filter(|table| !table.is_layout) {
            if !table.add(text, span, is_exact) && !text.trim().is_empty() {
                // Text that stands in a table and in no cell is not lost.
                self.blocks.push(Block::Line(Spanned::new(visible(text), span)));
            }
            return;
        }
        if self.menus > 0 {
            return;
        }
        // A listing keeps its lines.
        let mut start = span.start;
        for (at, line) in text.split('\n').enumerate() {
            if at > 0 {
                self.end_text();
            }
            // What was written in another way than it shows has no places inside.
            let place = if is_exact { Span { file, start, end: start + line.len() } } else { span };
            match &mut self.text {
                Some(open) => {
                    open.value.push_str(line);
                    if !line.trim().is_empty() {
                        open.span.end = place.end;
                    }
                }
                None if visible(line).is_empty() => {}
                None => {
                    let bullet = if std::mem::take(&mut self.is_item) { "• " } else { "" };
                    self.text = Some(Spanned::new(format!("{bullet}{line}"), trimmed(place, line, is_exact)));
                }
            }
            start += line.len() + 1;
        }
    }

    fn end_text(&mut self) {
        if let Some(text) = self.text.take() {
            let text = text.map(|text| visible(&text));
            if self.title == Title::Open {
                self.title = Title::Found;
                self.blocks.push(Block::Title(text));
            } else {
                self.blocks.push(Block::Line(text));
            }
        }
    }

    fn end_table(&mut self) {
        let Some(table) = self.tables.pop() else { return };
        if table.is_layout {
            return;
        }
        let blocks = table.blocks(self.known);
        match self.tables.last_mut().filter(|outer| !outer.is_layout) {
            Some(outer) => outer.add_inner(blocks),
            None => self.blocks.extend(blocks),
        }
    }
}

/// The place of a text without the blanks around it.
pub(super) fn trimmed(span: Span, text: &str, is_exact: bool) -> Span {
    if !is_exact {
        return span;
    }
    let start = span.start + (text.len() - text.trim_start().len());
    Span { start, end: (span.start + text.trim_end().len()).max(start), ..span }
}
