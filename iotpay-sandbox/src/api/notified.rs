//! The response to an action that notifies the merchant.

use axum::Json;
use serde_json::{Value, json};

use super::error::ApiError;
use crate::delivery::{Delivery, NotSent};

/// The first attempt to notify the merchant, or the reason why there is none: the action took place in either case.
pub(super) fn notified<E>(sent: Result<Delivery, E>) -> Result<Json<Value>, ApiError>
where
    NotSent: TryFrom<E, Error = E>,
    ApiError: From<E>,
{
    match sent.map_err(NotSent::try_from) {
        Ok(delivery) => Ok(Json(json!({ "delivery": delivery, "reason": null }))),
        Err(Ok(reason)) => Ok(Json(json!({ "delivery": null, "reason": reason.to_string() }))),
        Err(Err(error)) => Err(error.into()),
    }
}
