//! The fields of a submitted form.

/// The fields of a submitted form. It may contain a key, so it has no `Debug`.
pub(super) struct Form(Vec<(String, String)>);

impl Form {
    pub(super) fn new(body: &[u8]) -> Self {
        Self(form_urlencoded::parse(body).into_owned().collect())
    }

    /// Returns the value of a field without whitespace around it; empty if there is no such field.
    pub(super) fn get(&self, name: &str) -> &str {
        self.raw(name).trim()
    }

    /// Returns the value of a field as it was entered.
    pub(super) fn raw(&self, name: &str) -> &str {
        self.0.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    /// Returns the value of a field, unless it is empty.
    pub(super) fn filled(&self, name: &str) -> Option<&str> {
        Some(self.get(name)).filter(|value| !value.is_empty())
    }
}
