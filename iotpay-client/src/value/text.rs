//! Text with a maximum length.

use std::fmt;

use super::text_traits::{parse_traits, text_traits};
use super::{ValueError, check_text};
use crate::signing::{FieldValue, SignedValue};

/// Text of 1 to `MAX` characters. `MAX` is the number in the vendor's `String(30)`. It counts Unicode scalar values,
/// so 30 Chinese characters fit `Text<30>`.
///
/// A text value with `&name=`, where `name` is any documented field except `sign`, is invalid: `x&status=2` inside
/// one field is indistinguishable from a separate `status` field in the string to sign, and the notification about
/// such an order is never accepted. `A&B` and `a=b&c` are valid.
///
/// Blank text, control characters, line endings (including U+2028 and U+2029) and byte order marks are invalid. All
/// other characters are valid, including emoji with their joiners and variation selectors.
///
/// ```
/// use iotpay_client::value::Text;
///
/// # fn main() -> Result<(), iotpay_client::value::ValueError> {
/// let subject: Text<30> = Text::new("Green tea")?;
/// assert_eq!(subject, "Green tea");
/// assert!(Text::<5>::new("Green tea").is_err(), "too long");
/// assert!(Text::<30>::new("x&status=2").is_err(), "looks like another field");
/// # Ok(())
/// # }
/// ```
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Text<const MAX: u32 = { u32::MAX }>(Box<str>);

impl<const MAX: u32> Text<MAX> {
    /// Creates a text value.
    pub fn new(value: &str) -> Result<Self, ValueError> {
        Self::check(value)?;
        Ok(Self(value.into()))
    }

    fn check(value: &str) -> Result<(), ValueError> {
        check_text(value, MAX)
    }

    /// Creates a value that `request!` has checked.
    pub(crate) fn new_unchecked(text: &str) -> Self {
        Self(text.into())
    }

    /// Returns the text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

text_traits!(Text<MAX>, 0);
parse_traits!(Text<MAX>);

impl<const MAX: u32> fmt::Debug for Text<MAX> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

impl<const MAX: u32> SignedValue for Text<MAX> {
    fn signed_value(&self) -> Option<FieldValue<'_>> {
        Some(FieldValue::Text(self.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_count_characters() {
        assert!(Text::<64>::new(&"茶".repeat(64)).is_ok());
        assert_eq!(Text::<64>::new(&"茶".repeat(65)), Err(ValueError::TooLong { max: 64, length: 65 }));
        assert_eq!(Text::<64>::new(""), Err(ValueError::Empty));
    }

    #[test]
    fn text_in_any_language_is_valid() {
        for text in [
            "Green tea, 250 g",
            " a ",
            "茶 緑茶",
            "☕️",
            "👩‍👩‍👧",
            "🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}",
            "می‌خواهم",
            "\u{200f}שלום",
            "cafe\u{301}",
            "A&B",
            "a=b&c",
        ] {
            assert!(Text::<64>::new(text).is_ok(), "{text:?}");
        }
    }

    #[test]
    fn rejects_texts_that_look_like_a_field() {
        for (text, name) in [
            ("x&status=2", "status"),
            ("&amount=", "amount"),
            ("a=b&c&param2=", "param2"),
            ("x&retCode=SUCCESS", "retCode"),
            ("x&&mchRefundNo=1", "mchRefundNo"),
        ] {
            assert_eq!(Text::<64>::new(text), Err(ValueError::ReadsAsField { name }), "{text:?}");
        }
        for text in [
            "status=2",
            "x& status=2",
            "x&status",
            "x&Status=2",
            "x&status&=2",
            "x&xstatus=2",
            "a&b=c",
            "&=&=",
            "x&sign=A",
        ] {
            assert!(Text::<64>::new(text).is_ok(), "{text:?}");
        }
    }

    #[test]
    fn blank_texts_and_control_characters_are_invalid() {
        for text in [" ", "\u{3000}\u{a0}", "\u{200b}", "\n", "\u{feff}", "\u{2800}\u{3164}", "\0"] {
            assert_eq!(Text::<64>::new(text), Err(ValueError::Blank), "{text:?}");
        }
        for text in
            ["a\nb", "a\r\n", "\ta", "a\0", "\u{85}a", "a\u{7f}b", "\u{feff}a", "a\u{feff}", "a\u{2028}b", "\u{2029}a"]
        {
            for made in [Text::<64>::new(text), Text::try_from(text.to_owned())] {
                assert!(matches!(made, Err(ValueError::Character { .. })), "{text:?} {made:?}");
            }
        }
    }
}
