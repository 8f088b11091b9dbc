//! One attempt to pass an event to the handler.

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::Inbox;
use super::alarm::Alarm;
use super::claim::{Claim, Recorded};
use super::error::InboxError;
use super::event::Event;
use super::expectation::{Source, outranks};
use super::handler::{Handler, HandlerError};
use super::panics::caught;
use super::processor::Processor;
use super::step::ProcessingStep;
use super::time_limit::{TooSlow, within};
use crate::journal::JournalError;
use crate::observe;

/// How the attempt to handle an event ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Attempt {
    Handled,
    /// Another handler has completed the event.
    HandledElsewhere,
    /// Another outcome outranks the event, which was completed without the handler.
    Superseded,
    Failed,
}

/// Why an event was not handled.
enum Failure {
    Handler(HandlerError),
    Inbox(ProcessingStep, InboxError),
    Journal(JournalError),
}

impl<I: Inbox, H: Handler<I>> Processor<I, H> {
    /// Handles a claimed event. `began` is a time before the claim.
    pub(super) async fn attempt(&self, claim: &Claim, began: Instant) -> Attempt {
        let event = || Box::new(claim.event.clone());
        let result = match caught(self.handle(claim, began)).await {
            Ok(result) => result,
            Err(panicked) => Err(Failure::Handler(Box::new(panicked))),
        };
        let alarm = match result {
            Ok(attempt) => return observed(&claim.event, attempt, began),
            Err(Failure::Inbox(_, InboxError::LeaseLost)) => Alarm::LeaseLost { event: event() },
            Err(Failure::Inbox(_, error @ InboxError::BrokenTransaction(_))) => {
                Alarm::HandlerFailed { event: event(), attempts: claim.attempts, error: Arc::new(error) }
            }
            Err(Failure::Inbox(step, error)) => Alarm::Inbox { event: Some(event()), step, error },
            Err(Failure::Journal(error)) => Alarm::Journal { event: event(), step: ProcessingStep::Handle, error },
            Err(Failure::Handler(error)) => {
                Alarm::HandlerFailed { event: event(), attempts: claim.attempts, error: Arc::from(error) }
            }
        };
        let is_lost = matches!(alarm, Alarm::LeaseLost { .. });
        if !is_lost {
            self.report(&alarm);
        }
        self.release(claim, self.policy.retry_after(claim.attempts)).await;
        if is_lost {
            if self.is_handled(&claim.event).await {
                return observed(&claim.event, Attempt::HandledElsewhere, began);
            }
            self.report(&alarm);
        }
        observed(&claim.event, Attempt::Failed, began)
    }

    /// Books an event and completes it. If this future is dropped, the transaction is rolled back.
    async fn handle(&self, claim: &Claim, began: Instant) -> Result<Attempt, Failure> {
        let event = &claim.event;
        if self.is_outranked(event).await? {
            return self.superseded(claim).await;
        }
        let mut transaction = self.in_inbox(ProcessingStep::Handle, self.inbox.begin()).await?;
        match within(self.handler_time(began), self.handler.handle(event, &mut transaction)).await {
            Ok(result) => result.map_err(Failure::Handler)?,
            Err(TooSlow) => return Err(Failure::Handler(Box::new(TooSlow))),
        }
        // Another process may have booked a payment while this handler booked its failure. If both handlers write the
        // same row, the one that waited sees here what the other one has committed.
        if self.is_outranked_now(event, &mut transaction).await? {
            drop(transaction);
            return self.superseded(claim).await;
        }
        self.in_inbox(ProcessingStep::Handle, self.inbox.complete(&mut transaction, claim)).await?;
        self.in_inbox(ProcessingStep::Commit, self.inbox.commit(transaction)).await?;
        Ok(Attempt::Handled)
    }

    /// Returns `true` if money has moved, and the event says that it did not.
    async fn is_outranked(&self, event: &Event) -> Result<bool, Failure> {
        if !event.key.outcome.can_be_outranked() {
            return Ok(false);
        }
        // A process that has recorded the payment as an event may have ended before it could write to the journal.
        Ok(self.is_outranked_in_journal(event).await?
            || self.in_inbox(ProcessingStep::Handle, self.inbox.is_outranked(&event.key)).await?)
    }

    /// Does the same at the end of the handler's transaction.
    async fn is_outranked_now(&self, event: &Event, transaction: &mut I::Transaction) -> Result<bool, Failure> {
        if !event.key.outcome.can_be_outranked() {
            return Ok(false);
        }
        if !self.inbox.limits().one_connection && self.is_outranked_in_journal(event).await? {
            return Ok(true);
        }
        // Last, and in this transaction, so that nothing but the completion and the commit follows.
        self.in_inbox(ProcessingStep::Handle, self.inbox.is_outranked_in(transaction, &event.key)).await
    }

    async fn is_outranked_in_journal(&self, event: &Event) -> Result<bool, Failure> {
        let Source::Journal(journal) = &self.source else { return Ok(false) };
        outranks(&**journal, event, self.policy.storage_limit).await.map_err(Failure::Journal)
    }

    /// Completes an event without the handler.
    async fn superseded(&self, claim: &Claim) -> Result<Attempt, Failure> {
        let mut transaction = self.in_inbox(ProcessingStep::Handle, self.inbox.begin()).await?;
        self.in_inbox(ProcessingStep::Handle, self.inbox.complete(&mut transaction, claim)).await?;
        self.in_inbox(ProcessingStep::Commit, self.inbox.commit(transaction)).await?;
        Ok(Attempt::Superseded)
    }

    async fn in_inbox<T>(
        &self,
        step: ProcessingStep,
        call: impl Future<Output = Result<T, InboxError>>,
    ) -> Result<T, Failure> {
        self.inbox_call(call).await.map_err(|error| Failure::Inbox(step, error))
    }

    /// Finds out whether another handler has completed the event.
    async fn is_handled(&self, event: &Event) -> bool {
        matches!(self.inbox_call(self.inbox.record(event)).await, Ok(Recorded::Handled))
    }

    pub(super) async fn release(&self, claim: &Claim, retry_after: Duration) {
        // If this fails, the event is offered again when its lease has expired.
        if let Err(error) = self.inbox_call(self.inbox.release(claim, retry_after)).await {
            let event = Some(Box::new(claim.event.clone()));
            self.report(&Alarm::Inbox { event, step: ProcessingStep::Release, error });
        }
    }

    /// The time that a handler may take now. The claim began a while ago, and the transaction at this moment.
    fn handler_time(&self, began: Instant) -> Duration {
        let time = self.policy.handler_time().saturating_sub(began.elapsed());
        self.inbox.limits().handler_time.map_or(time, |limit| limit.min(time))
    }
}

/// Reports how an attempt ended.
fn observed(event: &Event, attempt: Attempt, began: Instant) -> Attempt {
    observe::inbox_event(event, attempt.name(), began.elapsed());
    attempt
}

impl Attempt {
    const fn name(self) -> &'static str {
        match self {
            Self::Handled => "handled",
            Self::HandledElsewhere => "handled_elsewhere",
            Self::Superseded => "superseded",
            Self::Failed => "failed",
        }
    }
}
