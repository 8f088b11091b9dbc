//! What others wrote, shown without the secrets that it may repeat.

use std::fmt;

#[cfg(feature = "transport")]
use zeroize::Zeroizing;

#[cfg(feature = "transport")]
use crate::signing::{Account, Signed, Value};

/// What stands in the place of a secret.
#[cfg(feature = "transport")]
const HIDDEN: &str = "[secret]";
/// Card numbers have no fewer digits.
const LEAST_DIGITS: usize = 12;
/// How many digits of a long number show: those that a receipt may show of a card.
const SHOWN_DIGITS: usize = 4;
/// No word is so long, and tokens and keys are.
#[cfg(feature = "transport")]
const LONGEST_WORD: usize = 40;
/// No field of any page has so long a name.
const LONGEST_NAME: usize = 64;

/// The secrets of a request, in each spelling in which the gateway gets them.
#[cfg(feature = "transport")]
pub(crate) struct Secrets(Zeroizing<Vec<String>>);

#[cfg(feature = "transport")]
impl Secrets {
    /// What a request tells to be secret.
    pub(crate) fn of_request(request: &dyn Signed, account: &Account<'_>) -> Self {
        let mut spellings = Zeroizing::new(Vec::new());
        request.visit(account, &mut |_, value| {
            if let Value::Secret(text) = value {
                let quoted = Zeroizing::new(serde_json::Value::from(text).to_string());
                let in_json = quoted.trim_start_matches('"');
                let in_json = in_json.strip_suffix('"').unwrap_or(in_json);
                let in_form = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
                spellings.extend([text.to_owned(), in_json.to_owned(), in_form(text), in_form(in_json)]);
            }
        });
        spellings.retain(|spelling| !spelling.is_empty());
        // One may begin like another.
        spellings.sort_by_key(|spelling| std::cmp::Reverse(spelling.len()));
        Self(spellings)
    }

    /// The gateway's text without these secrets, and without what may be one in another spelling or
    /// of another request.
    pub(crate) fn masked(&self, text: &str) -> String {
        let mut masked = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(character) = rest.chars().next() {
            let found = self.0.iter().find(|secret| begins_with(rest, secret));
            match found {
                Some(_) => masked.push_str(HIDDEN),
                None => masked.push(character),
            }
            rest = &rest[found.map_or(character.len_utf8(), String::len)..];
        }
        without_long_numbers(&without_long_words(&masked))
    }
}

/// Gateways change the case of names, and of percent-encoded bytes.
#[cfg(feature = "transport")]
fn begins_with(text: &str, secret: &str) -> bool {
    text.get(..secret.len()).is_some_and(|beginning| beginning.eq_ignore_ascii_case(secret))
}

/// Hides what is too long for a word of a sentence: a token, perhaps cut short.
#[cfg(feature = "transport")]
fn without_long_words(text: &str) -> String {
    let is_in_token = |character: char| character.is_ascii_alphanumeric() || "+/=_-".contains(character);
    let mut masked = String::with_capacity(text.len());
    let mut rest = text;
    while !rest.is_empty() {
        let token = rest.find(|character| !is_in_token(character)).unwrap_or(rest.len());
        masked.push_str(if token > LONGEST_WORD { HIDDEN } else { &rest[..token] });
        let between = rest[token..].find(is_in_token).map_or(rest.len(), |at| token + at);
        masked.push_str(&rest[token..between]);
        rest = &rest[between..];
    }
    masked
}

/// Hides all but the end of what may be a card number, also where it is written in groups.
fn without_long_numbers(text: &str) -> String {
    let mut masked = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(begin) = rest.find(|character: char| character.is_ascii_digit()) {
        masked.push_str(&rest[..begin]);
        rest = &rest[begin..];
        let number = &rest[..number_length(rest)];
        let digits: Vec<char> = number.chars().filter(char::is_ascii_digit).collect();
        if digits.len() < LEAST_DIGITS {
            masked.push_str(number);
        } else {
            masked.push('…');
            masked.extend(&digits[digits.len() - SHOWN_DIGITS..]);
        }
        rest = &rest[number.len()..];
    }
    masked + rest
}

/// How many bytes belong to the number at the beginning of a text: digits, and between two of them
/// no more than one sign.
fn number_length(text: &str) -> usize {
    let mut length = 0;
    let mut after_digit = false;
    for (at, character) in text.char_indices() {
        let is_between = matches!(character, ' ' | '\u{a0}' | '-' | '.' | '/' | '+' | '_');
        match (character.is_ascii_digit(), after_digit && is_between) {
            (true, _) => (length, after_digit) = (at + 1, true),
            (false, true) => after_digit = false,
            (false, false) => break,
        }
    }
    length
}

/// A field's name in a received message. It is the sender's choice: what does not look like a name
/// does not show.
pub(crate) struct Name<'a>(pub(crate) &'a str);

impl fmt::Display for Name<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let is_in_name = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.');
        if self.0.len() <= LONGEST_NAME && self.0.bytes().all(is_in_name) {
            f.write_str(&without_long_numbers(self.0))
        } else {
            write!(f, "[name of {} bytes]", self.0.len())
        }
    }
}

impl fmt::Debug for Name<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.to_string(), f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_numbers_show_their_end() {
        for (text, shown) in [
            ("card 4242123456789000 refused", "card …9000 refused"),
            ("4242 1234 5678 9000", "…9000"),
            ("4242-1234-5678-9000.", "…9000."),
            ("4242\u{a0}1234\u{a0}5678\u{a0}9000茶", "…9000茶"),
            ("PC20240101005605740403580191", "PC…0191"),
            ("123456789012 and 12345678901", "…9012 and 12345678901"),
            ("paid 1500 on 2026-01-01, 12:00:00", "paid 1500 on 2026-01-01, 12:00:00"),
            ("1234  5678  9012", "1234  5678  9012"),
            ("no number", "no number"),
            ("", ""),
        ] {
            assert_eq!(without_long_numbers(text), shown);
        }
    }

    #[test]
    fn what_is_no_name_does_not_show() {
        for (name, shown) in [
            ("retData.secureId", "retData.secureId"),
            ("4242123456789000", "…9000"),
            ("{\"cvv\":\"786\"}", "[name of 13 bytes]"),
            ("a b", "[name of 3 bytes]"),
            ("a\n", "[name of 2 bytes]"),
            ("", ""),
        ] {
            assert_eq!(Name(name).to_string(), shown);
        }
        assert_eq!(Name(&"a".repeat(65)).to_string(), "[name of 65 bytes]");
    }

    #[cfg(feature = "transport")]
    mod of_a_request {
        use super::*;
        use crate::signing::Visitor;

        struct Holder(&'static str);

        impl Signed for Holder {
            fn visit(&self, _: &Account<'_>, visitor: &mut Visitor<'_>) {
                visitor("cvv", Value::Secret("786"));
                visitor("empty", Value::Secret(""));
                visitor("holder", Value::Secret(self.0));
                visitor("mchOrderNo", Value::Text("m1"));
            }
        }

        #[track_caller]
        fn assert_masked(text: &str, masked: &str) {
            let account = Account { mch_id: "10000701", login_name: "jack123" };
            assert_eq!(Secrets::of_request(&Holder("Zoë \"Z\" Lee"), &account).masked(text), masked);
        }

        #[test]
        fn its_secrets_do_not_show() {
            assert_masked("order m1: code 786 is wrong", "order m1: code [secret] is wrong");
            assert_masked("E7861", "E[secret]1");
            assert_masked("", "");
            assert_masked("Zoë \"Z\" LEE", "[secret]");
        }

        #[test]
        fn no_spelling_of_them_shows() {
            assert_masked(r#"{"holder":"Zoë \"Z\" Lee"}"#, r#"{"holder":"[secret]"}"#);
            assert_masked("holder=Zo%C3%AB+%22Z%22+Lee&a", "holder=[secret]&a");
            assert_masked("%22Zo%c3%ab+%5C%22Z%5C%22+Lee%22", "%22[secret]%22");
        }

        #[test]
        fn what_may_be_one_does_not_show() {
            assert_masked("4242 1234 5678 9000", "…9000");
            assert_masked(&format!("data {}== refused", "aB3/".repeat(11)), "data [secret] refused");
            assert_masked("see /guide/creditCard/v3/direct.html", "see /guide/creditCard/v3/direct.html");
        }
    }
}
