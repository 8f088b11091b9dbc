//! The latest attempts to send notifications.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32};

use serde::{Deserialize, Serialize};

use super::not_sent::NotSent;

/// An attempt to send a notification, and the merchant's response.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivery {
    /// The number of the attempt in [`Gateway::deliveries`](crate::Gateway::deliveries), from 0.
    pub number: usize,
    /// The IOTPay id of the order, refund or contract.
    pub subject: String,
    /// The number of the attempt for this notification, from 1; 0 if nothing was sent.
    pub attempt: u32,
    /// The time of the attempt, in milliseconds since 1970, by the clock of the sandbox.
    pub sent_at: u64,
    /// The URL, including the query; empty if there is none.
    pub url: String,
    /// The request body.
    pub body: String,
    /// The HTTP status of the response; `None` without a response.
    pub status: Option<u16>,
    /// The response body, at most its first 4 KiB.
    pub response_body: String,
    /// Whether the merchant acknowledged the notification, so that the payment counts as notified.
    pub acknowledged: bool,
    /// Why nothing was sent; `None` if the notification was sent.
    #[serde(default)]
    pub not_sent: Option<NotSent>,
}

impl Delivery {
    /// The number of bytes of the texts.
    pub(crate) fn size(&self) -> usize {
        self.url.len() + self.body.len() + self.response_body.len()
    }
}

/// A notification that is ready to be sent.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Prepared {
    /// The number of the notification.
    pub(crate) id: u64,
    /// The id of the order, refund or contract.
    pub(crate) subject: String,
    pub(crate) url: String,
    pub(crate) content_type: Cow<'static, str>,
    pub(crate) body: String,
    /// The text that acknowledges it.
    pub(crate) acknowledgement: String,
    /// Whether it reports a payment, which counts as notified when it is acknowledged.
    pub(crate) is_payment: bool,
    /// The number of attempts.
    pub(crate) attempts: AtomicU32,
    /// Whether the merchant has acknowledged an attempt.
    pub(crate) is_acknowledged: AtomicBool,
}

#[cfg(feature = "data")]
impl Prepared {
    /// Returns a notification with the same content that has not been sent.
    pub(super) fn copy(&self) -> Self {
        Self {
            id: self.id,
            subject: self.subject.clone(),
            url: self.url.clone(),
            content_type: self.content_type.clone(),
            body: self.body.clone(),
            acknowledgement: self.acknowledgement.clone(),
            is_payment: self.is_payment,
            attempts: AtomicU32::new(0),
            is_acknowledged: AtomicBool::new(false),
        }
    }
}

/// How many attempts are kept.
#[derive(Debug, Clone, Copy)]
pub(crate) struct DeliveryLimits {
    /// For one order, refund or contract.
    pub(crate) of_subject: usize,
    /// In total.
    pub(crate) total: usize,
    /// The largest size of all of them, in bytes.
    pub(crate) size: usize,
}

impl Default for DeliveryLimits {
    fn default() -> Self {
        Self { of_subject: 100, total: 10_000, size: 64 * 1024 * 1024 }
    }
}

/// The latest attempts, and what they sent. Older ones are removed, so that memory does not grow without limit.
#[derive(Debug)]
pub(crate) struct Deliveries {
    limits: DeliveryLimits,
    /// The size of the kept attempts, in bytes. A text that several attempts share counts for each of them.
    size: usize,
    next: usize,
    pub(super) kept: BTreeMap<usize, (Delivery, Option<Arc<Prepared>>)>,
    /// The attempts that were added or removed since the changes were taken; `None` if changes are not tracked.
    pub(super) changed: Option<BTreeSet<usize>>,
    /// The numbers of the kept attempts, oldest first.
    by_subject: HashMap<String, VecDeque<usize>>,
}

impl Deliveries {
    pub(crate) fn new(limits: DeliveryLimits, is_tracked: bool) -> Self {
        let changed = is_tracked.then(BTreeSet::new);
        Self { limits, size: 0, next: 0, kept: BTreeMap::new(), changed, by_subject: HashMap::new() }
    }

    /// Returns the kept attempts, oldest first.
    pub(crate) fn log(&self) -> Vec<Delivery> {
        self.kept.values().map(|(delivery, _)| delivery.clone()).collect()
    }

    /// Returns the id of the order, refund or contract of a kept attempt.
    #[cfg(feature = "page")]
    pub(crate) fn subject(&self, number: usize) -> Option<String> {
        self.kept.get(&number).map(|(delivery, _)| delivery.subject.clone())
    }

    /// Returns what a kept attempt sent, or would have sent to an address that is not allowed.
    pub(super) fn prepared(&self, number: usize) -> Option<Arc<Prepared>> {
        self.kept.get(&number)?.1.clone()
    }

    pub(super) fn record(&mut self, mut delivery: Delivery, prepared: Option<Arc<Prepared>>) -> Delivery {
        delivery.number = self.next;
        self.keep(delivery.clone(), prepared);
        delivery
    }

    /// Adds an attempt of the data file, which contains it already.
    #[cfg(feature = "data")]
    pub(super) fn load(&mut self, delivery: Delivery, prepared: Option<Arc<Prepared>>) {
        let number = delivery.number;
        self.keep(delivery, prepared);
        if let Some(changed) = &mut self.changed {
            changed.remove(&number);
        }
    }

    fn keep(&mut self, delivery: Delivery, prepared: Option<Arc<Prepared>>) {
        let number = delivery.number;
        self.next = number + 1;
        self.mark(number);
        let of_subject = self.by_subject.entry(delivery.subject.clone()).or_default();
        of_subject.push_back(number);
        let oldest = if of_subject.len() > self.limits.of_subject { of_subject.front().copied() } else { None };
        self.size += size(&delivery, prepared.as_deref());
        self.kept.insert(number, (delivery, prepared));
        self.forget(oldest);
        while self.kept.len() > self.limits.total || self.size > self.limits.size {
            self.forget(self.kept.keys().next().copied());
        }
    }

    fn mark(&mut self, number: usize) {
        if let Some(changed) = &mut self.changed {
            changed.insert(number);
        }
    }

    /// Removes an attempt, which is the oldest one of its subject.
    fn forget(&mut self, number: Option<usize>) {
        let Some((delivery, prepared)) = number.and_then(|number| self.kept.remove(&number)) else { return };
        self.size -= size(&delivery, prepared.as_deref());
        self.mark(delivery.number);
        if let Some(of_subject) = self.by_subject.get_mut(&delivery.subject) {
            of_subject.pop_front();
            if of_subject.is_empty() {
                self.by_subject.remove(&delivery.subject);
            }
        }
    }
}

/// The number of bytes of the texts of an attempt.
fn size(delivery: &Delivery, prepared: Option<&Prepared>) -> usize {
    delivery.size() + prepared.map_or(0, |prepared| prepared.url.len() + prepared.body.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(deliveries: &mut Deliveries, subject: &str) {
        record_with(deliveries, subject, "");
    }

    fn record_with(deliveries: &mut Deliveries, subject: &str, response: &str) {
        let prepared = Prepared {
            id: 0,
            subject: subject.to_owned(),
            url: String::new(),
            content_type: "".into(),
            body: String::new(),
            acknowledgement: String::new(),
            is_payment: true,
            attempts: AtomicU32::new(0),
            is_acknowledged: AtomicBool::new(false),
        };
        let delivery = Delivery {
            number: 0,
            subject: subject.to_owned(),
            attempt: 1,
            sent_at: 0,
            url: String::new(),
            body: String::new(),
            status: None,
            response_body: response.to_owned(),
            acknowledged: false,
            not_sent: None,
        };
        deliveries.record(delivery, Some(Arc::new(prepared)));
    }

    #[test]
    fn the_latest_attempts_are_kept() {
        let mut deliveries = Deliveries::new(DeliveryLimits { of_subject: 2, total: 3, size: 1_000 }, false);
        for (subject, kept) in [
            ("a", &[("a", 0)][..]),
            ("a", &[("a", 0), ("a", 1)]),
            ("a", &[("a", 1), ("a", 2)]),
            ("b", &[("a", 1), ("a", 2), ("b", 3)]),
            ("c", &[("a", 2), ("b", 3), ("c", 4)]),
            ("d", &[("b", 3), ("c", 4), ("d", 5)]),
            ("a", &[("c", 4), ("d", 5), ("a", 6)]),
        ] {
            record(&mut deliveries, subject);
            let log = deliveries.log();
            assert_eq!(log.iter().map(|it| (it.subject.as_str(), it.number)).collect::<Vec<_>>(), kept);
            assert!(deliveries.by_subject.values().map(VecDeque::len).sum::<usize>() == kept.len());
        }
        assert!(deliveries.prepared(3).is_none() && deliveries.prepared(6).is_some());
        let mut small = Deliveries::new(DeliveryLimits { size: 0, ..DeliveryLimits::default() }, false);
        for (text, kept) in [("", 1), ("", 2), ("x", 0), ("", 1)] {
            record_with(&mut small, "a", text);
            assert_eq!((small.kept.len(), small.size), (kept, 0), "{text}");
        }
        let mut none = Deliveries::new(DeliveryLimits { of_subject: 0, total: 0, size: 0 }, false);
        record(&mut none, "a");
        assert!(none.log().is_empty() && none.by_subject.is_empty());
    }
}
