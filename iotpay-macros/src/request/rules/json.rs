//! JSON objects.

use super::{Problem, text};

/// How deep objects and lists may stand in each other.
const DEPTH: usize = 100;

/// A JSON object of 1 to `max` characters.
pub(crate) fn json(given: &str, max: u32) -> Result<(), Problem> {
    text(given, max)?;
    let mut reader = Reader { rest: given.trim_matches(BLANKS) };
    let is_object = reader.rest.starts_with('{') && reader.value(DEPTH).is_some() && reader.rest.is_empty();
    if is_object { Ok(()) } else { Err("is not a JSON object".to_owned()) }
}

const BLANKS: [char; 4] = [' ', '\t', '\n', '\r'];

/// Reads one value after another; `None` where the text is not JSON.
struct Reader<'a> {
    rest: &'a str,
}

impl Reader<'_> {
    fn value(&mut self, depth: usize) -> Option<()> {
        let deeper = depth.checked_sub(1)?;
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

    /// A character by its number; one beyond 16 bits by two halves.
    fn escaped(&mut self) -> Option<()> {
        let unit = self.code_unit()?;
        if (0xd800..0xdc00).contains(&unit) {
            self.take("\\u")?;
            return (0xdc00..0xe000).contains(&self.code_unit()?).then_some(());
        }
        (!(0xdc00..0xe000).contains(&unit)).then_some(())
    }

    fn code_unit(&mut self) -> Option<u32> {
        (0..4).try_fold(0, |unit, _| Some(unit * 16 + self.skip()?.to_digit(16)?))
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
