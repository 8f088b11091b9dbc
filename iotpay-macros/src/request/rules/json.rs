//! JSON objects.

use super::characters;
use super::length::length;
use super::problem::Problem;

/// The maximum nesting depth. The client has no limit, but the compiler's stack is limited.
const DEPTH: usize = 100;

/// A JSON object of 1 to `max` characters.
pub(crate) fn json(text: &str, max: u32) -> Result<(), Problem> {
    length(text, max)?;
    let mut reader = Reader { rest: text.trim_matches(BLANKS), is_too_deep: false };
    if reader.rest.starts_with('{') && reader.value(DEPTH).is_some() && reader.rest.is_empty() {
        return characters::json(text);
    }
    Err(if reader.is_too_deep {
        "is nested too deeply to check at compile time; use braces to check it at run time: `{ \"…\" }`".to_owned()
    } else {
        "is not a JSON object".to_owned()
    })
}

const BLANKS: [char; 4] = [' ', '\t', '\n', '\r'];

/// Reads JSON values; the methods return `None` if the text is not JSON.
struct Reader<'a> {
    rest: &'a str,
    is_too_deep: bool,
}

impl Reader<'_> {
    fn value(&mut self, depth: usize) -> Option<()> {
        let Some(deeper) = depth.checked_sub(1) else {
            self.is_too_deep = true;
            return None;
        };
        match self.rest.chars().next()? {
            '{' => self.list('}', |reader| {
                reader.string()?;
                reader.blanks();
                reader.take(":")?;
                reader.blanks();
                reader.value(deeper)
            }),
            '[' => self.list(']', |reader| reader.value(deeper)),
            '"' => self.string(),
            't' => self.take("true"),
            'f' => self.take("false"),
            'n' => self.take("null"),
            _ => self.number(),
        }
    }

    fn list(&mut self, end: char, mut item: impl FnMut(&mut Self) -> Option<()>) -> Option<()> {
        self.skip();
        self.blanks();
        if self.rest.starts_with(end) {
            self.skip();
            return Some(());
        }
        loop {
            item(self)?;
            self.blanks();
            if self.rest.starts_with(end) {
                self.skip();
                return Some(());
            }
            self.take(",")?;
            self.blanks();
        }
    }

    fn string(&mut self) -> Option<()> {
        self.take("\"")?;
        loop {
            match self.skip()? {
                '"' => return Some(()),
                '\\' => match self.skip()? {
                    '"' | '\\' | '/' | 'b' | 'f' | 'n' | 'r' | 't' => {}
                    'u' => self.escaped()?,
                    _ => return None,
                },
                character if character < ' ' => return None,
                _ => {}
            }
        }
    }

    /// A character escaped by its number. A lone surrogate is valid, as in the client.
    fn escaped(&mut self) -> Option<()> {
        (0..4).try_for_each(|_| self.skip()?.is_ascii_hexdigit().then_some(()))
    }

    fn number(&mut self) -> Option<()> {
        let _ = self.take("-");
        match self.digits()? {
            digits if digits.len() > 1 && digits.starts_with('0') => return None,
            _ => {}
        }
        if self.take(".").is_some() {
            self.digits()?;
        }
        if self.rest.starts_with(['e', 'E']) {
            self.skip();
            if self.rest.starts_with(['+', '-']) {
                self.skip();
            }
            self.digits()?;
        }
        Some(())
    }

    fn digits(&mut self) -> Option<&str> {
        let length = self.rest.bytes().take_while(u8::is_ascii_digit).count();
        let (digits, rest) = self.rest.split_at_checked(length).filter(|(digits, _)| !digits.is_empty())?;
        self.rest = rest;
        Some(digits)
    }

    fn blanks(&mut self) {
        self.rest = self.rest.trim_start_matches(BLANKS);
    }

    fn take(&mut self, expected: &str) -> Option<()> {
        self.rest = self.rest.strip_prefix(expected)?;
        Some(())
    }

    fn skip(&mut self) -> Option<char> {
        let first = self.rest.chars().next()?;
        self.rest = self.rest.get(first.len_utf8()..)?;
        Some(first)
    }
}
