//! The fields of a received message.

use std::collections::HashMap;

use super::{DecodeError, FromField, ReceivedField, form, json};
use crate::credentials::MerchantKey;
use crate::signing::{Rules, Verification, verify};
#[cfg(feature = "transport")]
use crate::spec::Endpoint;
use crate::spec::SigningRule;

/// The fields of a received message, in the received order. Names are unique.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fields {
    entries: Vec<ReceivedField>,
}

impl Fields {
    pub(super) fn new(entries: Vec<ReceivedField>) -> Self {
        Self { entries }
    }

    /// Parses a JSON object. Leading byte order marks are skipped.
    ///
    /// # Errors
    ///
    /// Returns [`DecodeError`] if the text is not a JSON object or has duplicate names.
    pub fn from_json(text: &str) -> Result<Self, DecodeError> {
        json::parse(text)
    }

    /// Parses a query or a form. All values are text.
    ///
    /// # Errors
    ///
    /// Returns [`DecodeError`] if the text is not UTF-8, or if a name occurs twice with different values.
    pub fn from_form(text: &[u8]) -> Result<Self, DecodeError> {
        form::parse(text)
    }

    /// Adds the fields of another part of the same message. An empty field counts as absent.
    ///
    /// # Errors
    ///
    /// Returns [`DecodeError`] if a name has different values in the two parts.
    pub fn merge(&mut self, other: Self) -> Result<(), DecodeError> {
        // Both parts may be long and hostile: a linear search for each name would take hours.
        let places: HashMap<String, usize> =
            self.entries.iter().enumerate().map(|(at, field)| (field.name().to_owned(), at)).collect();
        for field in other.entries {
            match places.get(field.name()).and_then(|at| self.entries.get_mut(*at)) {
                None => self.entries.push(field),
                Some(known) => known.merge(field)?,
            }
        }
        Ok(())
    }

    /// Verifies the signature of the message, over all received fields.
    ///
    /// `unverifiable_objects` names fields of this message that may contain objects signed in an undocumented way.
    /// Any other field that the signature does not cover is dropped, so that unsigned data is never treated as
    /// signed.
    pub fn verify(&mut self, rule: &SigningRule, key: &MerchantKey, unverifiable_objects: &[&str]) -> Verification {
        // A text of an order could hide a field of a notification.
        let known = rule.notification_fields;
        verify(self, Rules { signing: rule, unverifiable_objects, undocumented_response: false, known }, key)
    }

    /// Verifies the signature of a response.
    #[cfg(feature = "transport")]
    pub(crate) fn verify_response(
        &mut self,
        rule: &SigningRule,
        key: &MerchantKey,
        endpoint: &Endpoint,
    ) -> Verification {
        let Endpoint { unverifiable_objects, undocumented_response, .. } = *endpoint;
        verify(self, Rules { signing: rule, unverifiable_objects, undocumented_response, known: &[] }, key)
    }

    /// Returns the field with a name.
    pub fn get(&self, name: &str) -> Option<&ReceivedField> {
        self.entries.iter().find(|field| field.name() == name)
    }

    /// Returns all fields in the received order, including unknown ones.
    pub fn iter(&self) -> std::slice::Iter<'_, ReceivedField> {
        self.entries.iter()
    }

    /// Returns the field with a name, unless it is empty: anyone can add an empty field to a signed message.
    pub(crate) fn filled(&self, name: &str) -> Option<&ReceivedField> {
        self.get(name).filter(|field| !field.is_empty() && !field.is_hollow())
    }

    /// Removes fields by name.
    pub(crate) fn remove(&mut self, is_removed: impl Fn(&str) -> bool) {
        self.entries.retain(|field| !is_removed(field.name()));
    }

    /// Decodes a field by its name or one of its aliases. An empty field counts as absent.
    ///
    /// # Errors
    ///
    /// Returns [`DecodeError`] if the field has the wrong type, or if a required field is missing.
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
    fn all_fields_are_iterated_over() {
        let fields = Fields::from_json(r#"{"b":1,"a":""}"#).unwrap();
        let names: Vec<_> = (&fields).into_iter().map(super::ReceivedField::name).collect();
        assert_eq!(names, ["b", "a"]);
    }

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
