//! Inspects the signature of a message.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::extract::rejection::JsonRejection;
use iotpay_client::MerchantKey;
use serde::{Deserialize, Serialize};

use super::error::ApiError;
use crate::inspection::{Inspected, Subject, decode};
use crate::state::Shared;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Question {
    /// The name of the family, whose signing rule is used; by default that of the event.
    family: Option<String>,
    /// A JSON object, the query or form of a notification, or the form of a request, as received.
    message: Option<String>,
    /// The number of an event, whose message is inspected instead.
    event: Option<u64>,
    /// The merchant whose key is used; by default that of the event, or the first merchant.
    mch_id: Option<String>,
    /// Another key.
    key: Option<String>,
}

#[derive(Serialize)]
pub(super) struct Response {
    #[serde(flatten)]
    message: Subject,
    /// Absent if the message is not complete.
    #[serde(flatten)]
    inspected: Option<Inspected>,
}

pub(super) async fn inspect(
    State(shared): State<Arc<Shared>>,
    question: Result<Json<Question>, JsonRejection>,
) -> Result<Json<Response>, ApiError> {
    let Json(Question { family, message, event, mch_id, key }) = question?;
    let mut message = match (message, event) {
        (Some(message), None) => Subject { message, ..Subject::default() },
        (None, Some(number)) => Subject::of_event(&shared, number)
            .ok_or_else(|| ApiError::not_found("there is no event with this number and a message"))?,
        _ => return Err(ApiError::invalid("expected either message or event")),
    };
    if let Some(family) = family {
        message.family = family;
    }
    let family = shared.model.families.iter().find(|known| known.name == message.family);
    let family = family.ok_or_else(|| ApiError::not_found("the spec has no such family"))?;
    let merchant = match &mch_id {
        Some(mch_id) => shared.merchants.get(mch_id).ok_or_else(|| ApiError::not_found("there is no such merchant"))?,
        None => shared.merchants.get(&message.mch_id).unwrap_or(shared.merchants.first()),
    };
    message.mch_id.clone_from(&merchant.mch_id);
    let key = match key {
        Some(key) => MerchantKey::new(&key).map_err(|error| ApiError::invalid(format!("the key {error}")))?,
        None => merchant.key.clone(),
    };
    let fields = decode(&message.message);
    let fields = fields.ok_or_else(|| ApiError::invalid("the message is neither JSON nor a form"))?;
    let is_complete = !message.is_redacted;
    let inspected = is_complete.then(|| Inspected::new(shared.model.signing_of(family), &key, &fields));
    Ok(Json(Response { message, inspected }))
}
