//! Queries until the rules of a resolution say stop.

use tokio::time::{Instant, sleep, timeout};

use super::Client;
use super::run_journal::Entry;
use crate::error::Error;
use crate::journal::{JournalEntry, JournalOutcome};
use crate::resolution::{Evidence, Inquiry, OrderState, Plan, Questions, Resolution, Step};
use crate::spec::Family;

/// A resolution in progress. Dropping it at any point is harmless: it only reads.
pub(super) struct Run<F> {
    client: Client<F>,
    questions: Questions,
    started: Instant,
    step: Option<Step>,
    /// The entry in the client's journal, if the run records what it finds out.
    entry: Option<Entry>,
    /// The entry as it was at the beginning.
    read: Option<JournalEntry>,
}

impl<F: Family> Run<F> {
    /// Begins, or returns the resolution if there is nothing to ask.
    pub(super) fn new(client: Client<F>, inquiry: &Inquiry, plan: Plan) -> Result<Self, Resolution> {
        let (questions, first) = Questions::new(&client.inner.protocol, inquiry, plan)?;
        Ok(Self { client, questions, started: Instant::now(), step: Some(first), entry: None, read: None })
    }

    /// Like [`new`](Self::new), and records what it finds out in the client's journal.
    pub(super) fn recorded(client: Client<F>, inquiry: &Inquiry, plan: Plan) -> Result<Self, Resolution> {
        let entry = Entry::of_inquiry(&client, inquiry);
        Ok(Self { entry, ..Self::new(client, inquiry, plan)? })
    }

    /// Queries once, and returns the resolution if it was the last query.
    pub(super) async fn advance(&mut self) -> Option<Resolution> {
        if self.read.is_none() {
            self.read_entry().await;
        }
        let resolution = self.query_once().await?;
        Some(match (&self.entry, &self.read) {
            (Some(entry), Some(read)) => {
                let query = self.questions.query().query;
                entry.conclude(&self.client.inner, read, query, resolution).await
            }
            _ => resolution,
        })
    }

    /// Reads the entry in the journal. Without one, nothing is recorded.
    async fn read_entry(&mut self) {
        let Some(entry) = self.entry.take() else { return };
        let Some(read) = entry.read(&self.client.inner).await else { return };
        let is_of_another = entry.is_of_another(&read);
        if is_of_another || read.outcome.is_some_and(JournalOutcome::proves_existence) {
            self.questions.order_exists();
        }
        if !is_of_another {
            (self.entry, self.read) = (Some(entry), Some(read));
        }
    }

    async fn query_once(&mut self) -> Option<Resolution> {
        let (pause, limit) = match self.step.take()? {
            Step::Done(resolution) => return Some(resolution),
            Step::Query { pause, timeout } => (pause, timeout),
        };
        sleep(pause).await;
        let sent = self.started.elapsed();
        let evidence = self.ask(limit).await;
        match self.questions.answered(sent, self.started.elapsed(), evidence) {
            Step::Done(resolution) => Some(resolution),
            step @ Step::Query { .. } => {
                self.step = Some(step);
                None
            }
        }
    }

    async fn ask(&self, limit: std::time::Duration) -> Evidence {
        let exchange = match self.client.inner.protocol.prepare_query(self.questions.query()) {
            Ok(exchange) => exchange,
            Err(invalid) => return Evidence::Nothing(Some(Box::new(Error::Invalid(invalid)))),
        };
        let sending = self.client.inner.transport.send(&exchange);
        match timeout(limit, exchange.operation().scope().run(sending)).await {
            Ok(result) => self.questions.query().evidence(&exchange, result),
            Err(_) => Evidence::Nothing(None),
        }
    }

    /// Queries until the end.
    pub(super) async fn finish(mut self) -> Resolution {
        loop {
            if let Some(resolution) = self.advance().await {
                return resolution;
            }
        }
    }

    /// Returns the last known state that is not final.
    pub(super) fn last(&self) -> Option<&OrderState> {
        self.questions.last()
    }
}
