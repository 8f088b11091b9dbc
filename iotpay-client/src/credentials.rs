//! Who the merchant is.

use std::fmt;

use zeroize::Zeroizing;

use crate::signing::Account;
use crate::validation::{ValidationError, Violation};
use crate::value::{Text, ValueError, check_credential};

/// The merchant key. It signs and is never sent; it is not shown and is wiped when dropped.
#[derive(Clone)]
pub struct MerchantKey(Zeroizing<Box<str>>);

impl MerchantKey {
    /// Checks a key. Whitespace, line endings, byte order marks and other invisible characters are invalid
    /// anywhere in it: with them every request would be rejected, and every notification would have a
    /// wrong signature.
    ///
    /// # Errors
    ///
    /// [`ValueError`], which shows such a character and nothing else of the key.
    pub fn new(key: &str) -> Result<Self, ValueError> {
        check_credential(key, u32::MAX)?;
        Ok(Self(Zeroizing::new(key.into())))
    }

    pub(crate) fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for MerchantKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[merchant key]")
    }
}

/// What IOTPay gave the merchant: merchant id, login name and merchant key.
#[derive(Debug, Clone)]
pub struct Credentials {
    mch_id: Text<30>,
    login_name: Text<50>,
    key: MerchantKey,
}

impl Credentials {
    /// Checks credentials.
    ///
    /// # Errors
    ///
    /// [`ValidationError`] with each part that is empty, too long, or has whitespace or an invisible character, such
    /// as the line ending or the byte order mark of the file that it was read from. The merchant key is
    /// never shown.
    pub fn new(mch_id: &str, login_name: &str, merchant_key: &str) -> Result<Self, ValidationError> {
        let mut violations = Vec::new();
        let mch_id = keep(&mut violations, "merchant id", part(mch_id));
        let login_name = keep(&mut violations, "login name", part(login_name));
        let key = keep(&mut violations, "merchant key", MerchantKey::new(merchant_key));
        match (mch_id, login_name, key) {
            (Some(mch_id), Some(login_name), Some(key)) => Ok(Self { mch_id, login_name, key }),
            _ => Err(ValidationError::new(violations)),
        }
    }

    /// The part that is sent along with requests.
    pub fn account(&self) -> Account<'_> {
        Account { mch_id: self.mch_id.as_str(), login_name: self.login_name.as_str() }
    }

    /// The key that signs.
    pub fn key(&self) -> &MerchantKey {
        &self.key
    }
}

fn part<const MAX: u32>(value: &str) -> Result<Text<MAX>, ValueError> {
    check_credential(value, MAX)?;
    Text::new(value)
}

fn keep<T>(violations: &mut Vec<Violation>, field: &'static str, value: Result<T, ValueError>) -> Option<T> {
    value.map_err(|error| violations.push(Violation { field, error, page: None })).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_does_not_show() {
        let credentials = Credentials::new("10000701", "jack123", "made-up-key").unwrap();
        assert!(!format!("{credentials:?}").contains("made-up-key"));
    }

    #[test]
    fn all_parts_are_checked_together() {
        let invalid = Credentials::new("", &"x".repeat(51), "").unwrap_err();
        let fields: Vec<_> = invalid.violations().iter().map(|violation| violation.field).collect();
        assert_eq!(fields, ["merchant id", "login name", "merchant key"]);
    }

    /// The characters at which keys that were read from files or copied differ from the real one.
    const UNSEEN: [&str; 24] = [
        "\n",
        "\r\n",
        "\r",
        " ",
        "\t",
        "\0",
        "\u{1b}",
        "\u{7f}",
        "\u{85}",
        "\u{a0}",
        "\u{ad}",
        "\u{180e}",
        "\u{200b}",
        "\u{200d}",
        "\u{200e}",
        "\u{2028}",
        "\u{202c}",
        "\u{2060}",
        "\u{3000}",
        "\u{3164}",
        "\u{fe0f}",
        "\u{feff}",
        "\u{fff9}",
        "\u{e0001}",
    ];

    #[test]
    fn characters_that_cannot_be_seen_are_invalid_in_each_part() {
        for unseen in UNSEEN {
            for around in [["", unseen, ""], [unseen, "", ""], ["", "", unseen], [unseen, "", unseen]] {
                let with = |text: &str| {
                    let (first, rest) = text.split_at(4);
                    [around[0], first, around[1], rest, around[2]].concat()
                };
                let invalid = Credentials::new(&with("10000701"), &with("jack123"), &with("made-up-key")).unwrap_err();
                assert_eq!(invalid.violations().len(), 3, "{around:?}");
                let shown = format!("{invalid} {invalid:?} {:?}", MerchantKey::new(&with("made-up-key")));
                assert!(!["made", "10000", "jack"].iter().any(|secret| shown.contains(secret)), "{shown}");
            }
            let invalid = Credentials::new(unseen, unseen, unseen).unwrap_err();
            assert!(invalid.violations().iter().all(|it| it.error == ValueError::Blank), "{unseen:?} {invalid}");
        }
        assert!(Credentials::new("10000701", "shop+1@example.com", "a&b=c/茶").is_ok());
    }

    #[test]
    fn the_message_names_the_likely_cause() {
        let message = |key| MerchantKey::new(key).unwrap_err().to_string();
        let file = "; text read from a file often does, so remove it";
        assert_eq!(message("made-up-key\r\n"), format!("ends with a line ending (U+000A){file}"));
        assert_eq!(message("made-up-key "), format!("ends with whitespace (U+0020){file}"));
        assert_eq!(message("\u{feff}made-up-key\n"), format!("begins with a byte order mark (U+FEFF){file}"));
        assert_eq!(
            message("made-up\u{200b}-key"),
            "contains an invisible character (U+200B); text copied from a page or a document often does, so remove it"
        );
        assert_eq!(message(" "), "is blank; at least 1 visible character is needed");
    }
}
