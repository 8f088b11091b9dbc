//! Objects and arrays in requests.

use crate::validation::Validator;

/// An object in a request. `#[derive(RequestObject)]` implements it.
#[doc(hidden)]
pub trait BuildObject: Sized {
    /// The validated members.
    type Parts;

    fn from_parts(parts: Self::Parts) -> Self;

    /// Tests what the types of the members cannot, such as the enum values that the request accepts.
    fn validate_members(&self, check: &mut Validator);
}

/// A list that can be passed for an array.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not fit this field, which is an array",
    label = "not a list",
    note = "pass the items in brackets, a `Vec`, an array or a slice"
)]
pub trait IntoList {
    type Items: IntoIterator;

    fn into_list(self) -> Self::Items;
}

/// A list that can be passed for an optional array.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not fit this optional field, which is an array",
    label = "not a list",
    note = "pass the items in brackets, a `Vec`, an array, a slice, or an `Option` of these"
)]
pub trait IntoOptionalList {
    type Items: IntoIterator;

    fn into_optional_list(self) -> Option<Self::Items>;
}

macro_rules! lists {
    ($([$($generics:tt)*] $list:ty;)*) => {
        $(
            #[diagnostic::do_not_recommend]
            impl<$($generics)*> IntoList for $list {
                type Items = Self;

                fn into_list(self) -> Self {
                    self
                }
            }

            #[diagnostic::do_not_recommend]
            impl<$($generics)*> IntoOptionalList for $list {
                type Items = Self;

                fn into_optional_list(self) -> Option<Self> {
                    Some(self)
                }
            }
        )*
    };
}

lists! {
    [T] Vec<T>;
    ['a, T] &'a Vec<T>;
    ['a, T] &'a [T];
    [T, const N: usize] [T; N];
    ['a, T, const N: usize] &'a [T; N];
}

#[diagnostic::do_not_recommend]
impl<L: IntoList> IntoOptionalList for Option<L> {
    type Items = L::Items;

    fn into_optional_list(self) -> Option<L::Items> {
        self.map(IntoList::into_list)
    }
}
