//! Comparison of secret values.

/// Implements `PartialEq` and `Eq` for a secret. The time depends only on the lengths of the texts.
macro_rules! constant_time_eq {
    ($name:ident $(<$($parameter:ident: $ty:ty),*>)?) => {
        /// Compares in constant time.
        impl$(<$(const $parameter: $ty),*>)? PartialEq for $name$(<$($parameter),*>)? {
            fn eq(&self, other: &Self) -> bool {
                ::subtle::ConstantTimeEq::ct_eq(self.expose().as_bytes(), other.expose().as_bytes()).into()
            }
        }

        impl$(<$(const $parameter: $ty),*>)? Eq for $name$(<$($parameter),*>)? {}
    };
}

pub(super) use constant_time_eq;
