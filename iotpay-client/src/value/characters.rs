//! Characters that texts and ids must not have.

use super::ValueError;

/// Where a character is in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Position {
    /// It is the first character.
    Start,
    /// It is the last character.
    End,
    /// It is between others.
    Inside,
}

/// Checks a text for people: something in it can be seen, and it has no control characters, no line
/// endings and no byte order mark. Emoji and scripts need other invisible characters, such as joiners and variation selectors.
pub(super) fn check_text(text: &str) -> Result<(), ValueError> {
    check_not_blank(text)?;
    reject(text, is_control)
}

/// Checks the texts inside a valid JSON text, written out or escaped: no control characters, no line endings and
/// no byte order marks.
pub(super) fn check_json(json: &str) -> Result<(), ValueError> {
    let mut rest = json.chars();
    while let Some(character) = rest.next() {
        let found = match character {
            // Between its members JSON may have these.
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

/// The character of `\uXXXX`, unless it is half of a pair: no pair stands for a control character.
fn escaped(digits: &str) -> Option<char> {
    char::from_u32(u32::from_str_radix(digits.get(..4)?, 16).ok()?)
}

/// Whether a character is a control character, a line ending or a byte order mark.
fn is_control(character: char) -> bool {
    character.is_control() || matches!(character, BYTE_ORDER_MARK | '\u{2028}' | '\u{2029}')
}

/// Checks a part of the credentials: no whitespace and no character that cannot be seen.
pub(super) fn check_credential(text: &str) -> Result<(), ValueError> {
    check_not_blank(text)?;
    not_mojibake(text)?;
    reject(text, |character| is_unseen(character) || is_broken(character))
}

/// Checks an id or a merchant reference. Beyond the characters that cannot be seen, `&` and `=` separate
/// fields in the string to sign, so that an id with them in a notification could be two fields.
pub(super) fn check_id(text: &str) -> Result<(), ValueError> {
    check_not_blank(text)?;
    not_mojibake(text)?;
    reject(text, |character| is_unseen(character) || is_broken(character) || is_separator(character))
}

/// Checks that a text has none of the characters that separate fields in the string to sign.
#[cfg(feature = "transport")]
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

/// Reports the first such character; one at an end is the likelier cause than one inside.
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

/// At the start of a text, it is reported only as the first of [`MARK_AS_LATIN_1`].
const MARK_START: char = '\u{ef}';

/// The bytes of a byte order mark, read as Latin-1.
const MARK_AS_LATIN_1: &str = "\u{ef}\u{bb}\u{bf}";

/// Whether a character is left of a text that was decoded wrongly: U+FFFD, or a noncharacter.
fn is_broken(character: char) -> bool {
    let code = u32::from(character);
    character == '\u{fffd}' || (0xfdd0..=0xfdef).contains(&code) || code & 0xfffe == 0xfffe
}

fn is_unseen(character: char) -> bool {
    character.is_whitespace() || character.is_control() || is_invisible(character)
}

/// Whether a character is a format character (general category `Cf`), is ignored by default when shown
/// (`Default_Ignorable_Code_Point`), or is the empty Braille pattern. Unicode 17.
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

/// What a rejected character is, and where texts with it come from.
pub(super) fn describe(found: char, position: Position, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
    let place = match position {
        Position::Start => "begins with",
        Position::End => "ends with",
        Position::Inside => "contains",
    };
    let from_a_file = "; text read from a file often does, so remove it";
    let decoded = "; text decoded with the wrong encoding often does, so check where it comes from";
    let copied = "; text copied from a page or a document often does, so remove it";
    let (what, cause) = match (found, position) {
        ('&' | '=', _) => return write!(f, "{place} `{found}`, which separates fields in the string to sign"),
        ('\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}', Position::Inside) => ("a line ending", "; remove it"),
        ('\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}', _) => ("a line ending", from_a_file),
        (MARK_START, Position::Start) => {
            return write!(f, "{place} `{MARK_AS_LATIN_1}`, a byte order mark read as Latin-1{from_a_file}");
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
