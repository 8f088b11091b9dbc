//! Handles the events that are due.

use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::time::Instant;

use super::Inbox;
use super::attempt::Attempt;
use super::claim::Claim;
use super::error::InboxError;
use super::handler::Handler;
use super::processor::Processor;
use super::slots::Slot;
use crate::joined::joined;

/// What [`Processor::process_due`] has done.
///
/// ```
/// # use iotpay_client::inbox::{Handler, InboxError, MemoryInbox, Processor};
/// # async fn example<H: Handler<MemoryInbox>>(processor: Processor<MemoryInbox, H>) -> Result<(), InboxError> {
/// let report = processor.process_due().await?;
/// println!("{} handled, {} failed", report.handled, report.failed);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub struct ProcessingReport {
    /// The number of events that were handled.
    pub handled: usize,
    /// The number of events that another handler had completed.
    pub handled_elsewhere: usize,
    /// The number of events that were completed without the handler, because the journal, or the inbox if there is no
    /// journal, knows an outcome that outranks them: a payment has arrived after its failure.
    pub superseded: usize,
    /// The number of events that wait, because another event of the same order is being handled. They are offered again.
    pub postponed: usize,
    /// The number of events that failed. They are offered again.
    pub failed: usize,
}

impl ProcessingReport {
    /// Returns the number of events.
    pub const fn total(&self) -> usize {
        self.handled + self.handled_elsewhere + self.superseded + self.postponed + self.failed
    }

    fn count(&mut self, attempt: Option<Attempt>) {
        let number = match attempt {
            Some(Attempt::Handled) => &mut self.handled,
            Some(Attempt::HandledElsewhere) => &mut self.handled_elsewhere,
            Some(Attempt::Superseded) => &mut self.superseded,
            Some(Attempt::Failed) => &mut self.failed,
            None => &mut self.postponed,
        };
        *number += 1;
    }

    const fn plus(self, other: Self) -> Self {
        Self {
            handled: self.handled + other.handled,
            handled_elsewhere: self.handled_elsewhere + other.handled_elsewhere,
            superseded: self.superseded + other.superseded,
            postponed: self.postponed + other.postponed,
            failed: self.failed + other.failed,
        }
    }
}

/// Handles one event after the other.
type Lane<'a> = std::pin::Pin<Box<dyn Future<Output = Result<ProcessingReport, InboxError>> + Send + 'a>>;

impl<I: Inbox, H: Handler<I>> Processor<I, H> {
    /// Handles the events that are due: those whose handler failed or crashed, and those that a sweep has found. It
    /// handles a few at the same time, as the policy and the inbox allow, and those of one order one after the other. It
    /// stops after the number of events that the policy allows, or if notifications need all handlers.
    ///
    /// # Errors
    ///
    /// Returns [`InboxError`] if no events could be claimed. An event that cannot be handled is in the report, and an
    /// alarm.
    pub async fn process_due(&self) -> Result<ProcessingReport, InboxError> {
        // Not more than are handled at once: the lease of events that wait would expire.
        let slots: Vec<_> = std::iter::from_fn(|| self.slot()).collect();
        if slots.is_empty() {
            return Ok(ProcessingReport::default());
        }
        let began = Instant::now();
        let claims = self.inbox_call(self.inbox.claim_due(slots.len(), self.policy.lease)).await?;
        let left = AtomicUsize::new(self.policy.batch.saturating_sub(claims.len()));
        let lanes = slots.into_iter().zip(claims);
        let lanes = lanes.map(|(slot, claim)| -> Lane<'_> { Box::pin(self.lane(slot, claim, began, &left)) });
        let reports = joined(lanes).await;
        reports.into_iter().try_fold(ProcessingReport::default(), |sum, report| Ok(sum.plus(report?)))
    }

    /// Handles a claimed event and then, one after the other, the next ones that are due. So a slow handler does not hold
    /// up the events of other lanes.
    async fn lane<'a>(
        &'a self,
        mut slot: Slot<'a>,
        mut claim: Claim,
        mut began: Instant,
        left: &AtomicUsize,
    ) -> Result<ProcessingReport, InboxError> {
        let mut report = ProcessingReport::default();
        loop {
            report.count(self.attempt_alone(&claim, began).await);
            // Notifications come first if they need the slot.
            drop(slot);
            let Some(free) = self.slot() else { break };
            slot = free;
            if left.fetch_update(Relaxed, Relaxed, |left| left.checked_sub(1)).is_err() {
                break;
            }
            began = Instant::now();
            match self.inbox_call(self.inbox.claim_due(1, self.policy.lease)).await?.pop() {
                Some(next) => claim = next,
                None => break,
            }
        }
        Ok(report)
    }

    /// Handles an event, unless another one of the same order is being handled.
    async fn attempt_alone(&self, claim: &Claim, began: Instant) -> Option<Attempt> {
        if let Some(_order) = self.slots.order(claim.event.key.journal_key()) {
            return Some(self.attempt(claim, began).await);
        }
        self.release(claim, self.policy.retry_after(1)).await;
        None
    }

    /// Handles the events that are due again and again, until the future is dropped. It waits for the interval if no more
    /// events are due. An inbox that cannot be read is an alarm, and does not end the loop.
    ///
    /// Run it in a task of its own in every process. The recovery time after a crash is at most the lease plus the
    /// interval.
    ///
    /// ```no_run
    /// # use std::sync::Arc;
    /// # use std::time::Duration;
    /// # use iotpay_client::inbox::{Handler, MemoryInbox, Processor};
    /// # async fn example<H: Handler<MemoryInbox> + 'static>(processor: Arc<Processor<MemoryInbox, H>>) {
    /// let worker = tokio::spawn(async move { processor.run(Duration::from_millis(500)).await });
    /// # }
    /// ```
    #[cfg(any(feature = "transport", feature = "axum", feature = "actix"))]
    pub async fn run(&self, interval: std::time::Duration) {
        loop {
            match self.process_due().await {
                Ok(report) if report.total() >= self.policy.batch => {}
                Ok(_) => tokio::time::sleep(interval).await,
                Err(error) => {
                    let step = super::step::ProcessingStep::Claim;
                    self.report(&super::alarm::Alarm::Inbox { event: None, step, error });
                    tokio::time::sleep(interval).await;
                }
            }
        }
    }
}
