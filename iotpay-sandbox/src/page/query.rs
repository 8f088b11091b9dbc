//! The parameters of a page's URL.

use axum::http::Uri;

/// Returns the value of a parameter; `None` without one.
pub(super) fn parameter(uri: &Uri, name: &str) -> Option<String> {
    let query = uri.query()?.as_bytes();
    form_urlencoded::parse(query).find(|(known, _)| known == name).map(|(_, value)| value.into_owned())
}
