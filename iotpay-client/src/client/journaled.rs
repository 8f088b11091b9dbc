//! Sends requests that move money: writes the intent to the journal, sends the request once, and records the outcome.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime};

use tokio::time::timeout;

use super::begin::{BEGIN_LIMIT, begin};
use super::send::Transport;
use super::unrecorded::CountedUnlessRecorded;
use crate::error::{Error, NotJournaled};
use crate::incoming::ReceivedMessage;
use crate::journal::{Intent, IntentId, Journal, JournalKey, JournalOutcome, UnknownCause};
use crate::protocol::UntypedExchange;
use crate::signing::FieldValue;
use crate::value::Cents;

/// The time that the caller waits for the journal to record an outcome. Then a task goes on.
const RECORD_LIMIT: Duration = Duration::from_secs(5);
/// The time that the task waits.
const TASK_LIMIT: Duration = Duration::from_secs(60);

/// The journal of a client, if any.
pub(super) struct Recorder {
    pub(super) journal: Option<Arc<dyn Journal>>,
    /// The number of outcomes that could not be recorded.
    unrecorded: Arc<AtomicU64>,
}

impl Recorder {
    pub(super) fn new(journal: Option<Arc<dyn Journal>>) -> Self {
        Self { journal, unrecorded: Arc::default() }
    }

    pub(super) fn unrecorded(&self) -> u64 {
        self.unrecorded.load(Ordering::Relaxed)
    }

    /// Returns the counter of outcomes that could not be recorded.
    pub(super) fn counter(&self) -> &Arc<AtomicU64> {
        &self.unrecorded
    }

    /// Sends a request once. If there is a journal, the request is sent only if the intent was recorded.
    pub(super) async fn send(
        &self,
        transport: &Transport,
        exchange: &UntypedExchange<'_>,
        id: Option<IntentId>,
    ) -> Result<ReceivedMessage, Error> {
        let journal = self.journal.as_ref();
        let Some((journal, intent)) = journal.and_then(|journal| Some((journal, intent(transport, exchange, id)?)))
        else {
            return transport.send(exchange).await;
        };
        let intent = Arc::new(intent);
        let began = match begin(journal, &intent, &self.unrecorded).await {
            Ok(began) => began,
            Err(cause) => {
                let error = Error::NotJournaled(Box::new(NotJournaled { endpoint: *exchange.endpoint(), cause }));
                exchange.operation().end_with(&error);
                return Err(error);
            }
        };
        let result = transport.send_from(exchange, began.into()).await;
        let outcome = match &result {
            Ok(received) if exchange.check_order(received).is_err() => JournalOutcome::Unknown(UnknownCause::Decode),
            Ok(_) => JournalOutcome::Accepted,
            Err(error) => error.into(),
        };
        let counted = CountedUnlessRecorded::new(&self.unrecorded).reported_to(exchange.operation());
        record(journal, intent, outcome, counted).await;
        result
    }
}

/// Records an outcome. The caller gets the response in any case: without an outcome, the entry stays open, and a sweep
/// resolves it.
async fn record(
    journal: &Arc<dyn Journal>,
    intent: Arc<Intent>,
    outcome: JournalOutcome,
    counted: CountedUnlessRecorded,
) {
    let journal = Arc::clone(journal);
    let recording = tokio::spawn(async move {
        let recording = journal.record(&intent.key, intent.id, &outcome);
        if let Ok(Ok(_)) = timeout(TASK_LIMIT, recording).await {
            counted.recorded();
        }
    });
    let _ = timeout(RECORD_LIMIT, recording).await;
}

/// Returns the intent of a request; `None` if the request has no merchant reference.
fn intent(transport: &Transport, exchange: &UntypedExchange<'_>, id: Option<IntentId>) -> Option<Intent> {
    let endpoint = exchange.endpoint();
    let field = endpoint.reference?;
    let (mut reference, mut amount, mut currency, mut order_id) = (None, None, None, None);
    exchange.visit(&mut |name, value| match value {
        FieldValue::Text(text) if name == field => reference = Some(text.to_owned()),
        FieldValue::Text(text) if endpoint.currency == Some(name) => currency = Some(text.to_owned()),
        FieldValue::Text(text) if endpoint.order_fields.contains(&name) => order_id = Some(text.to_owned()),
        FieldValue::Integer(cents) if endpoint.amount == Some(name) => amount = Cents::try_from(cents).ok(),
        _ => {}
    });
    let key = JournalKey::new(exchange.mch_id(), exchange.family(), field, reference?);
    let now = SystemTime::now();
    let mut intent = Intent::new(key, endpoint.name, now, now + BEGIN_LIMIT + transport.operation_timeout(exchange))
        .with_amount(amount);
    intent.id = id.unwrap_or(intent.id);
    (intent.currency, intent.order_id) = (currency, order_id);
    intent.status_query = endpoint.resolved_by.map(|query| query.name.to_owned());
    Some(intent)
}
