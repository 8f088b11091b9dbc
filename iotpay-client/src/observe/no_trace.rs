//! Replaces `trace.rs` without the feature `tracing`.
#![allow(clippy::unused_self)]

use super::Server;
use crate::error::MerchantReference;
use crate::inbox::{Alarm, Event};

pub(super) struct Span;

impl Span {
    pub(super) fn operation(_family: &str, _operation: &str, _url: &str) -> Self {
        Self
    }

    pub(super) fn notification(_family: &str, _kind: fn() -> &'static str) -> Self {
        Self
    }

    pub(super) fn is_enabled(&self) -> bool {
        false
    }

    pub(super) fn in_scope<T>(&self, run: impl FnOnce() -> T) -> T {
        run()
    }

    pub(super) fn request(
        &self,
        _reference: Option<&MerchantReference>,
        _channel: Option<&str>,
        _server: Option<&Server>,
    ) {
    }

    pub(super) fn reference(&self, _reference: Option<&str>) {}

    pub(super) fn channel(&self, _channel: Option<&str>) {}

    pub(super) fn key(&self, _key: Option<&str>) {}

    pub(super) fn attempt(&self, _attempts: u32, _status: Option<u16>) {}

    pub(super) fn close(&mut self) {}

    pub(super) fn complete(
        &self,
        _outcome: &str,
        _attempts: u32,
        _error_type: Option<&str>,
        _verification: Option<&str>,
    ) {
    }

    pub(super) fn verdict(&self, _outcome: &str, _error_type: Option<&str>, _verification: Option<&str>) {}
}

pub(super) fn alarm(_alarm: &Alarm) {}

pub(super) fn event(_event: &Event, _result: &str) {}

#[cfg(any(feature = "transport", feature = "blocking"))]
impl Span {
    pub(super) fn scope(&self) -> Scope {
        Scope
    }

    pub(super) fn retrying(&self, _error_type: &str) {}

    pub(super) fn budget_exhausted(&self) {}

    pub(super) fn no_time_left(&self) {}
}

#[cfg(feature = "transport")]
impl Span {
    pub(super) fn unrecorded(&self) {}
}

#[cfg(any(feature = "transport", feature = "blocking"))]
pub(crate) struct Scope;

#[cfg(any(feature = "transport", feature = "blocking"))]
impl Scope {
    pub(super) fn none() -> Self {
        Self
    }

    #[cfg(feature = "transport")]
    pub(crate) async fn run<F: Future>(self, future: F) -> F::Output {
        future.await
    }

    #[cfg(feature = "blocking")]
    pub(crate) fn enter<T>(self, run: impl FnOnce() -> T) -> T {
        run()
    }
}
