//! The indentation of a name, by white space or signs such as `├─`.

use crate::saved_page::model::depth::Depth;

/// The width of a character.
pub(crate) const WIDTH: u32 = 10;

/// Signs in front of the name of a member.
const SIGNS: &str = "├└┝┗┣│┃|─━—–-»›>↳→∟⌞╰⎿▸▹►▶·•●○+";

/// Returns the width of the white space at the beginning. HTML and Markdown ignore ASCII white space.
pub(crate) fn blanks(text: &str, counts_ascii: bool) -> u32 {
    let blanks = text.chars().take_while(|it| it.is_whitespace());
    let width = blanks.filter(|it| counts_ascii || !it.is_ascii()).map(|it| match it {
        // Four spaces or two wide spaces are one level.
        '\u{2003}' | '\u{2001}' | '\u{3000}' => 2 * WIDTH,
        '\t' => 4 * WIDTH,
        _ => WIDTH,
    });
    width.fold(0, u32::saturating_add)
}

/// Separates the signs of nesting from the name, and returns their width.
pub(crate) fn signs(text: &str) -> (Depth, &str) {
    let mut name = text;
    let mut end = 0;
    for (at, character) in text.char_indices() {
        let is_dots = character == '.' && (text[at..].starts_with("..") || text[..at].ends_with('.'));
        if SIGNS.contains(character) || is_dots {
            end = at + character.len_utf8();
        } else if !character.is_whitespace() {
            name = &text[at..];
            break;
        }
    }
    if end == 0 || name.len() == text.len() {
        return (Depth::default(), text);
    }
    let width = u32::try_from(text[..end].chars().count()).unwrap_or(u32::MAX).saturating_mul(WIDTH);
    (Depth { indent: width, is_signed: true }, name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_are_separated_from_the_name() {
        for (text, indent, name) in [
            ("├─ device", 20, "device"),
            ("└─loginName", 20, "loginName"),
            ("│  ├─ id", 50, "id"),
            ("» payOrderId", 10, "payOrderId"),
            ("»» a", 20, "a"),
            ("..amount", 20, "amount"),
            ("-- x", 20, "x"),
            ("a-b", 0, "a-b"),
            ("-", 0, "-"),
            ("_x", 0, "_x"),
        ] {
            let (depth, read) = signs(text);
            assert_eq!((depth.indent, read), (indent, name), "{text}");
        }
        assert_eq!((blanks("\u{2003}\u{2003}x", false), blanks("  x", false), blanks("  x", true)), (40, 0, 20));
    }
}
