//! Tokens to formatted text.

use proc_macro2::TokenStream;

/// Formats the tokens of a file, with blank lines between items.
pub(crate) fn format(header: &str, tokens: &TokenStream) -> String {
    let body = match syn::parse2::<syn::File>(tokens.clone()) {
        Ok(file) => prettyplease::unparse(&file),
        // The emitter makes items only; should it ever not, rustc names the place better than we.
        Err(_) => tokens.to_string(),
    };
    format!("{header}\n\n{}", separate(&body))
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
