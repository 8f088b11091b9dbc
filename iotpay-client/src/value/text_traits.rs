//! The traits of text values.

/// Implements the traits of a type that contains text in `$field` and has `as_str`. The types derive `Eq`, `Ord` and
/// `Hash`.
macro_rules! text_traits {
    ($name:ident $(<$max:ident>)?, $field:tt) => {
        impl$(<const $max: u32>)? ::std::fmt::Display for $name$(<$max>)? {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl$(<const $max: u32>)? AsRef<str> for $name$(<$max>)? {
            fn as_ref(&self) -> &str {
                self.as_str()
            }
        }

        impl$(<const $max: u32>)? From<$name$(<$max>)?> for String {
            fn from(value: $name$(<$max>)?) -> Self {
                value.$field.into()
            }
        }

        $crate::value::text_traits::compare_with_text! { $name$(<$max>)?, str, &str, String }
    };
}

/// Implements comparison with texts, in both directions.
macro_rules! compare_with_text {
    ($name:ident $(<$max:ident>)?, $($text:ty),*) => {
        $crate::value::text_traits::compare_with_text! { @each [$name $(<$max>)?] $($text),* }
    };
    (@each $name:tt $($text:ty),*) => {
        $($crate::value::text_traits::compare_with_text! { @one $name $text })*
    };
    (@one [$name:ident $(<$max:ident>)?] $text:ty) => {
        impl$(<const $max: u32>)? PartialEq<$text> for $name$(<$max>)? {
            fn eq(&self, text: &$text) -> bool {
                let text: &str = text;
                self.as_str() == text
            }
        }

        impl$(<const $max: u32>)? PartialEq<$name$(<$max>)?> for $text {
            fn eq(&self, value: &$name$(<$max>)?) -> bool {
                value == self
            }
        }
    };
}

/// Implements the conversions from text. The type has `fn check(&str) -> Result<(), ValueError>` and contains the text.
macro_rules! parse_traits {
    ($name:ident $(<$max:ident>)?) => {
        impl$(<const $max: u32>)? ::std::str::FromStr for $name$(<$max>)? {
            type Err = $crate::value::ValueError;

            fn from_str(value: &str) -> Result<Self, Self::Err> {
                Self::new(value)
            }
        }

        impl$(<const $max: u32>)? TryFrom<&str> for $name$(<$max>)? {
            type Error = $crate::value::ValueError;

            fn try_from(value: &str) -> Result<Self, Self::Error> {
                Self::new(value)
            }
        }

        impl$(<const $max: u32>)? TryFrom<String> for $name$(<$max>)? {
            type Error = $crate::value::ValueError;

            fn try_from(value: String) -> Result<Self, Self::Error> {
                Self::check(&value)?;
                Ok(Self(value.into()))
            }
        }

        /// `Eq`, `Ord` and `Hash` are those of the text.
        impl$(<const $max: u32>)? ::std::borrow::Borrow<str> for $name$(<$max>)? {
            fn borrow(&self) -> &str {
                self.as_str()
            }
        }
    };
}

pub(crate) use {compare_with_text, parse_traits, text_traits};
