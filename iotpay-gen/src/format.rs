//! Tokens to formatted text.

use proc_macro2::TokenStream;

/// Formats the tokens of a file, with blank lines between items.
pub(crate) fn format(header: &str, tokens: &TokenStream) -> String {
    let body = match syn::parse2::<syn::File>(tokens.clone()) {
        Ok(file) => prettyplease::unparse(&file),
        // The emitter makes items only; should it ever not, rustc names the place better than we.
        Err(_) => tokens.to_string(),
    };
    format!("{header}\n\n{}", separate(&one_row_a_line(&body)))
}

/// How the table of a request begins, as prettyplease writes it.
const TABLE: &str = "$root ::__fill! {";

/// Writes the tables of requests row by row: prettyplease fills lines with what is in a macro.
fn one_row_a_line(body: &str) -> String {
    let mut text = String::with_capacity(body.len());
    let mut lines = body.lines();
    while let Some(line) = lines.next() {
        let Some(begin) = line.trim_start().strip_prefix(TABLE) else {
            text.extend([line, "\n"]);
            continue;
        };
        let indent = " ".repeat(line.len() - line.trim_start().len());
        let mut rows = Rows::default();
        let mut next = Some(begin);
        while let Some(line) = next.filter(|_| !rows.is_closed) {
            rows.read(line.trim());
            next = if rows.is_closed { None } else { lines.next() };
        }
        text.extend([indent.as_str(), "$root::__fill! {\n"]);
        for row in &rows.done {
            text.extend([indent.as_str(), "    ", row, "\n"]);
        }
        text.extend([indent.as_str(), "}\n"]);
    }
    text
}

/// The rows of a table: what ends with `;` outside of braces.
#[derive(Default)]
struct Rows {
    /// Those that are whole.
    done: Vec<String>,
    /// The one that is being read.
    row: String,
    depth: u32,
    is_text: bool,
    is_escaped: bool,
    /// Whether the brace has come that ends the table.
    is_closed: bool,
}

impl Rows {
    fn read(&mut self, line: &str) {
        if !self.row.is_empty() {
            self.row.push(' ');
        }
        for character in line.chars() {
            match character {
                _ if self.is_escaped => self.is_escaped = false,
                '\\' if self.is_text => self.is_escaped = true,
                '"' => self.is_text = !self.is_text,
                '{' if !self.is_text => self.depth += 1,
                '}' if !self.is_text && self.depth == 0 => {
                    self.is_closed = true;
                    return;
                }
                '}' if !self.is_text => self.depth -= 1,
                _ => {}
            }
            if character == ';' && !self.is_text && self.depth == 0 {
                let row = self.row.trim();
                // An optional row is `name? "wire" …`, which prettyplease sets apart.
                self.done.push(match row.split_once(" ? ") {
                    Some((name, rest)) if !name.contains(['"', ' ']) => format!("{name}? {rest};"),
                    _ => format!("{row};"),
                });
                self.row.clear();
            } else {
                self.row.push(character);
            }
        }
    }
}

/// Puts a blank line before each item, and before each documented field or variant: prettyplease
/// writes them without.
fn separate(body: &str) -> String {
    let mut text = String::with_capacity(body.len() + body.len() / 8);
    let mut before = "";
    for line in body.lines() {
        let trimmed = line.trim_start();
        let begins = trimmed.starts_with("///") || trimmed.starts_with("#[") || trimmed.starts_with("impl ");
        let follows_head =
            before.trim_start().starts_with("///") || before.trim_start().starts_with("#[") || before == ")]";
        let opens = before.is_empty() || before.ends_with(['{', '(', '[']);
        let is_fn = trimmed.starts_with("pub fn") || trimmed.starts_with("fn ");
        if (begins || is_fn) && !follows_head && !opens {
            text.push('\n');
        }
        text.push_str(line);
        text.push('\n');
        before = line;
    }
    text
}

#[cfg(test)]
mod tests {
    use super::one_row_a_line;

    #[test]
    fn a_table_has_a_line_for_each_row() {
        let body = "a {\n    $root ::__fill! { [$root] $($given)* \"; }\" \"\";\n    a ? \"a\" code 0 { A \"{\"; }\n    ; b \"b\" text; }\n    }\n}\n";
        let lines = "a {\n    $root::__fill! {\n        [$root] $($given)* \"; }\" \"\";\n        a? \"a\" code 0 { A \"{\"; };\n        b \"b\" text;\n    }\n    }\n}\n";
        assert_eq!(one_row_a_line(body), lines);
    }
}
