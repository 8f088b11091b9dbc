//! Inspects the signature of a message.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::extract::rejection::JsonRejection;
use iotpay_client::MerchantKey;
use iotpay_client::incoming::Fields;
use serde::{Deserialize, Serialize};

use super::error::ApiError;
use crate::signing;
use crate::state::Shared;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Question {
    /// The name of the family, whose signing rule is used.
    family: String,
    /// A JSON object, the query or form of a notification, or the form of a request, as received.
    message: String,
    /// The merchant key; by default that of the first merchant.
    key: Option<String>,
}

#[derive(Serialize)]
pub(super) struct Inspected {
    matches: bool,
    string_to_sign: String,
    omitted: Vec<OmittedField>,
    mistakes: Vec<String>,
}

#[derive(Serialize)]
struct OmittedField {
    field: String,
    reason: String,
}

pub(super) async fn inspect(
    State(shared): State<Arc<Shared>>,
    question: Result<Json<Question>, JsonRejection>,
) -> Result<Json<Inspected>, ApiError> {
    let Json(Question { family, message, key }) = question?;
    let model = &shared.model;
    let family = model.families.iter().find(|known| known.name == family);
    let family = family.ok_or_else(|| ApiError::not_found("the spec has no such family"))?;
    let fields = decode(message.trim()).ok_or_else(|| ApiError::invalid("the message is neither JSON nor a form"))?;
    let key = match key {
        Some(key) => MerchantKey::new(&key).map_err(|error| ApiError::invalid(format!("the key {error}")))?,
        None => shared.merchants.first().key.clone(),
    };
    let inspection = signing::inspect(model.signing_of(family), &key, &fields);
    let omitted = inspection.omitted.iter();
    Ok(Json(Inspected {
        matches: inspection.matches,
        string_to_sign: inspection.string_to_sign.to_masked_string(),
        omitted: omitted
            .map(|(field, reason)| OmittedField { field: field.clone(), reason: reason.to_string() })
            .collect(),
        mistakes: inspection.mistakes.iter().map(ToString::to_string).collect(),
    }))
}

/// The fields of a message in any of the formats of the API.
pub(crate) fn decode(message: &str) -> Option<Fields> {
    if message.starts_with('{') {
        return Fields::from_json(message).ok();
    }
    // A form before percent-encoding.
    if let Some(object) = message.strip_prefix("params=").filter(|object| object.starts_with('{')) {
        return Fields::from_json(object).ok();
    }
    // The URL of a notification contains the fields in its query.
    let is_url = message.starts_with("http://") || message.starts_with("https://");
    let query = if is_url { message.split_once('?').map_or("", |(_, query)| query) } else { message };
    let form = Fields::from_form(query.trim_start_matches('?').as_bytes()).ok()?;
    match form.get("params") {
        Some(params) => Fields::from_json(params.text()).ok(),
        None => Some(form),
    }
}
