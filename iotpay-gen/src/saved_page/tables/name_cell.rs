//! The cell of the name: marks, footnotes and indentation around the name.

use crate::saved_page::model::ambiguity::Ambiguity;
use crate::saved_page::model::cell::Cell;
use crate::saved_page::model::depth::Depth;
use crate::saved_page::notation::{indent, types};

/// A name, with the marks of its cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NameCell {
    pub(crate) name: String,
    pub(crate) depth: Depth,
    /// The mark of the column `required`, if it is next to the name.
    pub(crate) mark: Option<NameMark>,
    pub(crate) ambiguities: Vec<Ambiguity>,
}

/// A mark next to a name: `mchId*`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NameMark {
    /// The cell.
    pub(crate) written: String,
    /// As the spec writes it.
    pub(crate) meant: &'static str,
}

/// Marks of required and optional fields, behind or in front of the name.
const MARKS: [(&str, &str); 17] = [
    ("*", "y"),
    ("＊", "y"),
    ("∗", "y"),
    ("✱", "y"),
    ("(required)", "y"),
    ("（必填）", "y"),
    ("(必填)", "y"),
    ("【必填】", "y"),
    ("[required]", "y"),
    (" required", "y"),
    (" 必填", "y"),
    ("(optional)", "n"),
    ("（选填）", "n"),
    ("(选填)", "n"),
    ("[optional]", "n"),
    (" optional", "n"),
    ("?", "n"),
];

/// Reads the cell of a name.
pub(crate) fn read(cell: &Cell) -> Option<NameCell> {
    let (depth, value) = indent::signs(&cell.value);
    let depth = Depth { indent: cell.indent.saturating_add(depth.indent), ..depth };
    if types::is_field_name(value) {
        let mut read = NameCell { name: value.to_owned(), depth, mark: None, ambiguities: Vec::new() };
        if let Some(noted) = &cell.noted {
            let noted = indent::signs(noted).1;
            match marked(noted).filter(|(name, _)| *name == value) {
                Some((_, mark)) => read.mark = Some(mark),
                None => read.ambiguities.push(Ambiguity::Note { read: value.to_owned(), other: noted.to_owned() }),
            }
        }
        return Some(read);
    }
    if let Some((name, mark)) = marked(value) {
        return Some(NameCell { name: name.to_owned(), depth, mark: Some(mark), ambiguities: Vec::new() });
    }
    let name = without_footnote(value)?;
    let ambiguities = vec![Ambiguity::Note { read: name.to_owned(), other: value.to_owned() }];
    Some(NameCell { name: name.to_owned(), depth, mark: None, ambiguities })
}

/// Returns the name in a text, if any.
pub(crate) fn name_of(text: &str) -> Option<String> {
    let cell = Cell { noted: None, struck: None, hidden: None, indent: 0, span: NOWHERE, value: text.to_owned() };
    read(&cell).map(|name| name.name)
}

const NOWHERE: crate::source::Span = crate::source::Span { file: 0, start: 0, end: 0 };

fn marked(text: &str) -> Option<(&str, NameMark)> {
    let lower = text.to_lowercase();
    // Lower case must keep the length, so that the mark can be cut off.
    if lower.len() != text.len() {
        return None;
    }
    MARKS.iter().find_map(|(mark, meant)| {
        let parted = match lower.strip_suffix(mark) {
            Some(rest) => &text[..rest.len()],
            None => &text[text.len() - lower.strip_prefix(mark)?.len()..],
        };
        let name = parted.trim();
        types::is_field_name(name).then(|| (name, NameMark { written: text.to_owned(), meant }))
    })
}

/// `device¹`, `device[1]`, `device[^1]`, `device^1`: the name in front of a footnote.
fn without_footnote(text: &str) -> Option<&str> {
    let is_note =
        |it: char| "¹²³⁴⁵⁶⁷⁸⁹⁰①②③④⑤⑥†‡[]()（）【】^注#*".contains(it) || it.is_ascii_digit() || it == ' ';
    let end = text.find(|it: char| !(it.is_ascii_alphanumeric() || "_.-".contains(it)))?;
    let (name, note) = text.split_at(end);
    (types::is_field_name(name) && note.chars().all(is_note) && note != "[]").then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Spanned;

    #[test]
    fn marks_and_footnotes_are_separated_from_the_name() {
        let cell = |text: &str| Cell::plain(Spanned::new(text.to_owned(), NOWHERE));
        for (text, name, mark, ambiguities) in [
            ("mchId", "mchId", None, 0),
            ("mchId*", "mchId", Some("y"), 0),
            ("* mchId", "mchId", Some("y"), 0),
            ("mchId *", "mchId", Some("y"), 0),
            ("mchId＊", "mchId", Some("y"), 0),
            ("mchId (Required)", "mchId", Some("y"), 0),
            ("mchId optional", "mchId", Some("n"), 0),
            ("mchId?", "mchId", Some("n"), 0),
            ("device¹", "device", None, 1),
            ("device[^1]", "device", None, 1),
            ("device [2]", "device", None, 1),
            ("items[]", "items[]", None, 0),
        ] {
            let Some(read) = read(&cell(text)) else { unreachable!("{text}") };
            let meant = read.mark.map(|mark| mark.meant);
            assert_eq!((read.name.as_str(), meant, read.ambiguities.len()), (name, mark, ambiguities), "{text}");
        }
        for text in ["merchant id", "", "a..b", "商户号"] {
            assert_eq!(read(&cell(text)), None, "{text}");
        }
    }
}
