//! The HTTP server.

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{ConnectInfo, Request, State};
use axum::http::{Method, StatusCode, Uri};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};

use crate::api;
use crate::changes::NotSaved;
use crate::connection::Connection;
use crate::dispatch::process;
use crate::state::Shared;
use crate::unprocessed::Unprocessed;

/// A single handler for all endpoints: the spec defines them, not a list of routes.
pub(crate) fn router(shared: Arc<Shared>) -> Router {
    let router = Router::new().nest("/sandbox", api::router(&shared));
    #[cfg(feature = "page")]
    let router = router.merge(crate::page::router(&shared));
    let router = router.fallback(handle);
    let router = if shared.changes.are_kept() {
        router.layer(middleware::from_fn_with_state(Arc::clone(&shared), respond_when_saved))
    } else {
        router
    };
    router.with_state(shared)
}

/// Responds after the data file contains everything that the response may be about. This includes changes by other
/// requests, which a query reports.
async fn respond_when_saved(State(shared): State<Arc<Shared>>, request: Request, next: Next) -> Response {
    let failed = |error: NotSaved| (StatusCode::INTERNAL_SERVER_ERROR, error.to_string()).into_response();
    if let Some(error) = shared.changes.end() {
        // Without an effect, which would be lost.
        return failed(error);
    }
    let response = next.run(request).await;
    shared.saved().await.map_or_else(failed, |()| response)
}

async fn handle(
    State(shared): State<Arc<Shared>>,
    ConnectInfo(connection): ConnectInfo<Connection>,
    method: Method,
    uri: Uri,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    let body = match body {
        Ok(body) => body,
        Err(rejection) => {
            let unprocessed = Unprocessed::unread(rejection.status());
            unprocessed.record(&shared, &method, uri.path());
            return unprocessed.into_response();
        }
    };
    // Like a real server, the sandbox processes a request even if the client disconnects.
    let processed = tokio::spawn(async move { process(&shared, &method, &uri, &body).await }).await;
    match processed {
        Ok(Ok(processed)) => processed.respond(&connection).await,
        Ok(Err(unprocessed)) => unprocessed.into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}
