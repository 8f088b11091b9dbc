//! Bytes encoded as text.

use std::fmt;

use ::base64::Engine as _;
use ::base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

use super::ValueError;
use super::length::check_length;
use super::secret_traits::secret_traits;
use crate::signing::{FieldValue, SignedValue};

/// A wallet payment token in padded standard base64, 1 to `MAX` characters. It is secret: it has no `Display` and is
/// wiped from memory when dropped.
///
/// ```
/// use iotpay_client::value::Base64;
///
/// # fn main() -> Result<(), iotpay_client::value::ValueError> {
/// let token: Base64<5000> = Base64::encode(b"made-up token of a wallet")?;
/// assert_eq!(token.expose(), "bWFkZS11cCB0b2tlbiBvZiBhIHdhbGxldA==");
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Base64<const MAX: u32 = { u32::MAX }>(Zeroizing<Box<str>>);

impl<const MAX: u32> Base64<MAX> {
    /// Creates a value from base64 text. It is sent unchanged.
    ///
    /// # Errors
    ///
    /// Returns [`ValueError`] if the text is invalid. The error does not contain it.
    pub fn new(text: &str) -> Result<Self, ValueError> {
        check_length(text, MAX)?;
        // Decoded only for the check, and wiped: it is the same secret.
        let mut bytes = Zeroizing::new(vec![0; ::base64::decoded_len_estimate(text.len())]);
        STANDARD.decode_slice(text, &mut bytes).map_err(|_| ValueError::NotBase64)?;
        Ok(Self(Zeroizing::new(text.into())))
    }

    /// Encodes the raw token of a wallet.
    ///
    /// # Errors
    ///
    /// Returns [`ValueError`] if there are no bytes, or if the encoded text is too long.
    pub fn encode(bytes: &[u8]) -> Result<Self, ValueError> {
        let text = Zeroizing::new(STANDARD.encode(bytes));
        check_length(&text, MAX)?;
        Ok(Self(Zeroizing::new(text.as_str().into())))
    }

    /// Creates a value that `request!` has checked.
    pub(crate) fn new_unchecked(text: &str) -> Self {
        Self(Zeroizing::new(text.into()))
    }

    /// Returns the secret text. Do not log it.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

secret_traits!(Base64<MAX: u32>);

impl<const MAX: u32> fmt::Debug for Base64<MAX> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[secret]")
    }
}

impl<const MAX: u32> SignedValue for Base64<MAX> {
    fn signed_value(&self) -> Option<FieldValue<'_>> {
        Some(FieldValue::Secret(self.expose()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodes_with_padding() {
        for (bytes, text) in [("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy")] {
            assert_eq!(<Base64>::encode(bytes.as_bytes()).unwrap().expose(), text);
            assert_eq!(<Base64>::new(text).unwrap().expose(), text);
        }
        assert_eq!(<Base64>::encode(&[0xfb, 0xff]).unwrap().expose(), "+/8=");
    }

    #[test]
    fn rejects_invalid_base64() {
        // The last one has bits beyond its last byte, which decoders differ on.
        for text in ["Zg", "Zg=", "Zg===", "Z", "-_8=", "Zm 9v", "Zm9v\n", "{\"a\":1}", "=", "茶", "Zh=="] {
            assert_eq!(<Base64>::new(text).unwrap_err(), ValueError::NotBase64, "{text}");
        }
        assert_eq!(<Base64>::new("").unwrap_err(), ValueError::Empty);
        assert_eq!(<Base64>::encode(b"").unwrap_err(), ValueError::Empty);
    }

    #[test]
    fn the_limit_counts_encoded_characters() {
        assert!(Base64::<8>::encode(b"foobar").is_ok());
        assert_eq!(Base64::<8>::encode(b"foobars").unwrap_err(), ValueError::TooLong { max: 8, length: 12 });
        assert_eq!(Base64::<4>::new("Zm9vYmFy").unwrap_err(), ValueError::TooLong { max: 4, length: 8 });
    }

    #[test]
    fn hides_the_value() {
        assert_eq!(format!("{:?}", <Base64>::new("Zm9v").unwrap()), "[secret]");
        let error = <Base64>::new("Zm9v!").unwrap_err();
        assert!(!format!("{error} {error:?}").contains("Zm9v"));
    }
}
