//! Ranges and patterns of fields, which are not part of their types.

use crate::signing::{FieldValue, SignedValue};
use crate::value::{Cents, DateForm, DateText, DateTimeForm, DateTimeText, DecimalText, ValueError};

/// A value that can have a range.
#[diagnostic::on_unimplemented(
    message = "a field of type `{Self}` cannot have a range",
    label = "not a number and not a date",
    note = "`range` requires an integer of at most 64 bits, `Cents`, `DecimalText`, `DateText` or `DateTimeText`"
)]
pub trait Ordinal {
    /// Returns a number that orders the values of the type.
    fn ordinal(&self) -> i64;
}

macro_rules! integers {
    ($($integer:ty),*) => {
        $(impl Ordinal for $integer {
            fn ordinal(&self) -> i64 {
                i64::from(*self)
            }
        })*
    };
}

integers!(i8, i16, i32, i64, u8, u16, u32);

impl Ordinal for Cents {
    fn ordinal(&self) -> i64 {
        match self.signed_value() {
            Some(FieldValue::Integer(cents)) => cents,
            Some(FieldValue::Text(_) | FieldValue::Secret(_) | FieldValue::Boolean(_) | FieldValue::Json(_)) | None => {
                0
            }
        }
    }
}

impl<const SCALE: u32, const DIGITS: u32> Ordinal for DecimalText<SCALE, DIGITS> {
    fn ordinal(&self) -> i64 {
        self.units()
    }
}

impl<F: DateForm> Ordinal for DateText<F> {
    fn ordinal(&self) -> i64 {
        self.unix_days()
    }
}

impl<F: DateTimeForm, const OFFSET: i32> Ordinal for DateTimeText<F, OFFSET> {
    fn ordinal(&self) -> i64 {
        self.unix_seconds()
    }
}

/// The smallest and the largest value of a field, as numbers and as text.
#[derive(Debug, Clone, Copy)]
pub struct ValueRange {
    /// The smallest value.
    pub min: Option<(i64, &'static str)>,
    /// The largest value.
    pub max: Option<(i64, &'static str)>,
}

/// Checks that a value is in a range.
pub fn check_range(value: &impl Ordinal, range: ValueRange) -> Result<(), ValueError> {
    let value = value.ordinal();
    let is_in = range.min.is_none_or(|(min, _)| min <= value) && range.max.is_none_or(|(max, _)| value <= max);
    let text = |bound: Option<(i64, &'static str)>| bound.map(|(_, text)| text);
    if is_in { Ok(()) } else { Err(ValueError::OutOfRange { min: text(range.min), max: text(range.max) }) }
}

/// Returns a value if it is in a range.
pub fn in_range<T: Ordinal>(value: Result<T, ValueError>, range: ValueRange) -> Result<T, ValueError> {
    value.and_then(|value| check_range(&value, range).map(|()| value))
}

/// Returns an optional value if it is in a range.
pub fn optional_in_range<T: Ordinal>(
    value: Result<Option<T>, ValueError>,
    range: ValueRange,
) -> Result<Option<T>, ValueError> {
    value.transpose().map(|value| in_range(value, range)).transpose()
}

/// A pattern of a text, with its parts in their order.
#[derive(Debug, Clone, Copy)]
pub struct ValuePattern {
    /// The pattern as the spec writes it.
    pub text: &'static str,
    /// The parts.
    pub parts: &'static [PatternPart],
}

/// Characters of a class, repeated.
#[derive(Debug, Clone, Copy)]
pub struct PatternPart {
    /// Whether the class contains all other characters.
    pub is_negated: bool,
    /// The ranges of characters.
    pub ranges: &'static [(char, char)],
    /// The smallest number of repetitions.
    pub min: u32,
    /// The largest number of repetitions, if it is limited.
    pub max: Option<u32>,
}

/// Checks that the text of a value matches a pattern as a whole.
pub fn check_pattern(value: &impl SignedValue, pattern: ValuePattern) -> Result<(), ValueError> {
    let is_match = match value.signed_value() {
        Some(FieldValue::Text(text) | FieldValue::Secret(text)) => pattern.matches(text),
        Some(FieldValue::Integer(_) | FieldValue::Boolean(_) | FieldValue::Json(_)) => false,
        None => true,
    };
    if is_match { Ok(()) } else { Err(ValueError::PatternMismatch { pattern: pattern.text }) }
}

/// Returns a value if its text matches a pattern.
pub fn matching<T: SignedValue>(value: Result<T, ValueError>, pattern: ValuePattern) -> Result<T, ValueError> {
    value.and_then(|value| check_pattern(&value, pattern).map(|()| value))
}

impl ValuePattern {
    /// Returns `true` if the whole text matches. The time is proportional to the length of the text.
    fn matches(self, text: &str) -> bool {
        let characters: Vec<char> = text.chars().collect();
        // The positions at which the next part may begin.
        let mut reached = vec![false; characters.len() + 1];
        if let Some(first) = reached.first_mut() {
            *first = true;
        }
        for part in self.parts {
            reached = part.ends(&characters, &reached);
        }
        reached.last().copied().unwrap_or_default()
    }
}

impl PatternPart {
    fn contains(&self, character: char) -> bool {
        self.ranges.iter().any(|(first, last)| (*first..=*last).contains(&character)) != self.is_negated
    }

    /// Returns the positions at which this part may end, from those at which it may begin.
    fn ends(&self, characters: &[char], begins: &[bool]) -> Vec<bool> {
        let min = usize::try_from(self.min).unwrap_or(usize::MAX);
        let max = self.max.map_or(usize::MAX, |max| usize::try_from(max).unwrap_or(usize::MAX));
        // The number of possible beginnings before each position.
        let mut before = vec![0_usize];
        before.extend(begins.iter().scan(0, |count, is_begin| {
            *count += usize::from(*is_begin);
            Some(*count)
        }));
        let count = |at: usize| before.get(at).copied().unwrap_or_default();
        let mut run = 0;
        (0..begins.len())
            .map(|end| {
                let last = end.checked_sub(1).and_then(|at| characters.get(at));
                run = last.filter(|last| self.contains(**last)).map_or(0, |_| run + 1);
                let longest = max.min(run);
                longest >= min && count(end - min + 1) > count(end - longest)
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::{SecretText, Text};

    #[test]
    fn ranges_are_inclusive() {
        let both = ValueRange { min: Some((1, "1")), max: Some((100, "100")) };
        assert!(check_range(&1_i32, both).is_ok() && check_range(&100_u8, both).is_ok());
        let error = check_range(&101_i64, both).unwrap_err();
        assert_eq!(error.to_string(), "is out of range; expected a value from 1 to 100");
        let least = ValueRange { max: None, ..both };
        assert_eq!(check_range(&0_u16, least).unwrap_err().to_string(), "is out of range; at least 1 is required");
        let most = ValueRange { min: None, ..both };
        assert_eq!(check_range(&i64::MAX, most).unwrap_err().to_string(), "is out of range; at most 100 is allowed");
        assert!(check_range(&i64::MIN, most).is_ok());
        let rate = DecimalText::<2>::new("1.01").unwrap();
        assert!(check_range(&rate, ValueRange { min: Some((100, "1.00")), max: Some((101, "1.01")) }).is_ok());
        assert!(optional_in_range(Ok(None::<Cents>), both).is_ok());
        assert!(in_range(Cents::new(101), both).is_err() && in_range(Cents::new(100), both).is_ok());
    }

    #[test]
    fn patterns_match_whole_texts() {
        let pattern = ValuePattern {
            text: "[A-Z]{2}.*x",
            parts: &[
                PatternPart { is_negated: false, ranges: &[('A', 'Z')], min: 2, max: Some(2) },
                PatternPart { is_negated: true, ranges: &[], min: 0, max: None },
                PatternPart { is_negated: false, ranges: &[('x', 'x')], min: 1, max: Some(1) },
            ],
        };
        for (text, is_match) in
            [("ABx", true), ("ZZ茶xx", true), ("Ax", false), ("ABxy", false), ("aBx", false), ("", false)]
        {
            assert_eq!(pattern.matches(text), is_match, "{text}");
        }
        let secret = SecretText::<9>::new("ab").unwrap();
        let error = check_pattern(&secret, pattern).unwrap_err();
        assert_eq!(error.to_string(), "does not match the pattern `[A-Z]{2}.*x`");
        assert!(matching(Text::<9>::new("ABx"), pattern).is_ok());
        assert!(matching(Ok(None::<Text<9>>), pattern).is_ok());
    }
}
