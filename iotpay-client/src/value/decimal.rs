//! Exact decimal numbers that are sent as text.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use super::ValueError;
use super::short_text::ShortText;
use crate::signing::{FieldValue, SignedValue};

/// An exact decimal number that is sent as text with `SCALE` decimal places, such as `28.60` for a scale of 2. It has
/// at most `DIGITS` digits, including the decimal places. It cannot be created from a float.
///
/// ```
/// use iotpay_client::value::{DecimalText, ValueError};
///
/// let rate: DecimalText<4> = "6.85".parse()?;
/// assert_eq!(rate.as_str(), "6.8500");
/// assert_eq!(rate.units(), 68_500);
/// assert!(rate > 6 && rate < 7);
/// assert!("6.85001".parse::<DecimalText<4>>().is_err());
/// # Ok::<(), ValueError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DecimalText<const SCALE: u32, const DIGITS: u32 = 18> {
    // First, so that values compare as numbers.
    units: i64,
    text: ShortText,
}

impl<const SCALE: u32, const DIGITS: u32> DecimalText<SCALE, DIGITS> {
    /// The number of units in 1.
    const ONE: i64 = {
        assert!(SCALE <= DIGITS && DIGITS >= 1 && DIGITS <= 18, "a `DecimalText` has 1 to 18 digits");
        10_i64.pow(SCALE)
    };

    /// The largest number of units.
    const MAX: i64 = 10_i64.pow(DIGITS) - 1;

    /// Parses a decimal number exactly: `28.65`, `28.6`, `28` and `-0.5`.
    ///
    /// # Errors
    ///
    /// Returns [`ValueError`] if the text is not such a number, or if the number has too many decimal places or digits.
    /// A `+`, a leading zero before another digit, an exponent, whitespace and separators are invalid.
    pub fn new(text: &str) -> Result<Self, ValueError> {
        let (is_negative, digits) = text.strip_prefix('-').map_or((false, text), |digits| (true, digits));
        let (whole, fraction) = digits.split_once('.').map_or((digits, None), |(whole, rest)| (whole, Some(rest)));
        let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        if !is_digits(whole)
            || (whole.len() > 1 && whole.starts_with('0'))
            || fraction.is_some_and(|fraction| !is_digits(fraction))
        {
            return Err(ValueError::NotADecimal);
        }
        let fraction = fraction.unwrap_or_default();
        let places = u32::try_from(fraction.len()).unwrap_or(u32::MAX);
        let Some(padding) = SCALE.checked_sub(places) else {
            return Err(ValueError::TooManyDecimalPlaces { max: SCALE });
        };
        let units = whole
            .bytes()
            .chain(fraction.bytes())
            .try_fold(0_i64, |units, digit| units.checked_mul(10)?.checked_add(i64::from(digit - b'0')));
        let units = units.and_then(|units| units.checked_mul(10_i64.pow(padding)));
        let units = units.ok_or(ValueError::DecimalOutOfRange { scale: SCALE, digits: DIGITS })?;
        Self::from_units(if is_negative { -units } else { units })
    }

    /// Creates a number from units of its last decimal place: for a scale of 2, 2865 is 28.65.
    ///
    /// # Errors
    ///
    /// Returns [`ValueError::DecimalOutOfRange`] if the number has more than `DIGITS` digits.
    pub fn from_units(units: i64) -> Result<Self, ValueError> {
        if units.unsigned_abs() > Self::MAX.unsigned_abs() {
            return Err(ValueError::DecimalOutOfRange { scale: SCALE, digits: DIGITS });
        }
        Ok(Self::of_units(units))
    }

    /// Creates a value that `request!` has checked.
    pub(crate) fn new_unchecked(units: i64) -> Self {
        Self::of_units(units)
    }

    fn of_units(units: i64) -> Self {
        let sign = if units < 0 { "-" } else { "" };
        let one = Self::ONE.unsigned_abs();
        let (whole, fraction) = (units.unsigned_abs() / one, units.unsigned_abs() % one);
        let text = match usize::try_from(SCALE) {
            Ok(places @ 1..) => ShortText::format(format_args!("{sign}{whole}.{fraction:0places$}")),
            Ok(0) | Err(_) => ShortText::format(format_args!("{sign}{whole}")),
        };
        Self { units, text }
    }

    /// Creates a received number. Zeros after the last decimal place do not change its value.
    pub(crate) fn received(text: &str) -> Result<Self, ValueError> {
        let kept = match text.split_once('.') {
            Some((whole, fraction)) if fraction.bytes().all(|byte| byte.is_ascii_digit()) => {
                let places = usize::try_from(SCALE).unwrap_or(usize::MAX).max(1);
                let digits = fraction.trim_end_matches('0').len().max(places).min(fraction.len());
                text.get(..whole.len() + 1 + digits).unwrap_or(text)
            }
            _ => text,
        };
        // Without decimal places, `28.0` is 28.
        Self::new(if SCALE == 0 { kept.strip_suffix(".0").unwrap_or(kept) } else { kept })
    }

    /// Returns the text that is sent, with all decimal places.
    pub fn as_str(&self) -> &str {
        self.text.as_str()
    }

    /// Returns the number in units of its last decimal place: for a scale of 2, 28.65 is 2865.
    pub fn units(self) -> i64 {
        self.units
    }
}

/// Parses like [`DecimalText::new`].
impl<const SCALE: u32, const DIGITS: u32> FromStr for DecimalText<SCALE, DIGITS> {
    type Err = ValueError;

    fn from_str(text: &str) -> Result<Self, ValueError> {
        Self::new(text)
    }
}

impl<const SCALE: u32, const DIGITS: u32> TryFrom<&str> for DecimalText<SCALE, DIGITS> {
    type Error = ValueError;

    fn try_from(text: &str) -> Result<Self, ValueError> {
        Self::new(text)
    }
}

impl<const SCALE: u32, const DIGITS: u32> TryFrom<String> for DecimalText<SCALE, DIGITS> {
    type Error = ValueError;

    fn try_from(text: String) -> Result<Self, ValueError> {
        Self::new(&text)
    }
}

impl<const SCALE: u32, const DIGITS: u32> AsRef<str> for DecimalText<SCALE, DIGITS> {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

impl<const SCALE: u32, const DIGITS: u32> From<DecimalText<SCALE, DIGITS>> for String {
    fn from(decimal: DecimalText<SCALE, DIGITS>) -> Self {
        decimal.as_str().to_owned()
    }
}

/// Conversion from whole numbers, and comparison with them in both directions.
macro_rules! whole_numbers {
    ($($integer:ty),*) => {
        $(
            /// Converts a whole number: 28 is `28.00` for a scale of 2.
            impl<const SCALE: u32, const DIGITS: u32> TryFrom<$integer> for DecimalText<SCALE, DIGITS> {
                type Error = ValueError;

                fn try_from(whole: $integer) -> Result<Self, ValueError> {
                    let units = i64::try_from(whole).ok().and_then(|whole| whole.checked_mul(Self::ONE));
                    Self::from_units(units.ok_or(ValueError::DecimalOutOfRange { scale: SCALE, digits: DIGITS })?)
                }
            }

            /// Compares with a whole number.
            impl<const SCALE: u32, const DIGITS: u32> PartialEq<$integer> for DecimalText<SCALE, DIGITS> {
                fn eq(&self, whole: &$integer) -> bool {
                    self.partial_cmp(whole) == Some(Ordering::Equal)
                }
            }

            impl<const SCALE: u32, const DIGITS: u32> PartialEq<DecimalText<SCALE, DIGITS>> for $integer {
                fn eq(&self, decimal: &DecimalText<SCALE, DIGITS>) -> bool {
                    decimal == self
                }
            }

            /// Compares with a whole number.
            impl<const SCALE: u32, const DIGITS: u32> PartialOrd<$integer> for DecimalText<SCALE, DIGITS> {
                fn partial_cmp(&self, whole: &$integer) -> Option<Ordering> {
                    i128::from(self.units).partial_cmp(&(i128::from(*whole) * i128::from(Self::ONE)))
                }
            }

            impl<const SCALE: u32, const DIGITS: u32> PartialOrd<DecimalText<SCALE, DIGITS>> for $integer {
                fn partial_cmp(&self, decimal: &DecimalText<SCALE, DIGITS>) -> Option<Ordering> {
                    decimal.partial_cmp(self).map(Ordering::reverse)
                }
            }
        )*
    };
}

whole_numbers!(u8, u16, u32, u64, i8, i16, i32, i64);

/// Converts an exact number. Decimal places after `SCALE` must be 0.
#[cfg(feature = "rust_decimal")]
impl<const SCALE: u32, const DIGITS: u32> TryFrom<rust_decimal::Decimal> for DecimalText<SCALE, DIGITS> {
    type Error = ValueError;

    fn try_from(decimal: rust_decimal::Decimal) -> Result<Self, ValueError> {
        Self::new(&decimal.normalize().to_string())
    }
}

/// Returns the exact number.
#[cfg(feature = "rust_decimal")]
impl<const SCALE: u32, const DIGITS: u32> From<DecimalText<SCALE, DIGITS>> for rust_decimal::Decimal {
    fn from(decimal: DecimalText<SCALE, DIGITS>) -> Self {
        Self::new(decimal.units, SCALE)
    }
}

impl<const SCALE: u32, const DIGITS: u32> fmt::Debug for DecimalText<SCALE, DIGITS> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl<const SCALE: u32, const DIGITS: u32> fmt::Display for DecimalText<SCALE, DIGITS> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl<const SCALE: u32, const DIGITS: u32> SignedValue for DecimalText<SCALE, DIGITS> {
    fn signed_value(&self) -> Option<FieldValue<'_>> {
        Some(FieldValue::Text(self.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_exact_and_have_all_decimal_places() {
        for (text, units, written) in [
            ("28.65", 2865, "28.65"),
            ("28.6", 2860, "28.60"),
            ("28", 2800, "28.00"),
            ("0.29", 29, "0.29"),
            ("-0.5", -50, "-0.50"),
            ("-0", 0, "0.00"),
            ("9999999999999999.99", 999_999_999_999_999_999, "9999999999999999.99"),
        ] {
            let decimal = DecimalText::<2>::new(text).unwrap();
            assert_eq!((decimal.units(), decimal.as_str()), (units, written), "{text}");
            assert_eq!(DecimalText::<2>::from_units(units), Ok(decimal));
        }
        assert_eq!(DecimalText::<0>::new("28").unwrap().as_str(), "28");
        assert_eq!(DecimalText::<18>::new("-0.000000000000000001").unwrap().as_str(), "-0.000000000000000001");
        assert_eq!(
            format!("{:>6}|{:?}", DecimalText::<1>::new("2").unwrap(), DecimalText::<1>::new("2")),
            "   2.0|Ok(2.0)"
        );
    }

    #[test]
    fn rejects_invalid_numbers() {
        for text in
            ["", ".", "1.", ".5", "-", "-.5", "+1", "1,5", " 1", "1 ", "1e2", "٣", "NaN", "007", "00.5", "--1", "1.-5"]
        {
            assert_eq!(DecimalText::<2>::new(text), Err(ValueError::NotADecimal), "{text:?}");
        }
        assert_eq!(DecimalText::<2>::new("1.230"), Err(ValueError::TooManyDecimalPlaces { max: 2 }));
        assert_eq!(DecimalText::<2>::new("1.230").unwrap_err().to_string(), "has more than 2 decimal places");
        let error = DecimalText::<2, 4>::new("100").unwrap_err();
        assert_eq!(error.to_string(), "is out of range; expected a number from -99.99 to 99.99");
        for text in ["-100", "99999999999999999999", "9223372036854775808", "10000000000000000"] {
            assert_eq!(DecimalText::<2, 4>::new(text), Err(error), "{text}");
        }
        assert_eq!(
            DecimalText::<0, 3>::new("1000").unwrap_err().to_string(),
            "is out of range; expected a number from -999 to 999"
        );
        assert_eq!(
            DecimalText::<2, 2>::new("1").unwrap_err().to_string(),
            "is out of range; expected a number from -0.99 to 0.99"
        );
    }

    #[test]
    fn received_numbers_may_have_more_zeros() {
        for (text, units) in [("28.650", 2865), ("28.6500000", 2865), ("28.6", 2860), ("0.000", 0), ("-1.500", -150)] {
            assert_eq!(DecimalText::<2>::received(text).unwrap().units(), units, "{text}");
        }
        assert_eq!(DecimalText::<0>::received("28.00").unwrap().units(), 28);
        for text in ["28.651", "28.", "28.x00", "", "1e3"] {
            assert!(DecimalText::<2>::received(text).is_err(), "{text}");
        }
        assert!(DecimalText::<0>::received("28.5").is_err());
    }

    #[test]
    fn whole_numbers_convert_and_compare() {
        assert_eq!(DecimalText::<2>::try_from(28_i32).unwrap().as_str(), "28.00");
        assert!(DecimalText::<2, 4>::try_from(100_u8).is_err());
        assert!(DecimalText::<2>::try_from(i64::MAX).is_err() && DecimalText::<2>::try_from(u64::MAX).is_err());
        let decimal = DecimalText::<2>::new("28.50").unwrap();
        assert!(decimal > 28 && decimal < 29_u64 && 28_i8 < decimal && decimal != 28);
        assert!(DecimalText::<2>::new("28").unwrap() == 28 && 28_u16 == DecimalText::<2>::new("28").unwrap());
        assert!(DecimalText::<2>::new("-3").unwrap() < DecimalText::<2>::new("0.5").unwrap());
    }

    #[cfg(feature = "rust_decimal")]
    #[test]
    fn converts_decimals_exactly() {
        use rust_decimal::Decimal;
        for decimal in [Decimal::new(2865, 2), Decimal::new(28_650, 3), Decimal::new(-28, 0), Decimal::new(0, 2)] {
            let text = DecimalText::<2>::try_from(decimal).unwrap();
            assert_eq!(Decimal::from(text), decimal);
        }
        assert!(DecimalText::<2>::try_from(Decimal::new(28_651, 3)).is_err());
        assert!(DecimalText::<2>::try_from(Decimal::MAX).is_err());
    }
}
