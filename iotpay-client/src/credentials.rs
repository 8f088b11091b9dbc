//! The merchant's credentials.

use std::fmt;

use zeroize::Zeroizing;

use crate::signing::Account;
use crate::validation::{ValidationError, Violation};
use crate::value::{Text, ValueError, check_credential};

/// The merchant key, which signs requests. It is never sent or displayed, and is wiped from memory when dropped.
#[derive(Clone)]
pub struct MerchantKey(Zeroizing<Box<str>>);

impl MerchantKey {
    /// Creates a key. Whitespace, line endings, byte order marks and other invisible characters are invalid
    /// anywhere in it: with such a key, every request would be rejected, and no notification could be verified.
    ///
    /// # Errors
    ///
    /// Returns [`ValueError`] if the key is invalid. The error shows the invalid character, but no other part of
    /// the key.
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

/// The three credentials that IOTPay issues to a merchant: merchant id, login name and merchant key.
#[derive(Debug, Clone)]
pub struct Credentials {
    mch_id: Text<30>,
    login_name: Text<50>,
    key: MerchantKey,
}

impl Credentials {
    /// Creates credentials.
    ///
    /// A login name has at most 50 characters, and some requests accept fewer; for example, refunds in the general
    /// family accept at most 32. A longer one is reported when such a request is sent.
    ///
    /// # Errors
    ///
    /// Returns [`ValidationError`] if a part is empty, too long, or contains whitespace or an invisible character,
    /// such as the line ending or the byte order mark of a file. All invalid parts are reported. The merchant key
    /// is never displayed.
    pub fn new(mch_id: &str, login_name: &str, merchant_key: &str) -> Result<Self, ValidationError> {
        let mut violations = Vec::new();
        let mch_id = keep(&mut violations, "merchant id", part(mch_id));
        let login_name = keep(&mut violations, "login name", part(login_name));
        let key = keep(&mut violations, "merchant key", MerchantKey::new(merchant_key));
        match (mch_id, login_name, key) {
            (Some(mch_id), Some(login_name), Some(key)) => Ok(Self { mch_id, login_name, key }),
            _ => Err(ValidationError::for_credentials(violations)),
        }
    }

    /// Returns the part that is sent with requests.
    pub fn account(&self) -> Account<'_> {
        Account { mch_id: self.mch_id.as_str(), login_name: self.login_name.as_str() }
    }

    /// Returns the merchant key.
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
    fn hides_the_key_in_debug() {
        let credentials = Credentials::new("10000701", "jack123", "made-up-key").unwrap();
        assert!(!format!("{credentials:?}").contains("made-up-key"));
    }

    #[test]
    fn reports_all_invalid_parts() {
        let invalid = Credentials::new("", &"x".repeat(51), "").unwrap_err();
        let fields: Vec<_> = invalid.violations().iter().map(|violation| violation.field).collect();
        assert_eq!(fields, ["merchant id", "login name", "merchant key"]);
        assert!(invalid.to_string().starts_with("the credentials are invalid: `merchant id` "), "{invalid}");
    }

    /// Invisible characters that are common in keys read from files or copied.
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
    fn rejects_invisible_characters_in_each_part() {
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
    fn names_the_likely_cause() {
        let message = |key| MerchantKey::new(key).unwrap_err().to_string();
        let file = "; remove it (common in text read from a file)";
        assert_eq!(message("made-up-key\r\n"), format!("ends with a line ending (U+000A){file}"));
        assert_eq!(message("made-up-key "), format!("ends with whitespace (U+0020){file}"));
        assert_eq!(message("\u{feff}made-up-key\n"), format!("begins with a byte order mark (U+FEFF){file}"));
        assert_eq!(
            message("made-up\u{200b}-key"),
            "contains an invisible character (U+200B); remove it (common in text copied from a page or document)"
        );
        assert_eq!(message(" "), "is blank; at least 1 visible character is required");
    }
}
