//! With a journal, the client records what a request that moves money intends before it sends it, and the outcome
//! after it.

use std::error::Error as _;
use std::future::ready;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use crate::support::captured::captured_async;
use crate::support::server::{Reply, Server, closed_url};
use crate::support::signing::{Scalar, map, signed, texts, to_json};
use crate::support::{KEY, MCH_ID, credentials, orders};
use iotpay_client::journal::{
    Intent, IntentId, Journal, JournalEntry, JournalError, JournalFuture, JournalKey, JournalOutcome, MemoryJournal,
    contract,
};
use iotpay_client::protocol::RawRequest;
use iotpay_client::{Cents, Error, card, general, request};

/// A journal whose methods fail.
struct Failing {
    inner: MemoryJournal,
    begins: bool,
    records: bool,
    hangs: bool,
}

impl Failing {
    fn new(begins: bool, records: bool) -> Arc<Self> {
        Arc::new(Self { inner: MemoryJournal::new(), begins, records, hangs: false })
    }
}

fn disk_full<'a, T: Send + 'a>() -> JournalFuture<'a, T> {
    Box::pin(ready(Err(JournalError::storage("the disk is full"))))
}

impl Journal for Failing {
    fn begin<'a>(&'a self, intent: &'a Intent) -> JournalFuture<'a, ()> {
        if self.hangs {
            return Box::pin(std::future::pending());
        }
        if self.begins { self.inner.begin(intent) } else { disk_full() }
    }

    fn record<'a>(
        &'a self,
        key: &'a JournalKey,
        id: IntentId,
        outcome: &'a JournalOutcome,
    ) -> JournalFuture<'a, JournalEntry> {
        if self.records { self.inner.record(key, id, outcome) } else { disk_full() }
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

fn wallets(base_url: &str, journal: Arc<dyn Journal>) -> general::Client {
    let builder = general::Client::builder(credentials()).base_url(base_url).timeout(Duration::from_millis(400));
    builder.journal(journal).build().unwrap()
}

fn refunded(reference: &str) -> Reply {
    let response =
        [("retCode", "SUCCESS"), ("resCode", "SUCCESS"), ("mchRefundNo", reference), ("refundOrderId", "RP1")];
    Reply::json(to_json(&signed(texts(&response), KEY)))
}

fn rejected(fields: &[(&str, &str)]) -> Reply {
    Reply::json(to_json(&signed(texts(fields), KEY)))
}

/// Returns the texts of the outcomes in a journal.
fn outcomes(journal: &MemoryJournal) -> Vec<String> {
    let text = |entry: JournalEntry| entry.outcome.map_or("none".to_owned(), |outcome| outcome.to_string());
    journal.entries().into_iter().map(text).collect()
}

#[tokio::test]
async fn the_journal_in_memory_keeps_the_contract() {
    contract::check(&MemoryJournal::new()).await.unwrap_or_else(|broken| panic!("{broken}"));
}

#[tokio::test]
async fn records_the_outcome_of_each_response() {
    let business = |code| [("retCode", "SUCCESS"), ("resCode", "FAIL"), ("errCode", code), ("errCodeDes", "no")];
    let cases = [
        (refunded("r1"), "accepted"),
        (rejected(&business("0111")), "rejected-uncertain-undocumented"),
        (rejected(&[("retCode", "FAIL"), ("retMsg", "signature error")]), "rejected-bad-signature"),
        (rejected(&business("SYSTEMERROR")), "unknown-reported-by-gateway"),
        (Reply::status(503, ""), "unknown-status-503"),
        (Reply::json("<html>"), "unknown-decode"),
        (Reply::json(to_json(&signed(texts(&business("0111")), KEY)).replace("0111", "0112")), "unknown-signature"),
        (Reply::Reset, "unknown-interrupted"),
        (Reply::Late(Duration::from_secs(20), Vec::new()), "unknown-timeout"),
    ];
    for (reply, expected) in cases {
        let shown = format!("{reply:?}");
        let (server, journal) = (Server::always(reply).await, Arc::new(MemoryJournal::new()));
        let client = wallets(&server.url(), journal.clone());
        let result = client.send(&orders::refund("r1", "P1", 250)).await;
        assert_eq!(result.is_ok(), expected == "accepted", "{shown} {result:?}");
        let found = outcomes(&journal).concat();
        assert!(found.starts_with(expected), "{found} {shown}");
        assert_eq!(client.unrecorded_outcomes(), 0);
        let entry = journal.entries().remove(0);
        // No endpoint returns the outcome of an accepted refund.
        assert_eq!(entry.is_open(), !entry.had_no_effect() && expected != "accepted", "{shown}");
    }
}

#[tokio::test]
async fn an_intent_says_what_was_sent_without_secrets() {
    let (server, journal) = (Server::always(Reply::status(503, "")).await, Arc::new(MemoryJournal::new()));
    let before = SystemTime::now() - Duration::from_millis(1);
    let client = wallets(&server.url(), journal.clone());
    client.send(&orders::refund("r1", "P1", 250)).await.unwrap_err();
    client.send(&orders::wx_native("m1", orders::NOTIFY_URL)).await.unwrap_err();
    client.send(&orders::query("m1")).await.unwrap_err();
    let cards = card::Client::builder(credentials()).base_url(server.url()).journal(journal.clone()).build().unwrap();
    let direct = request!(card::CcDirectPurchase {
        mch_order_no: "m1",
        channel: PfCc,
        amount: 1999,
        currency: Cad,
        card_num: "4111111111111111",
        cvv: "786",
        expiry_date: "0735",
        holder: "J CANARY",
    });
    cards.send(&direct.unwrap()).await.unwrap_err();

    let entries = journal.entries();
    let intents: Vec<_> = entries.iter().map(|entry| &entry.intent).collect();
    let queries: Vec<_> = intents.iter().map(|it| it.status_query.as_deref()).collect();
    assert_eq!(queries, [Some("cc_query"), Some("query_order"), None]);
    let facts = intents.iter().map(|it| {
        let amount = it.amount.map(Cents::get);
        (it.key.to_string(), it.operation.as_str(), amount, it.currency.as_deref(), it.order_id.as_deref())
    });
    let of = |field, family| format!("{field} ({family}, merchant {MCH_ID})");
    assert_eq!(
        facts.collect::<Vec<_>>(),
        [
            (of("mchOrderNo m1", "card"), "cc_directpurchase", Some(1999), Some("CAD"), None),
            (of("mchOrderNo m1", "general"), "create_order", Some(2865), Some("CAD"), None),
            (of("mchRefundNo r1", "general"), "refund_order", Some(250), None, Some("P1")),
        ],
        "the query is not recorded"
    );
    for intent in &intents {
        assert!((before..=SystemTime::now()).contains(&intent.created_at));
        assert!(intent.in_progress_until > intent.created_at);
    }
    let shown = format!("{entries:?}");
    for secret in ["4111111111111111", "\"786\"", "\"0735\"", "CANARY", KEY] {
        assert!(!shown.contains(secret), "{secret} {shown}");
    }
}

#[tokio::test]
async fn sends_nothing_if_the_intent_cannot_be_recorded() {
    let server = Server::always(refunded("r1")).await;
    let error =
        wallets(&server.url(), Failing::new(false, true)).send(&orders::refund("r1", "P1", 1)).await.unwrap_err();
    assert!(matches!(&error, Error::NotJournaled(it) if !it.is_reference_used()), "{error:?}");
    assert!(!error.may_have_taken_effect());
    assert_eq!(error.to_string(), "refund_order was not sent: the journal could not be read or written");
    assert_eq!(error.source().unwrap().to_string(), "the disk is full");
    assert_eq!(server.connections(), 0);
}

#[tokio::test]
async fn sends_nothing_if_the_journal_hangs() {
    let server = Server::always(refunded("r1")).await;
    let journal = Failing { inner: MemoryJournal::new(), begins: true, records: true, hangs: true };
    let client = general::Client::builder(credentials()).base_url(server.url()).journal(Arc::new(journal));
    let error = client.build().unwrap().send(&orders::refund("r1", "P1", 1)).await.unwrap_err();
    assert!(matches!(error, Error::NotJournaled(_)) && !error.may_have_taken_effect(), "{error:?}");
    assert_eq!(error.source().unwrap().to_string(), "the intent was not recorded within 5 seconds");
    assert_eq!(server.connections(), 0);
}

#[tokio::test]
async fn returns_the_response_if_the_outcome_cannot_be_recorded() {
    let (server, journal) = (Server::always(refunded("r1")).await, Failing::new(true, false));
    let client = wallets(&server.url(), journal.clone());
    let response = client.send(&orders::refund("r1", "P1", 1)).await.unwrap();
    assert_eq!(response.refund_order_id.as_deref(), Some("RP1"));
    assert_eq!(client.unrecorded_outcomes(), 1);
    assert_eq!(outcomes(&journal.inner), ["none"], "the entry is open");
    let server = Server::always(Reply::status(503, "")).await;
    let error = wallets(&server.url(), journal).send(&orders::refund("r2", "P1", 1)).await.unwrap_err();
    assert!(matches!(error, Error::OutcomeUnknown(_)), "{error:?}");
}

#[test]
fn an_outcome_that_cannot_be_recorded_is_reported() {
    let send = |records| {
        captured_async(async move {
            let (server, journal) = (Server::always(refunded("r1")).await, Failing::new(true, records));
            wallets(&server.url(), journal).send(&orders::refund("r1", "P1", 1)).await.unwrap();
        })
    };
    let (said, recorded) = (send(false), send(true));
    for text in ["the outcome could not be written to the journal", "iotpay.client.unrecorded_outcomes"] {
        assert!(said.contains(text) && !recorded.contains(text), "{text}\n{said}");
    }
}

#[tokio::test]
async fn a_reference_is_used_once() {
    let server = Server::always(Reply::Late(Duration::from_millis(100), Vec::new())).await;
    let journal = Arc::new(MemoryJournal::new());
    // Two clients, as in two processes.
    let clients = [wallets(&server.url(), journal.clone()), wallets(&server.url(), journal.clone())];
    let sent = (0..20).map(|at| {
        let client = clients[at % 2].clone();
        tokio::spawn(async move { client.send(&orders::refund("r1", "P1", 1)).await.unwrap_err() })
    });
    let sent: Vec<_> = sent.collect();
    let mut used = 0;
    for sent in sent {
        let error = sent.await.unwrap();
        assert!(error.may_have_taken_effect(), "{error:?}");
        used += usize::from(matches!(error, Error::NotJournaled(it) if it.is_reference_used()));
    }
    assert_eq!((used, server.requests().len()), (19, 1));
    let error = clients[0].send(&orders::refund("r1", "P1", 1)).await.unwrap_err();
    let shown =
        "refund_order was not sent: mchRefundNo r1 was used before, for refund_order (outcome: unknown-interrupted)";
    assert_eq!(error.to_string(), shown);
    assert!(error.source().is_none());
    // Another merchant reference, and the same text as the reference of an order.
    clients[0].send(&orders::wx_native("r1", orders::NOTIFY_URL)).await.unwrap_err();
    assert_eq!(server.requests().len(), 2);
}

#[tokio::test]
async fn a_reference_may_be_used_again_if_nothing_was_sent() {
    let journal = Arc::new(MemoryJournal::new());
    let error = wallets(&closed_url().await, journal.clone()).send(&orders::refund("r1", "P1", 1)).await.unwrap_err();
    assert!(matches!(error, Error::Unreachable(_)), "{error:?}");
    let first = journal.entries().remove(0);
    assert_eq!(outcomes(&journal), ["not-sent"]);
    let server = Server::always(refunded("r1")).await;
    wallets(&server.url(), journal.clone()).send(&orders::refund("r1", "P1", 1)).await.unwrap();
    let second = journal.entries().remove(0);
    assert_eq!(outcomes(&journal), ["accepted"]);
    assert_ne!(first.intent.id, second.intent.id);
}

#[tokio::test]
async fn untyped_requests_with_a_reference_are_recorded() {
    let response = map([("retCode", "SUCCESS".into()), ("resCode", "SUCCESS".into()), ("no", Scalar::from("p1"))]);
    let server = Server::always(Reply::json(to_json(&signed(response, KEY)))).await;
    let journal = Arc::new(MemoryJournal::new());
    let client = wallets(&server.url(), journal.clone());
    let request = |no: &str| RawRequest::new("transfer").text("no", no).integer("amount", 5).mch_id("mchId");
    client.send_raw(&request("p1").reference("no")).await.unwrap();
    client.send_raw(&request("p2").reference("no")).await.unwrap_err();
    client.send_raw(&request("p3")).await.unwrap();
    client.send_raw(&request("p1").reference("no").idempotent()).await.unwrap();
    assert_eq!(outcomes(&journal), ["accepted", "unknown-decode"]);
    let error = client.send_raw(&request("p1").reference("no")).await.unwrap_err();
    assert!(matches!(error, Error::NotJournaled(_)));
}
