//! The URL that a browser requests, and the address at which it reaches the sandbox.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{Uri, header};

use crate::state::Shared;

/// The URL that a browser requests, and the address at which it reaches the sandbox.
pub(super) struct Visit {
    pub(super) uri: Uri,
    /// The `Host` header, which the guard has checked.
    host: String,
}

impl Visit {
    /// Returns the URL of a path, as the browser and other devices reach it: the sandbox may listen on all addresses.
    pub(super) fn url(&self, shared: &Shared, path: &str) -> String {
        match &shared.public_url {
            Some(public) => format!("{}{path}", public.origin),
            None => format!("http://{}{path}", self.host),
        }
    }
}

impl<S: Sync> FromRequestParts<S> for Visit {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let host = parts.headers.get(header::HOST).and_then(|host| host.to_str().ok());
        Ok(Self { uri: parts.uri.clone(), host: host.unwrap_or_default().to_owned() })
    }
}
