//! Text values that look like a field in the string to sign.

use super::ValueError;

/// The names of all fields of requests, responses and notifications, sorted.
fn known_names() -> &'static [&'static str] {
    crate::shared::SIGNING.names
}

/// Checks that no part of a text value looks like a field. `x&status=2` inside one field is indistinguishable from a
/// separate `status` field in the string to sign, so a notification with such a text value is never accepted.
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
