//! Conversion between Rust names and wire names, and names that are hidden from the caller.

use proc_macro2::{Ident, Span};

/// Converts `mch_order_no` to `mchOrderNo`; drops a trailing `_` or `r#` of a keyword.
pub(crate) fn camel(rust_name: &str) -> String {
    let rust_name = rust_name.trim_start_matches("r#").trim_end_matches('_');
    let mut parts = rust_name.split('_').filter(|part| !part.is_empty());
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |mut name, part| {
        let mut characters = part.chars();
        name.extend(characters.next().into_iter().flat_map(char::to_uppercase));
        name + characters.as_str()
    })
}

/// Converts `mchOrderNo` to `mch_order_no`; replaces other characters with `_`.
pub(crate) fn snake(wire: &str) -> String {
    let mut snake = String::new();
    for character in wire.chars() {
        if character.is_uppercase() && !snake.is_empty() {
            snake.push('_');
        }
        if character.is_alphanumeric() { snake.extend(character.to_lowercase()) } else { snake.push('_') }
    }
    if snake.starts_with(|first: char| first.is_alphabetic()) { snake } else { format!("_{snake}") }
}

/// An identifier that the caller's code, and the fields of a request, can neither see nor hide.
pub(crate) fn hidden(name: &str) -> Ident {
    Ident::new(name, Span::mixed_site())
}

#[cfg(test)]
mod tests {
    use super::{camel, snake};

    #[test]
    fn converts_wire_names_to_rust_names() {
        for (wire, rust) in [
            ("mchOrderNo", "mch_order_no"),
            ("sign", "sign"),
            ("made_up-name", "made_up_name"),
            ("Zone", "zone"),
            ("1", "_1"),
        ] {
            assert_eq!(snake(wire), rust);
        }
    }

    #[test]
    fn converts_rust_names_to_wire_names() {
        for (rust, wire) in
            [("mch_order_no", "mchOrderNo"), ("param1", "param1"), ("type_", "type"), ("r#type", "type")]
        {
            assert_eq!(camel(rust), wire);
        }
    }
}
