//! Text that must not be seen.

use std::fmt;

use zeroize::Zeroizing;

use super::{ValueError, check_length};
use crate::signing::{SignedValue, Value};

/// Secret text of 1 to `MAX` characters: never shown by `Debug`, without `Display`, and wiped from
/// memory when dropped.
#[derive(Clone)]
pub struct SecretText<const MAX: u32 = { u32::MAX }>(Zeroizing<Box<str>>);

impl<const MAX: u32> SecretText<MAX> {
    /// Checks a secret. The error does not show it.
    pub fn new(value: &str) -> Result<Self, ValueError> {
        check_length(value, MAX)?;
        Ok(Self(Zeroizing::new(value.into())))
    }

    /// The secret itself. Mind where it goes.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl<const MAX: u32> fmt::Debug for SecretText<MAX> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[secret]")
    }
}

impl<const MAX: u32> SignedValue for SecretText<MAX> {
    fn signed_value(&self) -> Option<Value<'_>> {
        Some(Value::Text(self.expose()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_does_not_show() {
        let secret = SecretText::<4>::new("7861").unwrap();
        assert_eq!(format!("{secret:?}"), "[secret]");
        let error = SecretText::<4>::new("78612").unwrap_err();
        assert!(!format!("{error} {error:?}").contains("7861"));
    }
}
