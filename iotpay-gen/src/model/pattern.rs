//! Patterns of texts: a subset of regular expressions that can be matched in linear time.

/// A pattern, which matches a whole text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern {
    /// The pattern as written.
    pub text: String,
    parts: Vec<Part>,
}

/// Characters of a class, repeated.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Part {
    is_negated: bool,
    ranges: Vec<(char, char)>,
    min: u32,
    max: Option<u32>,
}

/// The largest number of repetitions that can be written.
const MOST: u32 = 10_000;

impl Pattern {
    /// Parses a pattern: literal characters, `.`, `\d`, `\` before punctuation, classes such as `[A-Z_]` and `[^0-9]`,
    /// each followed by `?`, `*`, `+`, `{n}`, `{n,}` or `{n,m}`.
    ///
    /// # Errors
    ///
    /// Returns a description of the first part that is not supported.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut parts = Vec::new();
        let mut rest = text.chars().peekable();
        while let Some(first) = rest.next() {
            let (is_negated, ranges) = class(first, &mut rest)?;
            let (min, max) = repetition(&mut rest)?;
            parts.push(Part { is_negated, ranges, min, max });
        }
        if parts.is_empty() {
            return Err("it is empty".to_owned());
        }
        Ok(Self { text: text.to_owned(), parts })
    }

    /// Returns `true` if the whole text matches.
    pub fn matches(&self, text: &str) -> bool {
        let characters: Vec<char> = text.chars().collect();
        // The positions at which the next part may begin.
        let mut reached = vec![false; characters.len() + 1];
        reached[0] = true;
        for part in &self.parts {
            reached = part.ends(&characters, &reached);
        }
        reached[characters.len()]
    }
}

impl Part {
    fn contains(&self, character: char) -> bool {
        self.ranges.iter().any(|(first, last)| (*first..=*last).contains(&character)) != self.is_negated
    }

    /// Returns the positions at which this part may end, from those at which it may begin.
    fn ends(&self, characters: &[char], begins: &[bool]) -> Vec<bool> {
        let min = usize::try_from(self.min).unwrap_or(usize::MAX);
        let max = self.max.map_or(usize::MAX, |max| usize::try_from(max).unwrap_or(usize::MAX));
        // The number of possible beginnings before each position.
        let mut before = vec![0_usize; begins.len() + 1];
        for (at, is_begin) in begins.iter().enumerate() {
            before[at + 1] = before[at] + usize::from(*is_begin);
        }
        let mut run = 0;
        (0..begins.len())
            .map(|end| {
                if end > 0 {
                    run = if self.contains(characters[end - 1]) { run + 1 } else { 0 };
                }
                let (shortest, longest) = (min, max.min(run));
                longest >= shortest && before[end - shortest + 1] > before[end - longest]
            })
            .collect()
    }
}

type Rest<'a> = std::iter::Peekable<std::str::Chars<'a>>;
type Class = (bool, Vec<(char, char)>);

fn class(first: char, rest: &mut Rest<'_>) -> Result<Class, String> {
    Ok(match first {
        '.' => (true, Vec::new()),
        '\\' => (false, vec![escaped(rest)?]),
        '[' => return in_brackets(rest),
        '(' | ')' | '|' => {
            return Err(format!(
                "groups and alternatives are not supported; write `\\{first}` for the character `{first}`"
            ));
        }
        '^' | '$' => {
            return Err(format!(
                "`{first}` is not needed: a pattern always matches the whole text; write `\\{first}` for the character"
            ));
        }
        '?' | '*' | '+' | '{' => {
            return Err(format!("nothing to repeat before `{first}`; write `\\{first}` for the character"));
        }
        ']' | '}' => return Err(format!("`{first}` has no opening bracket; write `\\{first}` for the character")),
        character => (false, vec![(character, character)]),
    })
}

fn escaped(rest: &mut Rest<'_>) -> Result<(char, char), String> {
    match rest.next() {
        Some('d') => Ok(('0', '9')),
        Some(character) if character.is_ascii_punctuation() => Ok((character, character)),
        Some(character) => Err(format!("`\\{character}` is not supported; only `\\d` and punctuation may follow `\\`")),
        None => Err("nothing follows `\\`".to_owned()),
    }
}

fn in_brackets(rest: &mut Rest<'_>) -> Result<Class, String> {
    let is_negated = rest.next_if_eq(&'^').is_some();
    let mut ranges: Vec<(char, char)> = Vec::new();
    loop {
        let first = match rest.next() {
            None => return Err("`[` has no closing bracket".to_owned()),
            Some(']') if ranges.is_empty() => return Err("a class in brackets is empty".to_owned()),
            Some(']') => return Ok((is_negated, ranges)),
            Some('\\') => escaped(rest)?,
            Some('[') => return Err("a class cannot contain `[`; write `\\[`".to_owned()),
            Some(character) => (character, character),
        };
        let is_single = first.0 == first.1;
        let mut after = rest.clone();
        if is_single && after.next() == Some('-') && after.peek().is_some_and(|next| *next != ']') {
            rest.next();
            let last = match rest.next() {
                Some('\\') => escaped(rest)?,
                Some(character) => (character, character),
                None => return Err("`[` has no closing bracket".to_owned()),
            };
            if last.0 != last.1 || last.0 < first.0 {
                return Err(format!("the range from `{}` to `{}` is empty", first.0, last.0));
            }
            ranges.push((first.0, last.0));
        } else {
            ranges.push(first);
        }
    }
}

fn repetition(rest: &mut Rest<'_>) -> Result<(u32, Option<u32>), String> {
    let found = match rest.peek() {
        Some('?') => (0, Some(1)),
        Some('*') => (0, None),
        Some('+') => (1, None),
        Some('{') => {
            rest.next();
            let mut inside = String::new();
            loop {
                match rest.next() {
                    Some('}') => break,
                    Some(character) => inside.push(character),
                    None => return Err("`{` has no closing bracket".to_owned()),
                }
            }
            let number = |text: &str| {
                let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
                is_number.then(|| text.parse().ok()).flatten().filter(|number| *number <= MOST)
            };
            let invalid = || format!("`{{{inside}}}` is not a number of repetitions up to {MOST}");
            let (min, max) = match inside.split_once(',') {
                None => {
                    let count = number(&inside).ok_or_else(invalid)?;
                    (count, Some(count))
                }
                Some((min, "")) => (number(min).ok_or_else(invalid)?, None),
                Some((min, max)) => (number(min).ok_or_else(invalid)?, Some(number(max).ok_or_else(invalid)?)),
            };
            if max.is_some_and(|max| max < min) {
                return Err(invalid());
            }
            return no_second(rest, (min, max));
        }
        _ => return Ok((1, Some(1))),
    };
    rest.next();
    no_second(rest, found)
}

/// Reports `a+?` and `a{2}*`, which mean different things elsewhere.
fn no_second(rest: &mut Rest<'_>, found: (u32, Option<u32>)) -> Result<(u32, Option<u32>), String> {
    match rest.peek() {
        Some(again @ ('?' | '*' | '+' | '{')) => Err(format!("`{again}` cannot follow another repetition")),
        _ => Ok(found),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_texts_match() {
        for (pattern, matching, others) in [
            ("[A-Z]{2}[0-9]{4,8}", vec!["AB1234", "ZZ12345678"], vec!["AB123", "AB123456789", "ab1234", "xAB1234", ""]),
            (r"\d+\.\d{2}", vec!["1.50", "123.00"], vec!["1.5", "1,50", ".50"]),
            ("a?b*c+", vec!["c", "abbc", "bcc"], vec!["ab", "aac", ""]),
            ("[^0-9 ]{3}", vec!["abc", "茶茶茶"], vec!["ab1", "ab", "a b"]),
            ("a*a*a*ab", vec!["ab", "aaaab"], vec!["b", "aaaa"]),
            ("[a-]x[.]", vec!["ax.", "-x."], vec!["bx.", "axa"]),
            (".{0,2}", vec!["", "茶", "ab"], vec!["abc"]),
        ] {
            let pattern = Pattern::parse(pattern).unwrap();
            for text in matching {
                assert!(pattern.matches(text), "{} {text}", pattern.text);
            }
            for text in others {
                assert!(!pattern.matches(text), "{} {text}", pattern.text);
            }
        }
    }

    #[test]
    fn other_expressions_are_reported() {
        for pattern in [
            "",
            "(ab)",
            "a|b",
            "^a",
            "a$",
            "*a",
            "a**",
            "a+?",
            "a{2}{3}",
            "[",
            "[]",
            "[^]",
            "[z-a]",
            "a{",
            "a{x}",
            "a{3,2}",
            "a{,3}",
            "a{99999}",
            "]",
            "}",
            r"\w",
            r"\",
            r"[\d-z]x[",
            r"\b",
            "[[a]]",
        ] {
            assert!(Pattern::parse(pattern).is_err(), "{pattern}");
        }
    }

    #[test]
    fn long_texts_are_matched_in_linear_time() {
        let text = "a".repeat(100_000);
        assert!(!Pattern::parse("a*a*a*a*a*a*a*a*b").unwrap().matches(&text));
        assert!(Pattern::parse("a{0,10000}a*").unwrap().matches(&text));
    }
}
