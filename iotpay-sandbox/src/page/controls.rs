//! The clock, faults, the next charge and the reset.

use std::collections::BTreeSet;
use std::sync::Arc;

use askama::Template;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{StatusCode, Uri};
use axum::response::Response;

use super::faults::{FAULTS, words};
use super::form::Form;
use super::layout::{Layout, Section, html};
use super::notice::Notice;
use crate::gateway::Gateway;
use crate::ledger::ChargeOutcome;
use crate::state::Shared;

/// The outcomes of the next charge, with their names in the form.
const OUTCOMES: &[(&str, &str, ChargeOutcome)] = &[
    ("failed", "Failed", ChargeOutcome::Failed),
    ("rejected", "Rejected", ChargeOutcome::Rejected),
    ("pending", "Pending", ChargeOutcome::Pending),
    ("gateway-error", "Paid, with a response that reports an error", ChargeOutcome::GatewayError),
    ("paid", "Paid", ChargeOutcome::Paid),
];

/// The number of rules for faults that are shown, and the number of characters of each.
const RULES: usize = 10;
const LONGEST_RULE: usize = 150;

fn shortened(rule: &str) -> String {
    match rule.char_indices().nth(LONGEST_RULE) {
        Some((end, _)) => format!("{}…", &rule[..end]),
        None => rule.to_owned(),
    }
}

#[derive(Template)]
#[template(path = "controls.html", whitespace = "minimize")]
struct ControlsPage {
    layout: Layout,
    /// The latest rules for faults in words, with their positions.
    rules: Vec<(usize, String)>,
    /// The number of earlier rules that are not shown.
    earlier: usize,
    faults: &'static [(&'static str, &'static str)],
    /// The paths of the endpoints.
    endpoints: BTreeSet<String>,
    outcomes: &'static [(&'static str, &'static str, ChargeOutcome)],
}

impl ControlsPage {
    fn new(shared: &Shared, layout: Layout) -> Self {
        let endpoints = shared.model.pages.iter().flat_map(|page| &page.endpoints);
        let rules = shared.faults.rules();
        let earlier = rules.len().saturating_sub(RULES);
        Self {
            layout,
            rules: rules.iter().enumerate().skip(earlier).map(|(at, rule)| (at, shortened(&words(rule)))).collect(),
            earlier,
            faults: FAULTS,
            endpoints: endpoints.map(|endpoint| endpoint.path.clone()).collect(),
            outcomes: OUTCOMES,
        }
    }
}

pub(super) async fn show(State(shared): State<Arc<Shared>>, uri: Uri) -> Response {
    let layout = Layout::new(&shared, Section::Controls, "Controls").with_notice(&uri);
    html(StatusCode::OK, &ControlsPage::new(&shared, layout))
}

/// Shows what is wrong with a form.
pub(super) fn invalid(shared: &Shared, error: &str) -> Response {
    let layout = Layout::new(shared, Section::Controls, "Controls").with_error(error);
    html(StatusCode::UNPROCESSABLE_ENTITY, &ControlsPage::new(shared, layout))
}

pub(super) async fn set_next_charge(State(shared): State<Arc<Shared>>, body: Bytes) -> Response {
    let form = Form::new(&body);
    match OUTCOMES.iter().find(|(name, ..)| *name == form.get("outcome")) {
        Some((.., outcome)) => {
            Gateway::handle(&shared).set_next_charge_outcome(*outcome);
            Notice::NextCharge.at("/page/controls")
        }
        None => invalid(&shared, "Select an outcome."),
    }
}

pub(super) async fn reset(State(shared): State<Arc<Shared>>) -> Response {
    Gateway::handle(&shared).reset();
    Notice::Reset.at("/page/controls")
}
