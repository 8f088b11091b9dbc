//! Texts as YAML scalars.

pub(crate) fn is_plain(character: char) -> bool {
    let turns = matches!(character, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}');
    !turns && !character.is_control()
}

/// Returns a value for a flow mapping: plain if YAML reads it as the same text, else quoted.
pub(crate) fn item(text: &str) -> String {
    let is_word = |character: char| character.is_ascii_alphanumeric() || "_*().".contains(character);
    let starts = text.starts_with(|first: char| first.is_ascii_alphabetic() || first == '/');
    let is_safe = text.chars().all(|character| is_word(character) || character == ' ' || character == '/');
    let means_more = [
        "Yes", "No", "yes", "no", "YES", "NO", "true", "false", "null", "True", "False", "Null", "TRUE", "FALSE",
        "NULL", "on", "off", "On", "Off", "ON", "OFF",
    ];
    if starts && is_safe && !text.ends_with(' ') && !means_more.contains(&text) && !text.contains("  ") {
        return text.to_owned();
    }
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for character in text.chars() {
        match character {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            _ if is_plain(character) => quoted.push(character),
            _ => quoted.push('\u{fffd}'),
        }
    }
    quoted.push('"');
    quoted
}
