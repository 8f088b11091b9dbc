//! Reads the text of a table: words, numbers, quoted texts, and punctuation.

/// The rest of a row.
pub(super) struct Reader<'a> {
    rest: &'a str,
}

impl<'a> Reader<'a> {
    pub(super) fn new(rest: &'a str) -> Self {
        Self { rest: rest.trim_start() }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// Returns the rest.
    pub(super) fn rest(&self) -> &'a str {
        self.rest
    }

    /// Reads letters, digits and `_`, and a trailing `?`.
    pub(super) fn word(&mut self) -> &'a str {
        let is_in = |it: char| it.is_alphanumeric() || matches!(it, '_' | '?' | '#');
        let length = self.rest.find(|it| !is_in(it)).unwrap_or(self.rest.len());
        self.cut(length)
    }

    /// Reads a number without a sign; 0 if there is none.
    pub(super) fn number(&mut self) -> usize {
        self.word().parse().unwrap_or_default()
    }

    /// Reads a punctuation character if it comes next.
    pub(super) fn take(&mut self, sign: char) -> bool {
        let is_next = self.rest.starts_with(sign);
        if is_next {
            self.cut(sign.len_utf8());
        }
        is_next
    }

    /// Reads a word if it comes next.
    pub(super) fn take_word(&mut self, word: &str) -> bool {
        let is_next = self.rest.strip_prefix(word).is_some_and(|rest| rest.starts_with(' '));
        if is_next {
            self.cut(word.len());
        }
        is_next
    }

    /// Returns `true` if a quoted text comes next.
    pub(super) fn is_at_string(&self) -> bool {
        self.rest.starts_with('"')
    }

    /// Reads a quoted text and returns it without quotes; empty if there is none.
    pub(super) fn string(&mut self) -> String {
        let length = self.length_of_string();
        let written = self.cut(length);
        // With its escapes it is a Rust literal.
        if written.contains('\\') {
            return syn::parse_str::<syn::LitStr>(written).map(|text| text.value()).unwrap_or_default();
        }
        written.trim_matches('"').to_owned()
    }

    /// Reads up to the next `;` outside of braces and quotes.
    pub(super) fn until_semicolon(&mut self) -> &'a str {
        let mut ahead = Self { rest: self.rest };
        let mut depth = 0_u32;
        while let Some(next) = ahead.rest.chars().next() {
            let length = match next {
                '"' => ahead.length_of_string(),
                ';' if depth == 0 => break,
                _ => next.len_utf8(),
            };
            match next {
                '{' => depth += 1,
                '}' => depth = depth.saturating_sub(1),
                _ => {}
            }
            ahead.cut(length.max(1));
        }
        let before = self.cut(self.rest.len() - ahead.rest.len());
        self.take(';');
        before.trim_end()
    }

    fn length_of_string(&self) -> usize {
        let mut is_escaped = false;
        let end = self.rest.char_indices().skip(1).find(|(_, character)| match character {
            _ if is_escaped => {
                is_escaped = false;
                false
            }
            '\\' => {
                is_escaped = true;
                false
            }
            other => *other == '"',
        });
        if self.is_at_string() { end.map_or(self.rest.len(), |(at, _)| at + 1) } else { 0 }
    }

    /// Consumes and returns `length` bytes, and skips the whitespace after them.
    fn cut(&mut self, length: usize) -> &'a str {
        let (before, after) = self.rest.split_at_checked(length).unwrap_or((self.rest, ""));
        self.rest = after.trim_start();
        before
    }
}
