//! Characters that look like others or are invisible, and their replacements.

/// Returns `true` if a character has no width, so that it is invisible anywhere.
pub fn is_invisible(character: char) -> bool {
    if character.is_ascii() {
        return character.is_control() && character != '\n';
    }
    matches!(character,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
        || (character.is_control() && character != '\n')
}

/// Letters that look like the ASCII letter at the same position in the second string.
const LETTERS: [(&str, &str); 4] = [
    // Cyrillic.
    ("асԁеһіјԛорѕԝхуӏкгтпьАВСЕНІЈКМОРЅТХУԌԚԜ", "acdehijqopswxylkrtnbABCEHIJKMOPSTXYGQW"),
    // Greek.
    ("αεικνορτυχγωΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "aeikvoptuxywABEZHIKMNOPTYX"),
    // Latin beyond ASCII.
    // The signs of Kelvin and of Ångström, which editors replace by the letters.
    ("ıɑɡɩʏſℓ\u{212a}\u{212b}", "iagiyslKA"),
    // Digits and capitals of other blocks.
    ("٠۰Ⅰ", "00I"),
];

/// Signs that look like the ASCII sign at the same position in the second string.
const SIGNS: (&str, &str) = ("‐‑‒–—―−﹣‘’‚‛′“”„‟″«»、。：；﹕․…‹›⁄∕∗", "--------'''''\"\"\"\"\"\"\",.:;:..<>//*");

/// Returns the ASCII character that this one looks like.
pub fn plain(character: char) -> Option<char> {
    if character.is_ascii() {
        return None;
    }
    // Full width.
    if let '\u{ff01}'..='\u{ff5e}' = character {
        return char::from_u32(u32::from(character) - 0xfee0);
    }
    if character.is_whitespace() && !character.is_ascii() && !matches!(character, '\u{85}' | '\u{2028}' | '\u{2029}') {
        return Some(' ');
    }
    let tables = LETTERS.iter().chain([&SIGNS]);
    tables.into_iter().find_map(|(strange, plain)| {
        let at = strange.chars().position(|it| it == character)?;
        plain.chars().nth(at)
    })
}

/// Returns the character by its number, for example `U+0456`.
pub fn number(character: char) -> String {
    format!("U+{:04X}", u32::from(character))
}

/// Returns the message and the help for an unusual character.
pub fn describe(character: char) -> (String, String) {
    let number = number(character);
    if is_invisible(character) {
        return (format!("the character {number} is invisible"), "remove it".to_owned());
    }
    match plain(character) {
        Some(' ') => (format!("{number} is a non-standard space"), "write a plain space".to_owned()),
        Some(plain) => {
            let message = format!("`{character}` ({number}) looks like `{plain}`, but is a different character");
            (message, format!("write `{plain}` (U+{:04X})", u32::from(plain)))
        }
        None => (
            format!("`{character}` ({number}) is not an ASCII character"),
            "use only ASCII characters in names, types and paths".to_owned(),
        ),
    }
}

/// Returns the text with each unusual character replaced, or removed if it is invisible.
pub fn corrected(text: &str) -> String {
    let right = |character: char| {
        if character.is_ascii() && !character.is_control() {
            Some(character)
        } else if is_invisible(character) {
            None
        } else {
            Some(plain(character).unwrap_or(character))
        }
    };
    text.chars().filter_map(right).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_look_alike_has_a_replacement() {
        for (strange, plain) in LETTERS.iter().chain([&SIGNS]) {
            assert_eq!(strange.chars().count(), plain.chars().count(), "{strange}");
            assert!(plain.is_ascii() && strange.chars().all(|it| !it.is_ascii()), "{strange}");
        }
        assert_eq!(corrected("dev\u{456}ce"), "device");
        assert_eq!(corrected("ｎａｍｅ：\u{a0}x\u{200b}\u{feff}"), "name: x");
        assert_eq!(corrected("支付“x”"), "支付\"x\"");
    }
}
