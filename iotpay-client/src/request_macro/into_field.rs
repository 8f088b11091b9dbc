//! What can be given for a field when the program runs.

use std::borrow::Cow;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use zeroize::Zeroizing;

use crate::value::{
    Base64, CardNumber, Cents, Cvv, ExpiryDate, HttpUrl, HttpUrlWithoutQuery, Id, Ip, JsonText, SecretText, Text,
    ValueError,
};

/// A type of a request's field that is made of text.
#[diagnostic::on_unimplemented(
    message = "text cannot be given for a field of type `{Self}`",
    label = "this is text",
    note = "an amount is a whole number of cents, such as `2865`; `Cents::from_decimal` reads \"28.65\"",
    note = "an id of IOTPay's is an `OrderId` or a `RefundId`"
)]
pub trait FromText: FieldType {
    /// Checks a text.
    fn from_text(text: &str) -> Result<Self, ValueError>;

    /// Checks a text that need not be copied; what is secret is wiped.
    fn from_string(text: String) -> Result<Self, ValueError> {
        Self::from_text(&text)
    }
}

/// A type of a request's field.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no type of an optional field",
    note = "a field takes `&str`, `String`, integers, addresses, a `Code` enum, or an `Option` of these"
)]
pub trait FieldType: Sized {}

/// An enum of codes that are sent. `#[derive(Code)]` implements it for enums without a variant for
/// unknown codes.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no enum of codes that are sent",
    note = "derive `Code` for an enum whose variants have codes, and none for others"
)]
pub trait RequestEnum: FromText {}

/// A value that can be given for a field of type `T`:
///
/// - the field's own type, or a reference to it;
/// - for what is made of text, `&str`, `String`, `&String` and `Cow<str>`; a code also as an enum of the
///   same codes that was received, as `shared::Currency`;
/// - for an address, `IpAddr`, `Ipv4Addr`, `Ipv6Addr` and text;
/// - what a constructor gives, a `Result<_, ValueError>` without `?`: then its error is told beside those
///   of the other fields.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not fit this field of type `{T}`",
    label = "does not fit the field",
    note = "text is given as `&str` or `String`, that of another request by `.as_str()`; an address as `IpAddr` or text; a code by its name alone or as text",
    note = "an `Option` fits optional fields only"
)]
pub trait IntoField<T> {
    /// The field's value, checked.
    fn give(self) -> Result<T, ValueError>;
}

/// A value that can be given for an optional field of type `T`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not fit this optional field of type `{T}`",
    label = "does not fit the field",
    note = "give what the field is made of, or an `Option` of that"
)]
pub trait IntoOptionalField<T> {
    /// The field's value, checked, if there is one.
    fn give_optional(self) -> Result<Option<T>, ValueError>;
}

/// The field's own type always fits.
#[diagnostic::do_not_recommend]
impl<T> IntoField<T> for T {
    fn give(self) -> Result<T, ValueError> {
        Ok(self)
    }
}

#[diagnostic::do_not_recommend]
impl<T: FieldType> IntoOptionalField<T> for T {
    fn give_optional(self) -> Result<Option<T>, ValueError> {
        Ok(Some(self))
    }
}

#[diagnostic::do_not_recommend]
impl<T, V: IntoField<T>> IntoOptionalField<T> for Option<V> {
    fn give_optional(self) -> Result<Option<T>, ValueError> {
        self.map(V::give).transpose()
    }
}

#[diagnostic::do_not_recommend]
impl<T: FieldType + Clone> IntoField<T> for &T {
    fn give(self) -> Result<T, ValueError> {
        Ok(self.clone())
    }
}

#[diagnostic::do_not_recommend]
impl<T: FieldType + Clone> IntoOptionalField<T> for &T {
    fn give_optional(self) -> Result<Option<T>, ValueError> {
        Ok(Some(self.clone()))
    }
}

/// What a constructor gives, without `?`: what is wrong is noted beside the other fields.
#[diagnostic::do_not_recommend]
impl<T> IntoField<T> for Result<T, ValueError> {
    fn give(self) -> Result<T, ValueError> {
        self
    }
}

#[diagnostic::do_not_recommend]
impl<T: FieldType> IntoOptionalField<T> for Result<T, ValueError> {
    fn give_optional(self) -> Result<Option<T>, ValueError> {
        self.map(Some)
    }
}

macro_rules! texts {
    ($($text:ty),*) => {
        $(
            #[diagnostic::do_not_recommend]
            impl<T: FromText> IntoField<T> for $text {
                fn give(self) -> Result<T, ValueError> {
                    T::from_text(&self)
                }
            }

            #[diagnostic::do_not_recommend]
            impl<T: FromText> IntoOptionalField<T> for $text {
                fn give_optional(self) -> Result<Option<T>, ValueError> {
                    T::from_text(&self).map(Some)
                }
            }
        )*
    };
}

texts!(&str, &String);

#[diagnostic::do_not_recommend]
impl<T: FromText> IntoField<T> for Cow<'_, str> {
    fn give(self) -> Result<T, ValueError> {
        match self {
            Self::Borrowed(text) => T::from_text(text),
            Self::Owned(text) => T::from_string(text),
        }
    }
}

#[diagnostic::do_not_recommend]
impl<T: FromText> IntoOptionalField<T> for Cow<'_, str> {
    fn give_optional(self) -> Result<Option<T>, ValueError> {
        self.give().map(Some)
    }
}

#[diagnostic::do_not_recommend]
impl<T: FromText> IntoField<T> for String {
    fn give(self) -> Result<T, ValueError> {
        T::from_string(self)
    }
}

#[diagnostic::do_not_recommend]
impl<T: FromText> IntoOptionalField<T> for String {
    fn give_optional(self) -> Result<Option<T>, ValueError> {
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

macro_rules! made_of_text {
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

made_of_text! {
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
                fn give(self) -> Result<Ip<MAX>, ValueError> {
                    Ip::new(self.into())
                }
            }

            #[diagnostic::do_not_recommend]
            impl<const MAX: u32> IntoOptionalField<Ip<MAX>> for $address {
                fn give_optional(self) -> Result<Option<Ip<MAX>>, ValueError> {
                    Ip::new(self.into()).map(Some)
                }
            }
        )*
    };
}

addresses!(IpAddr, Ipv4Addr, Ipv6Addr);

impl FieldType for Cents {}

macro_rules! integers {
    ($($integer:ty),*) => {
        $(impl FieldType for $integer {})*
    };
}

integers!(i8, i16, i32, i64, u8, u16, u32);

/// The text of a field of one's own, which is not empty: an empty one is sent and not signed.
pub fn own_text(text: Result<Text, ValueError>) -> Result<String, ValueError> {
    text.map(|text| text.as_str().to_owned())
}

/// The text of an optional field of one's own, if there is one.
pub fn own_optional_text(text: Result<Option<Text>, ValueError>) -> Result<Option<String>, ValueError> {
    text.map(|text| text.map(|text| text.as_str().to_owned()))
}
