//! What can be given for a field when the program runs.

use std::borrow::Cow;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use crate::value::{
    Base64, CardNumber, Cents, Cvv, ExpiryDate, Ip, Json, OrderId, RefundId, SecretText, Text, Url, UrlWithoutQuery,
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

    /// Checks a text that need not be copied.
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

/// A value that can be given for a field of type `T`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not fit this field of type `{T}`",
    label = "does not fit the field",
    note = "text is given as `&str` or `String`, an address as `IpAddr` or text, a code by its enum or as text",
    note = "an `Option` fits optional fields only"
)]
pub trait Given<T> {
    /// The field's value, checked.
    fn give(self) -> Result<T, ValueError>;
}

/// A value that can be given for an optional field of type `T`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not fit this optional field of type `{T}`",
    label = "does not fit the field",
    note = "give what the field is made of, or an `Option` of that"
)]
pub trait GivenOptional<T> {
    /// The field's value, checked, if there is one.
    fn give_optional(self) -> Result<Option<T>, ValueError>;
}

/// A value that is an id of IOTPay's, of the kind `Id`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not fit this field of type `{Id}`",
    label = "not an id of this kind",
    note = "an id comes with an answer or a notification; one that was kept as text is read by `OrderId::new` or `RefundId::new`"
)]
pub trait GivenId<Id> {
    /// The field's value, checked.
    fn give_id<T: FromText>(self) -> Result<T, ValueError>;
}

/// A value that may be an id of IOTPay's, of the kind `Id`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not fit this optional field of type `{Id}`",
    label = "not an id of this kind",
    note = "give the id, or an `Option` of it"
)]
pub trait GivenOptionalId<Id> {
    /// The field's value, checked, if there is one.
    fn give_optional_id<T: FromText>(self) -> Result<Option<T>, ValueError>;
}

#[diagnostic::do_not_recommend]
impl<Id, V: GivenId<Id>> GivenOptionalId<Id> for Option<V> {
    fn give_optional_id<T: FromText>(self) -> Result<Option<T>, ValueError> {
        self.map(V::give_id).transpose()
    }
}

/// The field's own type always fits.
#[diagnostic::do_not_recommend]
impl<T> Given<T> for T {
    fn give(self) -> Result<T, ValueError> {
        Ok(self)
    }
}

#[diagnostic::do_not_recommend]
impl<T: FieldType> GivenOptional<T> for T {
    fn give_optional(self) -> Result<Option<T>, ValueError> {
        Ok(Some(self))
    }
}

#[diagnostic::do_not_recommend]
impl<T, V: Given<T>> GivenOptional<T> for Option<V> {
    fn give_optional(self) -> Result<Option<T>, ValueError> {
        self.map(V::give).transpose()
    }
}

#[diagnostic::do_not_recommend]
impl<T: FieldType + Clone> Given<T> for &T {
    fn give(self) -> Result<T, ValueError> {
        Ok(self.clone())
    }
}

#[diagnostic::do_not_recommend]
impl<T: FieldType + Clone> GivenOptional<T> for &T {
    fn give_optional(self) -> Result<Option<T>, ValueError> {
        Ok(Some(self.clone()))
    }
}

macro_rules! texts {
    ($($text:ty),*) => {
        $(
            #[diagnostic::do_not_recommend]
            impl<T: FromText> Given<T> for $text {
                fn give(self) -> Result<T, ValueError> {
                    T::from_text(&self)
                }
            }

            #[diagnostic::do_not_recommend]
            impl<T: FromText> GivenOptional<T> for $text {
                fn give_optional(self) -> Result<Option<T>, ValueError> {
                    T::from_text(&self).map(Some)
                }
            }
        )*
    };
}

texts!(&str, &String, Cow<'_, str>);

#[diagnostic::do_not_recommend]
impl<T: FromText> Given<T> for String {
    fn give(self) -> Result<T, ValueError> {
        T::from_string(self)
    }
}

#[diagnostic::do_not_recommend]
impl<T: FromText> GivenOptional<T> for String {
    fn give_optional(self) -> Result<Option<T>, ValueError> {
        T::from_string(self).map(Some)
    }
}

/// Fields of one's own that take any text.
impl FieldType for String {}

#[diagnostic::do_not_recommend]
impl Given<String> for &str {
    fn give(self) -> Result<String, ValueError> {
        Ok(self.to_owned())
    }
}

#[diagnostic::do_not_recommend]
impl GivenOptional<String> for &str {
    fn give_optional(self) -> Result<Option<String>, ValueError> {
        Ok(Some(self.to_owned()))
    }
}

macro_rules! made_of_text {
    ($($name:ident $([$($parameter:ident),*])?);* $(;)?) => {
        $(
            impl$(<$(const $parameter: u32),*>)? FieldType for $name$(<$($parameter),*>)? {}

            impl$(<$(const $parameter: u32),*>)? FromText for $name$(<$($parameter),*>)? {
                fn from_text(text: &str) -> Result<Self, ValueError> {
                    Self::new(text)
                }
            }
        )*
    };
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

made_of_text! {
    Url[MAX];
    UrlWithoutQuery[MAX];
    Json[MAX];
    Base64[MAX];
    CardNumber;
    Cvv;
    ExpiryDate;
}

impl<const MAX: u32, const SHOWN: usize> FieldType for SecretText<MAX, SHOWN> {}

impl<const MAX: u32, const SHOWN: usize> FromText for SecretText<MAX, SHOWN> {
    fn from_text(text: &str) -> Result<Self, ValueError> {
        Self::new(text)
    }
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
            impl<const MAX: u32> Given<Ip<MAX>> for $address {
                fn give(self) -> Result<Ip<MAX>, ValueError> {
                    Ip::new(self.into())
                }
            }

            #[diagnostic::do_not_recommend]
            impl<const MAX: u32> GivenOptional<Ip<MAX>> for $address {
                fn give_optional(self) -> Result<Option<Ip<MAX>>, ValueError> {
                    Ip::new(self.into()).map(Some)
                }
            }
        )*
    };
}

addresses!(IpAddr, Ipv4Addr, Ipv6Addr);

impl FieldType for Cents {}

/// A value that can be given for an amount.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an amount",
    label = "not a whole number of cents",
    note = "an amount is an integer of cents, `2865` for 28.65: no float is exact",
    note = "`Cents::from_decimal` reads the text \"28.65\""
)]
pub trait GivenAmount {
    /// The amount, checked.
    fn give_amount(self) -> Result<Cents, ValueError>;
}

/// A value that can be given for an optional amount.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an amount",
    label = "not a whole number of cents",
    note = "an optional amount is an integer of cents, `Cents`, or an `Option` of these"
)]
pub trait GivenOptionalAmount {
    /// The amount, checked, if there is one.
    fn give_optional_amount(self) -> Result<Option<Cents>, ValueError>;
}

#[diagnostic::do_not_recommend]
impl<V: GivenAmount> GivenOptionalAmount for Option<V> {
    fn give_optional_amount(self) -> Result<Option<Cents>, ValueError> {
        self.map(V::give_amount).transpose()
    }
}

#[diagnostic::do_not_recommend]
impl GivenAmount for Cents {
    fn give_amount(self) -> Result<Cents, ValueError> {
        Ok(self)
    }
}

macro_rules! amounts {
    ($($integer:ty),*) => {
        $(
            #[diagnostic::do_not_recommend]
            impl GivenAmount for $integer {
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
            impl GivenOptionalAmount for $given {
                fn give_optional_amount(self) -> Result<Option<Cents>, ValueError> {
                    self.give_amount().map(Some)
                }
            }
        )*
    };
}

optional_amounts!(Cents, u8, u16, u32, u64, usize, i8, i16, i32, i64, isize);

macro_rules! integers {
    ($($integer:ty),*) => {
        $(impl FieldType for $integer {})*
    };
}

integers!(i8, i16, i32, i64, u8, u16, u32);

macro_rules! ids {
    ($($given:ty as $id:ident),*) => {
        $(
            #[diagnostic::do_not_recommend]
            impl GivenId<$id> for $given {
                fn give_id<T: FromText>(self) -> Result<T, ValueError> {
                    T::from_text(self.as_str())
                }
            }

            #[diagnostic::do_not_recommend]
            impl GivenOptionalId<$id> for $given {
                fn give_optional_id<T: FromText>(self) -> Result<Option<T>, ValueError> {
                    T::from_text(self.as_str()).map(Some)
                }
            }
        )*
    };
}

ids!(OrderId as OrderId, &OrderId as OrderId, RefundId as RefundId, &RefundId as RefundId);
