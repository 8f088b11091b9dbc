//! What the buttons of an order do.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use iotpay_client::Cents;

use super::form::Form;
use super::layout::{Section, fail};
use super::notice::Notice;
use super::orders;
use super::visit::Visit;
use crate::delivery::{Delivery, NotSent, NotificationEdit, SignatureEdit};
use crate::dispatch;
use crate::gateway::Gateway;
use crate::state::Shared;

/// How long a page waits for the shop's response to a notification. The notification is sent in any case.
const PATIENCE: Duration = Duration::from_secs(1);

/// Waits for the first attempt to notify the shop.
pub(super) async fn sent<E>(sending: impl Future<Output = Result<Delivery, E>>) -> Result<Notice, E>
where
    NotSent: TryFrom<E, Error = E>,
{
    match tokio::time::timeout(PATIENCE, sending).await {
        Ok(Ok(delivery)) => Ok(Notice::of_delivery(&delivery)),
        Ok(Err(error)) => NotSent::try_from(error).map(Notice::of_unsent),
        Err(_) => Ok(Notice::Sending),
    }
}

/// Returns a text as a sentence.
pub(super) fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let end = (!text.ends_with('?')).then_some('.');
    letters.next().map(|first| first.to_uppercase().chain(letters).chain(end).collect()).unwrap_or_default()
}

pub(super) async fn act(
    State(shared): State<Arc<Shared>>,
    Path((id, action)): Path<(String, String)>,
    visit: Visit,
    body: Bytes,
) -> Response {
    let gateway = Gateway::handle(&shared);
    let form = Form::new(&body);
    let done = match action.as_str() {
        "pay" => sent(gateway.pay(&id)).await,
        "notify" => match edit(&form) {
            Some(edit) => sent(gateway.notify_edited(&id, &edit)).await,
            None => return invalid(&shared, &id, &visit, "Select how the notification is signed."),
        },
        "cancel" => gateway.cancel(&id).map(|()| Notice::Cancelled),
        "decline" => gateway.decline(&id).map(|()| Notice::Declined),
        "expire" => gateway.expire(&id).map(|()| Notice::Expired),
        "settle" => gateway.settle(&id).map(|()| Notice::Settled),
        "refund" => match form.filled("amount").map(Cents::from_decimal).transpose() {
            Ok(amount) => gateway.refund(&id, amount.map(|cents| i64::from(cents.get()))).map(|_| Notice::Refunded),
            Err(_) => return invalid(&shared, &id, &visit, "Enter the amount as a number such as 28.65."),
        },
        _ => return fail(&shared, Section::Orders, StatusCode::NOT_FOUND, "There is no such action."),
    };
    match done {
        Ok(notice) => notice.at(&format!("/page/orders/{}", path_of(&id))),
        Err(error) => orders::page(&shared, &id, &visit, StatusCode::CONFLICT, &sentence(&error.to_string())),
    }
}

fn invalid(shared: &Arc<Shared>, id: &str, visit: &Visit, error: &str) -> Response {
    orders::page(shared, id, visit, StatusCode::UNPROCESSABLE_ENTITY, error)
}

/// The change to a notification that a form describes: one field, and the signature.
fn edit(form: &Form) -> Option<NotificationEdit> {
    let signature = match form.get("signature") {
        "" | "correct" => SignatureEdit::Correct,
        "wrong" => SignatureEdit::Wrong,
        "missing" => SignatureEdit::Missing,
        _ => return None,
    };
    let edit = NotificationEdit::new().signature(signature);
    Some(match form.filled("field") {
        Some(field) => edit.field(field, form.raw("value")),
        None => edit,
    })
}

/// Percent-encodes an id, since restored states can contain any id.
pub(super) fn path_of(id: &str) -> impl std::fmt::Display {
    percent_encoding::utf8_percent_encode(id, percent_encoding::NON_ALPHANUMERIC)
}

pub(super) async fn resend(State(shared): State<Arc<Shared>>, Path(number): Path<usize>) -> Response {
    let gateway = Gateway::handle(&shared);
    let missing = || fail(&shared, Section::Orders, StatusCode::NOT_FOUND, "There is no such notification.");
    let Some(subject) = shared.deliveries().subject(number) else { return missing() };
    let page = page_of(&shared, &subject);
    match tokio::time::timeout(PATIENCE, gateway.resend(number)).await {
        Ok(Some(delivery)) => Notice::of_delivery(&delivery).at(&page),
        // Removed in the meantime.
        Ok(None) => missing(),
        Err(_) => Notice::Sending.at(&page),
    }
}

/// The page of an order, or of the order of a refund.
fn page_of(shared: &Shared, subject: &str) -> String {
    let ledger = shared.ledger();
    let refunded = ledger.refunds.with_id(subject).map(|refund| refund.pay_order_id.as_str());
    match ledger.orders.with_id(refunded.unwrap_or(subject)) {
        Some(order) => format!("/page/orders/{}", path_of(&order.pay_order_id)),
        None => "/".to_owned(),
    }
}

pub(super) async fn notify_refund(State(shared): State<Arc<Shared>>, Path(id): Path<String>, visit: Visit) -> Response {
    let order = shared.ledger().refunds.with_id(&id).map(|refund| refund.pay_order_id.clone());
    let Some(order) = order else {
        return fail(&shared, Section::Orders, StatusCode::NOT_FOUND, "The refund does not exist.");
    };
    match sent(Gateway::handle(&shared).notify_refund(&id)).await {
        Ok(notice) => notice.at(&format!("/page/orders/{}", path_of(&order))),
        Err(error) => orders::page(&shared, &order, &visit, StatusCode::CONFLICT, &sentence(&error.to_string())),
    }
}

/// Places an order as a shop would, for those who have no shop yet.
pub(super) async fn place_example(State(shared): State<Arc<Shared>>) -> Response {
    match dispatch::place_example(&shared).await {
        Some(order) => Notice::Example.at(&format!("/page/orders/{}", path_of(&order.pay_order_id))),
        None => Notice::NoExample.at("/"),
    }
}
