//! Masks the secrets of a request in the gateway's texts.

use super::number::{self, MIN_DIGITS};
use super::{HIDDEN, Part, shown};
use crate::outgoing::{ZeroizingString, percent_encoded};
use crate::signing::{Account, FieldValue, Signed};

/// The number of characters to show, since the text may be as long as a response.
const MAX_SHOWN: usize = 200;
/// The number of further characters to check: longer than any grouped card number or the longest word.
const LOOKED_AHEAD: usize = 100;
/// Longer words are tokens or keys.
const LONGEST_WORD: usize = 40;
/// The length of a common prefix that identifies a secret.
const TELLING: usize = 16;
/// The length of a common prefix that identifies a truncated secret at the end of the text.
const TELLING_AT_END: usize = 4;

/// The secrets of a request, in each encoding that the gateway receives.
pub(crate) struct Secrets(Vec<ZeroizingString>);

impl Secrets {
    /// No known secrets, for a message that is not a response. Texts that may be secret are masked nevertheless.
    pub(crate) fn none() -> Self {
        Self(Vec::new())
    }

    /// Returns `true` if a text contains one of these secrets.
    pub(crate) fn are_in(&self, text: &str) -> bool {
        self.0.iter().any(|secret| text.contains(secret.as_str()))
    }

    /// Collects the secret fields of a request.
    pub(crate) fn for_request(request: &dyn Signed, account: &Account<'_>) -> Self {
        let mut spellings = Vec::new();
        request.visit(account, &mut |_, value| {
            let secrets = match &value {
                FieldValue::Secret(text) => std::slice::from_ref(text),
                FieldValue::Json(json) => json.secrets(),
                FieldValue::Text(_) | FieldValue::Integer(_) | FieldValue::Boolean(_) => &[],
            };
            for text in secrets {
                let mut in_json = ZeroizingString::with_capacity(text.len());
                in_json.push_escaped(text);
                let in_form = [percent_encoded("", text), percent_encoded("", &in_json)];
                spellings.extend(in_form);
                spellings.extend([(*text).into(), in_json]);
            }
        });
        spellings.retain(|spelling| !spelling.is_empty());
        spellings.sort_unstable_by(|one: &ZeroizingString, other| one.as_str().cmp(other));
        spellings.dedup_by(|one, other| one.as_str() == other.as_str());
        Self(spellings)
    }

    /// Returns the beginning of the gateway's text with these secrets masked, and with everything masked that may be a
    /// secret in another encoding or from another request. The cost does not depend on the lengths of both.
    pub(crate) fn masked(&self, text: &str) -> String {
        let place_of = |character: usize| text.char_indices().nth(character).map_or(text.len(), |(at, _)| at);
        let end = place_of(MAX_SHOWN);
        let looked_at = &text[..place_of(MAX_SHOWN + LOOKED_AHEAD)];
        let mut parts = self.repeated(text, end);
        parts.extend(self.repeated_in_groups(looked_at));
        parts.extend(long_words(looked_at));
        parts.extend(number::long_ones(looked_at));
        let mut shown = shown(text, end, parts);
        if end < text.len() {
            shown.push('…');
        }
        shown
    }

    /// Finds secrets that begin before `end`.
    fn repeated(&self, text: &str, end: usize) -> Vec<Part> {
        let mut parts = Vec::new();
        let mut at = 0;
        while at < end
            && let Some(character) = text[at..].chars().next()
        {
            // Either the comparison is short, or the compared part is skipped.
            let length = self.0.iter().filter_map(|secret| beginning(&text[at..], secret)).max();
            if let Some(length) = length {
                parts.push(hidden(at, length));
            }
            at += length.unwrap_or(character.len_utf8());
        }
        parts
    }

    /// Finds secret numbers, with any characters between their digits.
    fn repeated_in_groups(&self, text: &str) -> Vec<Part> {
        let is_number = |secret: &&str| secret.len() >= MIN_DIGITS && secret.bytes().all(|byte| byte.is_ascii_digit());
        let numbers: Vec<&str> = self.0.iter().map(ZeroizingString::as_str).filter(is_number).collect();
        let places = text.char_indices().filter(|(_, character)| character.is_ascii_digit());
        let found = places.flat_map(|(at, _)| {
            let lengths = numbers.iter().filter_map(move |number| grouped_beginning(&text[at..], number));
            lengths.map(move |length| hidden(at, length))
        });
        found.collect()
    }
}

fn hidden(at: usize, length: usize) -> Part {
    Part { place: at..at + length, instead: HIDDEN.to_owned() }
}

/// The length of the secret at the beginning of the text, or of a prefix long enough to identify it. Ignores case, since
/// gateways change the case of names and percent-encoded bytes.
fn beginning(text: &str, secret: &str) -> Option<usize> {
    let pairs = text.bytes().zip(secret.bytes());
    let common = pairs.take_while(|(one, other)| one.eq_ignore_ascii_case(other)).count();
    let is_telling = common == secret.len() || common >= TELLING || (common == text.len() && common >= TELLING_AT_END);
    (1..=common).rev().find(|at| is_telling && text.is_char_boundary(*at))
}

/// The same for a number, comparing only digits.
fn grouped_beginning(text: &str, number: &str) -> Option<usize> {
    let mut left = number.chars();
    for (at, character) in text.char_indices() {
        if !character.is_alphanumeric() {
            continue;
        }
        if left.next() != Some(character) {
            return None;
        }
        if left.as_str().is_empty() {
            return Some(at + character.len_utf8());
        }
    }
    (number.len() - left.as_str().len() >= TELLING_AT_END).then_some(text.len())
}

/// Finds words that are too long for prose: tokens, possibly truncated.
fn long_words(text: &str) -> Vec<Part> {
    let is_in_word = |character: char| character.is_ascii_alphanumeric() || "+/=_-".contains(character);
    let mut parts = Vec::new();
    let mut at = 0;
    while let Some(before) = text[at..].find(is_in_word) {
        let begin = at + before;
        let length = text[begin..].find(|character| !is_in_word(character)).unwrap_or(text.len() - begin);
        if length > LONGEST_WORD {
            parts.push(hidden(begin, length));
        }
        at = begin + length;
    }
    parts
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::*;
    use crate::signing::FieldVisitor;

    struct Holder<'a>(&'a str);

    impl Signed for Holder<'_> {
        fn visit(&self, _: &Account<'_>, visitor: &mut FieldVisitor<'_>) {
            visitor("cvv", FieldValue::Secret("786"));
            visitor("empty", FieldValue::Secret(""));
            visitor("holder", FieldValue::Secret(self.0));
            visitor("mchOrderNo", FieldValue::Text("m1"));
        }
    }

    fn secrets(holder: &str) -> Secrets {
        Secrets::for_request(&Holder(holder), &Account { mch_id: "10000701", login_name: "jack123" })
    }

    #[track_caller]
    fn assert_masked(text: &str, masked: &str) {
        assert_eq!(secrets("Zoë \"Z\" Lee").masked(text), masked);
    }

    #[test]
    fn hides_the_secrets() {
        assert_masked("order m1: code 786 is wrong", "order m1: code [secret] is wrong");
        assert_masked("E7861", "E[secret]1");
        assert_masked("", "");
        assert_masked("Zoë \"Z\" LEE", "[secret]");
    }

    #[test]
    fn masks_every_encoding() {
        assert_masked(r#"{"holder":"Zoë \"Z\" Lee"}"#, r#"{"holder":"[secret]"}"#);
        assert_masked("holder=Zo%C3%AB+%22Z%22+Lee&a", "holder=[secret]&a");
        assert_masked("%22Zo%c3%ab+%5C%22Z%5C%22+Lee%22", "%22[secret]%22");
    }

    #[test]
    fn searches_for_each_encoding_once() {
        assert_eq!(secrets("Jack").0.len(), 2);
        assert_eq!(secrets("a b").0.len(), 3);
    }

    #[test]
    fn masks_possible_secrets() {
        assert_masked("4242123456789000", "…9000");
        assert_masked("4242 1234 5678 9000", "…");
        assert_masked(&format!("data {}== declined", "aB3/".repeat(11)), "data [secret] declined");
        assert_masked("see /guide/creditCard/v3/direct.html", "see /guide/creditCard/v3/direct.html");
        // The request's own code does not break the number of another one in two.
        assert_masked("card 4242 1234 5786 9000 declined", "card [secret] declined");
    }

    #[test]
    fn masks_the_card_number_in_any_grouping() {
        for text in [
            "4242123456789000",
            "4242 1234 5678 9000",
            "4242  1234  5678  9000",
            "4242,1234,5678,9000",
            "4242:1234:5678:9000",
            "4242\u{a0}—\u{a0}1234\u{a0}—\u{a0}5678\u{a0}—\u{a0}9000",
            "4242 (((((1234 5678))))) 9000",
            "4 2 4 2 1 2 3 4 5 6 7 8 9 0 0 0",
            "4242-1234-5678-9000-0725-786",
            "4242123456789000/786",
        ] {
            let masked = secrets("4242123456789000").masked(&format!("card {text} declined"));
            assert_eq!(masked, "card [secret] declined", "{text}");
        }
    }

    #[test]
    fn masks_truncated_secrets() {
        assert_masked("holder Zoë", "holder [secret]");
        assert_masked("holder Zo", "holder Zo");
        assert_eq!(secrets("4242123456789000").masked("card 4242-12"), "card [secret]");
        let token = "e30.made-up token in three parts";
        assert_eq!(secrets(token).masked("e30.made-up token... is wrong"), "[secret]... is wrong");
        // For every position of the end of the shown text.
        for before in MAX_SHOWN - 50..=MAX_SHOWN + 1 {
            for number in ["4242 1234 5678 9000", "4242123456789000", "Zoë \"Z\" Lee"] {
                let text = format!("{}{number} and more", " ".repeat(before));
                for holder in [number, "Jack"] {
                    let masked = secrets(holder).masked(&text);
                    let is_silent = !masked.contains("42") && !masked.contains("5678");
                    assert!(is_silent && (holder == "Jack" || !masked.contains('Z')), "{before}: {masked}");
                }
            }
        }
    }

    #[test]
    fn truncates_long_texts() {
        assert_masked(&"茶".repeat(MAX_SHOWN), &"茶".repeat(MAX_SHOWN));
        assert_masked(&"茶".repeat(MAX_SHOWN + 1), &format!("{}…", "茶".repeat(MAX_SHOWN)));
        assert!(secrets("Jack").masked(&"786 ".repeat(1000)).chars().count() < 3 * MAX_SHOWN);
    }

    #[test]
    fn handles_long_texts_and_secrets_quickly() {
        let long = |unit: &str| unit.repeat(900_000 / unit.len());
        let begin = Instant::now();
        for (text, secret) in [
            (long("a"), format!("{}b", "a".repeat(4_000))),
            (long("a"), format!("{}b", long("a"))),
            (long("a "), format!("{}b", "a ".repeat(4_000))),
            (long("aaaaaaaaaaaaaaa "), format!("{}b", "a".repeat(4_000))),
            (long("4"), format!("{}5", "4".repeat(4_000))),
            (long("4   "), format!("{}5", "4".repeat(4_000))),
            (long("4\u{a0}"), long("4")),
            (long("茶"), format!("{}b", "茶".repeat(4_000))),
        ] {
            let masked = secrets(&secret).masked(&text);
            assert!(masked.chars().count() < 3 * MAX_SHOWN);
        }
        assert!(begin.elapsed() < Duration::from_secs(5), "{:?}", begin.elapsed());
    }
}
