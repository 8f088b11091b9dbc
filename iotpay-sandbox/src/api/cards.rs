//! Cards and contracts.

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::Value;

use super::error::ApiError;
use super::notified::notified;
use crate::gateway::Gateway;
use crate::ledger::{Card, Contract, Scope};
use crate::state::Shared;

pub(super) async fn list(State(shared): State<Arc<Shared>>) -> Json<Vec<Card>> {
    Json(Gateway::handle(&shared).cards())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Entered {
    number: String,
    /// The merchant and the family of the card; by default, the oldest card with the id that waits for its number.
    mch_id: Option<String>,
    family: Option<String>,
}

pub(super) async fn store(
    State(shared): State<Arc<Shared>>,
    Path(id): Path<String>,
    entered: Result<Json<Entered>, JsonRejection>,
) -> Result<StatusCode, ApiError> {
    let Json(Entered { number, mch_id, family }) = entered?;
    let gateway = Gateway::handle(&shared);
    match (&mch_id, &family) {
        (None, None) => gateway.store_card(&id, &number)?,
        (Some(mch_id), Some(family)) => gateway.store_card_of(Scope { mch_id, family }, &id, &number)?,
        _ => return Err(ApiError::invalid("expected either both mch_id and family, or neither")),
    }
    Ok(StatusCode::NO_CONTENT)
}

pub(super) async fn contracts(State(shared): State<Arc<Shared>>) -> Json<Vec<Contract>> {
    Json(Gateway::handle(&shared).contracts())
}

/// Signs or ends a contract, which is named by its IOTPay id or its merchant reference.
pub(super) async fn act(
    State(shared): State<Arc<Shared>>,
    Path((id, action)): Path<(String, String)>,
) -> Result<Json<Value>, ApiError> {
    let gateway = Gateway::handle(&shared);
    let is_iotpay_id = shared.ledger().contracts.with_id(&id).is_some();
    match (action.as_str(), is_iotpay_id) {
        ("sign", true) => notified(gateway.sign_contract_with_id(&id).await),
        ("sign", false) => notified(gateway.sign_contract(&id).await),
        ("terminate", true) => notified(gateway.terminate_contract_with_id(&id).await),
        ("terminate", false) => notified(gateway.terminate_contract(&id).await),
        _ => Err(ApiError::not_found("unknown action; expected sign or terminate")),
    }
}
