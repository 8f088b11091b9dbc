//! A journal that is slow, blocks, panics or loses its acknowledgement.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use crate::support::server::{Reply, Server};
use crate::support::signing::{signed, texts, to_json};
use crate::support::{KEY, credentials, orders};
use iotpay_client::journal::{
    Intent, IntentId, Journal, JournalEntry, JournalError, JournalFuture, JournalKey, JournalOutcome, MemoryJournal,
};
use iotpay_client::{Error, general};

/// What goes wrong.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Trouble {
    /// `begin` stores the intent, and blocks its thread for longer than its limit.
    BeginBlocks,
    /// `begin` stores the intent, and never returns.
    BeginHangs,
    /// `begin` stores the intent, and reports that the acknowledgement was lost.
    BeginFails,
    /// `begin` stores the intent after its limit.
    BeginIsLate,
    /// `begin` panics after it has stored the intent.
    BeginPanics,
    /// `record` returns an error.
    RecordFails,
    /// `record` never returns.
    RecordHangs,
    /// `record` panics.
    RecordPanics,
}

pub struct Troubled {
    pub inner: MemoryJournal,
    trouble: Trouble,
    has_trouble: AtomicBool,
}

impl Journal for Troubled {
    fn begin<'a>(&'a self, intent: &'a Intent) -> JournalFuture<'a, ()> {
        let trouble = self.has_trouble.swap(false, Ordering::SeqCst).then_some(self.trouble);
        Box::pin(async move {
            if trouble == Some(Trouble::BeginIsLate) {
                tokio::time::sleep(Duration::from_millis(5500)).await;
            }
            self.inner.begin(intent).await?;
            match trouble {
                Some(Trouble::BeginBlocks) => std::thread::sleep(Duration::from_millis(5500)),
                Some(Trouble::BeginHangs) => std::future::pending().await,
                Some(Trouble::BeginFails) => return Err(JournalError::storage("the connection was lost")),
                Some(Trouble::BeginPanics) => panic!("canary"),
                _ => {}
            }
            Ok(())
        })
    }

    fn record<'a>(
        &'a self,
        key: &'a JournalKey,
        id: IntentId,
        outcome: &'a JournalOutcome,
    ) -> JournalFuture<'a, JournalEntry> {
        match self.trouble {
            Trouble::RecordFails => Box::pin(async { Err(JournalError::storage("the disk is full")) }),
            Trouble::RecordHangs => Box::pin(std::future::pending()),
            Trouble::RecordPanics => panic!("canary"),
            _ => self.inner.record(key, id, outcome),
        }
    }

    fn entry<'a>(&'a self, key: &'a JournalKey) -> JournalFuture<'a, Option<JournalEntry>> {
        self.inner.entry(key)
    }

    fn open<'a>(
        &'a self,
        mch_id: &'a str,
        family: &'a str,
        after: Option<&'a JournalKey>,
        limit: usize,
    ) -> JournalFuture<'a, Vec<JournalEntry>> {
        self.inner.open(mch_id, family, after, limit)
    }
}

/// Returns a gateway that accepts a refund, a journal with a trouble, and a client that uses both.
pub async fn troubled(trouble: Trouble) -> (Server, Arc<Troubled>, general::Client) {
    let response = [("retCode", "SUCCESS"), ("resCode", "SUCCESS"), ("mchRefundNo", "r1"), ("refundOrderId", "RP1")];
    let server = Server::always(Reply::json(to_json(&signed(texts(&response), KEY)))).await;
    let (inner, has_trouble) = (MemoryJournal::new(), AtomicBool::new(true));
    let journal = Arc::new(Troubled { inner, trouble, has_trouble });
    let client = general::Client::builder(credentials()).base_url(server.url()).journal(journal.clone());
    (server, journal, client.build().unwrap())
}

/// An intent that the journal may have stored does not burn its reference, and its request is not sent too late.
async fn can_be_sent_again(trouble: Trouble) {
    let (server, journal, client) = troubled(trouble).await;
    let refund = orders::refund("r1", "P1", 1);
    let error = client.send(&refund).await.unwrap_err();
    assert!(matches!(&error, Error::NotJournaled(it) if !it.is_reference_used()), "{trouble:?}: {error:?}");
    assert_eq!(server.connections(), 0, "{trouble:?}");
    let deadline = Instant::now() + Duration::from_secs(10);
    while journal.inner.entries().first().is_none_or(|entry| entry.outcome != Some(JournalOutcome::NotSent)) {
        assert!(Instant::now() < deadline, "{trouble:?}: {:?}", journal.inner.entries());
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    client.send(&refund).await.unwrap();
    assert_eq!((server.requests().len(), client.unrecorded_outcomes()), (1, 0), "{trouble:?}");
}

#[tokio::test]
async fn a_request_is_not_sent_after_its_window() {
    can_be_sent_again(Trouble::BeginBlocks).await;
}

#[tokio::test]
async fn a_begin_that_hangs_burns_no_reference() {
    can_be_sent_again(Trouble::BeginHangs).await;
}

#[tokio::test]
async fn a_begin_that_fails_or_panics_burns_no_reference() {
    can_be_sent_again(Trouble::BeginFails).await;
    can_be_sent_again(Trouble::BeginPanics).await;
}

#[tokio::test]
async fn a_begin_that_is_late_burns_no_reference() {
    can_be_sent_again(Trouble::BeginIsLate).await;
}

#[tokio::test]
async fn a_record_that_hangs_does_not_delay_the_response_forever() {
    let (server, journal, client) = troubled(Trouble::RecordHangs).await;
    let refund = orders::refund("r1", "P1", 1);
    let response =
        tokio::time::timeout(Duration::from_secs(9), client.send(&refund)).await.expect("a response").unwrap();
    assert_eq!(response.refund_order_id.as_deref(), Some("RP1"));
    assert_eq!((server.requests().len(), journal.inner.entries()[0].outcome), (1, None));
}

#[tokio::test]
async fn a_record_that_panics_is_counted_and_loses_no_response() {
    let (_server, journal, client) = troubled(Trouble::RecordPanics).await;
    let response = client.send(&orders::refund("r1", "P1", 1)).await.unwrap();
    assert_eq!(response.refund_order_id.as_deref(), Some("RP1"));
    assert_eq!((client.unrecorded_outcomes(), journal.inner.entries()[0].outcome), (1, None));
}
