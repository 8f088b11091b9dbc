//! The traits that dates and date-times have in common.

/// Implements the conversions from and to text, `Display` and `SignedValue`.
macro_rules! date_traits {
    ($name:ident<F: $form:ident $(, const $offset:ident: $integer:ty)?>) => {
        /// Parses like `new`.
        impl<F: $form $(, const $offset: $integer)?> std::str::FromStr for $name<F $(, $offset)?> {
            type Err = ValueError;

            fn from_str(text: &str) -> Result<Self, ValueError> {
                Self::new(text)
            }
        }

        impl<F: $form $(, const $offset: $integer)?> TryFrom<&str> for $name<F $(, $offset)?> {
            type Error = ValueError;

            fn try_from(text: &str) -> Result<Self, ValueError> {
                Self::new(text)
            }
        }

        impl<F: $form $(, const $offset: $integer)?> TryFrom<String> for $name<F $(, $offset)?> {
            type Error = ValueError;

            fn try_from(text: String) -> Result<Self, ValueError> {
                Self::new(&text)
            }
        }

        impl<F: $form $(, const $offset: $integer)?> AsRef<str> for $name<F $(, $offset)?> {
            fn as_ref(&self) -> &str {
                self.as_str()
            }
        }

        impl<F: $form $(, const $offset: $integer)?> From<$name<F $(, $offset)?>> for String {
            fn from(value: $name<F $(, $offset)?>) -> Self {
                value.as_str().to_owned()
            }
        }

        impl<F: $form $(, const $offset: $integer)?> fmt::Display for $name<F $(, $offset)?> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl<F: $form $(, const $offset: $integer)?> crate::signing::SignedValue for $name<F $(, $offset)?> {
            fn signed_value(&self) -> Option<crate::signing::FieldValue<'_>> {
                Some(crate::signing::FieldValue::Text(self.as_str()))
            }
        }
    };
}

pub(super) use date_traits;
