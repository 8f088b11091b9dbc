//! Values that can be passed for an amount.

use std::num::{NonZeroU8, NonZeroU16, NonZeroU32, NonZeroU64, NonZeroUsize};

use crate::value::{Cents, ValueError};

/// A value that can be passed for an amount.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an amount",
    label = "not a whole number of cents",
    note = "pass an integer number of cents, such as `2865` for 28.65; floats are not exact",
    note = "to parse text such as \"28.65\", use `Cents::from_decimal`"
)]
pub trait IntoAmount {
    /// Returns the validated amount.
    fn into_amount(self) -> Result<Cents, ValueError>;
}

/// A value that can be passed for an optional amount.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an amount",
    label = "not a whole number of cents",
    note = "pass an integer number of cents, `Cents`, or an `Option` of these"
)]
pub trait IntoOptionalAmount {
    /// Returns the validated amount, if any.
    fn into_optional_amount(self) -> Result<Option<Cents>, ValueError>;
}

#[diagnostic::do_not_recommend]
impl<V: IntoAmount> IntoOptionalAmount for Option<V> {
    fn into_optional_amount(self) -> Result<Option<Cents>, ValueError> {
        self.map(V::into_amount).transpose()
    }
}

#[diagnostic::do_not_recommend]
impl IntoAmount for Result<Cents, ValueError> {
    fn into_amount(self) -> Self {
        self?.into_amount()
    }
}

#[diagnostic::do_not_recommend]
impl IntoAmount for Cents {
    fn into_amount(self) -> Result<Cents, ValueError> {
        // A received amount can be 0.
        self.sendable()
    }
}

macro_rules! amounts {
    ($($integer:ty),*) => {
        $(
            #[diagnostic::do_not_recommend]
            impl IntoAmount for $integer {
                fn into_amount(self) -> Result<Cents, ValueError> {
                    // An integer that does not fit `u64` is negative.
                    Cents::new(u64::try_from(self).map_err(|_| ValueError::Negative)?)
                }
            }
        )*
    };
}

amounts!(u8, u16, u32, u64, usize, i8, i16, i32, i64, isize);

macro_rules! integers {
    ($($given:ty => $read:expr),* $(,)?) => {
        $(
            #[diagnostic::do_not_recommend]
            impl IntoAmount for $given {
                fn into_amount(self) -> Result<Cents, ValueError> {
                    let read: fn(Self) -> _ = $read;
                    read(self).into_amount()
                }
            }

            #[diagnostic::do_not_recommend]
            impl IntoOptionalAmount for $given {
                fn into_optional_amount(self) -> Result<Option<Cents>, ValueError> {
                    self.into_amount().map(Some)
                }
            }
        )*
    };
}

integers! {
    &Cents => |it| *it,
    &u8 => |it| *it,
    &u16 => |it| *it,
    &u32 => |it| *it,
    &u64 => |it| *it,
    &usize => |it| *it,
    &i8 => |it| *it,
    &i16 => |it| *it,
    &i32 => |it| *it,
    &i64 => |it| *it,
    &isize => |it| *it,
    NonZeroU8 => NonZeroU8::get,
    NonZeroU16 => NonZeroU16::get,
    NonZeroU32 => NonZeroU32::get,
    NonZeroU64 => NonZeroU64::get,
    NonZeroUsize => NonZeroUsize::get,
}

/// Exact dollars: `Decimal::new(2865, 2)` is 28.65.
#[cfg(feature = "rust_decimal")]
#[diagnostic::do_not_recommend]
impl IntoAmount for rust_decimal::Decimal {
    fn into_amount(self) -> Result<Cents, ValueError> {
        Cents::try_from(self)
    }
}

#[cfg(feature = "rust_decimal")]
#[diagnostic::do_not_recommend]
impl IntoOptionalAmount for rust_decimal::Decimal {
    fn into_optional_amount(self) -> Result<Option<Cents>, ValueError> {
        self.into_amount().map(Some)
    }
}

macro_rules! optional_amounts {
    ($($input:ty),*) => {
        $(
            #[diagnostic::do_not_recommend]
            impl IntoOptionalAmount for $input {
                fn into_optional_amount(self) -> Result<Option<Cents>, ValueError> {
                    self.into_amount().map(Some)
                }
            }
        )*
    };
}

optional_amounts!(Cents, Result<Cents, ValueError>, u8, u16, u32, u64, usize, i8, i16, i32, i64, isize);
