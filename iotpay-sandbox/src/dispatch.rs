//! Finds the endpoint of a request, and processes the request.

#[cfg(feature = "page")]
use std::sync::Arc;

use axum::http::{Method, StatusCode, Uri};
use iotpay_gen::model::{Endpoint, Family};

use crate::decode;
#[cfg(feature = "page")]
use crate::gateway::Gateway;
use crate::request::{Incoming, Processed};
use crate::state::Shared;

/// The status and the text for a request that no endpoint can process.
pub(crate) type Unprocessed = (StatusCode, &'static str);

/// Processes a request to an endpoint.
pub(crate) async fn process(
    shared: &Shared,
    method: &Method,
    uri: &Uri,
    body: &[u8],
) -> Result<Processed, Unprocessed> {
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
