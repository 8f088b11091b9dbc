//! Orders and refunds.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};

use super::error::ApiError;
use super::notified::notified;
use crate::delivery::NotificationEdit;
use crate::gateway::Gateway;
use crate::ledger::{ChargeOutcome, Order, Refund};
use crate::state::Shared;

pub(super) async fn list(State(shared): State<Arc<Shared>>) -> Json<Vec<Order>> {
    Json(Gateway::handle(&shared).orders())
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
