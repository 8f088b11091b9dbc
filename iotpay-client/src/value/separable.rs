//! Texts that read like a field in the string to sign.

use super::ValueError;

/// The names of all fields of requests, responses and notifications, sorted.
fn known_names() -> &'static [&'static str] {
    crate::shared::SIGNING.names
}

/// Checks that no part of a text reads like a field. The string to sign cannot distinguish `x&status=2` inside one
/// field from a separate `status` field, so that a notification with such a text is never accepted.
pub(crate) fn check_separable(text: &str) -> Result<(), ValueError> {
    let names = known_names();
    check_separable_from(text, |name| names.binary_search(&name).ok().and_then(|at| names.get(at).copied()))
}

/// The same check for other names; `known` returns the name if it is a field name.
pub(crate) fn check_separable_from(text: &str, known: impl Fn(&str) -> Option<&'static str>) -> Result<(), ValueError> {
    let mut parts = text.split('&').skip(1);
    let found = parts.find_map(|part| part.split_once('=').and_then(|(name, _)| known(name)));
    found.map_or(Ok(()), |name| Err(ValueError::ReadsAsField { name }))
}
