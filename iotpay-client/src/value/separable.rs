//! Texts that the string to sign can be split at.

use super::ValueError;

/// The names of all fields of requests, responses and notifications, sorted.
fn known_names() -> &'static [&'static str] {
    crate::shared::SIGNING.names
}

/// Checks that no part of a text reads like a field: the string to sign does not distinguish `x&status=2`
/// in one field from a field `status` after it, so that no notification with such a text is accepted.
pub(crate) fn check_separable(text: &str) -> Result<(), ValueError> {
    let names = known_names();
    check_separable_from(text, |name| names.binary_search(&name).ok().and_then(|at| names.get(at).copied()))
}

/// The same for other names; `known` returns the name if it is one.
pub(crate) fn check_separable_from(text: &str, known: impl Fn(&str) -> Option<&'static str>) -> Result<(), ValueError> {
    let mut parts = text.split('&').skip(1);
    let found = parts.find_map(|part| part.split_once('=').and_then(|(name, _)| known(name)));
    found.map_or(Ok(()), |name| Err(ValueError::ReadsAsField { name }))
}
