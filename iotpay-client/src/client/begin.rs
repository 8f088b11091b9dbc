//! Writes an intent to the journal, in time or not at all.

use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::time::{Duration, Instant, SystemTime};

use tokio::task::JoinHandle;
use tokio::time::timeout;

use super::unrecorded::CountedUnlessRecorded;
use crate::journal::{Intent, Journal, JournalError, JournalOutcome};

/// The time that the journal may take to record an intent. A request that is sent later could be in progress for longer
/// than its intent says.
pub(super) const BEGIN_LIMIT: Duration = Duration::from_secs(5);

/// The time that the caller waits for the journal to record that a request was not sent.
const RETRACT_LIMIT: Duration = Duration::from_secs(1);
/// The time that a task waits for each call of the journal.
const TASK_LIMIT: Duration = Duration::from_secs(60);

const TOO_SLOW: &str = "the intent was not recorded within 5 seconds";
const PANICKED: &str = "the journal panicked";

/// Records an intent. Returns the time at which the request may be sent, at once.
///
/// After an error, the intent may have been recorded nevertheless. Then the journal gets to know that the request was not
/// sent, so that its reference can be used again.
pub(super) async fn begin(
    journal: &Arc<dyn Journal>,
    intent: &Arc<Intent>,
    unrecorded: &Arc<AtomicU64>,
) -> Result<Instant, JournalError> {
    let (started, started_at) = (Instant::now(), SystemTime::now());
    let (journal, intent) = (Arc::clone(journal), Arc::clone(intent));
    let begun = tokio::spawn({
        let (journal, intent) = (Arc::clone(&journal), Arc::clone(&intent));
        async move { journal.begin(&intent).await }
    });
    let mut attempt = Attempt { unsent: Some(Unsent { journal, intent, unrecorded: Arc::clone(unrecorded), begun }) };
    let result = match &mut attempt.unsent {
        Some(unsent) => timeout(BEGIN_LIMIT, &mut unsent.begun).await,
        None => return Err(JournalError::storage(TOO_SLOW)),
    };
    let now = Instant::now();
    // The process may have been suspended, or the journal may have blocked its thread. The first clock does not run while
    // the machine is suspended, and the second one may be set.
    let is_late = now.saturating_duration_since(started) > BEGIN_LIMIT
        || started_at.elapsed().is_ok_and(|elapsed| elapsed > BEGIN_LIMIT);
    let (error, has_ended) = match result {
        Ok(Ok(Ok(()))) if !is_late => {
            attempt.unsent = None;
            return Ok(now);
        }
        Ok(Ok(Err(error @ JournalError::ReferenceUsed(_)))) => {
            attempt.unsent = None;
            return Err(error);
        }
        Ok(Ok(Err(error))) => (error, true),
        Ok(Err(_)) => (JournalError::storage(PANICKED), true),
        Ok(Ok(Ok(()))) => (JournalError::storage(TOO_SLOW), true),
        Err(_) => (JournalError::storage(TOO_SLOW), false),
    };
    attempt.retract(has_ended).await;
    Err(error)
}

/// An attempt to record an intent. If the caller drops its future, the request is not sent.
struct Attempt {
    unsent: Option<Unsent>,
}

/// An intent that may have been recorded, whose request is not sent.
struct Unsent {
    journal: Arc<dyn Journal>,
    intent: Arc<Intent>,
    unrecorded: Arc<AtomicU64>,
    begun: JoinHandle<Result<(), JournalError>>,
}

impl Attempt {
    /// Records that the request was not sent: at once if possible, and otherwise in a task.
    async fn retract(mut self, has_ended: bool) {
        let Some(unsent) = &self.unsent else { return };
        match timeout(RETRACT_LIMIT, unsent.record()).await {
            Ok(Ok(())) => self.unsent = None,
            // Nothing was recorded, and nothing will be.
            Ok(Err(JournalError::NoSuchIntent)) if has_ended => self.unsent = None,
            // Dropping the attempt begins the task.
            _ => {}
        }
    }
}

impl Drop for Attempt {
    fn drop(&mut self) {
        if let Some(unsent) = self.unsent.take() {
            let counted = CountedUnlessRecorded::new(&unsent.unrecorded);
            if let Ok(runtime) = tokio::runtime::Handle::try_current() {
                runtime.spawn(unsent.retract_later(counted));
            }
        }
    }
}

impl Unsent {
    async fn record(&self) -> Result<(), JournalError> {
        self.journal.record(&self.intent.key, self.intent.id, &JournalOutcome::NotSent).await.map(|_| ())
    }

    /// Records that the request was not sent, after the attempt to record its intent has ended.
    async fn retract_later(mut self, counted: CountedUnlessRecorded) {
        if !self.begun.is_finished() && timeout(TASK_LIMIT, &mut self.begun).await.is_err() {
            self.begun.abort();
        }
        if let Ok(Ok(()) | Err(JournalError::NoSuchIntent)) = timeout(TASK_LIMIT, self.record()).await {
            counted.recorded();
        }
    }
}
