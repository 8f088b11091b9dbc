//! Text and tables as Markdown.

pub(super) use crate::generate::markdown::code;
use crate::generate::markdown::one_line;

/// Text on one line, escaped except for code in single backticks.
pub(super) fn text(text: &str) -> String {
    let line = one_line(text);
    let parts: Vec<_> = line.split('`').collect();
    // Any other backticks would open code that continues to the end.
    let is_paired = parts.len() % 2 == 1 && parts.iter().skip(1).step_by(2).all(|code| !code.is_empty());
    if !is_paired {
        return literal(&line);
    }
    let escaped =
        parts.iter().enumerate().map(|(at, part)| if at % 2 == 1 { (*part).to_owned() } else { literal(part) });
    escaped.collect::<Vec<_>>().join("`")
}

/// Several codes.
pub(super) fn codes<'a>(texts: impl IntoIterator<Item = &'a str>) -> String {
    texts.into_iter().map(code).collect::<Vec<_>>().join(", ")
}

/// Returns a path of a site as a link.
pub(super) fn link(site: &str, path: &str) -> String {
    let path = one_line(path);
    format!("[{}](<{site}{}>)", literal(&path), percent_encoded(&path))
}

/// Returns a table, or "None." if it has no rows. A cell without text becomes `-`.
pub(super) fn table<const N: usize>(head: [&str; N], rows: &[[String; N]]) -> String {
    if rows.is_empty() {
        return "None.\n".to_owned();
    }
    let head = format!("| {} |\n|{}\n", head.join(" | "), "---|".repeat(N));
    let lines = rows.iter().map(|row| {
        // In a table, `|` ends a cell even inside code.
        let cells = row.each_ref().map(|cell| if cell.is_empty() { "-".to_owned() } else { cell.replace('|', "\\|") });
        format!("| {} |\n", cells.join(" | "))
    });
    head + &lines.collect::<String>()
}

fn literal(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        if matches!(character, '\\' | '`' | '<' | '>' | '[' | ']' | '*') {
            escaped.push('\\');
        }
        escaped.push(character);
    }
    escaped
}

fn percent_encoded(path: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/-._~%?#=&:@!$'()+,;".contains(&byte);
    path.bytes()
        .map(|byte| if is_plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{code, link, table, text};

    #[test]
    fn escapes_text_except_code() {
        assert_eq!(text("a <b> [c] *d*\n  e"), "a \\<b\\> \\[c\\] \\*d\\* e");
        assert_eq!(text("see `a<b>` and `c`"), "see `a<b>` and `c`");
        assert_eq!(text("a ` b"), "a \\` b");
        assert_eq!(text("```\na"), "\\`\\`\\` a");
        assert_eq!(code("a `b` ``c``"), "``` a `b` ``c`` ```");
    }

    #[test]
    fn escapes_paths_in_links() {
        assert_eq!(link("https://a.example", "/b/c-d.html"), "[/b/c-d.html](<https://a.example/b/c-d.html>)");
        assert_eq!(link("", "/<a>](b)\\\"é"), "[/\\<a\\>\\](b)\\\\\"é](</%3Ca%3E%5D(b)%5C%22%C3%A9>)");
    }

    #[test]
    fn escapes_bars_in_cells() {
        let rows = [["`a|b`".to_owned(), String::new()]];
        assert_eq!(table(["A", "B"], &rows), "| A | B |\n|---|---|\n| `a\\|b` | - |\n");
        assert_eq!(table::<1>(["A"], &[]), "None.\n");
    }
}
