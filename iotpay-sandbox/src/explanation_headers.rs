//! The headers that explain a rejection.

use axum::http::{HeaderName, HeaderValue};
use percent_encoding::{CONTROLS, utf8_percent_encode};

use crate::explain::Explanation;

/// The largest number of characters in a header.
const LONGEST_HEADER: usize = 2_000;

/// The headers with the explanation of a rejection. Characters that are not visible ASCII are percent-encoded.
pub(crate) fn headers(explanation: &Explanation) -> impl Iterator<Item = (HeaderName, HeaderValue)> {
    const FIELD: HeaderName = HeaderName::from_static("x-sandbox-field");
    const RULE: HeaderName = HeaderName::from_static("x-sandbox-rule");
    const PAGE: HeaderName = HeaderName::from_static("x-sandbox-page");
    const STRING_TO_SIGN: HeaderName = HeaderName::from_static("x-sandbox-string-to-sign");
    let parts = [
        (FIELD, explanation.field.as_deref()),
        (RULE, Some(explanation.rule.as_str())),
        (PAGE, explanation.page.as_deref()),
        (STRING_TO_SIGN, explanation.string_to_sign.as_deref()),
    ];
    let value = |text: &str| {
        // Clients limit the size of headers.
        let text: String = text.chars().take(LONGEST_HEADER).collect();
        HeaderValue::from_str(&utf8_percent_encode(&text, CONTROLS).to_string()).ok()
    };
    let headers = parts.map(|(name, text)| Some((name, value(text?)?)));
    headers.into_iter().flatten()
}
