//! The texts of a request before it is sent. Those of generated types were checked on construction; types
//! written by hand may hold any `String` and have names of their own.

use serde_core::de::IgnoredAny;

use crate::shared::SIGNING;
use crate::signing::{Account, FieldValue, Signed};
use crate::spec::DocPage;
use crate::validation::Violation;
use crate::value::{ValueError, check_id, check_json, check_separable, check_separable_from, check_text, check_word};

/// Each text that the request must not have.
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
    // An empty text is sent and not signed.
    if text.is_empty() {
        return Ok(());
    }
    check_separable_from(text, |name| names.iter().copied().find(|known| *known == name))?;
    // In a notification a `&` or `=` in such a field could be the end of another one.
    if SIGNING.words.contains(&name) {
        check_word(text)?;
    }
    if reference == Some(name) || SIGNING.references.contains(&name) {
        return check_id(text, u32::MAX);
    }
    if is_json_object(text) {
        // Between its members JSON may have line endings.
        check_json(text)?;
        return check_separable(text);
    }
    check_text(text, u32::MAX)
}

fn is_json_object(text: &str) -> bool {
    text.trim_start().starts_with('{') && serde_json::from_str::<IgnoredAny>(text).is_ok()
}
