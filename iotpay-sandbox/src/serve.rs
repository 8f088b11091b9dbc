//! The HTTP server.

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{ConnectInfo, Request, State};
use axum::http::{Method, StatusCode, Uri};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use iotpay_gen::model::{Endpoint, Family};

use crate::api;
use crate::changes::NotSaved;
use crate::connection::Connection;
use crate::decode;
#[cfg(feature = "page")]
use crate::gateway::Gateway;
use crate::request::{Incoming, Processed};
use crate::state::Shared;

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

/// Processes an example request as if a shop had sent it. A fault may lose its response.
#[cfg(feature = "page")]
pub(crate) async fn place_example(shared: &Arc<Shared>) {
    let example = Gateway::handle(shared).example_order(shared.merchants.first());
    let Some((example, uri)) = example.and_then(|example| Some((example.encoded(), example.url.parse().ok()?))) else {
        return;
    };
    // The response is in the history.
    let _ = process(shared, &Method::POST, &uri, example.as_bytes()).await;
}

async fn handle(
    State(shared): State<Arc<Shared>>,
    ConnectInfo(connection): ConnectInfo<Connection>,
    method: Method,
    uri: Uri,
    body: Bytes,
) -> Response {
    // Like a real server, the sandbox processes a request even if the client disconnects.
    let processed = tokio::spawn(async move { process(&shared, &method, &uri, &body).await }).await;
    match processed {
        Ok(Ok(processed)) => processed.respond(&connection).await,
        Ok(Err((status, text))) => (status, text).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// The status and the text for a request that no endpoint can process.
type Unprocessed = (StatusCode, &'static str);

async fn process(shared: &Shared, method: &Method, uri: &Uri, body: &[u8]) -> Result<Processed, Unprocessed> {
    let (family, endpoints) = find(shared, uri.path()).ok_or((StatusCode::NOT_FOUND, "no such endpoint"))?;
    if method != Method::POST {
        return Err((StatusCode::METHOD_NOT_ALLOWED, "expected POST"));
    }
    // The gateway family responds to a body that it cannot decode with HTML instead of JSON.
    let fields =
        decode::decode(body, family.body).ok_or((StatusCode::BAD_REQUEST, "<html><body>Bad Request</body></html>"))?;
    Ok(Incoming { shared, family, endpoints: &endpoints, fields: &fields }.process().await)
}

/// The family and the endpoints of a path: several pages may describe one endpoint.
fn find<'m>(shared: &'m Shared, path: &str) -> Option<(&'m Family, Vec<&'m Endpoint>)> {
    shared.model.families.iter().zip(&shared.paths).enumerate().find_map(|(id, (family, family_path))| {
        let endpoint_path = path.strip_prefix(family_path.as_str())?;
        let pages = shared.model.pages.iter().filter(|page| page.family == id);
        let endpoints = pages.flat_map(|page| &page.endpoints).filter(|it| it.path == endpoint_path);
        // An overview of an endpoint that other pages describe has no request.
        let endpoints: Vec<_> = endpoints.filter(|it| !it.operations.is_empty()).collect();
        (!endpoints.is_empty()).then_some((family, endpoints))
    })
}
