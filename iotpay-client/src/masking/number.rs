//! Finds numbers that may be card numbers.

use super::Part;

/// The minimum length of a card number.
pub(super) const MIN_DIGITS: usize = 12;
/// The maximum length of a card number.
const MAX_DIGITS: usize = 19;
/// The number of digits to show, as allowed on receipts.
const SHOWN_DIGITS: usize = 4;
/// The maximum number of characters between two digits of a number.
const MAX_SEPARATORS: usize = 3;

/// Finds numbers that may be card numbers. The last digits are shown only if the part is a single number: the end of
/// several numbers may be a security code.
pub(super) fn long_ones(text: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut at = 0;
    while let Some(before) = text[at..].find(|character: char| character.is_ascii_digit()) {
        let begin = at + before;
        at = begin + length(&text[begin..]);
        let number = &text[begin..at];
        let digits = number.bytes().filter(u8::is_ascii_digit).count();
        let is_one = digits == number.len() && digits <= MAX_DIGITS;
        if digits >= MIN_DIGITS {
            let end = if is_one { &number[digits - SHOWN_DIGITS..] } else { "" };
            parts.push(Part { place: begin..at, instead: format!("…{end}") });
        }
    }
    parts
}

/// The length in bytes of the number at the beginning of the text, with any grouping.
fn length(text: &str) -> usize {
    let mut length = 0;
    let mut between = 0;
    for (at, character) in text.char_indices() {
        if character.is_ascii_digit() {
            (length, between) = (at + 1, 0);
        } else if character.is_alphanumeric() || between == MAX_SEPARATORS {
            break;
        } else {
            between += 1;
        }
    }
    length
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::masking::shown;

    fn masked(text: &str) -> String {
        shown(text, text.len(), long_ones(text))
    }

    #[test]
    fn shows_the_end_of_a_long_number() {
        for (text, shown) in [
            ("card 4242123456789000 declined", "card …9000 declined"),
            ("4242123456789000茶", "…9000茶"),
            ("order 1234567890123456789.", "order …6789."),
            ("123456789012 and 12345678901", "…9012 and 12345678901"),
            ("paid 1500 on 2026-01-01, at 12:00:00", "paid 1500 on 2026-01-01, at 12:00:00"),
            ("no number", "no number"),
            ("", ""),
        ] {
            assert_eq!(masked(text), shown);
        }
    }

    #[test]
    fn masks_adjacent_numbers_completely() {
        for (text, shown) in [
            ("4242123456789000/0725/786", "…"),
            ("4242 1234 5678 9000 786", "…"),
            ("card 4242 1234 5678 9000", "card …"),
            ("4242-1234-5678-9000.", "…."),
            ("4242\u{a0}1234\u{a0}5678\u{a0}9000茶", "…茶"),
            ("4242  1234  5678  9000", "…"),
            ("4242,1234,5678,9000", "…"),
            ("4242:1234:5678:9000", "…"),
            ("4242 - 1234 - 5678 - 9000", "…"),
            ("4242%201234%205678%209000", "…"),
            ("424212345678900007257", "…"),
            ("PC20240101005605740403580191", "PC…"),
            ("4242    1234    5678    9000", "4242    1234    5678    9000"),
        ] {
            assert_eq!(masked(text), shown);
        }
    }
}
