//! Keeps pages of other sites from using the API through the browser of someone who runs a sandbox.

use std::net::IpAddr;
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::error::ApiError;
use crate::state::Shared;

pub(super) async fn guard(State(shared): State<Arc<Shared>>, request: Request, next: Next) -> Response {
    match check_target(&shared, &request).and_then(|()| check(&shared, request.headers())) {
        Ok(()) => next.run(request).await,
        Err(text) => ApiError::forbidden(text).into_response(),
    }
}

/// Like [`guard`] for the browser page, to which other sites may link.
#[cfg(feature = "page")]
pub(crate) async fn guard_page(State(shared): State<Arc<Shared>>, request: Request, next: Next) -> Response {
    let headers = request.headers();
    // Links change nothing, and the shop sends its customers to the sandbox.
    let is_link = request.method().is_safe() && headers.get("sec-fetch-mode").is_some_and(|mode| mode == "navigate");
    let checked = check_target(&shared, &request);
    let checked =
        checked.and_then(|()| if is_link { check_host(&shared, headers).map(|_| ()) } else { check(&shared, headers) });
    match checked {
        Ok(()) => next.run(request).await,
        Err(text) => (axum::http::StatusCode::FORBIDDEN, text).into_response(),
    }
}

fn check(shared: &Shared, headers: &HeaderMap) -> Result<(), &'static str> {
    let host = check_host(shared, headers)?;
    if let Some(origin) = text(headers, header::ORIGIN)
        && origin.strip_prefix("http://") != Some(host)
        && shared.public_url.as_ref().is_none_or(|public| public.origin != origin)
    {
        return Err("pages of other origins cannot use the sandbox");
    }
    match headers.get("sec-fetch-site").map(HeaderValue::as_bytes) {
        None | Some(b"same-origin" | b"none") => Ok(()),
        Some(_) => Err("pages of other origins cannot use the sandbox"),
    }
}

/// Checks the host in a request line such as `GET http://host/path`, which replaces that of the `Host` header.
fn check_target(shared: &Shared, request: &Request) -> Result<(), &'static str> {
    match request.uri().authority() {
        Some(host) if !is_own_host(shared, host.as_str()) => {
            Err("the host in the URL is not an address of this sandbox")
        }
        _ => Ok(()),
    }
}

fn check_host<'h>(shared: &Shared, headers: &'h HeaderMap) -> Result<&'h str, &'static str> {
    let host = text(headers, header::HOST).ok_or("the request has no Host header")?;
    // A page can give its own name the address of this machine.
    if is_own_host(shared, host) { Ok(host) } else { Err("the Host header is not an address of this sandbox") }
}

fn text(headers: &HeaderMap, name: header::HeaderName) -> Option<&str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

/// Returns `true` for a host name without a port and for an IP address.
pub(crate) fn is_host_name(name: &str) -> bool {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_');
    unbracketed(name).parse::<IpAddr>().is_ok() || (!name.is_empty() && name.bytes().all(is_part))
}

/// The text of an IPv6 address without brackets.
fn unbracketed(host: &str) -> &str {
    host.trim_matches(['[', ']'])
}

/// Returns `true` for `localhost`, loopback addresses, the address that the sandbox listens on, and allowed names.
fn is_own_host(shared: &Shared, host: &str) -> bool {
    let name = host
        .rsplit_once(':')
        .map_or(host, |(name, port)| if port.bytes().all(|byte| byte.is_ascii_digit()) { name } else { host });
    let address = unbracketed(name).parse::<IpAddr>();
    let own = shared.address.ip();
    let is_own = match address {
        Ok(address) => address.is_loopback() || address == own || own.is_unspecified(),
        Err(_) => name.eq_ignore_ascii_case("localhost"),
    };
    is_own
        || shared.host_names.iter().chain(shared.public_url.as_ref().map(|public| &public.host)).any(|allowed| {
            match (&address, unbracketed(allowed).parse::<IpAddr>()) {
                (Ok(address), Ok(allowed)) => *address == allowed,
                _ => name.eq_ignore_ascii_case(allowed),
            }
        })
}
