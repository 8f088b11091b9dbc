//! The inbox in PostgreSQL.

mod statements;

use std::time::Duration;

use iotpay_client::inbox::{
    Claim, Event, EventKey, Inbox, InboxError, InboxFuture, InboxLimits, InboxStatus, Recorded,
};
use sqlx::{Postgres, Transaction};

use super::PostgresStore;
use super::transaction::is_outranked_in;
use crate::checks::CHECK_LIMIT;
use crate::inbox::{ClaimRow, KNOWN, KnownRow, OTHER_OUTCOMES, bind, first_claim, outranks};
use crate::statement::{LIMIT, fetch_all, fetch_all_within, within};
use statements::{
    CLAIM, CLAIM_DUE, IS_HANDLED, RECORD, RECORD_AND_CLAIM, RELEASE, REPAIR, REPAIR_ALL, STATUS, UNSTICK,
};

impl PostgresStore {
    /// Returns the parameter of a statement that claims events.
    fn lease(&self, lease: Duration) -> i64 {
        if let Some(longest) = &self.longest_lease {
            longest.note(lease);
        }
        bind::span(lease)
    }

    /// Records an event and, if there is a lease, claims it.
    async fn record_event(
        &self,
        event: &Event,
        lease: Option<Duration>,
    ) -> Result<(Recorded, Option<Claim>), InboxError> {
        loop {
            if let Some(claimed_until) = self.insert_event(event, lease).await? {
                return Ok((Recorded::New, lease.map(|_| first_claim(event, claimed_until))));
            }
            if let Some(recorded) = self.known_event(event).await? {
                let claim = match (lease, &recorded) {
                    (Some(lease), Recorded::Pending) => self.claim_event(&event.key, lease).await?,
                    _ => None,
                };
                return Ok((recorded, claim));
            }
            // It was deleted between the statements.
        }
    }

    /// Returns the end of the lease if the event is new.
    async fn insert_event(&self, event: &Event, lease: Option<Duration>) -> Result<Option<i64>, InboxError> {
        let query = || match lease {
            None => bind::event(sqlx::query_as::<_, (i64,)>(RECORD), event),
            Some(lease) => bind::event(sqlx::query_as(RECORD_AND_CLAIM), event).bind(self.lease(lease)),
        };
        let inserted = fetch_all(&self.pool, query).await.map_err(InboxError::storage)?;
        Ok(inserted.first().map(|(claimed_until,)| *claimed_until))
    }

    async fn known_event(&self, event: &Event) -> Result<Option<Recorded>, InboxError> {
        let query = || bind::key(sqlx::query_as::<_, KnownRow>(KNOWN), &event.key);
        if let Some(known) = fetch_all(&self.pool, query).await.map_err(InboxError::storage)?.into_iter().next() {
            if known.is_lost() {
                let query = || bind::key(sqlx::query_as::<_, (i64,)>(REPAIR), &event.key);
                fetch_all(&self.pool, query).await.map_err(InboxError::storage)?;
            }
            return known.into_recorded(event).map(Some);
        }
        let query = || bind::key(sqlx::query_as::<_, (i64,)>(IS_HANDLED), &event.key);
        let handled = fetch_all(&self.pool, query).await.map_err(InboxError::storage)?;
        Ok((!handled.is_empty()).then_some(Recorded::Handled))
    }

    async fn claim_event(&self, key: &EventKey, lease: Duration) -> Result<Option<Claim>, InboxError> {
        let query = || bind::key(sqlx::query_as::<_, ClaimRow>(CLAIM), key).bind(self.lease(lease));
        let claimed = fetch_all(&self.pool, query).await.map_err(InboxError::storage)?;
        claimed.into_iter().next().map(ClaimRow::into_claim).transpose()
    }

    async fn claim_due_events(&self, limit: usize, lease: Duration) -> Result<Vec<Claim>, InboxError> {
        if self.checks.inbox_clock.is_due() {
            let query = || sqlx::query_as::<_, (i64,)>(UNSTICK);
            fetch_all(&self.pool, query).await.map_err(InboxError::storage)?;
        }
        self.offer_lost_events().await;
        let query = || sqlx::query_as::<_, ClaimRow>(CLAIM_DUE).bind(self.lease(lease)).bind(bind::limit(limit));
        ClaimRow::into_claims(fetch_all(&self.pool, query).await.map_err(InboxError::storage)?)
    }

    /// Offers the events that nothing offers, now and then. If this fails, the events that are due are claimed all the
    /// same.
    async fn offer_lost_events(&self) {
        let query = || sqlx::query_as::<_, (i64,)>(REPAIR_ALL);
        let check = &self.checks.lost_events;
        if check.is_due() && fetch_all_within(CHECK_LIMIT, &self.pool, query).await.is_ok() {
            check.has_succeeded();
        }
    }

    async fn release_claim(&self, claim: &Claim, retry_after: Duration) -> Result<(), InboxError> {
        let query = || {
            let query = bind::key(sqlx::query_as::<_, (i64,)>(RELEASE), &claim.event.key);
            query.bind(bind::token(claim)).bind(bind::span(retry_after))
        };
        fetch_all(&self.pool, query).await.map(drop).map_err(InboxError::storage)
    }

    async fn is_key_outranked(&self, key: &EventKey) -> Result<bool, InboxError> {
        let query = || bind::key(sqlx::query_as::<_, (String,)>(OTHER_OUTCOMES), key);
        let outcomes = fetch_all(&self.pool, query).await.map_err(InboxError::storage)?;
        Ok(outranks(&outcomes, key))
    }

    async fn read_status(&self) -> Result<InboxStatus, InboxError> {
        let query = || sqlx::query_as::<_, (i64, Option<i64>)>(STATUS);
        let rows = fetch_all(&self.pool, query).await.map_err(InboxError::storage)?;
        let (pending, oldest) = rows.into_iter().next().unwrap_or_default();
        let oldest = oldest.map(|age| Duration::from_millis(u64::try_from(age).unwrap_or(0)));
        Ok(InboxStatus::new(u64::try_from(pending).unwrap_or(0), oldest))
    }
}

impl Inbox for PostgresStore {
    type Transaction = Transaction<'static, Postgres>;

    fn record<'a>(&'a self, event: &'a Event) -> InboxFuture<'a, Recorded> {
        Box::pin(async { Ok(self.record_event(event, None).await?.0) })
    }

    fn claim<'a>(&'a self, key: &'a EventKey, lease: Duration) -> InboxFuture<'a, Option<Claim>> {
        Box::pin(self.claim_event(key, lease))
    }

    fn record_and_claim<'a>(&'a self, event: &'a Event, lease: Duration) -> InboxFuture<'a, (Recorded, Option<Claim>)> {
        Box::pin(self.record_event(event, Some(lease)))
    }

    fn claim_due(&self, limit: usize, lease: Duration) -> InboxFuture<'_, Vec<Claim>> {
        Box::pin(self.claim_due_events(limit, lease))
    }

    fn release<'a>(&'a self, claim: &'a Claim, retry_after: Duration) -> InboxFuture<'a, ()> {
        Box::pin(self.release_claim(claim, retry_after))
    }

    fn begin(&self) -> InboxFuture<'_, Self::Transaction> {
        Box::pin(self.begin_transaction())
    }

    fn complete<'a>(&'a self, transaction: &'a mut Self::Transaction, claim: &'a Claim) -> InboxFuture<'a, ()> {
        Box::pin(self.complete_marked(transaction, claim))
    }

    fn commit(&self, transaction: Self::Transaction) -> InboxFuture<'_, ()> {
        Box::pin(async { within(LIMIT, transaction.commit()).await.map_err(InboxError::storage) })
    }

    fn is_outranked<'a>(&'a self, key: &'a EventKey) -> InboxFuture<'a, bool> {
        Box::pin(self.is_key_outranked(key))
    }

    fn is_outranked_in<'a>(
        &'a self,
        transaction: &'a mut Self::Transaction,
        key: &'a EventKey,
    ) -> InboxFuture<'a, bool> {
        Box::pin(is_outranked_in(transaction, key))
    }

    fn status(&self) -> InboxFuture<'_, InboxStatus> {
        Box::pin(self.read_status())
    }

    fn limits(&self) -> InboxLimits {
        // A processor reads the journal while the transaction of a handler is open, and others record events meanwhile.
        let connections = self.pool().options().get_max_connections();
        let limits = InboxLimits::new().handlers(connections.saturating_sub(1) as usize / 2);
        if connections == 1 { limits.one_connection() } else { limits }
    }
}
