//! Characters that are invalid in texts and ids, with the messages of the client's `ValueError`.

use super::problem::Problem;

/// A text with a visible character, and without control characters or byte order marks.
pub(super) fn text(text: &str) -> Result<(), Problem> {
    not_blank(text)?;
    reject(text, is_control)
}

/// The strings inside a valid JSON text, escaped or not, follow the rule of [`text`], except that they may be
/// blank.
pub(super) fn json(json: &str) -> Result<(), Problem> {
    let mut rest = json.chars();
    while let Some(character) = rest.next() {
        let found = match character {
            // Allowed as whitespace in JSON.
            '\n' | '\r' | '\t' => continue,
            '\\' => match rest.next() {
                Some('b') => '\u{8}',
                Some('f') => '\u{c}',
                Some('n') => '\n',
                Some('r') => '\r',
                Some('t') => '\t',
                Some('u') => escaped(rest.as_str()).unwrap_or(' '),
                _ => continue,
            },
            other => other,
        };
        if is_control(found) {
            return Err(describe("contains", found));
        }
    }
    Ok(())
}

/// The character of `\uXXXX`, unless it is a surrogate: no surrogate pair encodes a control character.
fn escaped(digits: &str) -> Option<char> {
    char::from_u32(u32::from_str_radix(digits.get(..4)?, 16).ok()?)
}

/// Returns `true` for a control character, a line ending or a byte order mark.
fn is_control(character: char) -> bool {
    character.is_control() || matches!(character, BYTE_ORDER_MARK | '\u{2028}' | '\u{2029}')
}

/// An id without whitespace, invisible characters, and separators of fields.
pub(super) fn id(text: &str) -> Result<(), Problem> {
    not_blank(text)?;
    not_mojibake(text)?;
    reject(text, |character| is_unseen(character) || is_broken(character) || matches!(character, '&' | '='))
}

fn not_blank(text: &str) -> Result<(), Problem> {
    if text.chars().all(is_unseen) {
        return Err("is blank; at least 1 visible character is required".to_owned());
    }
    Ok(())
}

fn not_mojibake(text: &str) -> Result<(), Problem> {
    if text.starts_with(MARK_AS_LATIN_1) {
        let cause = ", which is common in text read from a file; remove it";
        return Err(format!("begins with `{MARK_AS_LATIN_1}` (a byte order mark read as Latin-1){cause}"));
    }
    Ok(())
}

/// Reports the first invalid character, preferably at an end of the text.
fn reject(text: &str, is_rejected: impl Fn(char) -> bool) -> Result<(), Problem> {
    let (first, last) = (text.chars().next(), text.chars().next_back());
    let inside = || text.chars().find(|it| is_rejected(*it)).map(|found| ("contains", found));
    let found = first
        .filter(|it| is_rejected(*it))
        .map(|found| ("begins with", found))
        .or_else(|| last.filter(|it| is_rejected(*it)).map(|found| ("ends with", found)))
        .or_else(inside);
    found.map_or(Ok(()), |(place, found)| Err(describe(place, found)))
}

fn describe(place: &str, found: char) -> Problem {
    let from_a_file = ", which is common in text read from a file; remove it";
    let decoded = ", which is common in text decoded with the wrong encoding; check the source";
    let is_inside = place == "contains";
    let (what, cause) = match found {
        '&' | '=' => return format!("{place} `{found}`, which separates fields in the string to sign"),
        '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' if is_inside => ("a line ending", "; remove it"),
        '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => ("a line ending", from_a_file),
        '\u{fffd}' => ("the replacement character", decoded),
        found if is_broken(found) => ("a noncharacter", decoded),
        BYTE_ORDER_MARK => ("a byte order mark", from_a_file),
        found if found.is_whitespace() && is_inside => ("whitespace", "; remove it"),
        found if found.is_whitespace() => ("whitespace", from_a_file),
        found if found.is_control() => ("a control character", "; remove it"),
        _ => ("an invisible character", ", which is common in text copied from a page or document; remove it"),
    };
    format!("{place} {what} (U+{:04X}){cause}", u32::from(found))
}

const BYTE_ORDER_MARK: char = '\u{feff}';

/// The bytes of a byte order mark, decoded as Latin-1.
const MARK_AS_LATIN_1: &str = "\u{ef}\u{bb}\u{bf}";

/// Returns `true` for a sign of wrong decoding: U+FFFD, or a noncharacter.
fn is_broken(character: char) -> bool {
    let code = u32::from(character);
    character == '\u{fffd}' || (0xfdd0..=0xfdef).contains(&code) || code & 0xfffe == 0xfffe
}

fn is_unseen(character: char) -> bool {
    character.is_whitespace() || character.is_control() || is_invisible(character)
}

/// Returns `true` for a format character (general category `Cf`), a character that is ignored by default when
/// displayed (`Default_Ignorable_Code_Point`), and the empty Braille pattern. Unicode 17.
pub(super) fn is_invisible(character: char) -> bool {
    matches!(
        character,
        '\u{ad}'
            | '\u{34f}'
            | '\u{600}'..='\u{605}'
            | '\u{61c}'
            | '\u{6dd}'
            | '\u{70f}'
            | '\u{890}'..='\u{891}'
            | '\u{8e2}'
            | '\u{115f}'..='\u{1160}'
            | '\u{17b4}'..='\u{17b5}'
            | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{2800}'
            | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}'
            | '\u{ffa0}'
            | '\u{fff0}'..='\u{fffb}'
            | '\u{110bd}'
            | '\u{110cd}'
            | '\u{13430}'..='\u{1343f}'
            | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}'
    )
}
