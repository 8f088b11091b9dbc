//! What happened in the sandbox, in order: requests, payments, notifications.

use std::collections::VecDeque;

use serde::Serialize;
use tokio::sync::broadcast;

use crate::delivery::Delivery;
use crate::explain::Explanation;
use crate::faults::{Fault, Timing};

/// The number of events that are kept.
const KEPT: usize = 10_000;

/// An event in the sandbox.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Event {
    /// The number of the event, from 0.
    pub number: u64,
    /// The time, in milliseconds since 1970, by the clock of the sandbox.
    pub at: u64,
    /// What happened.
    #[serde(flatten)]
    pub kind: EventKind,
}

/// What happened in the sandbox.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
#[non_exhaustive]
pub enum EventKind {
    /// The sandbox responded to a request.
    Request(RequestEvent),
    /// The sandbox sent a notification.
    Notification {
        /// The attempt.
        delivery: Delivery,
    },
    /// The state of an order, a card or a contract changed without a request, or the clock was changed.
    Changed {
        /// The IOTPay id of the order or contract, or the id of the card; `sandbox` if the whole state is
        /// replaced, and `clock` if the clock was changed.
        subject: String,
        /// What happened to it, such as `paid`, `cancelled`, `expired`, `settled` or `reset`.
        change: &'static str,
    },
}

/// A request, and the sandbox's response.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct RequestEvent {
    /// The name of the family.
    pub family: String,
    /// The path of the endpoint, below the base URL of the family.
    pub endpoint: String,
    /// The merchant id in the request, if any.
    pub mch_id: Option<String>,
    /// The merchant reference in the request, if any.
    pub reference: Option<String>,
    /// The response body, as it would be without a fault that loses it; empty if the request was not processed.
    pub response: String,
    /// The fault that was injected, if any, and its timing.
    pub fault: Option<(Fault, Timing)>,
    /// The reason why the request was rejected; `None` if it was accepted.
    pub rejected: Option<Explanation>,
}

/// The latest events, and who listens to new ones.
#[derive(Debug)]
pub(crate) struct History {
    events: VecDeque<Event>,
    next: u64,
    /// `None` after the end.
    listeners: Option<broadcast::Sender<Event>>,
}

impl Default for History {
    fn default() -> Self {
        Self { events: VecDeque::new(), next: 0, listeners: Some(broadcast::channel(1024).0) }
    }
}

impl History {
    pub(crate) fn record(&mut self, at: u64, kind: EventKind) {
        let event = Event { number: self.next, at, kind };
        self.next += 1;
        if let Some(listeners) = self.listeners.as_ref().filter(|listeners| listeners.receiver_count() > 0) {
            // An error means that there is no listener.
            let _ = listeners.send(event.clone());
        }
        if self.events.len() == KEPT {
            self.events.pop_front();
        }
        self.events.push_back(event);
    }

    pub(crate) fn events(&self) -> Vec<Event> {
        self.events.iter().cloned().collect()
    }

    /// The latest events, oldest first.
    #[cfg(feature = "page")]
    pub(crate) fn iter(&self) -> impl DoubleEndedIterator<Item = &Event> {
        self.events.iter()
    }

    pub(crate) fn listen(&self) -> broadcast::Receiver<Event> {
        // After the end, the receiver is closed.
        self.listeners.as_ref().map_or_else(|| broadcast::channel(1).1, broadcast::Sender::subscribe)
    }

    /// Ends the streams of events.
    pub(crate) fn close(&mut self) {
        self.listeners = None;
    }
}
