//! Amounts.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use super::ValueError;
use crate::signing::{FieldValue, SignedValue};

/// An amount in cents. It cannot be created from a float, since floats are not exact: `(19.99 * 100.0) as u64` is 1998.
///
/// The constructors require at least 1 cent. A received amount can be 0, but a request cannot contain an amount of 0.
/// You can compare amounts with integers: `notification.amount == 2865`.
///
/// ```
/// use iotpay_client::Cents;
///
/// # fn main() -> Result<(), iotpay_client::value::ValueError> {
/// let total = Cents::from_decimal("28.65")?;
/// assert_eq!(total, 2865);
/// assert_eq!(Cents::new(2865)?, total);
/// assert!(Cents::from_decimal("28.655").is_err() && Cents::new(0).is_err());
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cents(u32);

/// The vendor's `int` is a signed 32-bit integer.
const MAX: u32 = i32::MAX.unsigned_abs();

impl Cents {
    /// The largest amount: 21,474,836.47.
    pub const MAX: Self = Self(MAX);

    /// Creates an amount from cents: 2865 is 28.65.
    pub fn new(cents: u64) -> Result<Self, ValueError> {
        match u32::try_from(cents) {
            Ok(0) => Err(ValueError::Zero),
            Ok(cents @ 1..=MAX) => Ok(Self(cents)),
            _ => Err(ValueError::TooLarge { max: u64::from(MAX) }),
        }
    }

    /// Creates an amount that was received, for example from a database. Unlike the amount of a request, it can be 0.
    /// Returns `None` if it is negative or exceeds the limit.
    ///
    /// ```
    /// use iotpay_client::Cents;
    ///
    /// assert!(Cents::received(0).is_some_and(|amount| amount == 0));
    /// assert_eq!(Cents::received(-1), None);
    /// ```
    pub fn received(cents: i64) -> Option<Self> {
        u32::try_from(cents).ok().filter(|cents| *cents <= MAX).map(Self)
    }

    /// Returns the amount if a request accepts it.
    pub(crate) fn sendable(self) -> Result<Self, ValueError> {
        if self.0 == 0 { Err(ValueError::Zero) } else { Ok(self) }
    }

    /// Creates a value that `request!` has checked.
    pub(crate) fn new_unchecked(cents: u32) -> Self {
        Self(cents)
    }

    /// Parses a decimal amount exactly: `28.65`, `28.6` and `28` are 2865, 2860 and 2800 cents.
    ///
    /// A sign, a leading zero before another digit, whitespace, separators and a third decimal place are invalid.
    pub fn from_decimal(text: &str) -> Result<Self, ValueError> {
        let (whole, fraction) = text.split_once('.').map_or((text, None), |(whole, fraction)| (whole, Some(fraction)));
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        if !digits(whole)
            || (whole.len() > 1 && whole.starts_with('0'))
            || fraction.is_some_and(|fraction| !digits(fraction) || fraction.len() > 2)
        {
            return Err(ValueError::NotAnAmount);
        }
        let too_large = ValueError::TooLarge { max: u64::from(MAX) };
        let whole: u64 = whole.parse().map_err(|_| too_large)?;
        let cents = match fraction.map(|fraction| (fraction.len(), fraction.parse::<u64>())) {
            None => 0,
            Some((1, Ok(tenths))) => tenths * 10,
            Some((_, Ok(hundredths))) => hundredths,
            Some((_, Err(_))) => return Err(ValueError::NotAnAmount),
        };
        Self::new(whole.checked_mul(100).and_then(|whole| whole.checked_add(cents)).ok_or(too_large)?)
    }

    /// Returns the number of cents.
    pub fn get(self) -> u32 {
        self.0
    }
}

macro_rules! try_from_integer {
    ($($integer:ty),*) => {
        $(impl TryFrom<$integer> for Cents {
            type Error = ValueError;

            fn try_from(cents: $integer) -> Result<Self, ValueError> {
                Self::new(cents.into())
            }
        })*
    };
}

try_from_integer!(u32, u64);

impl TryFrom<i64> for Cents {
    type Error = ValueError;

    fn try_from(cents: i64) -> Result<Self, ValueError> {
        Self::new(u64::try_from(cents).map_err(|_| ValueError::Negative)?)
    }
}

impl TryFrom<i32> for Cents {
    type Error = ValueError;

    fn try_from(cents: i32) -> Result<Self, ValueError> {
        Self::try_from(i64::from(cents))
    }
}

/// Converts an exact amount in dollars: `Decimal::new(2865, 2)` is 28.65. A third decimal place other than 0 is
/// invalid.
#[cfg(feature = "rust_decimal")]
impl TryFrom<rust_decimal::Decimal> for Cents {
    type Error = ValueError;

    fn try_from(dollars: rust_decimal::Decimal) -> Result<Self, ValueError> {
        if dollars.is_sign_negative() && !dollars.is_zero() {
            return Err(ValueError::Negative);
        }
        Self::from_decimal(&dollars.abs().normalize().to_string())
    }
}

/// Returns the exact amount in dollars.
#[cfg(feature = "rust_decimal")]
impl From<Cents> for rust_decimal::Decimal {
    fn from(cents: Cents) -> Self {
        Self::new(i64::from(cents.get()), 2)
    }
}

/// Parses like [`Cents::from_decimal`]: `"28.65"`.
impl FromStr for Cents {
    type Err = ValueError;

    fn from_str(text: &str) -> Result<Self, ValueError> {
        Self::from_decimal(text)
    }
}

/// Comparison with numbers of cents, in both directions.
macro_rules! compare_with_integer {
    ($($integer:ty),*) => {
        $(
            /// Compares with a number of cents.
            impl PartialEq<$integer> for Cents {
                fn eq(&self, cents: &$integer) -> bool {
                    i128::from(self.0) == i128::from(*cents)
                }
            }

            impl PartialEq<Cents> for $integer {
                fn eq(&self, cents: &Cents) -> bool {
                    cents == self
                }
            }

            /// Compares with a number of cents.
            impl PartialOrd<$integer> for Cents {
                fn partial_cmp(&self, cents: &$integer) -> Option<Ordering> {
                    i128::from(self.0).partial_cmp(&i128::from(*cents))
                }
            }

            impl PartialOrd<Cents> for $integer {
                fn partial_cmp(&self, cents: &Cents) -> Option<Ordering> {
                    i128::from(*self).partial_cmp(&i128::from(cents.0))
                }
            }
        )*
    };
}

compare_with_integer!(u8, u16, u32, u64, i8, i16, i32, i64, i128);

macro_rules! into_integer {
    ($($integer:ty),*) => {
        $(
            /// Returns the number of cents.
            impl From<Cents> for $integer {
                fn from(cents: Cents) -> Self {
                    Self::from(cents.0)
                }
            }
        )*
    };
}

into_integer!(u32, u64, u128, i64, i128);

impl fmt::Debug for Cents {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} cents", self.0)
    }
}

/// Displays a decimal amount: `28.65`.
impl fmt::Display for Cents {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:02}", self.0 / 100, self.0 % 100)
    }
}

impl SignedValue for Cents {
    fn signed_value(&self) -> Option<FieldValue<'_>> {
        Some(FieldValue::Integer(i64::from(self.0)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_exact() {
        for (text, cents) in [("19.99", 1999), ("0.29", 29), ("28.65", 2865), ("28.6", 2860), ("28", 2800), ("0.01", 1)]
        {
            assert_eq!(Cents::from_decimal(text).unwrap().get(), cents, "{text}");
        }
    }

    #[test]
    fn rejects_invalid_amounts() {
        for text in ["", ".", "1.", ".5", "-1", "+1", "1,5", "1.234", " 1", "1e2", "٣", "NaN", "007", "00.50", "01"] {
            assert_eq!(Cents::from_decimal(text), Err(ValueError::NotAnAmount), "{text:?}");
        }
        assert_eq!(Cents::from_decimal("0.00"), Err(ValueError::Zero));
        for text in ["21474836.48", "99999999999999999999999", "184467440737095517"] {
            assert!(matches!(Cents::from_decimal(text), Err(ValueError::TooLarge { .. })), "{text}");
        }
        assert_eq!(Cents::from_decimal("21474836.47"), Ok(Cents::MAX));
    }

    #[test]
    fn integers_are_cents() {
        assert_eq!(Cents::try_from(1999_i64), Cents::from_decimal("19.99"));
        assert_eq!(Cents::try_from(29_i32), Cents::from_decimal("0.29"));
        assert_eq!(Cents::try_from(i32::MAX), Ok(Cents::MAX));
        assert_eq!(Cents::try_from(0_i64), Err(ValueError::Zero));
        assert_eq!(Cents::try_from(0_i32), Err(ValueError::Zero));
        for below in [-1, i64::from(i32::MIN), i64::MIN] {
            assert_eq!(Cents::try_from(below), Err(ValueError::Negative));
        }
        assert_eq!(Cents::try_from(-1_i32).unwrap_err().to_string(), "is negative; at least 1 cent is required");
        for above in [i64::from(i32::MAX) + 1, i64::MAX] {
            assert!(matches!(Cents::try_from(above), Err(ValueError::TooLarge { .. })));
        }
    }

    #[test]
    fn only_a_received_amount_can_be_0() {
        let zero = Cents::received(0).unwrap();
        assert_eq!(zero, 0);
        assert_eq!(zero.to_string(), "0.00");
        assert_eq!(zero.sendable(), Err(ValueError::Zero));
        assert_eq!(Cents::received(1).unwrap().sendable(), Cents::new(1));
        assert_eq!(Cents::received(i32::MAX.into()), Some(Cents::MAX));
        for invalid in [-1, i64::from(i32::MAX) + 1, i64::MIN, i64::MAX, 1 << 32] {
            assert_eq!(Cents::received(invalid), None, "{invalid}");
        }
    }

    #[test]
    fn compares_with_integers_in_both_directions() {
        let cents = Cents::new(2865).unwrap();
        assert_eq!(cents, 2865);
        assert_eq!(2865, cents);
        assert!(cents == 2865_u32 && cents == 2865_u64 && 2865_u16 == cents && 2865_i128 == cents);
        for other in [0, 2864, 2866, -2865, 2865 + (1_i64 << 32), i64::MAX] {
            assert_ne!(cents, other);
            assert_ne!(other, cents);
            assert_eq!((cents < other, other < cents), (2865 < other, other < 2865), "{other}");
        }
    }

    #[cfg(feature = "rust_decimal")]
    #[test]
    fn converts_decimals_exactly() {
        use rust_decimal::Decimal;
        for (decimal, cents) in
            [(Decimal::new(2865, 2), 2865), (Decimal::new(28_650, 3), 2865), (Decimal::new(28, 0), 2800)]
        {
            assert_eq!(Cents::try_from(decimal).unwrap().get(), cents, "{decimal}");
        }
        assert_eq!(Cents::try_from(Decimal::new(28_651, 3)), Err(ValueError::NotAnAmount));
        assert_eq!(Cents::try_from(Decimal::new(-1, 2)), Err(ValueError::Negative));
        assert_eq!(Cents::try_from(Decimal::new(0, 2)), Err(ValueError::Zero));
        assert!(matches!(Cents::try_from(Decimal::MAX), Err(ValueError::TooLarge { .. })));
        assert_eq!(Decimal::from(Cents::new(2865).unwrap()), Decimal::new(2865, 2));
    }

    #[test]
    fn displays_a_decimal() {
        assert_eq!(Cents::new(2805).unwrap().to_string(), "28.05");
    }
}
