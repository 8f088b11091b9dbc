//! Exact decimal numbers.

use std::fmt;

/// The digits of a decimal number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Decimal {
    /// The maximum number of digits, including the decimal places.
    pub digits: u32,
    /// The number of decimal places.
    pub scale: u32,
}

impl Decimal {
    /// Returns `true` if clients can represent all of its numbers.
    pub(crate) fn is_valid(self) -> bool {
        (1..=Self::MOST_DIGITS).contains(&self.digits) && self.scale <= self.digits
    }

    /// The largest number of digits that every client can represent exactly.
    pub const MOST_DIGITS: u32 = 18;

    /// Returns the length of the longest number as text.
    pub fn longest(self) -> u32 {
        let leading_zero = u32::from(self.digits == self.scale);
        let point = u32::from(self.scale > 0);
        1 + leading_zero + self.digits + point
    }

    /// Returns the largest number.
    pub fn largest(self) -> String {
        let nines = |count: u32| "9".repeat(usize::try_from(count).unwrap_or_default());
        let whole = match self.digits.saturating_sub(self.scale) {
            0 => "0".to_owned(),
            count => nines(count),
        };
        if self.scale == 0 { whole } else { format!("{whole}.{}", nines(self.scale)) }
    }

    /// Returns the smallest number that is not negative.
    pub fn zero(self) -> String {
        let zeros = "0".repeat(usize::try_from(self.scale).unwrap_or_default());
        if self.scale == 0 { "0".to_owned() } else { format!("0.{zeros}") }
    }

    /// Returns `true` if a text is a number with exactly these decimal places and at most these digits.
    pub fn accepts(self, text: &str) -> bool {
        let number = text.strip_prefix('-').unwrap_or(text);
        let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
        let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        let is = |text: &str, length: u32| usize::try_from(length).is_ok_and(|length| text.len() == length);
        let has_digits = usize::try_from(self.digits - self.scale).is_ok_and(|most| whole.len() <= most);
        let is_zero = number.bytes().all(|byte| matches!(byte, b'0' | b'.'));
        is_digits(whole)
            && is_digits(fraction)
            && is(fraction, self.scale)
            && number.contains('.') == (self.scale > 0)
            && (whole == "0" || (has_digits && !whole.is_empty() && !whole.starts_with('0')))
            && !(is_zero && number.len() < text.len())
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "decimal({},{})", self.digits, self.scale)
    }
}

/// Returns the numbers in `decimal(10,2)`, which can be followed by spaces.
pub(super) fn parse(written: &str) -> Option<Decimal> {
    let (digits, scale) = written.strip_prefix("decimal(")?.strip_suffix(')')?.split_once(',')?;
    let number = |text: &str| {
        let text = text.trim_matches(' ');
        text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok()).flatten()
    };
    Some(Decimal { digits: number(digits)?, scale: number(scale)? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_have_all_decimal_places_and_no_more_digits() {
        let decimal = Decimal { digits: 4, scale: 2 };
        assert_eq!((decimal.largest().as_str(), decimal.zero().as_str(), decimal.longest()), ("99.99", "0.00", 6));
        for text in ["0.00", "0.50", "-0.50", "9.99", "-99.99"] {
            assert!(decimal.accepts(text), "{text}");
        }
        for text in [
            "", "0", "1.5", "1.500", "01.50", ".50", "100.00", "-0.00", "+1.00", "1e2", "1,00", "1.0x", "-", "1.00 ",
            "٣.00",
        ] {
            assert!(!decimal.accepts(text), "{text}");
        }
        let whole = Decimal { digits: 3, scale: 0 };
        assert!(whole.accepts("-12") && !whole.accepts("12.") && !whole.accepts("1234") && !whole.accepts("-0"));
        let small = Decimal { digits: 2, scale: 2 };
        assert!(small.accepts("0.99") && !small.accepts("1.00"));
        assert_eq!((small.largest().as_str(), small.longest()), ("0.99", 5));
    }
}
