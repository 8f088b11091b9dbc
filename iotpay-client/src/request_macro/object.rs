//! JSON objects with known members.

use std::borrow::Cow;
use std::rc::Rc;
use std::sync::Arc;

use crate::signing::FieldValue;
use crate::validation::ValidationError;
use crate::value::{JsonText, ValueError};

/// The type of a field that holds a JSON object with known members.
#[doc(hidden)]
pub trait Object: Sized {
    type Members<'a>;

    fn of(members: Self::Members<'_>) -> Result<Self, ValidationError>;
}

/// Adds a member to the text of an [`Object`]. Only derived code calls it.
#[doc(hidden)]
pub fn with_member<const MAX: u32>(
    object: &JsonText<MAX>,
    member: &'static str,
    value: Option<FieldValue<'_>>,
) -> Result<JsonText<MAX>, ValueError> {
    value.map_or_else(|| Ok(object.clone()), |value| object.with_member(member, value))
}

/// A value that can be passed for a field with an object of type `T`.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not fit this field of type `{T}`",
    label = "not the members of the object",
    note = "set its members, as in `extra: Extra {{ … }}`"
)]
pub trait IntoObject<T> {
    fn into_object(self) -> Result<T, ValueError>;
}

#[diagnostic::do_not_recommend]
impl<T: Object> IntoObject<T> for T {
    fn into_object(self) -> Result<T, ValueError> {
        Ok(self)
    }
}

#[diagnostic::do_not_recommend]
impl<T: Object + Clone> IntoObject<T> for &T {
    fn into_object(self) -> Result<T, ValueError> {
        Ok(self.clone())
    }
}

/// A text value that can be passed for a member of an object.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not fit this member, which is text",
    label = "not text",
    note = "pass `&str` or `String`; an `Option` is accepted for optional members only"
)]
pub trait IntoMemberText<'a> {
    fn into_member_text(self) -> Cow<'a, str>;
}

/// A text value that can be passed for an optional member of an object.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not fit this optional member, which is text",
    label = "not text",
    note = "pass `&str`, `String`, or an `Option` of these"
)]
pub trait IntoOptionalMemberText<'a> {
    fn into_optional_member_text(self) -> Option<Cow<'a, str>>;
}

macro_rules! texts {
    ($($text:ty),*) => {
        $(
            #[diagnostic::do_not_recommend]
            impl<'a> IntoMemberText<'a> for $text {
                fn into_member_text(self) -> Cow<'a, str> {
                    self.into()
                }
            }

            #[diagnostic::do_not_recommend]
            impl<'a> IntoOptionalMemberText<'a> for $text {
                fn into_optional_member_text(self) -> Option<Cow<'a, str>> {
                    Some(self.into())
                }
            }
        )*
    };
}

texts!(&'a str, String, &'a String, Cow<'a, str>);

macro_rules! text_references {
    ($($text:ty),*) => {
        $(
            #[diagnostic::do_not_recommend]
            impl<'a> IntoMemberText<'a> for &'a $text {
                fn into_member_text(self) -> Cow<'a, str> {
                    Cow::Borrowed(self)
                }
            }

            #[diagnostic::do_not_recommend]
            impl<'a> IntoOptionalMemberText<'a> for &'a $text {
                fn into_optional_member_text(self) -> Option<Cow<'a, str>> {
                    Some(Cow::Borrowed(self))
                }
            }
        )*
    };
}

text_references!(&str, Cow<'_, str>, Box<str>, Rc<str>, Arc<str>);

#[diagnostic::do_not_recommend]
impl<'a, T: IntoMemberText<'a>> IntoOptionalMemberText<'a> for Option<T> {
    fn into_optional_member_text(self) -> Option<Cow<'a, str>> {
        self.map(IntoMemberText::into_member_text)
    }
}
