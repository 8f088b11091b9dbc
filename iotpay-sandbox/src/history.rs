//! What happened in the sandbox, in order: requests, payments, notifications.

use std::collections::{BTreeSet, VecDeque};

use serde::Serialize;
use tokio::sync::broadcast;

use crate::delivery::Delivery;
use crate::explain::Explanation;
use crate::faults::{Fault, Timing};
use crate::history_index::EventIndex;
use crate::ledger::{Order, Refund};

/// The number of events that are kept.
const KEPT: usize = 10_000;

/// The subject of an event that replaces the whole state.
pub(crate) const WHOLE_STATE: &str = "sandbox";

/// The largest size of the kept events, in bytes.
const LARGEST_SIZE: usize = 64 * 1024 * 1024;

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
    /// No endpoint could process a request: the path, the method or the body is wrong.
    Unprocessed {
        /// The HTTP method.
        method: String,
        /// The path, at most its first 200 characters.
        path: String,
        /// The HTTP status of the response.
        status: u16,
        /// The reason.
        explanation: Explanation,
    },
    /// The sandbox sent a notification, or could not send it.
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
    /// The IOTPay ids in the response.
    pub ids: Vec<String>,
    /// The fields of a rejected request as a JSON object, about 4 KiB at most; empty if the request was accepted. `***` replaces
    /// secrets, and also the values of fields that the endpoint does not have, because they could be card data.
    pub request: String,
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
    index: EventIndex,
    next: u64,
    /// The number of bytes of the texts in the events.
    size: usize,
    largest_size: usize,
    /// The number of the first event after the whole state was replaced.
    first_of_state: u64,
    /// `None` after the end.
    listeners: Option<broadcast::Sender<Event>>,
}

impl Default for History {
    fn default() -> Self {
        Self {
            events: VecDeque::new(),
            index: EventIndex::default(),
            next: 0,
            size: 0,
            largest_size: LARGEST_SIZE,
            first_of_state: 0,
            listeners: Some(broadcast::channel(1024).0),
        }
    }
}

impl History {
    pub(crate) fn record(&mut self, at: u64, kind: EventKind) {
        let event = Event { number: self.next, at, kind };
        self.next += 1;
        if matches!(&event.kind, EventKind::Changed { subject, .. } if subject == WHOLE_STATE) {
            self.first_of_state = event.number;
        }
        if let Some(listeners) = self.listeners.as_ref().filter(|listeners| listeners.receiver_count() > 0) {
            // An error means that there is no listener.
            let _ = listeners.send(event.clone());
        }
        self.size += event.kind.size();
        self.index.add(event.number, event.kind.subjects());
        self.events.push_back(event);
        while self.events.len() > KEPT || self.size > self.largest_size {
            let Some(oldest) = self.events.pop_front() else { break };
            self.size -= oldest.kind.size();
            self.index.remove(oldest.number, oldest.kind.subjects());
        }
    }

    pub(crate) fn events(&self) -> Vec<Event> {
        self.events.iter().cloned().collect()
    }

    /// The latest events, oldest first.
    #[cfg(feature = "page")]
    pub(crate) fn iter(&self) -> impl DoubleEndedIterator<Item = &Event> {
        self.events.iter()
    }

    /// The event with a number, if it is kept.
    pub(crate) fn get(&self, number: u64) -> Option<&Event> {
        let first = self.events.front()?.number;
        self.events.get(usize::try_from(number.checked_sub(first)?).ok()?)
    }

    /// The events of an order and its refunds, newest first: those that name them or their merchant references.
    pub(crate) fn of_order(&self, order: &Order, refunds: &[Refund]) -> impl Iterator<Item = &Event> {
        let of_refunds = refunds.iter().flat_map(|refund| [&refund.refund_order_id, &refund.mch_refund_no]);
        let subjects = [&order.pay_order_id, &order.mch_order_no].into_iter().chain(of_refunds);
        let numbers: BTreeSet<u64> = subjects.flat_map(|subject| self.index.about(subject)).collect();
        // Orders of an earlier state may have had the same ids.
        let events = numbers.into_iter().rev().take_while(|number| *number >= self.first_of_state);
        events.filter_map(|number| self.get(number)).filter(|event| is_about(event, order, refunds))
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

/// Returns `true` if an event is about an order or one of its refunds.
fn is_about(event: &Event, order: &Order, refunds: &[Refund]) -> bool {
    let is_subject =
        |subject: &str| subject == order.pay_order_id || refunds.iter().any(|refund| subject == refund.refund_order_id);
    match &event.kind {
        EventKind::Notification { delivery } => is_subject(&delivery.subject),
        EventKind::Changed { subject, .. } => is_subject(subject),
        EventKind::Unprocessed { .. } => false,
        EventKind::Request(request) => {
            let is_in_scope = request.family == order.family && request.mch_id.as_deref() == Some(&order.mch_id);
            let is_reference = |reference: &str| {
                reference == order.mch_order_no || refunds.iter().any(|refund| reference == refund.mch_refund_no)
            };
            // A request by the IOTPay id has no merchant reference, but its response has the id.
            let has_id = || request.ids.contains(&order.pay_order_id);
            is_in_scope && (request.reference.as_deref().is_some_and(is_reference) || has_id())
        }
    }
}

impl EventKind {
    /// The ids and references that find the event.
    fn subjects(&self) -> impl Iterator<Item = &str> {
        let (subject, ids): (Option<&str>, &[String]) = match self {
            Self::Request(request) => (request.reference.as_deref(), &request.ids),
            Self::Notification { delivery } => (Some(&delivery.subject), &[]),
            Self::Changed { subject, .. } => (Some(subject), &[]),
            Self::Unprocessed { .. } => (None, &[]),
        };
        subject.into_iter().chain(ids.iter().map(String::as_str))
    }

    /// The number of bytes of the texts.
    fn size(&self) -> usize {
        match self {
            Self::Request(request) => {
                let rejected = request.rejected.as_ref().map_or(0, Explanation::size);
                request.request.len() + request.response.len() + rejected
            }
            Self::Notification { delivery } => delivery.size(),
            Self::Unprocessed { path, explanation, .. } => path.len() + explanation.size(),
            Self::Changed { subject, .. } => subject.len(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(subject: &str) -> EventKind {
        EventKind::Changed { subject: subject.to_owned(), change: "paid" }
    }

    #[test]
    fn the_number_and_the_size_of_events_are_limited() {
        let mut history = History { largest_size: 100, ..History::default() };
        for _ in 0..30 {
            history.record(0, change("1234567890"));
        }
        assert_eq!((history.events.len(), history.size), (10, 100));
        assert_eq!(history.index.about("1234567890").collect::<Vec<_>>(), (20..30).collect::<Vec<_>>());
        assert_eq!((history.get(19), history.get(20).map(|it| it.number), history.get(30)), (None, Some(20), None));
        // An event that is too large is not kept at all.
        history.record(0, change(&"x".repeat(101)));
        assert_eq!((history.events.len(), history.size), (0, 0));
        let mut history = History::default();
        for _ in 0..KEPT + 5 {
            history.record(0, change("a"));
        }
        assert_eq!((history.events.len(), history.index.about("a").count()), (KEPT, KEPT));
    }
}
