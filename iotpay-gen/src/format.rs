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
            text.push_str(line);
            text.push('\n');
            continue;
        };
        let indent = " ".repeat(line.len() - line.trim_start().len());
        let mut table = begin.trim().to_owned();
        // The table ends where its line ends with the brace that it began with.
        while !table.ends_with("; }") {
            let Some(line) = lines.next() else { break };
            table.push(' ');
            table.push_str(line.trim());
        }
        let table = table.strip_suffix('}').unwrap_or(&table);
        let rows = rows(table).into_iter().flat_map(|row| [indent.clone(), "    ".to_owned(), row, "\n".to_owned()]);
        text.extend([indent.as_str(), "$root::__fill! {\n"]);
        text.extend(rows);
        text.extend([indent.as_str(), "}\n"]);
    }
    text
}

/// The rows of a table: what goes before the first one, and what ends with `;` outside of braces.
fn rows(table: &str) -> Vec<String> {
    let mut rows = Vec::new();
    let mut row = String::new();
    let (mut depth, mut is_text, mut is_escaped) = (0_u32, false, false);
    for character in table.chars() {
        row.push(character);
        match character {
            _ if is_escaped => is_escaped = false,
            '\\' if is_text => is_escaped = true,
            '"' => is_text = !is_text,
            '{' if !is_text => depth += 1,
            '}' if !is_text => depth = depth.saturating_sub(1),
            ';' if !is_text && depth == 0 => rows.push(std::mem::take(&mut row)),
            _ => {}
        }
    }
    rows.push(row);
    let rows = rows.into_iter().map(|row| row.trim().replace(" ? \"", "? \""));
    rows.filter(|row| !row.is_empty()).collect()
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
