//! Secret text.

use std::fmt;

use zeroize::Zeroizing;

use super::length::check_length;
use super::secret_traits::secret_traits;
use super::{ValueError, check_text};
use crate::signing::{FieldValue, SignedValue};

/// Secret text of 1 to `MAX` characters. It has no `Display` and is wiped from memory when dropped. It accepts the
/// same characters as [`Text`](super::Text). `Debug` shows the last `SHOWN` characters if the text has at least three
/// times that many.
///
/// ```
/// use iotpay_client::value::SecretText;
///
/// # fn main() -> Result<(), iotpay_client::value::ValueError> {
/// let number: SecretText<19, 4> = SecretText::new("4242424242424242")?;
/// assert_eq!(format!("{number:?}"), "[secret …4242]");
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct SecretText<const MAX: u32 = { u32::MAX }, const SHOWN: usize = 0>(Zeroizing<Box<str>>);

impl<const MAX: u32, const SHOWN: usize> SecretText<MAX, SHOWN> {
    /// Creates a secret. The error does not contain it.
    pub fn new(value: &str) -> Result<Self, ValueError> {
        check_text(value, MAX)?;
        Ok(Self(Zeroizing::new(value.into())))
    }

    /// Creates a secret from a received message: only requests are strict about characters.
    pub(crate) fn received(value: &str) -> Result<Self, ValueError> {
        check_length(value, MAX)?;
        Ok(Self(Zeroizing::new(value.into())))
    }

    /// Creates a value that `request!` has checked.
    pub(crate) fn new_unchecked(text: &str) -> Self {
        Self(Zeroizing::new(text.into()))
    }

    /// Returns the secret. Do not log it.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

secret_traits!(SecretText<MAX: u32, SHOWN: usize>);

impl<const MAX: u32, const SHOWN: usize> fmt::Debug for SecretText<MAX, SHOWN> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let length = self.0.chars().count();
        if SHOWN == 0 || length < 3 * SHOWN {
            return f.write_str("[secret]");
        }
        f.write_str("[secret …")?;
        self.0.chars().skip(length - SHOWN).try_for_each(|character| write!(f, "{character}"))?;
        f.write_str("]")
    }
}

impl<const MAX: u32, const SHOWN: usize> SignedValue for SecretText<MAX, SHOWN> {
    fn signed_value(&self) -> Option<FieldValue<'_>> {
        Some(FieldValue::Secret(self.expose()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hides_the_secret() {
        let secret = SecretText::<4>::new("7861").unwrap();
        assert_eq!(format!("{secret:?}"), "[secret]");
        assert_eq!(format!("{:?}", SecretText::<19, 4>::new("4242421234564242").unwrap()), "[secret …4242]");
        assert_eq!(format!("{:?}", SecretText::<19, 4>::new("42424242").unwrap()), "[secret]");
        let error = SecretText::<4>::new("78612").unwrap_err();
        assert!(!format!("{error} {error:?}").contains("7861"));
    }
}
