//! The list of orders, and one order with its timeline.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State as Shown};
use axum::http::{StatusCode, Uri};
use axum::response::Response;

use super::actions::path_of;
use super::layout::{Layout, Section, fail, html};
use super::qr::Qr;
use super::query::parameter;
use super::timeline::{Entry, shorten};
use super::view::{self, RefundRow, Row, State};
use super::visit::Visit;
use crate::clock;
use crate::gateway::Gateway;
use crate::ledger::Order;
use crate::state::Shared;

/// The number of orders in the list: the page stays small.
const ROWS: usize = 12;

/// The number of refunds of an order that are shown, newest first.
const REFUNDS: usize = 10;

/// The number of entries in a timeline.
const ENTRIES: usize = 20;

/// A part of the list of orders, newest first.
struct List {
    rows: Vec<Row>,
    /// The text in the references and ids.
    find: String,
    /// The number of orders that match.
    matching: usize,
    /// The number of the page, from 1.
    page: usize,
    pages: usize,
}

impl List {
    fn new(shared: &Shared, uri: &Uri, current: Option<&str>) -> Self {
        let find = parameter(uri, "find").unwrap_or_default().trim().to_owned();
        let page = parameter(uri, "page").and_then(|page| page.parse::<usize>().ok()).unwrap_or(1).max(1);
        let ledger = shared.ledger();
        let found = || ledger.orders.items().iter().rev().filter(|order| order.is_found(&find));
        let matching = if find.is_empty() { ledger.orders.items().len() } else { found().count() };
        let pages = matching.div_ceil(ROWS).max(1);
        let page = page.min(pages);
        let rows = found().skip((page - 1) * ROWS).take(ROWS).map(|order| Row::new(&shared.model, order, current));
        Self { rows: rows.collect(), matching, page, pages, find }
    }

    /// Returns the query that selects a page of the list.
    fn query(&self, page: usize) -> String {
        form_urlencoded::Serializer::new(String::new())
            .append_pair("find", &self.find)
            .append_pair("page", &page.to_string())
            .finish()
    }
}

/// An order with everything about it.
struct Details {
    order: Order,
    state: State,
    is_pending: bool,
    amount: String,
    currency: String,
    channel: String,
    status: String,
    created: String,
    paid: Option<String>,
    /// The amount that can be refunded.
    refundable: String,
    refunds: Vec<RefundRow>,
    /// The number of earlier refunds that are not shown.
    earlier_refunds: usize,
    /// The id, as part of a path.
    path: String,
    qr: Option<Qr>,
    entries: Vec<Entry>,
    /// The number of earlier events that are not shown.
    earlier: usize,
}

impl Details {
    fn new(shared: &Shared, id: &str, visit: &Visit) -> Option<Self> {
        let (order, refunds) = {
            let ledger = shared.ledger();
            let order = ledger.orders.with_id(id)?.clone();
            let refunds = ledger.refunds_of(&order);
            (order, refunds)
        };
        let model = &shared.model;
        let (mut entries, earlier) = {
            let history = shared.history();
            let mut events = history.of_order(&order, &refunds);
            let entries: Vec<_> = events.by_ref().take(ENTRIES).map(Entry::new).collect();
            (entries, events.count())
        };
        shorten(entries.iter_mut());
        entries.reverse();
        let is_pending = order.paid_at.is_none() && !order.has_failed;
        let customer_url = visit.url(shared, &format!("/pay/{}", path_of(id)));
        Some(Self {
            state: State::of(&order),
            is_pending,
            amount: view::amount(order.amount),
            currency: view::currency(model, &order),
            channel: view::channel(model, &order),
            status: view::status(model, &order),
            created: clock::as_text(order.created_at),
            paid: order.paid_at.map(clock::as_text),
            refundable: view::amount(order.refundable()),
            refunds: refunds.iter().rev().take(REFUNDS).map(RefundRow::new).collect(),
            earlier_refunds: refunds.len().saturating_sub(REFUNDS),
            qr: is_pending.then(|| Qr::new(&customer_url)).flatten(),
            path: path_of(id).to_string(),
            entries,
            earlier,
            order,
        })
    }
}

#[derive(Template)]
#[template(path = "orders.html", whitespace = "minimize")]
struct OrdersPage {
    layout: Layout,
    /// Whether the start page is shown: a narrow screen shows the list.
    is_home: bool,
    list: List,
    details: Option<Details>,
    /// A command that places an order, if there is none yet.
    command: Option<String>,
}

/// The start page: the list, and the newest order.
pub(super) async fn home(Shown(shared): Shown<Arc<Shared>>, visit: Visit) -> Response {
    let list = List::new(&shared, &visit.uri, None);
    let details = list.rows.first().and_then(|row| Details::new(&shared, &row.id, &visit));
    let is_empty = list.rows.is_empty() && list.find.is_empty();
    let gateway = Gateway::handle(&shared);
    let command = is_empty.then(|| gateway.example_order(shared.merchants.first()).map(|example| example.curl()));
    let layout = Layout::new(&shared, Section::Orders, "Orders").with_notice(&visit.uri);
    html(StatusCode::OK, &OrdersPage { layout, is_home: true, list, details, command: command.flatten() })
}

pub(super) async fn show(Shown(shared): Shown<Arc<Shared>>, Path(id): Path<String>, visit: Visit) -> Response {
    page(&shared, &id, &visit, StatusCode::OK, "")
}

/// Shows an order, and perhaps why an action was not possible.
pub(super) fn page(shared: &Arc<Shared>, id: &str, visit: &Visit, status: StatusCode, error: &str) -> Response {
    let Some(details) = Details::new(shared, id, visit) else {
        return fail(shared, Section::Orders, StatusCode::NOT_FOUND, "The order does not exist.");
    };
    let title = format!("Order {}", details.order.mch_order_no);
    let layout = Layout::new(shared, Section::Orders, title).with_notice(&visit.uri).with_error(error);
    let list = List::new(shared, &visit.uri, Some(id));
    html(status, &OrdersPage { layout, is_home: false, list, details: Some(details), command: None })
}
