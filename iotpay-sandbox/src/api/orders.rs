//! Orders and refunds.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, State};
use axum::http::{StatusCode, Uri};
use serde::Deserialize;
use serde_json::{Value, json};

use super::error::ApiError;
use super::notified::notified;
use crate::delivery::NotificationEdit;
use crate::dispatch;
use crate::gateway::Gateway;
use crate::ledger::{ChargeOutcome, Order, Refund};
use crate::state::Shared;

/// Which orders are listed, oldest first.
struct Selection {
    /// A part of the merchant reference or of the IOTPay order id.
    find: String,
    /// The number of orders to leave out.
    skip: usize,
    /// The largest number of orders.
    limit: usize,
}

impl Selection {
    fn parse(uri: &Uri) -> Result<Self, ApiError> {
        let mut selection = Self { find: String::new(), skip: 0, limit: usize::MAX };
        for (name, value) in form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes()) {
            let number = || value.parse().map_err(|_| ApiError::invalid(format!("{name} must be a number")));
            match name.as_ref() {
                "find" => selection.find = value.into_owned(),
                "skip" => selection.skip = number()?,
                "limit" => selection.limit = number()?,
                _ => return Err(ApiError::invalid("unknown parameter; expected find, skip or limit")),
            }
        }
        Ok(selection)
    }
}

pub(super) async fn list(State(shared): State<Arc<Shared>>, uri: Uri) -> Result<Json<Vec<Order>>, ApiError> {
    let Selection { find, skip, limit } = Selection::parse(&uri)?;
    let ledger = shared.ledger();
    let found = ledger.orders.items().iter().filter(|order| order.is_found(&find));
    Ok(Json(found.skip(skip).take(limit).cloned().collect()))
}

/// Places an order as a shop would.
pub(super) async fn place_example(State(shared): State<Arc<Shared>>) -> Result<Json<Order>, ApiError> {
    let placed = dispatch::place_example(&shared).await;
    placed.map(Json).ok_or_else(|| ApiError::conflict("no order was placed; the latest event states the reason"))
}

pub(super) async fn find(State(shared): State<Arc<Shared>>, Path(id): Path<String>) -> Result<Json<Order>, ApiError> {
    let found = shared.ledger().orders.with_id(&id).cloned();
    found.map(Json).ok_or_else(|| ApiError::not_found("the order does not exist"))
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct RefundAmount {
    /// Cents; by default, everything that is left.
    amount: Option<i64>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Payment {
    card_number: Option<String>,
}

/// Parses an optional body, whatever its content type is: one that is ignored would be another action.
fn optional<T: Default + serde::de::DeserializeOwned>(body: &[u8]) -> Result<T, ApiError> {
    match body {
        b"" => Ok(T::default()),
        body => serde_json::from_slice(body).map_err(|error| ApiError::invalid(error.to_string())),
    }
}

/// Pays, cancels, declines, expires, settles, refunds or notifies an order.
pub(super) async fn act(
    State(shared): State<Arc<Shared>>,
    Path((id, action)): Path<(String, String)>,
    body: Bytes,
) -> Result<Json<Value>, ApiError> {
    let gateway = Gateway::handle(&shared);
    match action.as_str() {
        "pay" => match optional::<Payment>(&body)?.card_number {
            Some(number) => notified(gateway.pay_by_card(&id, &number).await),
            None => notified(gateway.pay(&id).await),
        },
        "notify" => {
            let edit: NotificationEdit = optional(&body)?;
            Ok(Json(json!(gateway.notify_edited(&id, &edit).await?)))
        }
        "cancel" => Ok(Json(json!(gateway.cancel(&id)?))),
        "decline" => Ok(Json(json!(gateway.decline(&id)?))),
        "expire" => Ok(Json(json!(gateway.expire(&id)?))),
        "settle" => Ok(Json(json!(gateway.settle(&id)?))),
        "refund" => Ok(Json(json!(gateway.refund(&id, optional::<RefundAmount>(&body)?.amount)?))),
        _ => {
            Err(ApiError::not_found("unknown action; expected pay, cancel, decline, expire, settle, refund or notify"))
        }
    }
}

pub(super) async fn refunds(State(shared): State<Arc<Shared>>) -> Json<Vec<Refund>> {
    Json(Gateway::handle(&shared).refunds())
}

pub(super) async fn notify_refund(
    State(shared): State<Arc<Shared>>,
    Path(id): Path<String>,
) -> Result<Json<Value>, ApiError> {
    notified(Gateway::handle(&shared).notify_refund(&id).await)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NextCharge {
    outcome: ChargeOutcome,
}

pub(super) async fn set_next_charge(
    State(shared): State<Arc<Shared>>,
    next: Result<Json<NextCharge>, JsonRejection>,
) -> Result<StatusCode, ApiError> {
    let Json(next) = next?;
    Gateway::handle(&shared).set_next_charge_outcome(next.outcome);
    Ok(StatusCode::NO_CONTENT)
}
