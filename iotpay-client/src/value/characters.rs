//! Characters that are invalid in text values and ids.

use super::ValueError;

/// The position of a character in a text value.
///
/// ```
/// use iotpay_client::value::{Position, Text, ValueError};
///
/// let error = Text::<30>::new("Green tea\n").unwrap_err();
/// assert_eq!(error, ValueError::Character { found: '\n', position: Position::End });
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Position {
    /// The first character.
    Start,
    /// The last character.
    End,
    /// Any other character.
    Inside,
}

/// Checks that a text value has a visible character, and no control characters, line endings or byte order marks.
/// Other invisible characters, such as joiners and variation selectors, are required by emoji and scripts.
pub(super) fn check_text(text: &str) -> Result<(), ValueError> {
    check_not_blank(text)?;
    reject(text, is_control)
}

/// Checks the strings inside a valid JSON text, escaped or not: no control characters, line endings or byte order
/// marks are allowed.
pub(super) fn check_json(json: &str) -> Result<(), ValueError> {
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
            return Err(ValueError::Character { found, position: Position::Inside });
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

/// Checks a part of the credentials: no whitespace and no invisible characters.
pub(super) fn check_credential(text: &str) -> Result<(), ValueError> {
    check_not_blank(text)?;
    not_mojibake(text)?;
    reject(text, |character| is_unseen(character) || is_broken(character))
}

/// Checks an id or a merchant reference: no whitespace, invisible characters, `&` or `=`. The latter two separate
/// fields in the string to sign: in a notification, an id that contains them could be two fields.
pub(super) fn check_id(text: &str) -> Result<(), ValueError> {
    check_not_blank(text)?;
    not_mojibake(text)?;
    reject(text, |character| is_unseen(character) || is_broken(character) || is_separator(character))
}

/// Checks that a text value does not contain the separators of the string to sign.
pub(super) fn check_word(text: &str) -> Result<(), ValueError> {
    reject(text, is_separator)
}

fn is_separator(character: char) -> bool {
    matches!(character, '&' | '=')
}

fn check_not_blank(text: &str) -> Result<(), ValueError> {
    if text.is_empty() {
        return Err(ValueError::Empty);
    }
    if text.chars().all(is_unseen) { Err(ValueError::Blank) } else { Ok(()) }
}

fn not_mojibake(text: &str) -> Result<(), ValueError> {
    if text.starts_with(MARK_AS_LATIN_1) {
        Err(ValueError::Character { found: MARK_START, position: Position::Start })
    } else {
        Ok(())
    }
}

/// Reports the first invalid character, preferably at an end of the text.
fn reject(text: &str, is_rejected: impl Fn(char) -> bool) -> Result<(), ValueError> {
    let at_end = |character: Option<char>, position| {
        character.filter(|it| is_rejected(*it)).map(|found| ValueError::Character { found, position })
    };
    let inside = || text.chars().find(|it| is_rejected(*it));
    let error = at_end(text.chars().next(), Position::Start)
        .or_else(|| at_end(text.chars().next_back(), Position::End))
        .or_else(|| at_end(inside(), Position::Inside));
    error.map_or(Ok(()), Err)
}

const BYTE_ORDER_MARK: char = '\u{feff}';

/// The first character of [`MARK_AS_LATIN_1`]; at the start of a text value, it is reported only as part of it.
const MARK_START: char = '\u{ef}';

/// The bytes of a byte order mark, decoded as Latin-1.
const MARK_AS_LATIN_1: &str = "\u{ef}\u{bb}\u{bf}";

/// Returns `true` for a sign of wrong decoding: U+FFFD, or a noncharacter.
fn is_broken(character: char) -> bool {
    let code = u32::from(character);
    character == '\u{fffd}' || (0xfdd0..=0xfdef).contains(&code) || code & 0xfffe == 0xfffe
}

fn is_unseen(character: char) -> bool {
    // Most ids and credentials are ASCII, where this single comparison gives the same result.
    if character.is_ascii() {
        return !character.is_ascii_graphic();
    }
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

/// Describes an invalid character and its likely source.
pub(super) fn describe(found: char, position: Position, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
    let place = match position {
        Position::Start => "begins with",
        Position::End => "ends with",
        Position::Inside => "contains",
    };
    let from_a_file = ", which is common in text read from a file; remove it";
    let decoded = ", which is common in text decoded with the wrong encoding; check the source";
    let copied = ", which is common in text copied from a page or document; remove it";
    let (what, cause) = match (found, position) {
        ('&' | '=', _) => return write!(f, "{place} `{found}`, which separates fields in the string to sign"),
        ('\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}', Position::Inside) => ("a line ending", "; remove it"),
        ('\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}', _) => ("a line ending", from_a_file),
        (MARK_START, Position::Start) => {
            return write!(f, "{place} `{MARK_AS_LATIN_1}` (a byte order mark read as Latin-1){from_a_file}");
        }
        ('\u{fffd}', _) => ("the replacement character", decoded),
        (found, _) if is_broken(found) => ("a noncharacter", decoded),
        (BYTE_ORDER_MARK, _) => ("a byte order mark", from_a_file),
        (found, Position::Inside) if found.is_whitespace() => ("whitespace", "; remove it"),
        (found, _) if found.is_whitespace() => ("whitespace", from_a_file),
        (found, _) if found.is_control() => ("a control character", "; remove it"),
        _ => ("an invisible character", copied),
    };
    write!(f, "{place} {what} (U+{:04X}){cause}", u32::from(found))
}

#[cfg(test)]
mod tests {
    use super::{is_invisible, is_unseen};

    #[test]
    fn the_shortcut_for_ascii_changes_nothing() {
        for character in (0..=u32::from(char::MAX)).filter_map(char::from_u32) {
            let unseen = character.is_whitespace() || character.is_control() || is_invisible(character);
            assert_eq!(is_unseen(character), unseen, "{character:?}");
        }
    }
}
