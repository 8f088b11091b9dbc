//! Replaces `meter.rs` without the feature `metrics`.

use std::time::Duration;

use super::Server;
use crate::audit::NotificationVerdict;
use crate::credentials::MatchedKey;
use crate::inbox::EventOutcome;

pub(super) const IS_ENABLED: bool = false;

// Nothing reads it here.
#[allow(dead_code)]
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
    _family: &'static str,
    _operation: &'static str,
    _server: Option<&Server>,
    _status: Option<u16>,
    _error_type: Option<&str>,
    _duration: Duration,
) {
}

pub(super) fn operation(_labels: &Labels<'_>, _duration: Duration) {}

#[cfg(any(feature = "transport", feature = "blocking"))]
pub(super) fn retry(_family: &'static str, _operation: &'static str, _error_type: &str) {}

#[cfg(any(feature = "transport", feature = "blocking"))]
pub(super) fn budget_exhausted(_family: &'static str, _operation: &'static str) {}

#[cfg(feature = "transport")]
pub(super) fn unrecorded(_family: &'static str, _operation: &'static str) {}

pub(super) fn notification(
    _family: &'static str,
    _kind: &'static str,
    _verdict: NotificationVerdict,
    _key: Option<&MatchedKey>,
    _duration: Duration,
) {
}

pub(super) fn alarm(_family: Option<&str>, _kind: &'static str) {}

pub(super) fn event(_family: &str, _outcome: &EventOutcome, _result: &'static str, _duration: Duration) {}
