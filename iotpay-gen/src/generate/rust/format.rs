//! Tokens to formatted text.

use proc_macro2::TokenStream;

use crate::generate::rust::deprecated::{self, Deprecated};

/// Returns the text of items. Public items are marked as deprecated if the vendor calls them so.
pub(crate) fn items(tokens: &TokenStream, instead: Option<&Deprecated>) -> String {
    match syn::parse2::<syn::File>(tokens.clone()) {
        Ok(mut file) => {
            if let Some(instead) = instead {
                deprecated::mark(&mut file, instead);
            }
            prettyplease::unparse(&file)
        }
        // The generator writes only items; for anything else, rustc reports the location.
        Err(_) => tokens.to_string() + "\n",
    }
}

/// Returns a file of formatted items, with blank lines between them.
pub(crate) fn file(header: &str, parts: &[&str]) -> String {
    let length = parts.iter().map(|part| part.len()).sum::<usize>();
    let mut text = String::with_capacity(header.len() + length + length / 8);
    text.push_str(header);
    text.push_str("\n\n");
    separate(parts.iter().flat_map(|part| part.lines()), &mut text);
    text
}

/// Inserts a blank line before each item, and before each documented field or variant, since prettyplease does not.
fn separate<'a>(lines: impl Iterator<Item = &'a str>, text: &mut String) {
    let mut before = "";
    for line in lines {
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
}
