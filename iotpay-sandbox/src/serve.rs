//! The HTTP server.

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use iotpay_gen::model::{Endpoint, Family};

use crate::effect::RequestContext;
use crate::rejection::Rejection;
use crate::state::Shared;
use crate::{check, decode, response};

/// A single handler: the spec defines the endpoints, not a list of routes.
pub(crate) fn router(shared: Arc<Shared>) -> Router {
    Router::new().fallback(handle).with_state(shared)
}

async fn handle(State(shared): State<Arc<Shared>>, method: Method, uri: Uri, body: Bytes) -> Response {
    let Some((family, endpoints)) = find(&shared, uri.path()) else {
        return (StatusCode::NOT_FOUND, "no such endpoint").into_response();
    };
    if method != Method::POST {
        return (StatusCode::METHOD_NOT_ALLOWED, "expected POST").into_response();
    }
    // The gateway family responds to a body that it cannot decode with HTML instead of JSON.
    let Some(fields) = decode::decode(&body, family.body) else {
        return (StatusCode::BAD_REQUEST, "<html><body>Bad Request</body></html>").into_response();
    };
    let key = &shared.merchant.key;
    let text = run(&shared, family, &endpoints, &fields)
        .unwrap_or_else(|rejection| response::reject(&shared.model, family, &rejection, key));
    ([(header::CONTENT_TYPE, "application/json;charset=UTF-8")], text).into_response()
}

fn run(
    shared: &Shared,
    family: &Family,
    endpoints: &[&Endpoint],
    fields: &iotpay_client::incoming::Fields,
) -> Result<String, Rejection> {
    let (endpoint, operation) = check::operation(endpoints, fields)?;
    check::check(&shared.model, family, &shared.merchant, endpoints, operation, fields)?;
    let origin = shared.origin();
    let context = RequestContext {
        model: &shared.model,
        family,
        endpoint,
        operation,
        merchant: &shared.merchant,
        fields,
        origin: &origin,
    };
    let known = context.run(&mut shared.ledger())?;
    let nested_in = endpoint.nested_in.as_deref();
    Ok(response::succeed(&shared.model, family, &context.operation.response, nested_in, &known, &shared.merchant.key))
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
