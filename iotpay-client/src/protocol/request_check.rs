//! Validates a request before it is signed: the fields that the client fills in, and the text values. Text values of
//! generated types were validated on construction; custom request types may contain any `String` and have their own
//! names.

use serde_core::de::IgnoredAny;

use crate::signing::{Account, FieldValue, NestedForm, Signed, SigningRule, sorted_json};
use crate::spec::{AccountPart, DocPage, Endpoint};
use crate::validation::{ValidationError, Violation};
use crate::value::{ValueError, check_id, check_json, check_separable, check_separable_from, check_text, check_word};

/// Validates the fields that the client fills in, and the text values.
pub(super) fn check(
    endpoint: &Endpoint,
    request: &dyn Signed,
    account: &Account<'_>,
    rule: &SigningRule<'static>,
) -> Result<(), ValidationError> {
    let mut violations = text_violations(request, account, endpoint.reference, endpoint.page, rule);
    violations.extend(missing_login_names(request, account, endpoint.page));
    for field in endpoint.account {
        let value = match field.part {
            AccountPart::MchId => account.mch_id,
            AccountPart::LoginName => account.login_name,
        };
        let length = value.chars().count();
        if let Some(max) = field.max.filter(|max| length > usize::try_from(*max).unwrap_or(usize::MAX)) {
            let error = ValueError::TooLong { max, length };
            violations.push(Violation::new(field.wire_name, error, Some(endpoint.page)));
        }
    }
    if violations.is_empty() { Ok(()) } else { Err(ValidationError::new(violations)) }
}

/// A text that no credential can contain.
const PROBE: &str = "\0login name";

/// Returns a violation for each field that needs the login name, if the credentials have none.
fn missing_login_names(request: &dyn Signed, account: &Account<'_>, page: &'static DocPage) -> Vec<Violation> {
    let mut violations = Vec::new();
    if account.login_name.is_empty() {
        let probe = Account { login_name: PROBE, ..*account };
        request.visit(&probe, &mut |name, value| {
            if matches!(value, FieldValue::Text(PROBE)) {
                violations.push(Violation::new(name, ValueError::NoLoginName, Some(page)));
            }
        });
    }
    violations
}

/// Returns the violations of all invalid text values.
pub(super) fn text_violations(
    request: &dyn Signed,
    account: &Account<'_>,
    reference: Option<&str>,
    page: &'static DocPage,
    rule: &SigningRule<'static>,
) -> Vec<Violation> {
    let mut names = Vec::new();
    request.visit(account, &mut |name, _| names.push(name));
    let mut violations = Vec::new();
    request.visit(account, &mut |name, value| {
        let (text, secrets) = match value {
            FieldValue::Text(text) => (text, &[][..]),
            FieldValue::Secret(ref text) => (*text, std::slice::from_ref(text)),
            FieldValue::Json(json) => (json.as_str(), json.secrets()),
            FieldValue::Integer(_) | FieldValue::Boolean(_) => return,
        };
        // A message that was stored with serde has this text in place of its secrets.
        let is_redacted_member = |text: &str| secrets.contains(&text) && text.contains(REDACTED_MEMBER);
        if secrets.contains(&REDACTED) || is_redacted_member(text) {
            violations.push(Violation::new(name, ValueError::Redacted, Some(page)));
            return;
        }
        if let Err(error) = check_text_value(text, name, reference, &names, rule) {
            violations.push(Violation::new(name, error, Some(page)));
        }
        let is_sorted = matches!(value, FieldValue::Json(_)) && rule.nested_in_requests == NestedForm::Sorted;
        if is_sorted && !rule.excludes(name) && sorted_json(text).is_none() {
            violations.push(Violation::new(name, ValueError::NotSortable, Some(page)));
        }
    });
    violations
}

/// The text that is serialized in place of a secret.
const REDACTED: &str = "[secret]";
/// The same inside JSON that is sent as secret text.
const REDACTED_MEMBER: &str = "\"[secret]\"";

fn check_text_value(
    text: &str,
    name: &str,
    reference: Option<&str>,
    names: &[&'static str],
    rule: &SigningRule<'static>,
) -> Result<(), ValueError> {
    // Empty text is sent but not signed.
    if text.is_empty() {
        return Ok(());
    }
    check_separable_from(text, |name| names.iter().copied().find(|known| *known == name))?;
    // In a notification, `&` or `=` in such a field could be the beginning of another one.
    if rule.words.contains(&name) {
        check_word(text)?;
    }
    if reference == Some(name) || rule.references.contains(&name) {
        return check_id(text, u32::MAX);
    }
    if is_json(text) {
        // JSON may contain line endings as whitespace.
        check_json(text)?;
        check_separable(text)?;
    } else {
        check_text(text, u32::MAX)?;
    }
    // A family of another crate has fields that no family of this crate has.
    let known = |name: &str| rule.names.binary_search(&name).ok().and_then(|at| rule.names.get(at).copied());
    check_separable_from(text, known)
}

/// Returns `true` for a JSON object or array.
fn is_json(text: &str) -> bool {
    text.trim_start().starts_with(['{', '[']) && serde_json::from_str::<IgnoredAny>(text).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signing::{FieldVisitor, NestedValue, NestedWriter};

    const PAGE: DocPage = DocPage::new("Made up", "/made-up");

    /// A request with a nested value of a custom type.
    struct Custom<T>(T);

    impl<T: NestedValue> Signed for Custom<T> {
        fn visit(&self, _: &Account<'_>, visitor: &mut FieldVisitor<'_>) {
            let mut writer = NestedWriter::new();
            self.0.write(&mut writer);
            visitor("nested", writer.finish());
        }
    }

    fn violations<T: NestedValue>(value: T, form: NestedForm) -> Vec<ValueError> {
        let rule = SigningRule::new("sign").nested_in_requests(form);
        let account = Account { mch_id: "1", login_name: "2" };
        let found = text_violations(&Custom(value), &account, None, &PAGE, &rule);
        found.into_iter().map(|violation| violation.error).collect()
    }

    /// An object with the same name twice.
    struct Twice(i64);

    impl NestedValue for Twice {
        fn write<'a>(&'a self, writer: &mut NestedWriter<'a>) {
            writer.object(|writer| {
                writer.member("a", &self.0);
                writer.member("a", &self.0);
            });
        }
    }

    /// Arrays in arrays.
    struct Deep(Vec<Deep>);

    impl NestedValue for Deep {
        fn write<'a>(&'a self, writer: &mut NestedWriter<'a>) {
            self.0.write(writer);
        }
    }

    #[test]
    fn values_that_cannot_be_sorted_are_invalid() {
        let deep = || (0..20).fold(Deep(Vec::new()), |inner, _| Deep(vec![inner]));
        assert_eq!(violations(deep(), NestedForm::Sorted), [ValueError::NotSortable]);
        assert_eq!(violations(Twice(1), NestedForm::Sorted), [ValueError::NotSortable]);
        assert_eq!(violations(vec![vec![1_i64]], NestedForm::Sorted), []);
        for form in [NestedForm::Raw, NestedForm::Omitted] {
            assert_eq!(violations(deep(), form), []);
        }
    }

    #[test]
    fn texts_in_arrays_are_checked_like_those_in_objects() {
        let text = || String::from("a\nb");
        let found = violations(vec![text()], NestedForm::Raw);
        assert!(matches!(found[..], [ValueError::Character { found: '\n', .. }]), "{found:?}");
    }
}
