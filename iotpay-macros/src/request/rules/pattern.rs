//! Patterns of texts: a subset of regular expressions that can be matched in linear time. The generator has the same
//! rules for the spec.

use super::problem::Problem;

/// A pattern, which matches a whole text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Pattern {
    /// The pattern as written.
    pub(crate) text: String,
    pub(crate) parts: Vec<Part>,
}

/// Characters of a class, repeated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Part {
    pub(crate) is_negated: bool,
    pub(crate) ranges: Vec<(char, char)>,
    pub(crate) min: u32,
    pub(crate) max: Option<u32>,
}

/// The largest number of repetitions that can be written.
const MOST: u32 = 10_000;

impl Pattern {
    /// Parses a pattern: literal characters, `.`, `\d`, `\` before punctuation, classes such as `[A-Z_]` and `[^0-9]`,
    /// each followed by `?`, `*`, `+`, `{n}`, `{n,}` or `{n,m}`.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
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

    /// Checks that the whole text matches.
    pub(crate) fn check(&self, text: &str) -> Result<(), Problem> {
        if self.matches(text) { Ok(()) } else { Err(format!("does not match the pattern `{}`", self.text)) }
    }

    fn matches(&self, text: &str) -> bool {
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
