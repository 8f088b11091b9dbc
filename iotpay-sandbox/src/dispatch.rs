//! Finds the endpoint of a request, and processes the request.

use std::sync::Arc;

use axum::http::{Method, Uri};
use iotpay_client::incoming::Fields;
use iotpay_gen::model::{Endpoint, Family};

use crate::decode;
use crate::gateway::Gateway;
use crate::ledger::Order;
use crate::request::{Incoming, Processed};
use crate::state::Shared;
use crate::unprocessed::Unprocessed;

/// Processes a request to an endpoint. A request that no endpoint can process is recorded, too.
pub(crate) async fn process(
    shared: &Shared,
    method: &Method,
    uri: &Uri,
    body: &[u8],
) -> Result<Processed, Unprocessed> {
    let decoded = find(shared, uri.path()).ok_or_else(|| Unprocessed::no_endpoint(shared, uri.path())).and_then(
        |(family, endpoints)| decode(shared, method, family, &endpoints, body).map(|it| (family, endpoints, it)),
    );
    match decoded {
        Ok((family, endpoints, fields)) => {
            Ok(Incoming { shared, family, endpoints: &endpoints, fields: &fields }.process().await)
        }
        Err(unprocessed) => {
            unprocessed.record(shared, method, uri.path());
            Err(unprocessed)
        }
    }
}

fn decode(
    shared: &Shared,
    method: &Method,
    family: &Family,
    endpoints: &[&Endpoint],
    body: &[u8],
) -> Result<Fields, Unprocessed> {
    if method != Method::POST {
        return Err(Unprocessed::method(shared, endpoints, method));
    }
    decode::decode(body, family.body).ok_or_else(|| Unprocessed::body(shared, endpoints, family.body, body))
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

/// Processes an example request as if a shop had sent it, and returns its order. A fault may prevent or hide it: the
/// history has the response.
pub(crate) async fn place_example(shared: &Arc<Shared>) -> Option<Order> {
    let example = Gateway::handle(shared).example_order(shared.merchants.first())?;
    let uri = example.url.parse().ok()?;
    let _ = process(shared, &Method::POST, &uri, example.encoded().as_bytes()).await;
    let ledger = shared.ledger();
    // The newest orders first: the example is one of them.
    let mut orders = ledger.orders.items().iter().rev();
    orders.find(|order| order.mch_order_no == example.mch_order_no).cloned()
}
