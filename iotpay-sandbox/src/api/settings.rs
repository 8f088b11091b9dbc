//! The clock, faults and snapshots.

use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};

use super::error::ApiError;
use crate::faults::FaultRule;
use crate::gateway::Gateway;
use crate::snapshot::Snapshot;
use crate::state::Shared;

#[derive(Serialize)]
pub(super) struct Clock {
    /// Milliseconds since 1970.
    now: u64,
    speed: f64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ClockChange {
    now: Option<u64>,
    /// Milliseconds.
    advance: Option<u64>,
    speed: Option<f64>,
}

pub(super) async fn clock(State(shared): State<Arc<Shared>>) -> Json<Clock> {
    Json(Clock { now: shared.clock.now(), speed: shared.clock.speed() })
}

pub(super) async fn set_clock(
    State(shared): State<Arc<Shared>>,
    change: Result<Json<ClockChange>, JsonRejection>,
) -> Result<Json<Clock>, ApiError> {
    let Json(change) = change?;
    let gateway = Gateway::handle(&shared);
    if let Some(speed) = change.speed {
        gateway.set_speed(speed);
    }
    if let Some(now) = change.now {
        gateway.set_time(now);
    }
    if let Some(milliseconds) = change.advance {
        gateway.advance(Duration::from_millis(milliseconds));
    }
    Ok(clock(State(shared)).await)
}

pub(super) async fn faults(State(shared): State<Arc<Shared>>) -> Json<Vec<FaultRule>> {
    Json(shared.faults.rules())
}

pub(super) async fn inject(
    State(shared): State<Arc<Shared>>,
    rule: Result<Json<FaultRule>, JsonRejection>,
) -> Result<StatusCode, ApiError> {
    let Json(rule) = rule?;
    Gateway::handle(&shared).inject(rule).map_err(|error| ApiError::invalid(error.to_string()))?;
    Ok(StatusCode::NO_CONTENT)
}

pub(super) async fn clear_faults(State(shared): State<Arc<Shared>>) -> StatusCode {
    Gateway::handle(&shared).clear_faults();
    StatusCode::NO_CONTENT
}

pub(super) async fn remove_fault(
    State(shared): State<Arc<Shared>>,
    Path(number): Path<usize>,
) -> Result<StatusCode, ApiError> {
    let removed = Gateway::handle(&shared).remove_fault(number);
    removed.map(|_| StatusCode::NO_CONTENT).ok_or_else(|| ApiError::not_found("there is no rule with this number"))
}

pub(super) async fn snapshot(State(shared): State<Arc<Shared>>) -> Json<Snapshot> {
    Json(Gateway::handle(&shared).snapshot())
}

pub(super) async fn restore(
    State(shared): State<Arc<Shared>>,
    snapshot: Result<Json<Snapshot>, JsonRejection>,
) -> Result<StatusCode, ApiError> {
    let Json(snapshot) = snapshot?;
    Gateway::handle(&shared).restore(snapshot).map_err(|error| ApiError::invalid(error.to_string()))?;
    Ok(StatusCode::NO_CONTENT)
}

pub(super) async fn reset(State(shared): State<Arc<Shared>>) -> StatusCode {
    Gateway::handle(&shared).reset();
    StatusCode::NO_CONTENT
}
