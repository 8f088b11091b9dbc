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
use crate::ledger::{Card, Contract};
use crate::state::Shared;

pub(super) async fn list(State(shared): State<Arc<Shared>>) -> Json<Vec<Card>> {
    Json(Gateway::handle(&shared).cards())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Entered {
    number: String,
}

pub(super) async fn store(
    State(shared): State<Arc<Shared>>,
    Path(id): Path<String>,
    entered: Result<Json<Entered>, JsonRejection>,
) -> Result<StatusCode, ApiError> {
    let Json(Entered { number }) = entered?;
    Gateway::handle(&shared).store_card(&id, &number)?;
    Ok(StatusCode::NO_CONTENT)
}

pub(super) async fn contracts(State(shared): State<Arc<Shared>>) -> Json<Vec<Contract>> {
    Json(Gateway::handle(&shared).contracts())
}

/// Signs or ends a contract.
pub(super) async fn act(
    State(shared): State<Arc<Shared>>,
    Path((id, action)): Path<(String, String)>,
) -> Result<Json<Value>, ApiError> {
    let gateway = Gateway::handle(&shared);
    match action.as_str() {
        "sign" => notified(gateway.sign_contract(&id).await),
        "terminate" => notified(gateway.terminate_contract(&id).await),
        _ => Err(ApiError::not_found("unknown action; expected sign or terminate")),
    }
}
