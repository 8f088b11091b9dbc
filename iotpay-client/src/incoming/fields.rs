//! The fields of a received message.

use std::collections::HashMap;

use super::{DecodeError, FromField, ReceivedField, form, json};
use crate::credentials::MerchantKey;
use crate::signing::{Rules, Verification, verify};
#[cfg(feature = "transport")]
use crate::spec::Endpoint;
use crate::spec::SigningRule;

/// The fields of a received message, in the order in which they came. No name stands twice.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fields {
    entries: Vec<ReceivedField>,
}

impl Fields {
    pub(super) fn new(entries: Vec<ReceivedField>) -> Self {
        Self { entries }
    }

    /// Reads a JSON object. Byte order marks in front are skipped.
    ///
    /// # Errors
    ///
    /// [`DecodeError`] when the text is no JSON object or has a name twice.
    pub fn from_json(text: &str) -> Result<Self, DecodeError> {
        json::parse(text)
    }

    /// Reads the text of a query or of a form. All values are text.
    ///
    /// # Errors
    ///
    /// [`DecodeError`] when it is not UTF-8, or has a name twice with different values.
    pub fn from_form(text: &[u8]) -> Result<Self, DecodeError> {
        form::parse(text)
    }

    /// Adds the fields of another part of the same message. An empty field counts as absent.
    ///
    /// # Errors
    ///
    /// [`DecodeError`] when both parts have a name with different values.
    pub fn merge(&mut self, other: Self) -> Result<(), DecodeError> {
        // Both parts may be a stranger's and long: looking each name up one by one would take hours.
        let places: HashMap<String, usize> =
            self.entries.iter().enumerate().map(|(at, field)| (field.name().to_owned(), at)).collect();
        for field in other.entries {
            match places.get(field.name()).and_then(|at| self.entries.get_mut(*at)) {
                None => self.entries.push(field),
                Some(known) => known.meet(field)?,
            }
        }
        Ok(())
    }

    /// Verifies the signature of the message, over everything that was received.
    ///
    /// `open_objects` names fields of this very message that may hold objects of which nobody
    /// outside IOTPay knows how they are signed. Anything else that the signature turns out not to
    /// cover is dropped from the fields: nothing unsigned shall pass for signed.
    pub fn verify(&mut self, rule: &SigningRule, key: &MerchantKey, open_objects: &[&str]) -> Verification {
        // Whoever chose a text of an order could hide a field of a notification in it.
        verify(self, Rules { signing: rule, open_objects, open_response: false, known: rule.notification_fields }, key)
    }

    /// Verifies the signature of a response.
    #[cfg(feature = "transport")]
    pub(crate) fn verify_response(
        &mut self,
        rule: &SigningRule,
        key: &MerchantKey,
        endpoint: &Endpoint,
    ) -> Verification {
        let Endpoint { unverifiable_objects: open_objects, undocumented_response: open_response, .. } = *endpoint;
        verify(self, Rules { signing: rule, open_objects, open_response, known: &[] }, key)
    }

    /// The field with a name.
    pub fn get(&self, name: &str) -> Option<&ReceivedField> {
        self.entries.iter().find(|field| field.name() == name)
    }

    /// All fields, in the order in which they came, unknown ones included.
    pub fn iter(&self) -> std::slice::Iter<'_, ReceivedField> {
        self.entries.iter()
    }

    /// The field with a name, unless it is empty: anyone can add an empty field to a signed message.
    pub(crate) fn filled(&self, name: &str) -> Option<&ReceivedField> {
        self.get(name).filter(|field| !field.is_empty() && !field.is_hollow())
    }

    /// Drops fields that are not the sender's.
    pub(crate) fn remove(&mut self, is_alien: impl Fn(&str) -> bool) {
        self.entries.retain(|field| !is_alien(field.name()));
    }

    /// Reads a field under its name or under one of its aliases. An empty field counts as absent.
    ///
    /// # Errors
    ///
    /// [`DecodeError`] when the field has another shape, or is absent where it must not be.
    pub fn read<T: FromField>(&self, name: &str, aliases: &[&str]) -> Result<T, DecodeError> {
        match self.find(name, aliases) {
            Some(field) => T::from_field(field),
            None => T::absent(name),
        }
    }

    fn find(&self, name: &str, aliases: &[&str]) -> Option<&ReceivedField> {
        let named = |name: &str| self.get(name).filter(|field| !field.is_empty());
        named(name).or_else(|| aliases.iter().find_map(|alias| named(alias)))
    }
}

impl<'a> IntoIterator for &'a Fields {
    type Item = &'a ReceivedField;
    type IntoIter = std::slice::Iter<'a, ReceivedField>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::Fields;

    #[test]
    fn a_name_takes_precedence_over_its_aliases_and_they_over_later_ones() {
        for (text, expected) in [
            (r#"{"codeUrl":"a","qr_code":"b","payUrl":"c"}"#, Some("a")),
            (r#"{"payUrl":"c","qr_code":"b","codeUrl":"a"}"#, Some("a")),
            (r#"{"payUrl":"c","qr_code":"b"}"#, Some("b")),
            (r#"{"codeUrl":"","payUrl":"c","qr_code":null}"#, Some("c")),
            (r#"{"codeUrl":"","qr_code":null}"#, None),
        ] {
            let read = Fields::from_json(text).unwrap().read::<Option<String>>("codeUrl", &["qr_code", "payUrl"]);
            assert_eq!(read.unwrap().as_deref(), expected, "{text}");
        }
    }
}
