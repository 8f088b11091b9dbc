//! Handles the events that are due.

use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
#[cfg(any(feature = "transport", feature = "axum", feature = "actix"))]
use std::task::Poll;
use std::time::Instant;

use super::Inbox;
use super::alarm::Alarm;
use super::attempt::Attempt;
use super::claim::Claim;
use super::error::InboxError;
use super::handler::Handler;
use super::processor::Processor;
use super::slots::Slot;
use super::step::ProcessingStep;
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
type Lane<'a> = Pin<Box<dyn Future<Output = ProcessingReport> + Send + 'a>>;

/// Handles the events that are due at a time, and those that become due meanwhile.
#[cfg(any(feature = "transport", feature = "axum", feature = "actix"))]
type Round<'a> = Pin<Box<dyn Future<Output = Result<ProcessingReport, InboxError>> + Send + 'a>>;

/// The interval of a worker whose interval is zero, which would use a whole processor.
#[cfg(any(feature = "transport", feature = "axum", feature = "actix"))]
const SHORTEST_INTERVAL: std::time::Duration = std::time::Duration::from_millis(1);

impl<I: Inbox, H: Handler<I>> Processor<I, H> {
    /// Handles the events that are due: those whose handler failed or crashed, and those that a sweep has found. It
    /// handles a few at the same time, as the policy and the inbox allow, and those of one order one after the other. It
    /// leaves one handler to notifications. If the policy or the inbox allows only one, as SQLite does, notifications that
    /// arrive while it is in use are recorded, and handled later. It returns when no more events are due, or after the
    /// number of events that the policy allows, and all handlers that it has called have ended.
    ///
    /// # Errors
    ///
    /// Returns [`InboxError`] if no events could be claimed. An event that cannot be handled is in the report, and an
    /// alarm. So is an error that occurs when others were handled before.
    pub async fn process_due(&self) -> Result<ProcessingReport, InboxError> {
        // Not more than are handled at once: the lease of events that wait would expire.
        let slots: Vec<_> = std::iter::from_fn(|| self.worker_slot()).collect();
        if slots.is_empty() {
            return Ok(ProcessingReport::default());
        }
        let began = Instant::now();
        let claims = self.inbox_call(self.inbox.claim_due(slots.len(), self.policy.lease)).await?;
        let left = AtomicUsize::new(self.policy.batch.saturating_sub(claims.len()));
        let lanes = slots.into_iter().zip(claims);
        let lanes = lanes.map(|(slot, claim)| -> Lane<'_> { Box::pin(self.lane(slot, claim, began, &left)) });
        let reports = joined(lanes).await;
        Ok(reports.into_iter().fold(ProcessingReport::default(), ProcessingReport::plus))
    }

    /// Handles a claimed event and then, one after the other, the next ones that are due. So a slow handler does not hold
    /// up the events of other lanes.
    async fn lane<'a>(
        &'a self,
        _slot: Slot<'a>,
        mut claim: Claim,
        mut began: Instant,
        left: &AtomicUsize,
    ) -> ProcessingReport {
        let mut report = ProcessingReport::default();
        loop {
            report.count(self.attempt_alone(claim, began).await);
            if left.fetch_update(Relaxed, Relaxed, |left| left.checked_sub(1)).is_err() {
                break;
            }
            began = Instant::now();
            match self.inbox_call(self.inbox.claim_due(1, self.policy.lease)).await {
                Ok(mut claims) => match claims.pop() {
                    Some(next) => claim = next,
                    None => break,
                },
                Err(error) => {
                    self.report_not_claimed(error);
                    break;
                }
            }
        }
        report
    }

    /// Handles an event, unless another one of the same order is being handled.
    async fn attempt_alone(&self, claim: Claim, began: Instant) -> Option<Attempt> {
        if let Some(_order) = self.slots.order(claim.event.key.journal_key()) {
            return Some(self.attempt_counted(claim, began).await);
        }
        self.release_unattempted(&claim).await;
        None
    }

    /// Handles an event. Claims that ended without an attempt are not counted as attempts.
    pub(super) async fn attempt_counted(&self, claim: Claim, began: Instant) -> Attempt {
        let claim = self.slots.attempted(claim);
        let attempt = self.attempt(&claim, began).await;
        if attempt != Attempt::Failed {
            self.slots.forget(&claim.event.key);
        }
        attempt
    }

    fn report_not_claimed(&self, error: InboxError) {
        self.report(&Alarm::Inbox { event: None, step: ProcessingStep::Claim, error });
    }

    /// Handles the events that are due again and again, until the future is dropped. It looks for them at each interval,
    /// also while handlers run, so that a slow one does not hold up the others. An inbox that cannot be read is an alarm,
    /// and does not end the loop.
    ///
    /// Run it in a task of its own in every process. The recovery time after a crash is at most the lease plus the
    /// interval, if not all handlers are in use.
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
        // Each one that waits has a slot, which limits their number.
        let mut rounds: Vec<Round<'_>> = Vec::new();
        loop {
            rounds.push(Box::pin(self.process_due()));
            let mut pause = std::pin::pin!(tokio::time::sleep(interval.max(SHORTEST_INTERVAL)));
            std::future::poll_fn(|context| {
                let mut has_more = false;
                rounds.retain_mut(|round| match round.as_mut().poll(context) {
                    Poll::Ready(Ok(report)) => {
                        has_more |= report.total() >= self.policy.batch;
                        false
                    }
                    Poll::Ready(Err(error)) => {
                        self.report_not_claimed(error);
                        false
                    }
                    Poll::Pending => true,
                });
                if has_more { Poll::Ready(()) } else { pause.as_mut().poll(context) }
            })
            .await;
        }
    }
}
