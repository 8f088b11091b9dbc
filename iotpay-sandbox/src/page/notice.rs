//! What an action has done, for the page that the browser is redirected to.

use axum::http::Uri;
use axum::response::Response;

use super::layout::redirect;
use super::query::parameter;
use crate::delivery::{Delivery, NotSent};

/// What an action has done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Notice {
    Acknowledged,
    NotAcknowledged,
    Sending,
    Postponed,
    NoNotification,
    NoNotifyUrl,
    NotAllowed,
    Stopped,
    Cancelled,
    Declined,
    Expired,
    Settled,
    Refunded,
    Example,
    NoExample,
    Clock,
    FaultAdded,
    FaultRemoved,
    FaultsCleared,
    NextCharge,
    Reset,
}

impl Notice {
    const ALL: [Self; 21] = [
        Self::Acknowledged,
        Self::NotAcknowledged,
        Self::Sending,
        Self::Postponed,
        Self::NoNotification,
        Self::NoNotifyUrl,
        Self::NotAllowed,
        Self::Stopped,
        Self::Cancelled,
        Self::Declined,
        Self::Expired,
        Self::Settled,
        Self::Refunded,
        Self::Example,
        Self::NoExample,
        Self::Clock,
        Self::FaultAdded,
        Self::FaultRemoved,
        Self::FaultsCleared,
        Self::NextCharge,
        Self::Reset,
    ];

    /// What has become of an attempt to notify the shop.
    pub(super) fn of_delivery(delivery: &Delivery) -> Self {
        match (delivery.not_sent, delivery.acknowledged) {
            (Some(reason), _) => Self::of_unsent(reason),
            (None, true) => Self::Acknowledged,
            (None, false) => Self::NotAcknowledged,
        }
    }

    /// Why the shop was not notified.
    pub(super) fn of_unsent(reason: NotSent) -> Self {
        match reason {
            NotSent::NoNotification => Self::NoNotification,
            NotSent::NoNotifyUrl => Self::NoNotifyUrl,
            NotSent::NotAllowed => Self::NotAllowed,
            NotSent::Postponed => Self::Postponed,
            NotSent::Stopped => Self::Stopped,
        }
    }

    fn text(self) -> &'static str {
        match self {
            Self::Acknowledged => "Done. The shop acknowledged the notification.",
            Self::NotAcknowledged => "Done. The shop did not acknowledge the notification.",
            Self::Sending => "Done. The shop has not responded to the notification yet.",
            Self::Postponed => "Done. The notification is sent later, because notifications are reordered.",
            Self::NoNotification => "Done. No notification was sent: the spec has none for this event.",
            Self::NoNotifyUrl => "Done. No notification was sent: the request has no notification URL.",
            Self::NotAllowed => "Done. No notification was sent: its URL is not an allowed address.",
            Self::Stopped => "Done. No notification was sent: the sandbox was stopped or reset.",
            Self::Cancelled => "The order is cancelled.",
            Self::Declined => "The payment was declined.",
            Self::Expired => "The order is expired.",
            Self::Settled => "The order is settled.",
            Self::Refunded => "The order is refunded.",
            Self::Example => "An example order was placed.",
            Self::NoExample => "The example order failed. The activity shows the reason.",
            Self::Clock => "The clock is changed.",
            Self::FaultAdded => "The rule is added.",
            Self::FaultRemoved => "The rule is removed.",
            Self::FaultsCleared => "All rules are removed.",
            Self::NextCharge => "The outcome of the next charge is set.",
            Self::Reset => "All orders, refunds, cards, contracts and faults are removed.",
        }
    }

    /// Returns the text of the notice in a URL; empty if there is none. The URL contains a number instead of the text,
    /// so that no link can show other texts.
    pub(super) fn text_of(uri: &Uri) -> &'static str {
        let number = parameter(uri, "notice").and_then(|number| number.parse::<usize>().ok());
        number.and_then(|number| Self::ALL.get(number)).map_or("", |notice| notice.text())
    }

    /// Redirects the browser to a path of the page, which shows the notice.
    pub(super) fn at(self, path: &str) -> Response {
        let number = Self::ALL.iter().position(|notice| *notice == self).unwrap_or_default();
        let separator = if path.contains('?') { '&' } else { '?' };
        redirect(&format!("{path}{separator}notice={number}"))
    }
}

#[cfg(test)]
mod tests {
    use axum::http::header::LOCATION;

    use super::*;

    #[test]
    fn the_url_of_a_redirect_names_the_notice() {
        for notice in Notice::ALL {
            for path in ["/", "/page/orders?page=2"] {
                let location = notice.at(path).headers()[LOCATION].to_str().unwrap().parse::<Uri>().unwrap();
                assert_eq!(Notice::text_of(&location), notice.text());
            }
        }
        for uri in ["/", "/?notice=99", "/?notice=-1", "/?notice=<script>"] {
            assert_eq!(Notice::text_of(&uri.replace(['<', '>'], "%3C").parse().unwrap()), "", "{uri}");
        }
    }
}
