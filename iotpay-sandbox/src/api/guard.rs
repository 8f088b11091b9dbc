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
    match check(&shared, request.headers()) {
        Ok(()) => next.run(request).await,
        Err(text) => ApiError::forbidden(text).into_response(),
    }
}

fn check(shared: &Shared, headers: &HeaderMap) -> Result<(), &'static str> {
    let text = |name: header::HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    let host = text(header::HOST).ok_or("the request has no Host header")?;
    // A page can give its own name the address of this machine.
    if !is_own_host(shared, host) {
        return Err("the Host header is not an address of this sandbox");
    }
    if let Some(origin) = text(header::ORIGIN)
        && origin.strip_prefix("http://") != Some(host)
    {
        return Err("pages of other origins cannot use the sandbox");
    }
    match headers.get("sec-fetch-site").map(HeaderValue::as_bytes) {
        None | Some(b"same-origin" | b"none") => Ok(()),
        Some(_) => Err("pages of other origins cannot use the sandbox"),
    }
}

/// Returns `true` for `localhost`, loopback addresses, and the address that the sandbox listens on.
fn is_own_host(shared: &Shared, host: &str) -> bool {
    let name = host
        .rsplit_once(':')
        .map_or(host, |(name, port)| if port.bytes().all(|byte| byte.is_ascii_digit()) { name } else { host });
    let address = name.trim_matches(['[', ']']).parse::<IpAddr>();
    match address {
        Ok(address) => address.is_loopback() || address == shared.address.ip() || shared.address.ip().is_unspecified(),
        Err(_) => name.eq_ignore_ascii_case("localhost"),
    }
}
