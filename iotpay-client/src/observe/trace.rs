//! Spans, behind the feature `tracing`. The names follow the conventions of OpenTelemetry where it has one.

use std::error::Error;
use std::mem;

use tracing::field::Empty;

use super::{Server, guarded};
use crate::error::MerchantReference;
use crate::inbox::{Alarm, Event, ProcessingStep};

/// The span of an operation or of a notification.
pub(super) struct Span(tracing::Span);

impl Span {
    pub(super) fn operation(family: &str, operation: &str, url: &str) -> Self {
        Self(tracing::info_span!(
            target: "iotpay_client",
            "iotpay operation",
            "otel.name" = operation,
            "otel.kind" = "client",
            "otel.status_code" = Empty,
            "iotpay.family" = family,
            "iotpay.operation" = operation,
            "iotpay.key" = Empty,
            "iotpay.channel" = Empty,
            "iotpay.reference" = Empty,
            "iotpay.attempts" = Empty,
            "iotpay.outcome" = Empty,
            "iotpay.verification" = Empty,
            "http.request.method" = "POST",
            "http.request.resend_count" = Empty,
            "http.response.status_code" = Empty,
            "server.address" = Empty,
            "server.port" = Empty,
            "url.full" = url,
            "error.type" = Empty,
        ))
    }

    pub(super) fn notification(family: &str, kind: fn() -> &'static str) -> Self {
        Self(tracing::info_span!(
            target: "iotpay_client",
            "iotpay notification",
            "otel.name" = kind(),
            "otel.kind" = "server",
            "otel.status_code" = Empty,
            "iotpay.family" = family,
            "iotpay.notification" = kind(),
            "iotpay.key" = Empty,
            "iotpay.channel" = Empty,
            "iotpay.reference" = Empty,
            "iotpay.outcome" = Empty,
            "iotpay.verification" = Empty,
            "error.type" = Empty,
        ))
    }

    pub(super) fn is_enabled(&self) -> bool {
        !self.0.is_disabled()
    }

    pub(super) fn in_scope<T>(&self, run: impl FnOnce() -> T) -> T {
        in_span(&self.0, run)
    }

    pub(super) fn request(
        &self,
        reference: Option<&MerchantReference>,
        channel: Option<&str>,
        server: Option<&Server>,
    ) {
        self.reference(reference.map(|reference| reference.value.as_str()));
        self.channel(channel);
        if let Some(server) = server {
            self.0.record("server.address", &*server.address);
            self.0.record("server.port", server.port);
        }
    }

    pub(super) fn reference(&self, reference: Option<&str>) {
        self.0.record("iotpay.reference", reference);
    }

    pub(super) fn channel(&self, channel: Option<&str>) {
        self.0.record("iotpay.channel", channel);
    }

    pub(super) fn key(&self, key: Option<&str>) {
        self.0.record("iotpay.key", key);
    }

    pub(super) fn attempt(&self, attempts: u32, status: Option<u16>) {
        if attempts > 1 {
            self.0.record("http.request.resend_count", attempts - 1);
        }
        self.0.record("http.response.status_code", status);
    }

    pub(super) fn close(&mut self) {
        drop(mem::replace(&mut self.0, tracing::Span::none()));
    }

    pub(super) fn complete(&self, outcome: &str, attempts: u32, error_type: Option<&str>, verification: Option<&str>) {
        self.0.record("iotpay.attempts", attempts);
        self.verdict(outcome, error_type, verification);
    }

    pub(super) fn verdict(&self, outcome: &str, error_type: Option<&str>, verification: Option<&str>) {
        self.0.record("iotpay.outcome", outcome);
        self.0.record("iotpay.verification", verification);
        if let Some(error_type) = error_type {
            self.0.record("error.type", error_type);
            self.0.record("otel.status_code", "ERROR");
        }
    }
}

/// Reports an alarm, in the span of the caller.
pub(super) fn alarm(alarm: &Alarm) {
    let reference = alarm.event().map(|event| event.key.reference.as_str());
    let step = alarm.step().map(ProcessingStep::name);
    let error = Error::source(alarm).map(ToString::to_string);
    tracing::error!(
        target: "iotpay_client",
        { iotpay.alarm = alarm.kind(), iotpay.reference = reference, iotpay.step = step, error = error },
        "{alarm}"
    );
}

/// Reports the attempt to handle an event, in the span of the caller.
pub(super) fn event(event: &Event, result: &str) {
    tracing::info!(
        target: "iotpay_client",
        {
            iotpay.family = event.key.family,
            iotpay.reference = event.key.reference,
            iotpay.settlement = %event.key.outcome,
            iotpay.outcome = result,
        },
        "an event was processed"
    );
}

#[cfg(any(feature = "transport", feature = "blocking"))]
impl Span {
    pub(super) fn scope(&self) -> Scope {
        Scope(self.0.clone())
    }

    pub(super) fn retrying(&self, error_type: &str) {
        tracing::debug!(target: "iotpay_client", parent: &self.0, error_type, "sending the query again");
    }

    pub(super) fn budget_exhausted(&self) {
        // One for each query of an outage: the metric is for alerts.
        tracing::debug!(target: "iotpay_client", parent: &self.0, "the budget for retries is exhausted");
    }

    pub(super) fn no_time_left(&self) {
        tracing::debug!(target: "iotpay_client", parent: &self.0, "no time is left for a retry");
    }
}

#[cfg(feature = "transport")]
impl Span {
    pub(super) fn unrecorded(&self) {
        tracing::error!(target: "iotpay_client", parent: &self.0, "the outcome could not be written to the journal");
    }
}

/// The span in which a future runs.
#[cfg(any(feature = "transport", feature = "blocking"))]
pub(crate) struct Scope(tracing::Span);

#[cfg(any(feature = "transport", feature = "blocking"))]
impl Scope {
    pub(super) fn none() -> Self {
        Self(tracing::Span::none())
    }

    /// Runs a future in the span.
    #[cfg(feature = "transport")]
    pub(crate) async fn run<F: Future>(self, future: F) -> F::Output {
        let mut future = std::pin::pin!(future);
        let output = std::future::poll_fn(|context| in_span(&self.0, || future.as_mut().poll(context))).await;
        guarded(move || drop(self));
        output
    }

    /// Runs a function in the span.
    #[cfg(feature = "blocking")]
    pub(crate) fn enter<T>(self, run: impl FnOnce() -> T) -> T {
        in_span(&self.0, run)
    }
}

/// Runs a function in a span. A subscriber that panics when the span is entered or left does not affect the function.
fn in_span<T>(span: &tracing::Span, run: impl FnOnce() -> T) -> T {
    let entered = guarded(|| span.enter());
    let output = run();
    guarded(move || drop(entered));
    output
}
