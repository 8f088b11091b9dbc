//! The style sheet, the script and the icon, and the headers of every page.

use axum::http::{HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Response};

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");
const ICON: &str = include_str!("icon.svg");

/// The headers of every page. Only the sandbox's own files are loaded, no other site can embed a page, and forms are
/// only sent to the sandbox. With a stricter `Referrer-Policy`, browsers would hide the origin of the page's own forms.
const HEADERS: [(HeaderName, HeaderValue); 5] = [
    (
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; \
             form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
        ),
    ),
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
    (header::REFERRER_POLICY, HeaderValue::from_static("same-origin")),
    // Pages may contain what someone has pasted.
    (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
];

/// Adds the headers of every page.
pub(super) async fn secure(mut response: Response) -> Response {
    response.headers_mut().extend(HEADERS);
    response
}

pub(super) async fn style() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8")], STYLE)
}

pub(super) async fn script() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "text/javascript; charset=utf-8")], SCRIPT)
}

pub(super) async fn icon() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "image/svg+xml")], ICON)
}
