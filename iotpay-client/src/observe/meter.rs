//! Metrics, behind the feature `metrics`. `docs/observability.md` lists them.

use std::time::Duration;

use metrics::{Label, SharedString, counter, histogram};

use super::Server;
use crate::audit::NotificationVerdict;
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
        labels.push(Label::new("server.port", server.port.to_string()));
    }
    if let Some(status) = status {
        labels.push(Label::new("http.response.status_code", status.to_string()));
    }
    labels.extend(error(error_type));
    histogram!("http.client.request.duration", labels).record(duration);
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
    counter!("iotpay.client.operations", all.clone()).increment(1);
    histogram!("iotpay.client.operation.duration", all).record(duration);
}

pub(super) fn retry(family: &'static str, operation: &'static str, error_type: &str) {
    let mut labels = named(family, operation);
    labels.extend(error(Some(error_type)));
    counter!("iotpay.client.retries", labels).increment(1);
}

pub(super) fn budget_exhausted(family: &'static str, operation: &'static str) {
    counter!("iotpay.client.retry_budget_exhausted", named(family, operation)).increment(1);
}

pub(super) fn unrecorded(family: &'static str, operation: &'static str) {
    counter!("iotpay.client.unrecorded_outcomes", named(family, operation)).increment(1);
}

pub(super) fn notification(
    family: &'static str,
    kind: &'static str,
    verdict: NotificationVerdict,
    key: Option<&str>,
    duration: Duration,
) {
    let mut labels = vec![
        Label::from_static_parts("iotpay.family", family),
        Label::from_static_parts("iotpay.notification", kind),
        Label::from_static_parts("iotpay.outcome", verdict.as_str()),
    ];
    histogram!("iotpay.notification.duration", labels.clone()).record(duration);
    labels.extend(key.map(|key| Label::new("iotpay.key", key.to_owned())));
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
    counter!("iotpay.inbox.events", labels.clone()).increment(1);
    histogram!("iotpay.inbox.event.duration", labels).record(duration);
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

/// A channel as a label. An untyped request can contain any text.
fn channel_label(channel: &str) -> SharedString {
    let is_name =
        channel.len() <= LONGEST_CHANNEL && channel.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'_');
    if is_name { channel.to_owned().into() } else { "_OTHER".into() }
}
