//! The form of the rules for faults.

use std::fmt::Write as _;
use std::str::FromStr;
use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use iotpay_client::Cents;

use super::actions::sentence;
use super::controls;
use super::form::Form;
use super::layout::{Section, fail};
use super::notice::Notice;
use super::view;
use crate::faults::{Fault, FaultRule, Timing};
use crate::gateway::Gateway;
use crate::state::Shared;

/// The faults in the list of the form, with a text each. Delays and statuses have a number.
pub(super) const FAULTS: &[(&str, &str)] = &[
    ("reset", "Reset the connection"),
    ("timeout", "No response"),
    ("delay", "Delay of … milliseconds"),
    ("status", "HTTP status …"),
    ("maintenance", "Maintenance page"),
    ("empty", "Empty response"),
    ("not-json", "Not JSON"),
    ("truncated", "Truncated response"),
    ("wrong-signature", "Wrong signature"),
    ("no-signature", "No signature"),
    ("unknown-field", "Unknown field"),
    ("unknown-value", "Unknown status"),
    ("numbers-as-text", "Numbers as text"),
];

/// Returns a rule in words: `reset, after the effect; endpoint create_order; request 2`.
pub(super) fn words(rule: &FaultRule) -> String {
    let mut text = format!("{}, {} the effect", rule.fault, rule.timing);
    let conditions = [
        ("endpoint", rule.endpoint.clone()),
        ("channel", rule.channel.clone()),
        ("reference", rule.reference.clone()),
        ("amount", rule.amount.map(view::amount)),
        ("request", rule.nth.map(|nth| nth.to_string())),
        ("probability", rule.probability.map(|probability| probability.to_string())),
    ];
    for (name, value) in conditions {
        if let Some(value) = value {
            let _ = write!(text, "; {name} {value}");
        }
    }
    text
}

/// Reads the rule of a form.
fn rule(form: &Form) -> Result<FaultRule, &'static str> {
    let name = match (form.get("fault"), form.get("number")) {
        ("delay", milliseconds) => format!("delay-{milliseconds}ms"),
        ("status", status) => format!("status-{status}"),
        (name, _) => name.to_owned(),
    };
    let fault = Fault::from_str(&name).map_err(|_| "Select a fault; a delay or a status needs a number.")?;
    let timing = match form.get("timing") {
        "before" => Timing::Before,
        "after" => Timing::After,
        _ => return Err("Select when the fault occurs."),
    };
    let mut rule = FaultRule::new(fault, timing);
    let text = |name: &str| form.filled(name).map(str::to_owned);
    (rule.endpoint, rule.channel, rule.reference) = (text("endpoint"), text("channel"), text("reference"));
    let amount = form.filled("amount").map(Cents::from_decimal).transpose();
    rule.amount = amount.map_err(|_| "Enter the amount as a number such as 28.65.")?.map(|cents| cents.get().into());
    let nth = form.filled("nth").map(str::parse::<u64>).transpose();
    rule.nth = nth.ok().filter(|nth| *nth != Some(0)).ok_or("Enter the number of the request, from 1.")?;
    let probability = form.filled("probability").map(str::parse::<f64>).transpose();
    let is_valid = |probability: &Option<f64>| probability.is_none_or(|probability| (0.0..=1.0).contains(&probability));
    rule.probability = probability.ok().filter(is_valid).ok_or("Enter a probability from 0 to 1.")?;
    Ok(rule)
}

pub(super) async fn add(State(shared): State<Arc<Shared>>, body: Bytes) -> Response {
    match rule(&Form::new(&body)) {
        Ok(rule) => match Gateway::handle(&shared).inject(rule) {
            Ok(()) => Notice::FaultAdded.at("/page/controls"),
            Err(error) => controls::invalid(&shared, &sentence(&error.to_string())),
        },
        Err(error) => controls::invalid(&shared, error),
    }
}

pub(super) async fn remove(State(shared): State<Arc<Shared>>, Path(number): Path<usize>) -> Response {
    match Gateway::handle(&shared).remove_fault(number) {
        Some(_) => Notice::FaultRemoved.at("/page/controls"),
        None => fail(&shared, Section::Controls, StatusCode::NOT_FOUND, "There is no such rule."),
    }
}

pub(super) async fn clear(State(shared): State<Arc<Shared>>) -> Response {
    Gateway::handle(&shared).clear_faults();
    Notice::FaultsCleared.at("/page/controls")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The list of the form and the faults of the sandbox agree.
    #[test]
    fn every_fault_can_be_selected() {
        for (name, _) in FAULTS {
            let form = Form::new(format!("fault={name}&number=503&timing=before").as_bytes());
            let fault = rule(&form).map(|rule| rule.fault.to_string());
            assert!(fault.as_ref().is_ok_and(|fault| fault.starts_with(name)), "{name}: {fault:?}");
        }
        let unknown = "other".parse::<Fault>().unwrap_err().to_string();
        let names = unknown.split("expected ").nth(1).unwrap_or_default().split(", ").filter(|it| !it.starts_with('`'));
        for name in names {
            assert!(FAULTS.iter().any(|(known, _)| *known == name), "{name}");
        }
    }

    #[test]
    fn conditions_are_checked() {
        let complete = "fault=reset&timing=after&endpoint=create_order&channel=WX_NATIVE&reference=a&amount=28.65&nth=2&probability=0.5";
        let rule = |text: &str| rule(&Form::new(text.as_bytes()));
        let text = "reset, after the effect; endpoint create_order; channel WX_NATIVE; reference a; amount 28.65; request 2; probability 0.5";
        assert_eq!(rule(complete).map(|rule| words(&rule)), Ok(text.to_owned()));
        for (from, to) in [
            ("fault=reset", "fault=delay"),
            ("timing=after", "timing=never"),
            ("amount=28.65", "amount=a"),
            ("nth=2", "nth=0"),
            ("nth=2", "nth=-1"),
            ("probability=0.5", "probability=1.5"),
            ("probability=0.5", "probability=NaN"),
        ] {
            assert!(rule(&complete.replace(from, to)).is_err(), "{to}");
        }
    }
}
