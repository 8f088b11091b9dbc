//! Metrics, behind the feature `metrics`. `docs/observability.md` lists them.

use std::sync::Arc;
use std::time::Duration;

use metrics::{Key, Label, Level, Metadata, SharedString, counter, with_recorder};

use super::Server;
use crate::audit::NotificationVerdict;
use crate::credentials::MatchedKey;
use crate::inbox::EventOutcome;

pub(super) const IS_ENABLED: bool = true;

/// The longest channel in a label.
const LONGEST_CHANNEL: usize = 32;

/// The labels of a complete operation.
pub(super) struct Labels<'a> {
    pub(super) family: &'static str,
    pub(super) operation: &'static str,
    pub(super) channel: Option<&'a str>,
    pub(super) outcome: &'static str,
    pub(super) error_type: Option<&'a str>,
    pub(super) verification: Option<&'static str>,
    pub(super) key: Option<&'a MatchedKey>,
}

pub(super) fn attempt(
    family: &'static str,
    operation: &'static str,
    server: Option<&Server>,
    status: Option<u16>,
    error_type: Option<&str>,
    duration: Duration,
) {
    let mut labels = named(family, operation);
    labels.push(Label::from_static_parts("http.request.method", "POST"));
    if let Some(server) = server {
        labels.push(Label::new("server.address", SharedString::from_shared(server.address.clone())));
        labels.push(Label::new("server.port", SharedString::from_shared(server.port_text.clone())));
    }
    if let Some(status) = status {
        let text = if status == 200 { SharedString::from("200") } else { status.to_string().into() };
        labels.push(Label::new("http.response.status_code", text));
    }
    labels.extend(error(error_type));
    record("http.client.request.duration", labels, duration);
}

pub(super) fn operation(labels: &Labels<'_>, duration: Duration) {
    let mut all = named(labels.family, labels.operation);
    all.push(Label::from_static_parts("iotpay.outcome", labels.outcome));
    if let Some(channel) = labels.channel {
        all.push(Label::new("iotpay.channel", channel_label(channel)));
    }
    if let Some(verification) = labels.verification {
        all.push(Label::from_static_parts("iotpay.verification", verification));
    }
    all.extend(error(labels.error_type));
    let mut all = record("iotpay.client.operation.duration", all, duration);
    all.extend(key(labels.key));
    counter!("iotpay.client.operations", all).increment(1);
}

#[cfg(any(feature = "transport", feature = "blocking"))]
pub(super) fn retry(family: &'static str, operation: &'static str, error_type: &str) {
    let mut labels = named(family, operation);
    labels.extend(error(Some(error_type)));
    counter!("iotpay.client.retries", labels).increment(1);
}

#[cfg(any(feature = "transport", feature = "blocking"))]
pub(super) fn budget_exhausted(family: &'static str, operation: &'static str) {
    counter!("iotpay.client.retry_budget_exhausted", named(family, operation)).increment(1);
}

#[cfg(feature = "transport")]
pub(super) fn unrecorded(family: &'static str, operation: &'static str) {
    counter!("iotpay.client.unrecorded_outcomes", named(family, operation)).increment(1);
}

pub(super) fn notification(
    family: &'static str,
    kind: &'static str,
    verdict: NotificationVerdict,
    key: Option<&MatchedKey>,
    duration: Duration,
) {
    // With space for the key.
    let mut labels = Vec::with_capacity(4);
    labels.push(Label::from_static_parts("iotpay.family", family));
    labels.push(Label::from_static_parts("iotpay.notification", kind));
    labels.push(Label::from_static_parts("iotpay.outcome", verdict.as_str()));
    let mut labels = record("iotpay.notification.duration", labels, duration);
    labels.extend(self::key(key));
    counter!("iotpay.notifications", labels).increment(1);
}

pub(super) fn alarm(family: Option<&str>, kind: &'static str) {
    let mut labels = vec![Label::from_static_parts("iotpay.alarm", kind)];
    labels.extend(family.map(|family| Label::new("iotpay.family", family.to_owned())));
    counter!("iotpay.inbox.alarms", labels).increment(1);
}

pub(super) fn event(family: &str, outcome: &EventOutcome, result: &'static str, duration: Duration) {
    let labels = vec![
        Label::new("iotpay.family", family.to_owned()),
        Label::new("iotpay.settlement", outcome.label()),
        Label::from_static_parts("iotpay.outcome", result),
    ];
    let labels = record("iotpay.inbox.event.duration", labels, duration);
    counter!("iotpay.inbox.events", labels).increment(1);
}

/// Records a duration, and returns the labels for another metric: copying them would take longer than all else if there
/// is no recorder.
fn record(name: &'static str, labels: Vec<Label>, duration: Duration) -> Vec<Label> {
    static METADATA: Metadata<'static> = Metadata::new(module_path!(), Level::INFO, Some(module_path!()));
    let key = Key::from_parts(name, labels);
    with_recorder(|recorder| recorder.register_histogram(&key, &METADATA)).record(duration);
    key.into_parts().1
}

fn named(family: &'static str, operation: &'static str) -> Vec<Label> {
    let mut labels = Vec::with_capacity(8);
    labels.push(Label::from_static_parts("iotpay.family", family));
    labels.push(Label::from_static_parts("iotpay.operation", operation));
    labels
}

fn error(error_type: Option<&str>) -> Option<Label> {
    error_type.map(|error_type| Label::new("error.type", error_type.to_owned()))
}

fn key(key: Option<&MatchedKey>) -> Option<Label> {
    let name: SharedString = match key? {
        MatchedKey::Current => MatchedKey::Current.name().into(),
        MatchedKey::Other(name) => SharedString::from_shared(Arc::clone(name)),
    };
    Some(Label::new("iotpay.key", name))
}

/// A channel as a label. An untyped request can contain any text.
fn channel_label(channel: &str) -> SharedString {
    let is_name =
        channel.len() <= LONGEST_CHANNEL && channel.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'_');
    if is_name { channel.to_owned().into() } else { "_OTHER".into() }
}
