//! Booleans: as JSON, or as text.

use std::fmt;

/// The texts of a boolean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    /// The text of true.
    pub yes: String,
    /// The text of false.
    pub no: String,
}

impl Words {
    /// Reads `(Y,N)`.
    pub(super) fn parse(written: &str) -> Option<Self> {
        let (yes, no) = written.strip_prefix('(')?.strip_suffix(')')?.split_once(',')?;
        let (yes, no) = (yes.trim_matches(' '), no.trim_matches(' '));
        (is_word(yes) && is_word(no) && yes != no).then(|| Self { yes: yes.to_owned(), no: no.to_owned() })
    }

    /// Returns `true` if a text is one of the two.
    pub fn accepts(&self, text: &str) -> bool {
        text == self.yes || text == self.no
    }

    /// Returns the length of the longer text.
    pub fn longest(&self) -> u32 {
        u32::try_from(self.yes.len().max(self.no.len())).unwrap_or(u32::MAX)
    }

    /// Returns the text of a value.
    pub fn of(&self, value: bool) -> &str {
        if value { &self.yes } else { &self.no }
    }
}

/// Reads `boolean`, `Boolean` and `bool`, without or with words.
// Three states: no boolean, a JSON boolean, and a boolean as text.
#[allow(clippy::option_option)]
pub(super) fn parse(written: &str) -> Option<Option<Words>> {
    let rest = ["boolean", "Boolean", "bool"].iter().find_map(|name| written.strip_prefix(name))?;
    if rest.is_empty() { Some(None) } else { Words::parse(rest).map(Some) }
}

/// Returns the words of a boolean for messages and samples.
pub fn words(words: Option<&Words>) -> (&str, &str) {
    words.map_or(("true", "false"), |words| (&words.yes, &words.no))
}

fn is_word(text: &str) -> bool {
    const LONGEST: usize = 20;
    let is_in = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    (1..=LONGEST).contains(&text.len()) && text.bytes().all(is_in)
}

impl fmt::Display for Words {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "({},{})", self.yes, self.no)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_two_different_texts() {
        let words = |written| parse(written).map(|it| it.map(|words| words.to_string()));
        for written in ["boolean", "Boolean", "bool"] {
            assert_eq!(words(written), Some(None), "{written}");
        }
        assert_eq!(words("boolean(Y, N)"), Some(Some("(Y,N)".to_owned())));
        assert_eq!(words("bool(1,0)"), Some(Some("(1,0)".to_owned())));
        for written in [
            "boolean()",
            "boolean(Y)",
            "boolean(Y,Y)",
            "boolean(Y,N,M)",
            "boolean(Y,)",
            "boolean (Y,N)",
            "boolean(a b,c)",
        ] {
            assert_eq!(words(written), None, "{written}");
        }
        let words = Words::parse("(yes,no)").unwrap();
        assert!(words.accepts("yes") && words.accepts("no") && !words.accepts("YES") && words.longest() == 3);
        assert_eq!((words.of(true), words.of(false)), ("yes", "no"));
    }
}
