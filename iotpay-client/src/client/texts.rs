//! Validates the text values of a request before it is sent. Those of generated types were validated on construction;
//! custom request types may contain any `String` and have their own names.

use serde_core::de::IgnoredAny;

use crate::shared::SIGNING;
use crate::signing::{Account, FieldValue, Signed};
use crate::spec::DocPage;
use crate::validation::Violation;
use crate::value::{ValueError, check_id, check_json, check_separable, check_separable_from, check_text, check_word};

/// Returns the violations of all invalid text values.
pub(super) fn violations(
    request: &dyn Signed,
    account: &Account<'_>,
    reference: Option<&str>,
    page: &'static DocPage,
) -> Vec<Violation> {
    let mut names = Vec::new();
    request.visit(account, &mut |name, _| names.push(name));
    let mut violations = Vec::new();
    request.visit(account, &mut |name, value| {
        let (FieldValue::Text(text) | FieldValue::Secret(text)) = value else { return };
        if let Err(error) = check(text, name, reference, &names) {
            violations.push(Violation { field: name, error, page: Some(page) });
        }
    });
    violations
}

fn check(text: &str, name: &str, reference: Option<&str>, names: &[&'static str]) -> Result<(), ValueError> {
    // Empty text is sent but not signed.
    if text.is_empty() {
        return Ok(());
    }
    check_separable_from(text, |name| names.iter().copied().find(|known| *known == name))?;
    // In a notification, `&` or `=` in such a field could be the beginning of another one.
    if SIGNING.words.contains(&name) {
        check_word(text)?;
    }
    if reference == Some(name) || SIGNING.references.contains(&name) {
        return check_id(text, u32::MAX);
    }
    if is_json_object(text) {
        // JSON may contain line endings as whitespace.
        check_json(text)?;
        return check_separable(text);
    }
    check_text(text, u32::MAX)
}

fn is_json_object(text: &str) -> bool {
    text.trim_start().starts_with('{') && serde_json::from_str::<IgnoredAny>(text).is_ok()
}
