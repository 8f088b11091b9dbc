//! The inspector: builds the string to sign of a message step by step, and finds the mistake in its signature.

use std::sync::Arc;

use askama::Template;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{StatusCode, Uri};
use axum::response::Response;
use iotpay_client::MerchantKey;
use iotpay_client::signing::FieldValue;
use iotpay_gen::model::{Family, Signing};

use super::form::Form;
use super::layout::{Layout, Section, html};
use super::query::parameter;
use crate::api::decode_message;
use crate::explain::name_of;
use crate::history::EventKind;
use crate::signing;
use crate::state::Shared;

/// What the form contains. The key is not shown again.
#[derive(Default)]
struct Question {
    family: String,
    message: String,
    /// The merchant whose key is used if none is entered.
    mch_id: String,
}

/// The signature of a message, step by step.
struct Steps {
    /// The number of received fields.
    received: usize,
    /// The fields that are not signed, with the reason.
    omitted: Vec<(String, String)>,
    /// The signed fields in the order of signing.
    signed: Vec<(String, String)>,
    string_to_sign: String,
    algorithm: &'static str,
    expected: String,
    /// The name of the signature's field.
    field: String,
    actual: Option<String>,
    matches: bool,
    mistakes: Vec<String>,
}

impl Steps {
    fn new(rule: &Signing, key: &MerchantKey, message: &str) -> Option<Self> {
        let fields = decode_message(message.trim()).filter(|fields| fields.iter().next().is_some())?;
        let inspection = signing::inspect(rule, key, &fields);
        let signed = inspection.string_to_sign.fields().to_vec();
        let values = signed.iter().map(|(name, value)| (name.as_str(), FieldValue::Text(value)));
        Some(Self {
            received: fields.iter().count(),
            omitted: inspection.omitted.iter().map(|(field, reason)| (field.clone(), reason.to_string())).collect(),
            string_to_sign: inspection.string_to_sign.to_masked_string(),
            algorithm: name_of(rule),
            expected: signing::sign(rule, key, values).to_string(),
            field: rule.field.clone(),
            actual: fields.get(&rule.field).map(|field| field.text().to_owned()).filter(|text| !text.is_empty()),
            matches: inspection.matches,
            mistakes: inspection.mistakes.iter().map(ToString::to_string).collect(),
            signed,
        })
    }
}

#[derive(Template)]
#[template(path = "inspector.html", whitespace = "minimize")]
struct InspectorPage {
    layout: Layout,
    question: Question,
    families: Vec<(String, String)>,
    merchants: Vec<String>,
    steps: Option<Steps>,
}

impl InspectorPage {
    fn new(shared: &Shared, question: Question) -> Self {
        Self {
            layout: Layout::new(shared, Section::Inspector, "Signature inspector"),
            question,
            families: shared.model.families.iter().map(|it| (it.name.clone(), it.title.clone())).collect(),
            merchants: shared.merchants.iter().map(|merchant| merchant.mch_id.clone()).collect(),
            steps: None,
        }
    }

    /// Inspects the message with a key, or with that of the merchant.
    fn inspect(mut self, shared: &Shared, key: Option<&str>) -> Response {
        let family: Option<&Family> = shared.model.families.iter().find(|family| family.name == self.question.family);
        let merchant = shared.merchants.get(&self.question.mch_id).unwrap_or(shared.merchants.first());
        let key = key.map_or_else(|| Ok(merchant.key.clone()), MerchantKey::new);
        let steps = match (family, key) {
            (Some(family), Ok(key)) => Steps::new(shared.model.signing_of(family), &key, &self.question.message)
                .ok_or("Paste a JSON object, the query or the URL of a notification, or a form.".to_owned()),
            (None, _) => Err("Select the API family.".to_owned()),
            (_, Err(error)) => Err(format!("The key {error}.")),
        };
        match steps {
            Ok(steps) => {
                self.steps = Some(steps);
                html(StatusCode::OK, &self)
            }
            Err(error) => {
                self.layout = self.layout.with_error(error);
                html(StatusCode::UNPROCESSABLE_ENTITY, &self)
            }
        }
    }
}

/// The empty form, or a message from the timeline.
pub(super) async fn show(State(shared): State<Arc<Shared>>, uri: Uri) -> Response {
    let number = parameter(&uri, "event").and_then(|number| number.parse::<u64>().ok());
    match number.and_then(|number| of_event(&shared, number)) {
        Some(question) => InspectorPage::new(&shared, question).inspect(&shared, None),
        None => html(StatusCode::OK, &InspectorPage::new(&shared, Question::default())),
    }
}

/// Inspects what someone has pasted. The key is neither kept nor shown.
pub(super) async fn inspect(State(shared): State<Arc<Shared>>, body: Bytes) -> Response {
    let form = Form::new(&body);
    let question = Question {
        family: form.get("family").to_owned(),
        message: form.get("message").to_owned(),
        mch_id: form.get("merchant").to_owned(),
    };
    // Not trimmed: whitespace is part of a key that was read from a file, and a usual mistake.
    let key = Some(form.raw("key")).filter(|key| !key.is_empty());
    InspectorPage::new(&shared, question).inspect(&shared, key)
}

/// The message of an event: the response to a request, or a notification.
fn of_event(shared: &Shared, number: u64) -> Option<Question> {
    let kind = shared.history().iter().find(|event| event.number == number).map(|event| event.kind.clone())?;
    match kind {
        EventKind::Request(request) => Some(Question {
            family: request.family,
            message: request.response,
            mch_id: request.mch_id.unwrap_or_default(),
        }),
        EventKind::Notification { delivery } => {
            let ledger = shared.ledger();
            let order = ledger.orders.with_id(&delivery.subject).map(|it| (&it.family, &it.mch_id));
            let refund = ledger.refunds.with_id(&delivery.subject).map(|it| (&it.family, &it.mch_id));
            let contract = ledger.contracts.with_id(&delivery.subject).map(|it| (&it.family, &it.mch_id));
            let (family, mch_id) = order.or(refund).or(contract)?;
            let message = if delivery.body.is_empty() { delivery.url } else { delivery.body };
            Some(Question { family: family.clone(), message, mch_id: mch_id.clone() })
        }
        EventKind::Changed { .. } => None,
    }
}
