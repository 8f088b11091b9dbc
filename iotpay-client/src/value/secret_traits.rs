//! The traits of secret values. They have no `Display` and no `Ord`, each of which would reveal a part.

/// Implements comparison in constant time, a hash of nothing, and the conversions from text. The time of a comparison depends only on the
/// lengths of the texts.
macro_rules! secret_traits {
    ($name:ident $(<$($parameter:ident: $ty:ty),*>)?) => {
        /// Compares in constant time.
        impl$(<$(const $parameter: $ty),*>)? PartialEq for $name$(<$($parameter),*>)? {
            fn eq(&self, other: &Self) -> bool {
                ::subtle::ConstantTimeEq::ct_eq(self.expose().as_bytes(), other.expose().as_bytes()).into()
            }
        }

        impl$(<$(const $parameter: $ty),*>)? Eq for $name$(<$($parameter),*>)? {}

        /// Hashes nothing: a hash would reveal a part of the secret. Equal values have equal hashes.
        impl$(<$(const $parameter: $ty),*>)? ::std::hash::Hash for $name$(<$($parameter),*>)? {
            fn hash<H: ::std::hash::Hasher>(&self, _: &mut H) {}
        }

        impl$(<$(const $parameter: $ty),*>)? ::std::str::FromStr for $name$(<$($parameter),*>)? {
            type Err = $crate::value::ValueError;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Self::new(text)
            }
        }

        impl$(<$(const $parameter: $ty),*>)? TryFrom<&str> for $name$(<$($parameter),*>)? {
            type Error = $crate::value::ValueError;

            fn try_from(text: &str) -> Result<Self, Self::Error> {
                Self::new(text)
            }
        }

        /// Wipes the text from memory.
        impl$(<$(const $parameter: $ty),*>)? TryFrom<String> for $name$(<$($parameter),*>)? {
            type Error = $crate::value::ValueError;

            fn try_from(text: String) -> Result<Self, Self::Error> {
                Self::new(&::zeroize::Zeroizing::new(text))
            }
        }
    };
}

pub(crate) use secret_traits;
