//! Rows of Markdown tables.

use crate::saved_page::notation::whitespace::visible;

/// Returns the start and end of each cell of a line. A pipe at either end is an edge.
pub(crate) fn cells(line: &str) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let (mut start, mut is_escaped) = (0, false);
    for (at, character) in line.char_indices() {
        match character {
            '\\' => is_escaped = !is_escaped,
            '|' if !is_escaped => {
                found.push((start, at));
                start = at + 1;
            }
            _ => is_escaped = false,
        }
    }
    found.push((start, line.len()));
    let is_empty = |(start, end): &(usize, usize)| line[*start..*end].trim().is_empty();
    if found.len() > 1 && found.last().is_some_and(is_empty) {
        found.pop();
    }
    if found.len() > 1 && found.first().is_some_and(is_empty) {
        found.remove(0);
    }
    let trimmed = |(start, end): (usize, usize)| {
        let written = &line[start..end];
        let first = start + (written.len() - written.trim_ascii_start().len());
        (first, (start + written.trim_ascii_end().len()).max(first))
    };
    found.into_iter().map(trimmed).collect()
}

/// Replaces the full-width bars between cells with ASCII ones.
pub(crate) fn with_ascii_bars(line: &str) -> Option<String> {
    let is_framed = line.trim().starts_with('│') && line.trim().ends_with('│');
    let bars = |bar: char| line.matches(bar).count();
    if bars('｜') > bars('|').max(1) {
        return Some(line.replace('|', "\\|").replace('｜', "|"));
    }
    (is_framed && bars('│') > 2 && bars('|') == 0).then(|| line.replace('│', "|"))
}

/// Returns the text of each cell of a line, without the marks of Markdown.
pub(crate) fn texts(line: &str) -> Vec<String> {
    cells(line).into_iter().map(|(start, end)| plain(&line[start..end])).collect()
}

/// Returns `true` if a line separates the rows of a grid: `+---+---+`.
pub(crate) fn is_grid_rule(line: &str) -> bool {
    let line = line.trim();
    line.starts_with('+') && line.ends_with('+') && line.len() > 3 && line.chars().all(|it| "+-=:".contains(it))
}

/// Returns the start and end of each column below a line of dashes: `----- ---`.
pub(crate) fn dashes(line: &str) -> Option<Vec<(usize, usize)>> {
    if line.len() > 1000 || !line.contains("---") || !line.chars().all(|it| it == '-' || it == ' ') {
        return None;
    }
    let mut columns = Vec::new();
    let mut start = None;
    for (at, character) in line.chars().chain([' ']).enumerate() {
        match (character, start) {
            ('-', None) => start = Some(at),
            (' ', Some(first)) => {
                columns.push((first, at));
                start = None;
            }
            _ => {}
        }
    }
    (columns.len() > 1).then_some(columns)
}

/// Returns `true` if a line separates a heading from its rows: `---|---`.
pub(crate) fn is_rule(line: &str) -> bool {
    line.contains('|') && line.contains("--") && line.chars().all(|character| "|-: \t".contains(character))
}

/// Returns `true` if a row ends on its line with a closing pipe.
pub(crate) fn is_closed(line: &str) -> bool {
    line.trim_end().ends_with('|') && !line.trim_end().ends_with("\\|")
}

/// Returns a cell without the marks of Markdown around or in it.
pub(crate) fn plain(cell: &str) -> String {
    let mut cell = cell.trim().to_owned();
    if cell.contains('<') {
        for tag in BREAKS {
            cell = cell.replace(tag, " ");
        }
        for tag in TAGS {
            cell = cell.replace(tag, "");
        }
    }
    let mut text = cell.as_str();
    for mark in ["**", "`", "~~"] {
        if let Some(inside) = text.strip_prefix(mark).and_then(|rest| rest.strip_suffix(mark))
            && !inside.contains(mark)
        {
            text = inside;
        }
    }
    // `[mchId](#mchid)`
    if let Some((name, target)) = text.strip_prefix('[').and_then(|rest| rest.split_once("]("))
        && target.find(')') == Some(target.len().saturating_sub(1))
    {
        text = name;
    }
    // `Yes^\*^`: a raised note.
    let raised =
        text.strip_suffix('^').and_then(|rest| rest.split_once('^')).map(|(before, note)| format!("{before}{note}"));
    let text = raised.as_deref().unwrap_or(text);
    // JSON in cells has its own backslashes; if each quotation mark has one, they belong to Markdown.
    let quotes = text.matches('"').count();
    let is_quoted = quotes > 0 && text.matches("\\\"").count() == quotes;
    let mut plain = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        let is_mark = |next: &char| ESCAPED.contains(*next) || (is_quoted && matches!(next, '"' | '\\'));
        if character == '\\' && characters.peek().is_some_and(is_mark) {
            plain.extend(characters.next());
            continue;
        }
        plain.push(character);
    }
    if plain.contains('&') {
        for (written, meant) in ENTITIES {
            plain = plain.replace(written, meant);
        }
    }
    visible(&plain)
}

/// Returns a heading's text: without links, their attributes and HTML.
pub(crate) fn title(text: &str) -> String {
    let text = text.rsplit_once(" {").filter(|(_, rest)| rest.ends_with('}')).map_or(text, |(text, _)| text);
    let mut shown = String::new();
    let mut in_tag = false;
    for character in text.chars() {
        match character {
            '<' => in_tag = true,
            '>' if in_tag => in_tag = false,
            _ if in_tag => {}
            _ => shown.push(character),
        }
    }
    let shown = shown.split_once("]{").map_or(shown.as_str(), |(text, _)| text);
    let shown = shown.strip_suffix("){.header-anchor}").map_or_else(|| shown.to_owned(), |text| format!("{text})"));
    plain(&shown)
}

/// Characters that Markdown escapes and JSON does not.
const ESCAPED: &str = "|_*`<>#[](){}!~$'@^=+-.&:";
const BREAKS: [&str; 3] = ["<br>", "<br/>", "<br />"];
/// HTML in Markdown that only changes the look.
const TAGS: [&str; 14] = [
    "<code>",
    "</code>",
    "<b>",
    "</b>",
    "<strong>",
    "</strong>",
    "<em>",
    "</em>",
    "<sup>",
    "</sup>",
    "<span>",
    "</span>",
    "<p>",
    "</p>",
];
const ENTITIES: [(&str, &str); 7] =
    [("&nbsp;", " "), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&#124;", "|"), ("&amp;", "&")];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outer_pipes_are_not_cells() {
        assert_eq!(texts("a | y* | `b` | |"), ["a", "y*", "b", ""]);
        assert_eq!(texts("| a | b \\| c |"), ["a", "b | c"]);
        assert!(is_rule("---|---|") && !is_rule("a|--"));
        assert_eq!(
            texts(r#"| [qr\_code](#qr) | {\"a\":\"b\"} | {"a":"{\"b\":1}"} |"#),
            ["qr_code", r#"{"a":"b"}"#, r#"{"a":"{\"b\":1}"}"#]
        );
        assert_eq!(dashes("-- ---"), Some(vec![(0, 2), (3, 6)]));
    }
}
