//! Handles the events that are due.

use std::time::Instant;

use super::Inbox;
use super::error::InboxError;
use super::handler::Handler;
use super::processor::{Attempt, Processor};
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
    /// The number of events that failed. They are offered again.
    pub failed: usize,
}

impl<I: Inbox, H: Handler<I>> Processor<I, H> {
    /// Handles the events that are due: those whose handler failed or crashed, and those that a sweep has found. It
    /// handles a few at the same time, and stops after the number of events that the policy allows.
    ///
    /// # Errors
    ///
    /// Returns [`InboxError`] if no events could be claimed. An event that cannot be handled is in the report, and an
    /// alarm.
    pub async fn process_due(&self) -> Result<ProcessingReport, InboxError> {
        let mut report = ProcessingReport::default();
        let mut claimed = 0;
        while claimed < self.policy.batch {
            let began = Instant::now();
            // Not more than are handled at once: the lease of those that wait would expire.
            let claims = self.inbox.claim_due(self.policy.concurrency, self.policy.lease).await?;
            if claims.is_empty() {
                break;
            }
            claimed += claims.len();
            let attempts = claims.iter().map(|claim| -> std::pin::Pin<Box<dyn Future<Output = Attempt> + Send + '_>> {
                Box::pin(self.attempt(claim, began))
            });
            for attempt in joined(attempts).await {
                match attempt {
                    Attempt::Handled => report.handled += 1,
                    Attempt::HandledElsewhere => report.handled_elsewhere += 1,
                    Attempt::Failed => report.failed += 1,
                }
            }
        }
        Ok(report)
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
                Ok(report) if report.handled + report.handled_elsewhere + report.failed >= self.policy.batch => {}
                Ok(_) => tokio::time::sleep(interval).await,
                Err(error) => {
                    self.report(&super::alarm::Alarm::Inbox(error));
                    tokio::time::sleep(interval).await;
                }
            }
        }
    }
}
