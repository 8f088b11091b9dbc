//! Fields built from literals that were checked at compile time.

use std::net::IpAddr;

use crate::value::{
    Base64, CardNumber, Cents, Cvv, DateForm, DateText, DateTimeForm, DateTimeText, DecimalText, ExpiryDate, HttpUrl,
    HttpUrlWithoutQuery, Id, Ip, JsonText, SecretText, Text,
};

/// A field built from a literal that `request!` has checked. Only `request!` calls it.
#[doc(hidden)]
pub trait FromLiteral<L> {
    fn from_literal(literal: L) -> Self;
}

macro_rules! of_text {
    ($($name:ident $([$($parameter:ident: $ty:ty),*])?);* $(;)?) => {
        $(
            impl$(<$(const $parameter: $ty),*>)? FromLiteral<&'static str> for $name$(<$($parameter),*>)? {
                fn from_literal(literal: &'static str) -> Self {
                    Self::new_unchecked(literal)
                }
            }
        )*
    };
}

of_text! {
    Text[MAX: u32];
    Id[MAX: u32];
    SecretText[MAX: u32, SHOWN: usize];
    HttpUrl[MAX: u32];
    HttpUrlWithoutQuery[MAX: u32];
    JsonText[MAX: u32];
    Base64[MAX: u32];
    CardNumber;
    Cvv;
    ExpiryDate;
}

impl FromLiteral<&'static str> for String {
    fn from_literal(literal: &'static str) -> Self {
        literal.to_owned()
    }
}

impl<const MAX: u32> FromLiteral<IpAddr> for Ip<MAX> {
    fn from_literal(literal: IpAddr) -> Self {
        Self::new_unchecked(literal)
    }
}

impl FromLiteral<u32> for Cents {
    fn from_literal(literal: u32) -> Self {
        Self::new_unchecked(literal)
    }
}

impl<const SCALE: u32, const DIGITS: u32> FromLiteral<i64> for DecimalText<SCALE, DIGITS> {
    fn from_literal(literal: i64) -> Self {
        Self::new_unchecked(literal)
    }
}

impl FromLiteral<bool> for bool {
    fn from_literal(literal: bool) -> Self {
        literal
    }
}

/// The days since 1970-01-01.
impl<F: DateForm> FromLiteral<i64> for DateText<F> {
    fn from_literal(literal: i64) -> Self {
        Self::new_unchecked(literal)
    }
}

/// The seconds since 1970-01-01 00:00 UTC, and the offset in minutes.
impl<F: DateTimeForm, const OFFSET: i32> FromLiteral<(i64, i32)> for DateTimeText<F, OFFSET> {
    fn from_literal((seconds, offset): (i64, i32)) -> Self {
        Self::new_unchecked(seconds, offset)
    }
}
