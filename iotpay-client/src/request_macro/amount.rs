//! What can be given for an amount.

use crate::value::{Cents, ValueError};

/// A value that can be given for an amount.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an amount",
    label = "not a whole number of cents",
    note = "an amount is an integer of cents, `2865` for 28.65: no float is exact",
    note = "`Cents::from_decimal` reads the text \"28.65\""
)]
pub trait IntoAmount {
    /// The amount, checked.
    fn give_amount(self) -> Result<Cents, ValueError>;
}

/// A value that can be given for an optional amount.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an amount",
    label = "not a whole number of cents",
    note = "an optional amount is an integer of cents, `Cents`, or an `Option` of these"
)]
pub trait IntoOptionalAmount {
    /// The amount, checked, if there is one.
    fn give_optional_amount(self) -> Result<Option<Cents>, ValueError>;
}

#[diagnostic::do_not_recommend]
impl<V: IntoAmount> IntoOptionalAmount for Option<V> {
    fn give_optional_amount(self) -> Result<Option<Cents>, ValueError> {
        self.map(V::give_amount).transpose()
    }
}

#[diagnostic::do_not_recommend]
impl IntoAmount for Result<Cents, ValueError> {
    fn give_amount(self) -> Self {
        self
    }
}

#[diagnostic::do_not_recommend]
impl IntoAmount for Cents {
    fn give_amount(self) -> Result<Cents, ValueError> {
        Ok(self)
    }
}

macro_rules! amounts {
    ($($integer:ty),*) => {
        $(
            #[diagnostic::do_not_recommend]
            impl IntoAmount for $integer {
                fn give_amount(self) -> Result<Cents, ValueError> {
                    // An integer that 64 bits without a sign do not hold is one below 0.
                    Cents::new(u64::try_from(self).map_err(|_| ValueError::Negative)?)
                }
            }
        )*
    };
}

amounts!(u8, u16, u32, u64, usize, i8, i16, i32, i64, isize);

macro_rules! optional_amounts {
    ($($given:ty),*) => {
        $(
            #[diagnostic::do_not_recommend]
            impl IntoOptionalAmount for $given {
                fn give_optional_amount(self) -> Result<Option<Cents>, ValueError> {
                    self.give_amount().map(Some)
                }
            }
        )*
    };
}

optional_amounts!(Cents, Result<Cents, ValueError>, u8, u16, u32, u64, usize, i8, i16, i32, i64, isize);
