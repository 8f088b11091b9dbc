//! The contract accepts the inbox in memory, and finds each mistake that an implementation can make.

use std::sync::Arc;
use std::time::Duration;

use super::{RULES, check_all, check_rule};
use crate::inbox::{
    Claim, Event, EventKey, EventOutcome, Inbox, InboxError, InboxFuture, InboxStatus, MemoryInbox, MemoryTransaction,
    Recorded,
};

crate::contract_tests!(inbox = async { MemoryInbox::new() });

#[tokio::test]
async fn the_inbox_in_memory_keeps_the_contract() {
    assert_eq!(check_all(|| async { Arc::new(MemoryInbox::new()) }).await, Ok(()));
}

#[tokio::test]
async fn an_unknown_rule_is_an_error() {
    let error = check_rule("no_such_rule", &MemoryInbox::new()).await.unwrap_err();
    assert!(error.to_string().contains(RULES[0]), "{error}");
}

/// A mistake in an implementation.
#[derive(Clone, Copy, PartialEq, Debug)]
enum Bug {
    ForgetsTheOrderId,
    IgnoresTheOutcome,
    IgnoresCase,
    IsAlwaysNew,
    IgnoresConflicts,
    LeaseNeverExpires,
    IgnoresTheLease,
    ReleasesNothing,
    ReleaseIgnoresThePause,
    ReleaseHandlesTheEvent,
    IgnoresTheToken,
    CompletesAtOnce,
    DueIgnoresTheLimit,
    DueReturnsNothing,
    StatusCountsAll,
    ClaimsConflicts,
    ClaimsNothingNew,
    NothingIsOutranked,
    EverythingIsOutranked,
    NothingIsOutrankedInATransaction,
}

struct Buggy(MemoryInbox, Bug);

impl Buggy {
    fn key(&self, key: &EventKey) -> EventKey {
        let mut key = key.clone();
        match self.1 {
            Bug::IgnoresTheOutcome => key.outcome = EventOutcome::state("any"),
            Bug::IgnoresCase => key.reference = key.reference.to_lowercase(),
            _ => {}
        }
        key
    }

    fn lease(&self, lease: Duration) -> Duration {
        match self.1 {
            Bug::LeaseNeverExpires => Duration::from_secs(1_000_000),
            Bug::IgnoresTheLease => Duration::ZERO,
            _ => lease,
        }
    }
}

impl Inbox for Buggy {
    type Transaction = MemoryTransaction;

    fn record<'a>(&'a self, event: &'a Event) -> InboxFuture<'a, Recorded> {
        Box::pin(async move {
            let mut event = Event { key: self.key(&event.key), ..event.clone() };
            if self.1 == Bug::ForgetsTheOrderId {
                event.order_id = None;
            }
            match (self.1, self.0.record(&event).await?) {
                (Bug::IsAlwaysNew, _) => Ok(Recorded::New),
                (Bug::IgnoresConflicts, Recorded::Conflict(_)) => Ok(Recorded::Pending),
                (_, recorded) => Ok(recorded),
            }
        })
    }

    fn claim<'a>(&'a self, key: &'a EventKey, lease: Duration) -> InboxFuture<'a, Option<Claim>> {
        Box::pin(async move { self.0.claim(&self.key(key), self.lease(lease)).await })
    }

    fn record_and_claim<'a>(&'a self, event: &'a Event, lease: Duration) -> InboxFuture<'a, (Recorded, Option<Claim>)> {
        Box::pin(async move {
            let recorded = self.record(event).await?;
            let claims = match recorded {
                Recorded::New => self.1 != Bug::ClaimsNothingNew,
                Recorded::Pending => true,
                _ => self.1 == Bug::ClaimsConflicts,
            };
            Ok((recorded, if claims { self.claim(&event.key, lease).await? } else { None }))
        })
    }

    fn claim_due(&self, limit: usize, lease: Duration) -> InboxFuture<'_, Vec<Claim>> {
        let limit = match self.1 {
            Bug::DueIgnoresTheLimit => usize::MAX,
            Bug::DueReturnsNothing => 0,
            _ => limit,
        };
        self.0.claim_due(limit, self.lease(lease))
    }

    fn release<'a>(&'a self, claim: &'a Claim, retry_after: Duration) -> InboxFuture<'a, ()> {
        match self.1 {
            Bug::ReleasesNothing => Box::pin(std::future::ready(Ok(()))),
            Bug::ReleaseIgnoresThePause => self.0.release(claim, Duration::ZERO),
            Bug::ReleaseHandlesTheEvent => Box::pin(async move {
                let mut transaction = self.0.begin().await?;
                let _ = self.0.complete(&mut transaction, claim).await;
                self.0.commit(transaction).await
            }),
            _ => self.0.release(claim, retry_after),
        }
    }

    fn begin(&self) -> InboxFuture<'_, MemoryTransaction> {
        self.0.begin()
    }

    fn complete<'a>(&'a self, transaction: &'a mut MemoryTransaction, claim: &'a Claim) -> InboxFuture<'a, ()> {
        Box::pin(async move {
            match self.1 {
                Bug::IgnoresTheToken => match self.0.complete(transaction, claim).await {
                    Err(InboxError::LeaseLost) => Ok(()),
                    result => result,
                },
                Bug::CompletesAtOnce => {
                    let mut own = self.0.begin().await?;
                    self.0.complete(&mut own, claim).await?;
                    self.0.commit(own).await
                }
                _ => self.0.complete(transaction, claim).await,
            }
        })
    }

    fn commit(&self, transaction: MemoryTransaction) -> InboxFuture<'_, ()> {
        self.0.commit(transaction)
    }

    fn is_outranked<'a>(&'a self, key: &'a EventKey) -> InboxFuture<'a, bool> {
        match self.1 {
            Bug::NothingIsOutranked => Box::pin(std::future::ready(Ok(false))),
            Bug::EverythingIsOutranked => Box::pin(std::future::ready(Ok(true))),
            _ => self.0.is_outranked(key),
        }
    }

    fn is_outranked_in<'a>(
        &'a self,
        transaction: &'a mut MemoryTransaction,
        key: &'a EventKey,
    ) -> InboxFuture<'a, bool> {
        match self.1 {
            Bug::NothingIsOutrankedInATransaction => Box::pin(std::future::ready(Ok(false))),
            Bug::NothingIsOutranked | Bug::EverythingIsOutranked => self.is_outranked(key),
            _ => self.0.is_outranked_in(transaction, key),
        }
    }

    fn status(&self) -> InboxFuture<'_, InboxStatus> {
        match self.1 {
            Bug::StatusCountsAll => {
                Box::pin(std::future::ready(Ok(InboxStatus::new(self.0.events().len() as u64, None))))
            }
            _ => self.0.status(),
        }
    }
}

#[tokio::test]
async fn finds_each_mistake() {
    for bug in [
        Bug::ForgetsTheOrderId,
        Bug::IgnoresTheOutcome,
        Bug::IgnoresCase,
        Bug::IsAlwaysNew,
        Bug::IgnoresConflicts,
        Bug::LeaseNeverExpires,
        Bug::IgnoresTheLease,
        Bug::ReleasesNothing,
        Bug::ReleaseIgnoresThePause,
        Bug::ReleaseHandlesTheEvent,
        Bug::IgnoresTheToken,
        Bug::CompletesAtOnce,
        Bug::DueIgnoresTheLimit,
        Bug::DueReturnsNothing,
        Bug::StatusCountsAll,
        Bug::ClaimsConflicts,
        Bug::ClaimsNothingNew,
        Bug::NothingIsOutranked,
        Bug::EverythingIsOutranked,
        Bug::NothingIsOutrankedInATransaction,
    ] {
        let broken = check_all(|| async { Buggy(MemoryInbox::new(), bug) }).await.expect_err(&format!("{bug:?}"));
        assert!(!broken.broken_rules().is_empty(), "{bug:?}");
    }
}
