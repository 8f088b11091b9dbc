//! The entry of a resolution in the client's journal.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use tokio::time::timeout;

use super::conclusion::outcome_of;
use super::unrecorded::CountedUnlessRecorded;
use super::{Client, Inner};
use crate::journal::{IntentId, Journal, JournalEntry, JournalError, JournalKey, JournalOutcome};
use crate::resolution::{Inquiry, Intended, Resolution, StillUnknownReason};
use crate::spec::{Family, StatusQuery};

/// The time that a resolution waits for the journal.
const LIMIT: Duration = Duration::from_secs(5);

/// The entry of a request whose outcome is resolved, in the client's journal.
pub(super) struct Entry {
    key: JournalKey,
    /// The intent of the request, if it is known. An entry of another one says nothing about it.
    id: Option<IntentId>,
}

impl Entry {
    /// Returns the entry, if the client has a journal and it is known which field the reference is in.
    pub(super) fn of_inquiry<F: Family>(client: &Client<F>, inquiry: &Inquiry) -> Option<Self> {
        client.inner.recorder.journal.as_ref()?;
        let mch_id = client.inner.protocol.credentials().account().mch_id;
        let key = JournalKey::new(mch_id, F::SPEC.name, inquiry.field()?, inquiry.reference()?);
        Some(Self { key, id: inquiry.intent_id() })
    }

    /// Reads the entry as it is now.
    pub(super) async fn read<F>(&self, inner: &Inner<F>) -> Option<JournalEntry> {
        let journal = inner.recorder.journal.as_ref()?;
        timeout(LIMIT, journal.entry(&self.key)).await.ok()?.ok()?
    }

    /// Returns `true` if the entry is that of another request with the same reference.
    pub(super) fn is_of_another(&self, entry: &JournalEntry) -> bool {
        self.id.is_some_and(|id| id != entry.intent.id)
    }

    /// Records what is known, and returns the resolution that agrees with the journal.
    pub(super) async fn conclude<F>(
        &self,
        inner: &Inner<F>,
        entry: &JournalEntry,
        query: &StatusQuery,
        resolution: Resolution,
    ) -> Resolution {
        let (Some(journal), Some(outcome)) = (&inner.recorder.journal, outcome_of(&resolution)) else {
            return resolution;
        };
        let intended = Intended::of_intent(&entry.intent);
        if resolution.state().is_some_and(|state| !intended.matches(query, state)) {
            return resolution;
        }
        // Without the id, the entry may be that of a later request, which is in progress.
        if outcome == JournalOutcome::NeverArrived && self.id != Some(entry.intent.id) {
            return resolution;
        }
        let counted = CountedUnlessRecorded::new(inner.recorder.counter());
        let (journal, key, id) = (Arc::clone(journal), self.key.clone(), entry.intent.id);
        let recording = tokio::spawn(async move { record(&*journal, &key, id, outcome, counted).await });
        let recorded = timeout(LIMIT, recording).await;
        let is_contradicted = match recorded {
            Ok(Ok(Ok(recorded))) => recorded.outcome != Some(outcome) && !recorded.had_no_effect(),
            Ok(Ok(Err(JournalError::NoSuchIntent))) => true,
            _ => false,
        };
        if outcome == JournalOutcome::NeverArrived && is_contradicted {
            let (ask_again_at, reason) = (SystemTime::now(), StillUnknownReason::NotFound);
            return Resolution::StillUnknown { ask_again_at, last: None, reason };
        }
        resolution
    }
}

async fn record(
    journal: &dyn Journal,
    key: &JournalKey,
    id: IntentId,
    outcome: JournalOutcome,
    counted: CountedUnlessRecorded,
) -> Result<JournalEntry, JournalError> {
    let result = journal.record(key, id, &outcome).await;
    if matches!(result, Ok(_) | Err(JournalError::NoSuchIntent)) {
        counted.recorded();
    }
    result
}
