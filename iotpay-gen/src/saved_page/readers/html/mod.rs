//! Pages as a browser saves them.

pub(crate) mod address;
pub(crate) mod appearance;
pub(crate) mod element;
pub(crate) mod looks;
pub(crate) mod style;
pub(crate) mod style_sheet;
pub(crate) mod table;

use html5gum::{DefaultEmitter, StartTag, Token, Tokenizer};

use crate::saved_page::model::block::Block;
use crate::saved_page::model::cell::Look;
use crate::saved_page::model::columns::Columns;
use crate::saved_page::notation::spans::trimmed;
use crate::saved_page::notation::whitespace::visible;
use crate::saved_page::readers::html::appearance::Shown;
use crate::saved_page::readers::html::element::{Ending, INLINE, MENUS, Part, UNSEEN, VOID};
use crate::saved_page::readers::html::looks::Looks;
use crate::saved_page::readers::html::style_sheet::Sheet;
use crate::saved_page::readers::html::table::{Cell, Piece, Table};
use crate::saved_page::spec_index::SpecIndex;
use crate::source::{FileId, Span, Spanned};

/// A reader of HTML.
struct HtmlReader<'a> {
    source: &'a str,
    file: FileId,
    known: &'a SpecIndex,
    blocks: Vec<Block>,
    /// Text outside of tables, up to the next block.
    text: Option<Spanned<String>>,
    /// Whether the next text is an item of a list.
    is_item: bool,
    /// The tables that are open, each inside a cell of the one before.
    tables: Vec<Table>,
    /// The element whose text is not visible, such as a script.
    invisible: Option<Vec<u8>>,
    /// The number of open menus.
    menus: usize,
    /// The state of the title.
    title: Title,
    sheet: &'a Sheet,
    /// The hidden element, if any. Elements inside it are not checked again.
    hidden: Option<Part>,
    /// The element that the page shows only sometimes.
    shown_sometimes: Option<Part>,
    /// Elements whose text looks different.
    looks: Looks,
    /// Whether the whole input is hidden.
    is_hidden: bool,
    /// The columns of the table above, if that is a heading alone.
    above: Option<Columns>,
}

#[derive(PartialEq, Eq)]
enum Title {
    ToCome,
    Open,
    Found,
}

/// Splits a page, from a byte on, into its lines and tables.
pub(crate) fn blocks(file: FileId, text: &str, start: usize, known: &SpecIndex) -> Vec<Block> {
    let sheet = Sheet::of(text.get(start..).unwrap_or_default());
    HtmlReader::new(file, text, known, &sheet).read(start)
}

impl<'a> HtmlReader<'a> {
    fn new(file: FileId, source: &'a str, known: &'a SpecIndex, sheet: &'a Sheet) -> Self {
        Self {
            source,
            file,
            known,
            blocks: Vec::new(),
            text: None,
            is_item: false,
            tables: Vec::new(),
            invisible: None,
            menus: 0,
            title: Title::ToCome,
            sheet,
            hidden: None,
            shown_sometimes: None,
            looks: Looks::default(),
            is_hidden: false,
            above: None,
        }
    }

    fn read(mut self, start: usize) -> Vec<Block> {
        let mut emitter = DefaultEmitter::<usize>::new_with_span();
        emitter.naively_switch_states(true);
        let file = self.file;
        let part = self.source.get(start..).unwrap_or_default();
        let at = |span: html5gum::Span<usize>| Span { file, start: start + span.start, end: start + span.end };
        for token in Tokenizer::new_with_emitter(part, emitter) {
            match token {
                Ok(Token::StartTag(tag)) => {
                    let span = at(tag.span);
                    self.start(&tag, span);
                }
                Ok(Token::EndTag(tag)) => {
                    let span = at(tag.span);
                    self.end(&tag.name, span);
                }
                Ok(Token::String(string)) => self.text(&String::from_utf8_lossy(&string), at(string.span)),
                Ok(_) => {}
                Err(never) => match never {},
            }
        }
        self.end_hidden(self.source.len());
        while !self.tables.is_empty() {
            self.end_table();
        }
        self.end_text();
        self.blocks
    }

    /// Returns `true` if a start tag is inside an element that is not shown.
    fn starts_hidden(&mut self, name: &[u8], span: Span) -> bool {
        if let Some(part) = &mut self.hidden {
            if part.at_start(name) == Ending::No {
                return true;
            }
            self.end_hidden(span.start);
        }
        false
    }

    /// Returns `true` if an end tag is inside an element that is not shown, or ends it.
    fn ends_hidden(&mut self, name: &[u8], span: Span) -> bool {
        let Some(part) = &mut self.hidden else { return false };
        let ending = part.at_end(name);
        if ending != Ending::No {
            self.end_hidden(span.start);
        }
        ending != Ending::Before
    }

    /// Keeps the rows of a hidden element as unreadable, and its text in a cell as hidden.
    fn end_hidden(&mut self, end: usize) {
        let Some(part) = self.hidden.take() else { return };
        let Some(source) = self.source.get(..end.max(part.start)) else { return };
        let mut inner = HtmlReader::new(self.file, source, self.known, self.sheet);
        inner.is_hidden = true;
        if part.is_of_table() {
            inner.tables.push(Table::default());
        }
        let span = Span { file: self.file, start: part.start, end };
        let blocks = inner.read(part.start);
        let mut texts = Vec::new();
        let mut rows = Vec::new();
        for block in blocks {
            match block.hidden() {
                Ok(unread) => rows.extend(unread),
                Err(line) => texts.push(line.value),
            }
        }
        let text = texts.join(" ");
        match self.tables.last_mut().filter(|table| !table.is_layout) {
            Some(table) if rows.is_empty() && !text.is_empty() => {
                table.add(Piece { text: &text, look: Look::Hidden, span, is_exact: false });
            }
            Some(table) => table.add_inner(rows.into_iter().map(Block::OrphanRow).collect()),
            None => self.blocks.extend(rows.into_iter().map(Block::OrphanRow)),
        }
    }

    /// Records the appearance of an element. Returns `true` if the page does not show it.
    fn looks_at(&mut self, tag: &StartTag<usize>, span: Span) -> bool {
        let name: &[u8] = &tag.name;
        if VOID.contains(&name) || self.is_hidden {
            return false;
        }
        let appearance = appearance::of(tag, self.sheet);
        let in_cell = self.open().is_some_and(|table| table.is_in_cell());
        let part = |in_cell| Part::new(name, in_cell, span.end);
        if appearance.shown == Shown::Never {
            self.hidden = Some(part(in_cell));
            return true;
        }
        let is_inline = INLINE.contains(&name) && in_cell;
        if appearance.shown == Shown::AtTimes && !is_inline {
            self.shown_sometimes.get_or_insert_with(|| part(in_cell));
        }
        if appearance.is_struck {
            self.looks.begin(part(in_cell), Look::Struck);
        } else if appearance.is_note || (appearance.shown == Shown::AtTimes && is_inline) {
            self.looks.begin(part(in_cell), Look::Note);
        }
        let indent = appearance.indent;
        if indent > 0
            && let Some(table) = self.open()
        {
            table.indent(indent, name);
        }
        false
    }

    fn start(&mut self, tag: &StartTag<usize>, span: Span) {
        let name: &[u8] = &tag.name;
        if self.starts_hidden(name, span) {
            return;
        }
        // The elements inside a template are not on the page either.
        if self.invisible.is_some() {
            return;
        }
        if UNSEEN.contains(&name) {
            self.invisible = Some(name.to_owned());
            return;
        }
        if self.shown_sometimes.as_mut().is_some_and(|part| part.at_start(name) != Ending::No) {
            self.shown_sometimes = None;
        }
        self.looks.at_start(name);
        if self.looks_at(tag, span) {
            return;
        }
        let shown_sometimes = self.shown_sometimes.is_some();
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
                    table.begin_row(span, shown_sometimes);
                }
            }
            b"td" | b"th" => {
                let cell = Cell::new(number(b"colspan", 50), number(b"rowspan", 10_000), span);
                if let Some(table) = self.open() {
                    table.begin_cell(cell, span);
                }
            }
            _ if INLINE.contains(&name) => {}
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
                // An element of the page's text ends an unclosed menu.
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

    fn end(&mut self, name: &[u8], span: Span) {
        if self.ends_hidden(name, span) {
            return;
        }
        if self.invisible.is_some() {
            self.invisible.take_if(|invisible| invisible == name);
            return;
        }
        if self.shown_sometimes.as_mut().is_some_and(|part| part.at_end(name) != Ending::No) {
            self.shown_sometimes = None;
        }
        self.looks.at_end(name);
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

    /// Returns the innermost table whose cells contain text.
    fn open(&mut self) -> Option<&mut Table> {
        self.tables.last_mut().filter(|table| !table.is_layout)
    }

    /// Turns a table without columns of fields that contains a table or a heading into layout: its text is
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
        if self.invisible.is_some() || self.hidden.is_some() {
            return;
        }
        let file = self.file;
        let look = self.looks.current();
        let is_exact = self.source.get(span.range()) == Some(text);
        if let Some(table) = self.tables.last_mut().filter(|table| !table.is_layout) {
            if !table.add(Piece { text, look, span, is_exact }) && !text.trim().is_empty() {
                // Text in a table outside of its cells is kept.
                self.blocks.push(Block::Line(Spanned::new(visible(text), span)));
            }
            return;
        }
        if self.menus > 0 || look == Look::Struck {
            return;
        }
        // A listing keeps its lines.
        let mut start = span.start;
        for (at, line) in text.split('\n').enumerate() {
            if at > 0 {
                self.end_text();
            }
            // Text with entities has no exact locations inside.
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
        let blocks = table.blocks(self.known, self.above.as_ref());
        self.above = blocks.last().and_then(Block::heading).cloned();
        match self.tables.last_mut().filter(|outer| !outer.is_layout) {
            Some(outer) => outer.add_inner(blocks),
            None => self.blocks.extend(blocks),
        }
    }
}
