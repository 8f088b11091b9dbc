//! Values that can be passed for a field.

use std::borrow::Cow;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::rc::Rc;
use std::sync::Arc;
use std::time::SystemTime;

use zeroize::Zeroizing;

use crate::value::{
    Base64, CardNumber, Cents, Cvv, DateForm, DateText, DateTimeForm, DateTimeText, DecimalText, ExpiryDate, HttpUrl,
    HttpUrlWithoutQuery, Id, Ip, JsonText, SecretText, Text, ValueError,
};

/// A type of a request field that is parsed from text.
#[diagnostic::on_unimplemented(
    message = "a field of type `{Self}` does not accept text",
    label = "this is text",
    note = "for an amount, pass a whole number of cents, such as `2865`; `Cents::from_decimal` parses \"28.65\"",
    note = "for an IOTPay id, pass an `OrderId` or a `RefundId`"
)]
pub trait FromText: FieldType {
    /// Validates a text value.
    fn from_text(text: &str) -> Result<Self, ValueError>;

    /// Validates an owned text value. Secret text is wiped from memory.
    fn from_string(text: String) -> Result<Self, ValueError> {
        Self::from_text(&text)
    }
}

/// A type of a request field.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a type of an optional field",
    note = "pass `&str`, `String`, an integer, `bool`, an IP address, a `WireEnum`, or an `Option` of these"
)]
pub trait FieldType: Sized {}

/// An enum that can be sent. `#[derive(WireEnum)]` implements it for enums without a variant for unknown values.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an enum that can be sent",
    note = "derive `WireEnum` for an enum without an `other` variant"
)]
pub trait RequestEnum: FromText {}

/// A value that can be passed for a field of type `T`:
///
/// - the type of the field, or a reference to it;
/// - for types parsed from text: `&str`, `String`, `Cow<str>`, `Box<str>`, `Rc<str>` and `Arc<str>`, and references
///   to these; for a closed enum of your own, also a received enum with the same values;
/// - for IP addresses: `IpAddr`, `Ipv4Addr`, `Ipv6Addr` and text;
/// - for decimal numbers: integers, and `Decimal` with the feature `rust_decimal`;
/// - for dates with a time: `SystemTime`;
/// - the `Result<_, ValueError>` of a constructor, without `?`: its error is reported together with those of the
///   other fields.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not fit this field of type `{T}`",
    label = "does not fit the field",
    note = "pass text as `&str` or `String` (for a field of another request, use `.as_str()`), an IP address as `IpAddr` or text, and an enum value as its name or as text",
    note = "an `Option` is accepted for optional fields only"
)]
pub trait IntoField<T> {
    /// Returns the validated value of the field.
    fn into_field(self) -> Result<T, ValueError>;
}

/// A value that can be passed for an optional field of type `T`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not fit this optional field of type `{T}`",
    label = "does not fit the field",
    note = "pass a value that the field accepts, or an `Option` of it; for a borrowed `Option`, use `.as_deref()`"
)]
pub trait IntoOptionalField<T> {
    /// Returns the validated value of the field, if any.
    fn into_optional_field(self) -> Result<Option<T>, ValueError>;
}

/// The type of the field is always accepted.
#[diagnostic::do_not_recommend]
impl<T> IntoField<T> for T {
    fn into_field(self) -> Result<T, ValueError> {
        Ok(self)
    }
}

#[diagnostic::do_not_recommend]
impl<T: FieldType> IntoOptionalField<T> for T {
    fn into_optional_field(self) -> Result<Option<T>, ValueError> {
        Ok(Some(self))
    }
}

#[diagnostic::do_not_recommend]
impl<T, V: IntoField<T>> IntoOptionalField<T> for Option<V> {
    fn into_optional_field(self) -> Result<Option<T>, ValueError> {
        self.map(V::into_field).transpose()
    }
}

#[diagnostic::do_not_recommend]
impl<T: FieldType + Clone> IntoField<T> for &T {
    fn into_field(self) -> Result<T, ValueError> {
        Ok(self.clone())
    }
}

#[diagnostic::do_not_recommend]
impl<T: FieldType + Clone> IntoOptionalField<T> for &T {
    fn into_optional_field(self) -> Result<Option<T>, ValueError> {
        Ok(Some(self.clone()))
    }
}

/// The `Result` of a constructor, without `?`: its error is reported together with those of the other fields.
#[diagnostic::do_not_recommend]
impl<T> IntoField<T> for Result<T, ValueError> {
    fn into_field(self) -> Result<T, ValueError> {
        self
    }
}

#[diagnostic::do_not_recommend]
impl<T: FieldType> IntoOptionalField<T> for Result<T, ValueError> {
    fn into_optional_field(self) -> Result<Option<T>, ValueError> {
        self.map(Some)
    }
}

macro_rules! texts {
    ($($text:ty),*) => {
        $(
            #[diagnostic::do_not_recommend]
            impl<T: FromText> IntoField<T> for $text {
                fn into_field(self) -> Result<T, ValueError> {
                    T::from_text(&self)
                }
            }

            #[diagnostic::do_not_recommend]
            impl<T: FromText> IntoOptionalField<T> for $text {
                fn into_optional_field(self) -> Result<Option<T>, ValueError> {
                    T::from_text(&self).map(Some)
                }
            }
        )*
    };
}

texts!(&str, &&str, &String, &Cow<'_, str>, Box<str>, &Box<str>, Rc<str>, &Rc<str>, Arc<str>, &Arc<str>);

#[diagnostic::do_not_recommend]
impl<T: FromText> IntoField<T> for Cow<'_, str> {
    fn into_field(self) -> Result<T, ValueError> {
        match self {
            Self::Borrowed(text) => T::from_text(text),
            Self::Owned(text) => T::from_string(text),
        }
    }
}

#[diagnostic::do_not_recommend]
impl<T: FromText> IntoOptionalField<T> for Cow<'_, str> {
    fn into_optional_field(self) -> Result<Option<T>, ValueError> {
        self.into_field().map(Some)
    }
}

#[diagnostic::do_not_recommend]
impl<T: FromText> IntoField<T> for String {
    fn into_field(self) -> Result<T, ValueError> {
        T::from_string(self)
    }
}

#[diagnostic::do_not_recommend]
impl<T: FromText> IntoOptionalField<T> for String {
    fn into_optional_field(self) -> Result<Option<T>, ValueError> {
        T::from_string(self).map(Some)
    }
}

impl<const MAX: u32> FieldType for Text<MAX> {}

impl<const MAX: u32> FromText for Text<MAX> {
    fn from_text(text: &str) -> Result<Self, ValueError> {
        Self::new(text)
    }

    fn from_string(text: String) -> Result<Self, ValueError> {
        Self::try_from(text)
    }
}

impl<const MAX: u32> FieldType for Id<MAX> {}

impl<const MAX: u32> FromText for Id<MAX> {
    fn from_text(text: &str) -> Result<Self, ValueError> {
        Self::new(text)
    }

    fn from_string(text: String) -> Result<Self, ValueError> {
        Self::try_from(text)
    }
}

macro_rules! wiped {
    () => {
        fn from_string(text: String) -> Result<Self, ValueError> {
            Self::from_text(&Zeroizing::new(text))
        }
    };
}

macro_rules! from_text {
    ($($name:ident $([$parameter:ident])? $($is_secret:ident)?;)*) => {
        $(
            impl$(<const $parameter: u32>)? FieldType for $name$(<$parameter>)? {}

            impl$(<const $parameter: u32>)? FromText for $name$(<$parameter>)? {
                fn from_text(text: &str) -> Result<Self, ValueError> {
                    Self::new(text)
                }

                $($is_secret!();)?
            }
        )*
    };
}

from_text! {
    HttpUrl[MAX];
    HttpUrlWithoutQuery[MAX];
    JsonText[MAX];
    Base64[MAX] wiped;
    CardNumber wiped;
    Cvv wiped;
    ExpiryDate wiped;
}

impl<const MAX: u32, const SHOWN: usize> FieldType for SecretText<MAX, SHOWN> {}

impl<const MAX: u32, const SHOWN: usize> FromText for SecretText<MAX, SHOWN> {
    fn from_text(text: &str) -> Result<Self, ValueError> {
        Self::new(text)
    }

    wiped!();
}

impl<const MAX: u32> FieldType for Ip<MAX> {}

impl<const MAX: u32> FromText for Ip<MAX> {
    fn from_text(text: &str) -> Result<Self, ValueError> {
        text.parse()
    }
}

macro_rules! addresses {
    ($($address:ty),*) => {
        $(
            #[diagnostic::do_not_recommend]
            impl<const MAX: u32> IntoField<Ip<MAX>> for $address {
                fn into_field(self) -> Result<Ip<MAX>, ValueError> {
                    Ip::new(self.into())
                }
            }

            #[diagnostic::do_not_recommend]
            impl<const MAX: u32> IntoOptionalField<Ip<MAX>> for $address {
                fn into_optional_field(self) -> Result<Option<Ip<MAX>>, ValueError> {
                    Ip::new(self.into()).map(Some)
                }
            }
        )*
    };
}

addresses!(IpAddr, Ipv4Addr, Ipv6Addr);

impl<const SCALE: u32, const DIGITS: u32> FieldType for DecimalText<SCALE, DIGITS> {}

impl<const SCALE: u32, const DIGITS: u32> FromText for DecimalText<SCALE, DIGITS> {
    fn from_text(text: &str) -> Result<Self, ValueError> {
        Self::new(text)
    }
}

macro_rules! decimals {
    ($($number:ty),*) => {
        $(
            #[diagnostic::do_not_recommend]
            impl<const SCALE: u32, const DIGITS: u32> IntoField<DecimalText<SCALE, DIGITS>> for $number {
                fn into_field(self) -> Result<DecimalText<SCALE, DIGITS>, ValueError> {
                    self.try_into()
                }
            }

            #[diagnostic::do_not_recommend]
            impl<const SCALE: u32, const DIGITS: u32> IntoOptionalField<DecimalText<SCALE, DIGITS>> for $number {
                fn into_optional_field(self) -> Result<Option<DecimalText<SCALE, DIGITS>>, ValueError> {
                    self.try_into().map(Some)
                }
            }
        )*
    };
}

decimals!(u8, u16, u32, u64, i8, i16, i32, i64);

#[cfg(feature = "rust_decimal")]
decimals!(rust_decimal::Decimal);

impl<F: DateForm> FieldType for DateText<F> {}

impl<F: DateForm> FromText for DateText<F> {
    fn from_text(text: &str) -> Result<Self, ValueError> {
        Self::new(text)
    }
}

impl<F: DateTimeForm, const OFFSET: i32> FieldType for DateTimeText<F, OFFSET> {}

impl<F: DateTimeForm, const OFFSET: i32> FromText for DateTimeText<F, OFFSET> {
    fn from_text(text: &str) -> Result<Self, ValueError> {
        Self::new(text)
    }
}

#[diagnostic::do_not_recommend]
impl<F: DateTimeForm, const OFFSET: i32> IntoField<DateTimeText<F, OFFSET>> for SystemTime {
    fn into_field(self) -> Result<DateTimeText<F, OFFSET>, ValueError> {
        self.try_into()
    }
}

#[diagnostic::do_not_recommend]
impl<F: DateTimeForm, const OFFSET: i32> IntoOptionalField<DateTimeText<F, OFFSET>> for SystemTime {
    fn into_optional_field(self) -> Result<Option<DateTimeText<F, OFFSET>>, ValueError> {
        self.try_into().map(Some)
    }
}

impl FieldType for bool {}

impl FieldType for Cents {}

macro_rules! integers {
    ($($integer:ty),*) => {
        $(impl FieldType for $integer {})*
    };
}

integers!(i8, i16, i32, i64, u8, u16, u32);

/// The text of a `String` field in a custom request. It must not be empty: empty text is sent but not signed.
pub fn own_text(text: Result<Text, ValueError>) -> Result<String, ValueError> {
    text.map(|text| text.as_str().to_owned())
}

/// The text of an optional `String` field in a custom request, if any.
pub fn own_optional_text(text: Result<Option<Text>, ValueError>) -> Result<Option<String>, ValueError> {
    text.map(|text| text.map(|text| text.as_str().to_owned()))
}
