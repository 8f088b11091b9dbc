//! Patterns, ranges and numbers of items.

use iotpay_client::__private::{PatternPart, ValuePattern, ValueRange, check_items, check_pattern, check_range};
use iotpay_client::value::{Text, ValueError};

use super::rules::{self, Pattern};
use super::{ROUNDS, Tally};
use crate::support::random::Random;

const PATTERNS: [&str; 8] =
    ["[A-Z]{2}[0-9]{4,8}", "a*a*b", ".{0,3}", r"\d+\.\d{2}", "[^a-c]+x?", "(a", "[b-a]", "[a-]{1,2}[.]"];

/// Returns the parts as derived code writes them.
fn parts(pattern: &Pattern) -> ValuePattern {
    let parts = pattern.parts.iter().map(|part| {
        let ranges: &'static [(char, char)] = Box::leak(part.ranges.clone().into_boxed_slice());
        PatternPart { is_negated: part.is_negated, ranges, min: part.min, max: part.max }
    });
    let parts: Vec<_> = parts.collect();
    ValuePattern { text: Box::leak(pattern.text.clone().into_boxed_str()), parts: Box::leak(parts.into_boxed_slice()) }
}

#[test]
fn compares_patterns() {
    let patterns: Vec<_> = PATTERNS.iter().filter_map(|text| Pattern::parse(text).ok()).collect();
    assert_eq!(patterns.len(), PATTERNS.len() - 2);
    let patterns: Vec<_> = patterns.iter().map(|pattern| (pattern, parts(pattern))).collect();
    let genuine = ["AB1234", "aaab", "12.50", "xyz", "d-.", "a."];
    let mut random = Random::new(0x9A77_E125_9A77_E125);
    let mut tally = Tally::default();
    for _ in 0..ROUNDS / 10 {
        let genuine = random.pick(&genuine);
        let literal = random.change(genuine, "AB019a.bcx-\u{8336}");
        for literal in [genuine, &literal] {
            let Ok(text) = Text::<99>::new(literal) else { continue };
            for (here, there) in &patterns {
                tally.add(literal, here.check(literal), check_pattern(&text, *there));
            }
        }
    }
    tally.assert_has_enough_of_both();
}

#[test]
fn compares_ranges() {
    let mut tally = Tally::default();
    for (min, max) in [(Some((-1, "-1")), Some((5, "5"))), (Some((2, "2")), None), (None, Some((3, "3")))] {
        for value in -3..9_i64 {
            let there: Result<(), ValueError> = check_range(&value, ValueRange { min, max });
            tally.add(&value.to_string(), rules::range(value, min, max), there);
        }
    }
    assert!(tally.accepted > 9 && tally.invalid > 9, "{tally:?}");
}

#[test]
fn compares_numbers_of_items() {
    let mut tally = Tally::default();
    for (min, max) in [(0, 2), (1, 1), (2, u32::MAX), (3, 5)] {
        for count in 0..7 {
            tally.add(&count.to_string(), rules::items(count, min, max), check_items(&vec![0; count], min, max));
        }
    }
    assert!(tally.accepted > 9 && tally.invalid > 9, "{tally:?}");
}
