//! The browser page: orders with their timelines, everything that a test can trigger, and the pages that customers see.
//! It is plain HTML: the script only keeps it up to date.

mod actions;
mod assets;
mod form;
mod layout;
mod notice;
mod orders;
mod qr;
mod query;
mod timeline;
mod view;

use std::sync::Arc;

use axum::Router;
use axum::middleware;
use axum::routing::{get, post};

use crate::api::guard_page;
use crate::state::Shared;

/// The routes of the page. Below `/page/`, except the start page and the pages of customers.
pub(crate) fn router(shared: &Arc<Shared>) -> Router<Arc<Shared>> {
    Router::new()
        .route("/", get(orders::home))
        .route("/page/orders/{id}", get(orders::show))
        .route("/page/orders/{id}/{action}", post(actions::act))
        .route("/page/example-order", post(actions::place_example))
        .route("/page/deliveries/{number}/resend", post(actions::resend))
        .route("/page/refunds/{id}/notify", post(actions::notify_refund))
        .route("/page/page.css", get(assets::style))
        .route("/page/page.js", get(assets::script))
        .route("/page/icon.svg", get(assets::icon))
        .layer(middleware::from_fn_with_state(Arc::clone(shared), guard_page))
        .layer(middleware::map_response(assets::secure))
}
