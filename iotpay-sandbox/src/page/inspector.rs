//! The inspector: builds the string to sign of a message step by step, and finds the mistake in its signature.

use std::sync::Arc;

use askama::Template;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{StatusCode, Uri};
use axum::response::Response;
use iotpay_client::MerchantKey;
use iotpay_gen::model::Family;

use super::form::Form;
use super::layout::{Layout, Section, html};
use super::query::parameter;
use crate::inspection::{Inspected, Subject, decode};
use crate::state::Shared;

#[derive(Template)]
#[template(path = "inspector.html", whitespace = "minimize")]
struct InspectorPage {
    layout: Layout,
    /// What the form contains. The key is not shown again.
    question: Subject,
    families: Vec<(String, String)>,
    merchants: Vec<String>,
    steps: Option<Inspected>,
}

impl InspectorPage {
    fn new(shared: &Shared, question: Subject) -> Self {
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
            (Some(family), Ok(key)) => {
                let fields = decode(&self.question.message).filter(|fields| fields.iter().next().is_some());
                let steps = fields.map(|fields| Inspected::new(shared.model.signing_of(family), &key, &fields));
                steps.ok_or("Paste a JSON object, the query or the URL of a notification, or a form.".to_owned())
            }
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
    match number.and_then(|number| Subject::of_event(&shared, number)) {
        // The values that the history does not have must be entered first.
        Some(question) if question.is_redacted => html(StatusCode::OK, &InspectorPage::new(&shared, question)),
        Some(question) => InspectorPage::new(&shared, question).inspect(&shared, None),
        None => html(StatusCode::OK, &InspectorPage::new(&shared, Subject::default())),
    }
}

/// Inspects what someone has pasted. The key is neither kept nor shown.
pub(super) async fn inspect(State(shared): State<Arc<Shared>>, body: Bytes) -> Response {
    let form = Form::new(&body);
    let question = Subject {
        family: form.get("family").to_owned(),
        message: form.get("message").to_owned(),
        mch_id: form.get("merchant").to_owned(),
        ..Subject::default()
    };
    // Not trimmed: whitespace is part of a key that was read from a file, and a usual mistake.
    let key = Some(form.raw("key")).filter(|key| !key.is_empty());
    InspectorPage::new(&shared, question).inspect(&shared, key)
}
