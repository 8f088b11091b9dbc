//! What happens in the sandbox.

use std::convert::Infallible;
use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::response::Sse;
use axum::response::sse::{Event as SseEvent, KeepAlive};
use futures_util::Stream;
use tokio::sync::broadcast::error::RecvError;

use super::error::ApiError;
use crate::delivery::Delivery;
use crate::gateway::Gateway;
use crate::history::Event;
use crate::state::Shared;

pub(super) async fn deliveries(State(shared): State<Arc<Shared>>) -> Json<Vec<Delivery>> {
    Json(Gateway::handle(&shared).deliveries())
}

pub(super) async fn resend(
    State(shared): State<Arc<Shared>>,
    Path(number): Path<usize>,
) -> Result<Json<Delivery>, ApiError> {
    let sent = Gateway::handle(&shared).resend(number).await;
    sent.map(Json).ok_or_else(|| ApiError::not_found("there is no delivery with this number"))
}

pub(super) async fn events(State(shared): State<Arc<Shared>>) -> Json<Vec<Event>> {
    Json(Gateway::handle(&shared).events())
}

pub(super) async fn event(State(shared): State<Arc<Shared>>, Path(number): Path<u64>) -> Result<Json<Event>, ApiError> {
    let event = shared.history().get(number).cloned();
    event.map(Json).ok_or_else(|| ApiError::not_found("the event is not kept"))
}

/// The events of an order and its refunds, oldest first.
pub(super) async fn events_of_order(
    State(shared): State<Arc<Shared>>,
    Path(id): Path<String>,
) -> Result<Json<Vec<Event>>, ApiError> {
    let (order, refunds) = {
        let ledger = shared.ledger();
        let order = ledger.orders.with_id(&id).cloned();
        let order = order.ok_or_else(|| ApiError::not_found("the order does not exist"))?;
        let refunds = ledger.refunds_of(&order);
        (order, refunds)
    };
    let mut events: Vec<_> = shared.history().of_order(&order, &refunds).cloned().collect();
    events.reverse();
    Ok(Json(events))
}

/// Sends each later event as a server-sent event, when the data file contains the change. A reader that is too slow misses
/// events. The stream ends when the data file cannot be written.
pub(super) async fn stream(State(shared): State<Arc<Shared>>) -> Sse<impl Stream<Item = Result<SseEvent, Infallible>>> {
    let events = Gateway::handle(&shared).subscribe();
    let stream = futures_util::stream::unfold((events, shared), async |(mut events, shared)| {
        loop {
            match events.recv().await {
                Ok(event) => {
                    shared.saved().await.ok()?;
                    let number = event.number.to_string();
                    let Ok(sent) = SseEvent::default().id(number).json_data(&event) else { continue };
                    return Some((Ok(sent), (events, shared)));
                }
                Err(RecvError::Lagged(_)) => {}
                Err(RecvError::Closed) => return None,
            }
        }
    });
    Sse::new(stream).keep_alive(KeepAlive::default())
}
