//! Inspects the signature of a message: builds the string to sign step by step, and finds the mistake.

use iotpay_client::MerchantKey;
use iotpay_client::incoming::Fields;
use iotpay_client::signing::FieldValue;
use iotpay_gen::model::Signing;
use serde::Serialize;

use crate::explain::{Explanation, name_of};
use crate::history::EventKind;
use crate::redacted;
use crate::signing;
use crate::state::Shared;

/// The signature of a message, step by step.
#[derive(Serialize)]
pub(crate) struct Inspected {
    pub(crate) matches: bool,
    /// The number of received fields.
    pub(crate) received: usize,
    /// The fields that are not signed, in the order of the message.
    pub(crate) omitted: Vec<OmittedField>,
    /// The signed fields in the order of signing.
    pub(crate) signed: Vec<SignedField>,
    /// With a masked key.
    pub(crate) string_to_sign: String,
    pub(crate) algorithm: &'static str,
    /// The name of the field with the signature.
    pub(crate) signature_field: String,
    pub(crate) expected_signature: String,
    pub(crate) received_signature: Option<String>,
    /// The mistakes that together produce the received signature.
    pub(crate) mistakes: Vec<String>,
}

#[derive(Serialize)]
pub(crate) struct OmittedField {
    pub(crate) field: String,
    pub(crate) reason: String,
}

#[derive(Serialize)]
pub(crate) struct SignedField {
    pub(crate) field: String,
    pub(crate) value: String,
}

impl Inspected {
    pub(crate) fn new(rule: &Signing, key: &MerchantKey, fields: &Fields) -> Self {
        let inspection = signing::inspect(rule, key, fields);
        let signed = inspection.string_to_sign.fields();
        let values = signed.iter().map(|(name, value)| (name.as_str(), FieldValue::Text(value)));
        let omitted = inspection.omitted.iter();
        Self {
            matches: inspection.matches,
            received: fields.iter().count(),
            omitted: omitted
                .map(|(field, reason)| OmittedField { field: field.clone(), reason: reason.to_string() })
                .collect(),
            string_to_sign: inspection.string_to_sign.to_masked_string(),
            algorithm: name_of(rule),
            signature_field: rule.field.clone(),
            expected_signature: signing::sign(rule, key, values).to_string(),
            received_signature: fields
                .get(&rule.field)
                .map(|field| field.text().to_owned())
                .filter(|text| !text.is_empty()),
            mistakes: inspection.mistakes.iter().map(ToString::to_string).collect(),
            signed: signed
                .iter()
                .map(|(field, value)| SignedField { field: field.clone(), value: value.clone() })
                .collect(),
        }
    }
}

/// A message of the sandbox's history.
#[derive(Default, Serialize)]
pub(crate) struct Subject {
    /// The name of the family, whose signing rule applies.
    pub(crate) family: String,
    pub(crate) mch_id: String,
    /// The message, as [`decode`] reads it.
    pub(crate) message: String,
    /// Why the message was rejected, if it was.
    pub(crate) explanation: Option<Explanation>,
    /// Whether the history does not have all values of the message, so that its signature cannot be verified.
    pub(crate) is_redacted: bool,
}

impl Subject {
    /// Returns the message of an event: a rejected request, the response to another request, or a notification.
    pub(crate) fn of_event(shared: &Shared, number: u64) -> Option<Self> {
        let kind = shared.history().get(number).map(|event| event.kind.clone())?;
        match kind {
            EventKind::Request(request) => {
                let is_rejected = request.rejected.is_some();
                let message = if is_rejected { request.request } else { request.response };
                let is_redacted = is_rejected && decode(&message).is_none_or(|fields| redacted::is_changed(&fields));
                Some(Self {
                    family: request.family,
                    mch_id: request.mch_id.unwrap_or_default(),
                    message,
                    explanation: request.rejected,
                    is_redacted,
                })
            }
            EventKind::Notification { delivery } => {
                let ledger = shared.ledger();
                let order = ledger.orders.with_id(&delivery.subject).map(|it| (&it.family, &it.mch_id));
                let refund = ledger.refunds.with_id(&delivery.subject).map(|it| (&it.family, &it.mch_id));
                let contract = ledger.contracts.with_id(&delivery.subject).map(|it| (&it.family, &it.mch_id));
                let (family, mch_id) = order.or(refund).or(contract)?;
                let message = if delivery.body.is_empty() { delivery.url } else { delivery.body };
                let (family, mch_id) = (family.clone(), mch_id.clone());
                Some(Self { family, mch_id, message, ..Self::default() })
            }
            EventKind::Unprocessed { .. } | EventKind::Changed { .. } => None,
        }
    }
}

/// The fields of a message in any of the formats of the API.
pub(crate) fn decode(message: &str) -> Option<Fields> {
    let message = message.trim();
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
