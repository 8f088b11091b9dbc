//! Rows of Markdown tables.

/// The cells of a line, each with the byte at which it begins. A pipe at either end is an edge.
pub(super) fn cells(line: &str) -> Vec<(String, usize)> {
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
    found.into_iter().map(|(start, end)| (plain(&line[start..end]), start)).collect()
}

/// Whether a line parts a heading from its rows: `---|---`.
pub(super) fn is_rule(line: &str) -> bool {
    line.contains('|') && line.contains("--") && line.chars().all(|character| "|-: \t".contains(character))
}

/// Whether a row ends on its line, by the closing pipe.
pub(super) fn is_closed(line: &str) -> bool {
    line.trim_end().ends_with('|') && !line.trim_end().ends_with("\\|")
}

/// A cell without the marks of Markdown around or in it.
fn plain(cell: &str) -> String {
    let cell = cell.trim().replace("<br>", "\n").replace("<br/>", "\n").replace("<br />", "\n");
    let mut text = cell.as_str();
    for mark in ["**", "`"] {
        if let Some(inside) = text.strip_prefix(mark).and_then(|rest| rest.strip_suffix(mark))
            && !inside.contains(mark)
        {
            text = inside;
        }
    }
    let mut plain = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        // JSON in cells has backslashes of its own.
        if character == '\\' && characters.peek().is_some_and(|next| "|_*`<>#".contains(*next)) {
            continue;
        }
        plain.push(character);
    }
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edges_are_no_cells() {
        let texts = |line| cells(line).into_iter().map(|(text, _)| text).collect::<Vec<_>>();
        assert_eq!(texts("a | y* | `b` | |"), ["a", "y*", "b", ""]);
        assert_eq!(texts("| a | b \\| c |"), ["a", "b | c"]);
        assert!(is_rule("---|---|") && !is_rule("a|--"));
    }
}
