//! The browser page: orders with their timelines, everything that a test can trigger, and the pages that customers see.
//! It is plain HTML: the script only keeps it up to date.

mod actions;
mod activity;
mod assets;
mod cards;
mod clock;
mod controls;
mod customer;
mod faults;
mod form;
mod inspector;
mod layout;
mod notice;
mod orders;
mod page_id;
mod qr;
mod query;
mod return_url;
mod test_card;
mod timeline;
mod view;
mod visit;

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
        .route("/page/activity", get(activity::show))
        .route("/page/events/{number}", get(activity::show_event))
        .route("/page/cards", get(cards::show))
        .route("/page/contracts/{id}/{action}", post(cards::act))
        .route("/page/controls", get(controls::show))
        .route("/page/clock", post(clock::change))
        .route("/page/faults", post(faults::add))
        .route("/page/faults/clear", post(faults::clear))
        .route("/page/faults/{number}/remove", post(faults::remove))
        .route("/page/next-charge", post(controls::set_next_charge))
        .route("/page/reset", post(controls::reset))
        .route("/page/inspector", get(inspector::show).post(inspector::inspect))
        .route("/pay/{id}", get(customer::show).post(customer::pay))
        .route("/cc/purchase", get(customer::show_purchase))
        .route("/cc/addcard", get(customer::show_card).post(customer::store_card))
        .route("/page/page.css", get(assets::style))
        .route("/page/page.js", get(assets::script))
        .route("/page/icon.svg", get(assets::icon))
        .layer(middleware::from_fn_with_state(Arc::clone(shared), guard_page))
        .layer(middleware::map_response(assets::secure))
}
