//! The end of an element, with or without an end tag.

/// An element that is read differently from the text around it.
#[derive(Debug, Clone)]
pub(crate) struct Part {
    name: Vec<u8>,
    /// Elements of the same name that are open, itself included.
    depth: usize,
    /// Tables or lists inside that are open.
    inner: usize,
    /// Whether it is inside a cell, so that the end of the cell also ends it.
    in_cell: bool,
    /// The byte behind its start tag.
    pub(crate) start: usize,
}

/// The effect of a tag on an open element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ending {
    /// It continues.
    No,
    /// It ends in front of the tag.
    Before,
    /// It ends with the tag.
    With,
}

/// Elements whose text is not on the page.
pub(crate) const UNSEEN: [&[u8]; 5] = [b"script", b"style", b"title", b"template", b"noscript"];
/// The site's menus. Tables in them are read.
pub(crate) const MENUS: [&[u8]; 2] = [b"nav", b"aside"];
/// Elements inside a line of text.
pub(crate) const INLINE: [&[u8]; 27] = [
    b"a", b"abbr", b"b", b"bdi", b"cite", b"code", b"del", b"em", b"font", b"i", b"ins", b"kbd", b"label", b"mark",
    b"q", b"s", b"samp", b"small", b"span", b"strike", b"strong", b"sub", b"sup", b"time", b"u", b"var", b"wbr",
];

/// Elements without an end tag.
pub(crate) const VOID: [&[u8]; 14] = [
    b"area", b"base", b"br", b"col", b"embed", b"hr", b"img", b"input", b"link", b"meta", b"param", b"source",
    b"track", b"wbr",
];

const SECTIONS: [&[u8]; 3] = [b"tbody", b"thead", b"tfoot"];

impl Part {
    pub(crate) fn new(name: &[u8], in_cell: bool, start: usize) -> Self {
        Self { name: name.to_owned(), depth: 1, inner: 0, in_cell, start }
    }

    /// Returns `true` if it is a part of a table.
    pub(crate) fn is_of_table(&self) -> bool {
        matches!(&*self.name, b"td" | b"th" | b"tr" | b"colgroup" | b"caption") || SECTIONS.contains(&&*self.name)
    }

    pub(crate) fn at_start(&mut self, tag: &[u8]) -> Ending {
        if self.inner == 0 {
            let is_section = SECTIONS.contains(&tag);
            let ends = match &*self.name {
                b"td" | b"th" => matches!(tag, b"td" | b"th" | b"tr") || is_section,
                b"tr" => tag == b"tr" || is_section,
                b"tbody" | b"thead" | b"tfoot" => is_section,
                b"li" => tag == b"li",
                b"dt" | b"dd" => matches!(tag, b"dt" | b"dd"),
                b"p" => {
                    matches!(tag, b"p" | b"div" | b"table" | b"ul" | b"ol" | b"h1" | b"h2" | b"h3" | b"h4" | b"pre")
                }
                _ => self.in_cell && matches!(tag, b"td" | b"th" | b"tr"),
            };
            if ends {
                return Ending::Before;
            }
        }
        if tag == &*self.name && !self.is_nested_by_containers() {
            self.depth += 1;
        } else if self.is_container(tag) {
            self.inner += 1;
        }
        Ending::No
    }

    pub(crate) fn at_end(&mut self, tag: &[u8]) -> Ending {
        if tag == &*self.name && (self.inner == 0 || !self.is_nested_by_containers()) {
            self.depth -= 1;
            return if self.depth == 0 { Ending::With } else { Ending::No };
        }
        if self.is_container(tag) {
            if self.inner == 0 {
                return Ending::Before;
            }
            self.inner -= 1;
            return Ending::No;
        }
        let ends = match &*self.name {
            b"td" | b"th" => tag == b"tr" || SECTIONS.contains(&tag),
            b"tr" => SECTIONS.contains(&tag),
            _ => self.in_cell && matches!(tag, b"td" | b"th" | b"tr"),
        };
        if self.inner == 0 && ends { Ending::Before } else { Ending::No }
    }

    fn is_nested_by_containers(&self) -> bool {
        self.is_of_table() || matches!(&*self.name, b"li" | b"dt" | b"dd")
    }

    /// Returns `true` if the tag is a container around the element that may also be nested inside it.
    fn is_container(&self, tag: &[u8]) -> bool {
        match &*self.name {
            b"li" => matches!(tag, b"ul" | b"ol"),
            b"dt" | b"dd" => tag == b"dl",
            name => tag == b"table" && name != b"table" && (self.in_cell || self.is_of_table()),
        }
    }
}
