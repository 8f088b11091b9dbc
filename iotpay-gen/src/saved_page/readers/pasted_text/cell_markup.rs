//! Cells of Markdown: footnotes, struck-out and hidden text in them.

use crate::saved_page::model::cell::{Cell, Look};
use crate::saved_page::notation::whitespace::HIDDEN;
use crate::saved_page::notation::{indent, markdown};
use crate::source::Span;

/// Elements of HTML and how their text looks.
const ELEMENTS: [(&str, Look); 6] = [
    ("sup", Look::Note),
    ("sub", Look::Note),
    ("small", Look::Note),
    ("del", Look::Struck),
    ("s", Look::Struck),
    ("strike", Look::Struck),
];

/// Entities that indent a name.
const ENTITIES: [(&str, &str); 8] = [
    ("&emsp;", "\u{2003}"),
    ("&ensp;", "\u{2002}"),
    ("&nbsp;", "\u{a0}"),
    ("&#160;", "\u{a0}"),
    ("&#8195;", "\u{2003}"),
    ("&#12288;", "\u{3000}"),
    ("&raquo;", "»"),
    ("&gt;", ">"),
];

/// Reads a cell as it is written.
pub(crate) fn read(written: &str, span: Span) -> Cell {
    let written = decoded(written);
    let indent = indent::blanks(&written, false);
    let is_marked = written.contains(['<', '^', STRIKE]) || written.contains("~~");
    let mut cell = if is_marked {
        let pieces = pieces(&written);
        let texts: Vec<(String, Look)> =
            pieces.iter().map(|(text, look)| (unmarked(text, pieces.len()), *look)).collect();
        let mut cell = Cell::of(&texts.iter().map(|(text, look)| (text.as_str(), *look)), span);
        cell.value = markdown::plain(&cell.value);
        cell.noted = cell.noted.map(|noted| markdown::plain(&noted)).filter(|noted| *noted != cell.value);
        cell.struck = cell.struck.map(|struck| markdown::plain(&struck));
        cell
    } else {
        Cell::plain(crate::source::Spanned::new(markdown::plain(&written), span))
    };
    cell.indent = indent;
    cell
}

/// The maximum length of a tag in a cell.
const LONGEST_TAG: usize = 400;
/// The maximum length of a comment in a cell.
const LONGEST_COMMENT: usize = 4000;

/// The stroke that some editors put over each character.
const STRIKE: char = '\u{336}';

fn decoded(written: &str) -> String {
    let mut text = written.to_owned();
    if written.contains('&') {
        for (entity, character) in ENTITIES {
            text = text.replace(entity, character);
        }
    }
    text
}

/// Removes zero-width characters from a piece; a cell of one piece is read as a whole.
fn unmarked(text: &str, pieces: usize) -> String {
    if pieces == 1 { text.to_owned() } else { text.replace(HIDDEN, "") }
}

/// Splits a cell where its look changes.
fn pieces(written: &str) -> Vec<(String, Look)> {
    let mut found: Vec<(String, Look)> = Vec::new();
    let mut open: Vec<(String, Look)> = Vec::new();
    let mut rest = written;
    let mut add = |text: &str, open: &[(String, Look)]| {
        if text.is_empty() {
            return;
        }
        let looks = |wanted: Look| open.iter().any(|(_, look)| *look == wanted);
        let look = [Look::Hidden, Look::Struck, Look::Note].into_iter().find(|look| looks(*look));
        let has_stroke = text.contains(STRIKE);
        let look = if has_stroke { Look::Struck } else { look.unwrap_or(Look::Plain) };
        found.push((if has_stroke { text.replace(STRIKE, "") } else { text.to_owned() }, look));
    };
    while let Some(at) = rest.find(['<', '~', '^']) {
        let (before, mark) = rest.split_at(at);
        let Some((mark, length)) = mark_at(mark, before.ends_with('\\')) else {
            let length = mark.chars().next().map_or(1, char::len_utf8);
            add(&rest[..at + length], &open);
            rest = &rest[at + length..];
            continue;
        };
        add(before, &open);
        rest = &rest[at + length..];
        match mark {
            Mark::Begins(name, look) => open.push((name, look)),
            Mark::Ends(name) => {
                if let Some(at) = open.iter().rposition(|(open, _)| *open == name) {
                    open.truncate(at);
                }
            }
            Mark::Turns(name, look) => match open.iter().rposition(|(open, _)| open == name) {
                Some(at) => open.truncate(at),
                None if rest.contains(name) => open.push((name.to_owned(), look)),
                None => add(name, &open),
            },
            Mark::Comment => {}
        }
    }
    add(rest, &open);
    found
}

enum Mark {
    Begins(String, Look),
    Ends(String),
    /// Begins and ends with the same characters.
    Turns(&'static str, Look),
    Comment,
}

/// Returns the mark at the beginning of a text, and its length.
fn mark_at(text: &str, is_escaped: bool) -> Option<(Mark, usize)> {
    if is_escaped {
        return None;
    }
    if text.starts_with("~~") {
        return Some((Mark::Turns("~~", Look::Struck), 2));
    }
    if let Some(raised) = text.strip_prefix('^') {
        // `2 ^ 3` has no raised text.
        let is_raised = raised.split('^').next().is_none_or(|raised| !raised.contains(char::is_whitespace));
        if !is_raised {
            return None;
        }
        return Some((Mark::Turns("^", Look::Note), 1));
    }
    if text.starts_with("<!--") {
        let end = text.as_bytes().windows(3).take(LONGEST_COMMENT).position(|it| it == b"-->")?;
        return Some((Mark::Comment, end + 3));
    }
    let inside = text.strip_prefix('<')?;
    let end = inside.bytes().take(LONGEST_TAG).position(|byte| byte == b'>')?;
    let length = end + 2;
    let tag = &inside[..end];
    if let Some(name) = tag.strip_prefix('/') {
        return Some((Mark::Ends(name.trim().to_ascii_lowercase()), length)).filter(|_| is_looked(name.trim()));
    }
    let (name, attributes) = tag.split_once(char::is_whitespace).unwrap_or((tag, ""));
    let name = name.to_ascii_lowercase();
    let attributes = attributes.to_ascii_lowercase().replace(' ', "");
    let is_hidden = attributes.contains("display:none")
        || attributes.contains("visibility:hidden")
        || attributes.split(['"', '\'']).any(|part| part.starts_with("hidden"));
    let is_struck = attributes.contains("line-through");
    let look = ELEMENTS.iter().find(|(element, _)| *element == name).map(|(_, look)| *look);
    let look = if is_hidden {
        Look::Hidden
    } else if is_struck {
        Look::Struck
    } else {
        match look {
            Some(look) => look,
            // `<span style="color: red">`: the text counts, the element does not.
            None if is_looked(&name) => Look::Plain,
            None => return None,
        }
    };
    Some((Mark::Begins(name, look), length))
}

/// Returns `true` if the text of an element is read with its look.
fn is_looked(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    ELEMENTS.iter().any(|(element, _)| *element == name)
        || ["span", "font", "mark", "b", "i", "em", "strong", "code"].contains(&name.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_look_of_text() {
        let span = Span { file: 0, start: 0, end: 0 };
        for (written, value, noted, struck, hidden) in [
            ("device<sup>1</sup>", "device", Some("device1"), None, None),
            ("<small>WEB</small>", "WEB", None, None, None),
            ("~~device~~", "", None, Some("device"), None),
            ("~~String(30)~~ String(64)", "String(64)", None, Some("String(30)"), None),
            ("<del>a</del>b", "b", None, Some("a"), None),
            ("d\u{336}e\u{336}", "", None, Some("de"), None),
            ("device<span hidden>x</span>", "device", None, None, Some("x")),
            ("<span style=\"display: none\">k1</span>WEB", "WEB", None, None, Some("k1")),
            ("Yes^\\*^", "Yes", Some("Yes*"), None, None),
            ("mchId<mark style=\"color:red;\">*</mark>", "mchId*", None, None, None),
            ("a ~ b < c ^ d", "a ~ b < c ^ d", None, None, None),
            ("**`mchId`**", "mchId", None, None, None),
            ("<a href=\"x\">y</a>", "<a href=\"x\">y</a>", None, None, None),
        ] {
            let cell = read(written, span);
            let read = (cell.value.as_str(), cell.noted.as_deref(), cell.struck.as_deref(), cell.hidden.as_deref());
            assert_eq!(read, (value, noted, struck, hidden), "{written}");
        }
        assert_eq!(read("&emsp;&emsp;amount", span).indent, 40);
    }
}
