//! The data of a payment card. All values are secret: they have no `Display` and are wiped when dropped.

use std::fmt;

use zeroize::Zeroizing;

use super::ValueError;
use super::secret_traits::secret_traits;
use crate::signing::{FieldValue, SignedValue};

/// The number of trailing digits of a card number that may be displayed.
const SHOWN: usize = 4;

macro_rules! card_value {
    ($(#[$doc:meta])* $name:ident, $is_valid:expr, $error:ident, $debug:expr) => {
        $(#[$doc])*
        #[derive(Clone)]
        pub struct $name(Zeroizing<Box<str>>);

        impl $name {
            /// Creates a value from digits.
            ///
            /// # Errors
            ///
            #[doc = concat!("Returns [`ValueError::", stringify!($error), "`] if the value is invalid. The error does not contain it.")]
            pub fn new(value: &str) -> Result<Self, ValueError> {
                let is_valid: fn(&str) -> bool = $is_valid;
                if is_valid(value) { Ok(Self(Zeroizing::new(value.into()))) } else { Err(ValueError::$error) }
            }

            /// Creates a value that `request!` has checked.
            pub(crate) fn new_unchecked(text: &str) -> Self {
                Self(Zeroizing::new(text.into()))
            }

            /// Returns the secret digits. Do not log them.
            pub fn expose(&self) -> &str {
                &self.0
            }
        }

        secret_traits!($name);

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                let debug: fn(&str, &mut fmt::Formatter<'_>) -> fmt::Result = $debug;
                debug(self.expose(), f)
            }
        }

        impl SignedValue for $name {
            fn signed_value(&self) -> Option<FieldValue<'_>> {
                Some(FieldValue::Secret(self.expose()))
            }
        }
    };
}

card_value! {
    /// A card number: 14 to 19 digits without spaces. The limits are from the vendor's SDKs; the vendor pages have
    /// none. The check digit is not verified, since it is undocumented whether the gateway verifies it. `Debug` shows
    /// the last four digits.
    CardNumber,
    |number| is_digits(number) && (14..=19).contains(&number.len()),
    NotACardNumber,
    |number, f| write!(f, "[secret …{}]", number.get(number.len().saturating_sub(SHOWN)..).unwrap_or_default())
}

card_value! {
    /// The security code of a card: 3 or 4 digits. The limits are from the vendor's SDKs. The rules of the card
    /// networks forbid storing it.
    Cvv,
    |code| is_digits(code) && matches!(code.len(), 3 | 4),
    NotACvv,
    |_, f| f.write_str("[secret]")
}

card_value! {
    /// The month after which a card expires, as four digits with the month first: `0725` is July 2025.
    /// Expired dates are accepted.
    ExpiryDate,
    |date| {
        is_digits(date) && date.len() == 4 && matches!(date.as_bytes(), [b'0', b'1'..=b'9', ..] | [b'1', b'0'..=b'2', ..])
    },
    NotAnExpiryDate,
    |_, f| f.write_str("[secret]")
}

fn is_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn card_numbers_have_14_to_19_digits() {
        for number in ["42424242424242", "4242123456789000", "4242424242424242424"] {
            assert_eq!(CardNumber::new(number).unwrap().expose(), number);
        }
        for number in
            ["", "4242424242424", "42424242424242424242", "4242 4242 4242 4242", "424242XXXXXX4242", "٤٢٤٢٤٢٤٢٤٢٤٢٤٢"]
        {
            assert_eq!(CardNumber::new(number).unwrap_err(), ValueError::NotACardNumber, "{number}");
        }
    }

    #[test]
    fn security_codes_have_3_or_4_digits() {
        assert!(Cvv::new("786").is_ok() && Cvv::new("0786").is_ok());
        for code in ["", "78", "78612", "78a", " 786", "+786"] {
            assert_eq!(Cvv::new(code).unwrap_err(), ValueError::NotACvv, "{code}");
        }
    }

    #[test]
    fn the_month_comes_first() {
        for date in ["0125", "0725", "0900", "1033", "1299"] {
            assert!(ExpiryDate::new(date).is_ok(), "{date}");
        }
        for date in ["", "0025", "1325", "2507", "9901", "725", "07/25", "072025", "0a25"] {
            assert_eq!(ExpiryDate::new(date).unwrap_err(), ValueError::NotAnExpiryDate, "{date}");
        }
    }

    #[test]
    fn hides_all_but_the_last_four_digits() {
        let number = CardNumber::new("4242123456789000").unwrap();
        assert_eq!(format!("{number:?} {:?}", number.clone()), "[secret …9000] [secret …9000]");
        assert_eq!(format!("{:?}", Cvv::new("786").unwrap()), "[secret]");
        assert_eq!(format!("{:?}", ExpiryDate::new("0725").unwrap()), "[secret]");
        let error = CardNumber::new("4242 1234").unwrap_err();
        assert!(!format!("{error} {error:?}").contains("4242"));
        let error = Cvv::new("78612").unwrap_err();
        assert!(!format!("{error} {error:?}").contains("786"));
    }

    #[test]
    fn signs_them_as_secrets() {
        assert_eq!(Cvv::new("0786").unwrap().signed_value(), Some(FieldValue::Secret("0786")));
    }
}
