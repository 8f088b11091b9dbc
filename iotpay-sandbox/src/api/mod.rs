//! The HTTP API that controls the sandbox, below `/sandbox/`.

mod cards;
mod error;
mod guard;
mod inspect;
mod notified;
mod orders;
mod settings;
mod watch;

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware;
use axum::routing::{delete, get, post};

#[cfg(feature = "page")]
pub(crate) use self::guard::guard_page;
pub(crate) use self::guard::is_host_name;
use crate::state::Shared;

/// The description of the API, for clients in other languages.
const OPENAPI: &str = include_str!("openapi.json");

/// The longest snapshot, in bytes: more than 100,000 orders.
const LONGEST_SNAPSHOT: usize = 256 * 1024 * 1024;

/// The routes below `/sandbox/`.
pub(crate) fn router(shared: &Arc<Shared>) -> Router<Arc<Shared>> {
    Router::new()
        .route("/orders", get(orders::list))
        .route("/orders/{id}", get(orders::find))
        .route("/orders/{id}/events", get(watch::events_of_order))
        .route("/orders/{id}/{action}", post(orders::act))
        .route("/example-order", post(orders::place_example))
        .route("/refunds", get(orders::refunds))
        .route("/refunds/{id}/notify", post(orders::notify_refund))
        .route("/cards", get(cards::list))
        .route("/cards/{id}/store", post(cards::store))
        .route("/contracts", get(cards::contracts))
        .route("/contracts/{id}/{action}", post(cards::act))
        .route("/next-charges", post(orders::set_next_charge))
        .route("/deliveries", get(watch::deliveries))
        .route("/deliveries/{number}/resend", post(watch::resend))
        .route("/events", get(watch::events))
        .route("/events/{number}", get(watch::event))
        .route("/events/stream", get(watch::stream))
        .route("/clock", get(settings::clock).put(settings::set_clock))
        .route("/faults", get(settings::faults).post(settings::inject).delete(settings::clear_faults))
        .route("/faults/{number}", delete(settings::remove_fault))
        .route(
            "/snapshot",
            get(settings::snapshot).put(settings::restore).layer(DefaultBodyLimit::max(LONGEST_SNAPSHOT)),
        )
        .route("/inspect", post(inspect::inspect))
        .route("/reset", post(settings::reset))
        .route("/openapi.json", get(async || ([("content-type", "application/json")], OPENAPI)))
        .layer(middleware::from_fn_with_state(Arc::clone(shared), guard::guard))
        .route("/health", get(async || "ok"))
}
