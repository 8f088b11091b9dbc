//! The journal in PostgreSQL.

use iotpay_client::journal::{Intent, IntentId, Journal, JournalEntry, JournalFuture, JournalKey, JournalOutcome};

use super::PostgresStore;
use crate::journal::JournalTable;

impl PostgresStore {
    fn journal(&self) -> JournalTable<'_, sqlx::Postgres> {
        JournalTable { reader: &self.journal, writer: &self.journal }
    }
}

impl Journal for PostgresStore {
    fn begin<'a>(&'a self, intent: &'a Intent) -> JournalFuture<'a, ()> {
        Box::pin(async move { self.journal().begin(intent).await })
    }

    fn record<'a>(
        &'a self,
        key: &'a JournalKey,
        id: IntentId,
        outcome: &'a JournalOutcome,
    ) -> JournalFuture<'a, JournalEntry> {
        Box::pin(async move { self.journal().record(key, id, outcome).await })
    }

    fn entry<'a>(&'a self, key: &'a JournalKey) -> JournalFuture<'a, Option<JournalEntry>> {
        Box::pin(async move { self.journal().entry(key).await })
    }

    fn open<'a>(
        &'a self,
        mch_id: &'a str,
        family: &'a str,
        after: Option<&'a JournalKey>,
        limit: usize,
    ) -> JournalFuture<'a, Vec<JournalEntry>> {
        Box::pin(async move { self.journal().open(mch_id, family, after, limit).await })
    }
}
