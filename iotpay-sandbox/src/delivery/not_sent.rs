//! Why no notification was sent.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Why the merchant was not notified, or is notified later. The event itself took place: the order is paid, for example.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum NotSent {
    /// The spec has no notification for the event.
    NoNotification,
    /// The request has no notification URL.
    NoNotifyUrl,
    /// The notification URL is neither a loopback address nor
    /// [allowed](crate::GatewayBuilder::allow_notifications_to).
    NotAllowed,
    /// The notification is sent later, because
    /// [notifications are reordered](crate::NotificationSchedule::reorders_within).
    Postponed,
    /// The sandbox was stopped or reset before the notification was sent.
    Stopped,
}

impl fmt::Display for NotSent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoNotification => "the spec has no notification for this event",
            Self::NoNotifyUrl => "the request has no notification URL",
            Self::NotAllowed => "the notification URL is not an allowed address",
            Self::Postponed => "the notification is sent later, because notifications are reordered",
            Self::Stopped => "the sandbox was stopped or reset before the notification was sent",
        })
    }
}

impl std::error::Error for NotSent {}

/// Why no notification can be built.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unprepared {
    NotSent(NotSent),
    /// An edit names a field that the notification does not have.
    UnknownField,
}

impl From<NotSent> for Unprepared {
    fn from(reason: NotSent) -> Self {
        Self::NotSent(reason)
    }
}
