//! A sweep never concludes too early that a request had no effect, and never claims an effect without proof.

use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use crate::support::server::{Reply, Server};
use crate::support::signing::{map, signed, to_json};
use crate::support::{KEY, LOGIN_NAME, MCH_ID, credentials, orders};
use iotpay_client::client::SweepReport;
use iotpay_client::journal::{
    Intent, IntentId, Journal, JournalEntry, JournalFuture, JournalKey, JournalOutcome, MemoryJournal, Settlement,
    UnknownCause,
};
use iotpay_client::resolution::ResolvePolicy;
use iotpay_client::{Cents, card, general};
use iotpay_sandbox::{Fault, FaultRule, Gateway, Merchant, Timing};

/// Asks quickly, on a machine whose clock is exact.
fn quick() -> ResolvePolicy {
    let pause = Duration::from_millis(20);
    ResolvePolicy::new().first_pause(pause).longest_pause(pause).margin(pause).clock_skew(Duration::ZERO)
}

/// Returns an intent that was recorded this number of seconds from now, and may be in progress for a minute.
fn intent(reference: &str, seconds_from_now: i64) -> Intent {
    let (now, offset) = (SystemTime::now(), Duration::from_secs(seconds_from_now.unsigned_abs()));
    let at = if seconds_from_now < 0 { now - offset } else { now + offset };
    let key = JournalKey::new(MCH_ID, "general", "mchOrderNo", reference);
    Intent::new(key, "create_order", at, at + Duration::from_secs(60)).with_status_query("query_order")
}

async fn with(intents: impl IntoIterator<Item = (Intent, Option<JournalOutcome>)>) -> Arc<MemoryJournal> {
    let journal = MemoryJournal::new();
    for (intent, outcome) in intents {
        journal.begin(&intent).await.unwrap();
        if let Some(outcome) = outcome {
            journal.record(&intent.key, intent.id, &outcome).await.unwrap();
        }
    }
    Arc::new(journal)
}

fn client(server: &Server) -> general::Client {
    general::Client::builder(credentials()).base_url(server.url()).build().unwrap()
}

fn outcome(journal: &MemoryJournal) -> Option<JournalOutcome> {
    journal.entries()[0].outcome
}

fn no_such_order() -> Reply {
    Reply::json(r#"{"retCode":"FAIL","retMsg":"支付订单不存在"}"#)
}

fn paid(reference: &str) -> Reply {
    let fields = map([
        ("retCode", "SUCCESS".into()),
        ("resCode", "SUCCESS".into()),
        ("mchId", MCH_ID.into()),
        ("mchOrderNo", reference.into()),
        ("channelId", "WX_MICROPAY".into()),
        ("currency", "CAD".into()),
        ("amount", 2865.into()),
        ("subject", "s".into()),
        ("status", 2.into()),
    ]);
    Reply::json(to_json(&signed(fields, KEY)))
}

/// A proxy responds at once, and the gateway books the request later, within its timeout.
#[tokio::test]
async fn an_early_error_does_not_end_the_request() {
    let gateway = Gateway::start(Merchant::new(MCH_ID, LOGIN_NAME, KEY).unwrap()).await.unwrap();
    let journal = Arc::new(MemoryJournal::new());
    let builder = general::Client::builder(credentials()).base_url(gateway.base_url("general").unwrap());
    let shop = builder.journal(journal.clone()).timeout(Duration::from_secs(5)).build().unwrap();
    gateway.inject(FaultRule::new(Fault::Status(503), Timing::Before).endpoint("create_order")).unwrap();
    let order = orders::wx_native("late", orders::NOTIFY_URL);
    shop.send(&order).await.unwrap_err();
    gateway.clear_faults();
    let report = shop.sweep_journal(&*journal).policy(quick().time_limit(Duration::from_secs(2))).await.unwrap();
    assert_eq!((report.never_arrived, report.still_unknown.len()), (0, 1), "{report:?}");
    assert_eq!(outcome(&journal), Some(JournalOutcome::Unknown(UnknownCause::Status(503))));
    // The request arrives.
    let direct = general::Client::builder(credentials()).base_url(gateway.base_url("general").unwrap());
    direct.build().unwrap().send(&order).await.unwrap();
    let report = shop.sweep_journal(&*journal).policy(quick()).await.unwrap();
    assert_eq!(report.pending, 1, "{report:?}");
    assert_eq!(outcome(&journal), Some(JournalOutcome::Accepted));
}

/// The text for a used reference includes "the order is paid".
#[tokio::test]
async fn a_known_reference_is_never_absent() {
    let used = iotpay_client::error::RejectionReason::ReferenceUsed;
    let used = JournalOutcome::Rejected { reason: used, may_have_taken_effect: true };
    for (outcome_before, expected) in [(used, "still unknown"), (JournalOutcome::Accepted, "pending")] {
        let journal = with([(intent("m1", -9999), Some(outcome_before))]).await;
        let server = Server::always(no_such_order()).await;
        let report = client(&server).sweep_journal(&*journal).policy(quick()).await.unwrap();
        let found = match &report {
            SweepReport { pending: 1, .. } => "pending",
            SweepReport { still_unknown, .. } if still_unknown.len() == 1 => "still unknown",
            _ => "other",
        };
        assert_eq!(found, expected, "{report:?}");
        assert_eq!((outcome(&journal), server.requests().len()), (Some(outcome_before), 1));
    }
}

/// The clock of the sweeping machine is up to 5 minutes ahead: the request may still be in progress.
#[tokio::test]
async fn clocks_may_differ() {
    for (seconds, is_over) in [(-70, false), (-300, false), (-350, false), (-400, true)] {
        let journal = with([(intent("m1", seconds), None)]).await;
        let server = Server::always(no_such_order()).await;
        let policy = quick().margin(Duration::from_millis(300)).clock_skew(Duration::from_secs(300));
        let began = Instant::now();
        let report =
            client(&server).sweep_journal(&*journal).policy(policy.time_limit(Duration::from_secs(5))).await.unwrap();
        assert_eq!(report.never_arrived, usize::from(is_over), "{seconds}: {report:?}");
        if is_over {
            assert!(began.elapsed() >= Duration::from_millis(300), "the confirmations are spread");
            assert_eq!(outcome(&journal), Some(JournalOutcome::NeverArrived));
        } else {
            assert_eq!((report.still_unknown.len(), outcome(&journal)), (1, None), "{seconds}: {report:?}");
        }
    }
}

/// The clock of the machine that sent the request was ahead, or the clock was set back since then.
#[tokio::test]
async fn an_entry_from_the_future_is_asked_about() {
    let day = 86_400;
    let journal = with([(intent("m1", day), None)]).await;
    let server = Server::always(paid("m1")).await;
    let report = client(&server).sweep_journal(&*journal).policy(quick()).await.unwrap();
    assert_eq!((report.settled, report.in_progress), (1, 0), "{report:?}");
    assert_eq!(outcome(&journal), Some(JournalOutcome::Settled(Settlement::Paid)));
    // That it is not found proves nothing.
    let journal = with([(intent("m1", day), None)]).await;
    let server = Server::always(no_such_order()).await;
    let report = client(&server).sweep_journal(&*journal).policy(quick()).await.unwrap();
    assert_eq!((report.never_arrived, report.still_unknown.len()), (0, 1), "{report:?}");
    // A request that was sent a moment ago is not asked about.
    let journal = with([(intent("m1", -1), None)]).await;
    let before = server.requests().len();
    let report = client(&server).sweep_journal(&*journal).policy(quick()).await.unwrap();
    assert_eq!((report.in_progress, server.requests().len()), (1, before), "{report:?}");
}

/// A refund can have the reference of a payment. A response that does not say which it is proves nothing.
#[tokio::test]
async fn an_undetermined_response_does_not_prove_a_refund() {
    for (kind, expected) in [("", None), ("other", None), ("refund", Some("settled-refunded"))] {
        let body = format!(
            r#"{{"retCode":"SUCCESS","retData":{{"mchId":"{MCH_ID}","mchOrderNo":"r1","payType":"{kind}","status":2}}}}"#
        );
        let server = Server::always(Reply::json(body)).await;
        let mut refund = intent("r1", -9999).with_status_query("cc_query_refund");
        refund.key = JournalKey::new(MCH_ID, "card", "mchRefundNo", "r1");
        refund.status_query = refund_query();
        let journal = with([(refund, None)]).await;
        let cards = card::Client::builder(credentials()).base_url(server.url()).build().unwrap();
        let report = cards.sweep_journal(&*journal).policy(quick()).await.unwrap();
        let text = journal.entries().remove(0).outcome.map(|outcome| outcome.to_string());
        assert_eq!(text.as_deref(), expected, "{kind}: {report:?}");
        assert_eq!(report.still_unknown.len(), usize::from(expected.is_none()), "{kind}: {report:?}");
    }
}

/// The name of the query that finds refunds of cards.
fn refund_query() -> Option<String> {
    use iotpay_client::Request as _;
    card::CcRefund::endpoint().resolved_by.map(|query| query.name.to_owned())
}

/// An HTTP error, another order, or a single moment prove no absence.
#[tokio::test]
async fn only_attributed_responses_confirm_absence() {
    let text = r#""retCode":"FAIL","retMsg":"支付订单不存在""#;
    let replies = [
        Reply::status(404, format!("{{{text}}}")),
        Reply::json(format!(r#"{{{text},"mchOrderNo":"m2"}}"#)),
        Reply::json(format!(r#"{{{text},"mchId":"10000702"}}"#)),
    ];
    for reply in replies {
        let shown = format!("{reply:?}");
        let journal = with([(intent("m1", -9999), None)]).await;
        let server = Server::always(reply).await;
        let policy = quick().time_limit(Duration::from_millis(300));
        let report = client(&server).sweep_journal(&*journal).policy(policy).await.unwrap();
        assert_eq!((report.never_arrived, outcome(&journal)), (0, None), "{shown} {report:?}");
    }
    let journal = with([(intent("m1", -9999), None)]).await;
    let named = Reply::json(format!(r#"{{{text},"mchOrderNo":"m1","mchId":"{MCH_ID}"}}"#));
    let server = Server::always(named).await;
    let report = client(&server).sweep_journal(&*journal).policy(quick()).await.unwrap();
    let entries: Vec<JournalEntry> = journal.entries();
    assert_eq!((report.never_arrived, entries.len()), (1, 1), "{report:?}");
}

/// A journal in which another process records an outcome after the sweep has read the entry.
struct Changing {
    inner: MemoryJournal,
    /// Whether the other process records it before the sweep reads the single entry, or before it records its own outcome.
    before_reading: bool,
    outcome: JournalOutcome,
}

impl Changing {
    async fn change(&self) {
        let intent = self.inner.entries().remove(0).intent;
        self.inner.record(&intent.key, intent.id, &self.outcome).await.unwrap();
    }
}

impl Journal for Changing {
    fn begin<'a>(&'a self, intent: &'a Intent) -> JournalFuture<'a, ()> {
        self.inner.begin(intent)
    }

    fn record<'a>(
        &'a self,
        key: &'a JournalKey,
        id: IntentId,
        outcome: &'a JournalOutcome,
    ) -> JournalFuture<'a, JournalEntry> {
        Box::pin(async move {
            self.change().await;
            self.inner.record(key, id, outcome).await
        })
    }

    fn entry<'a>(&'a self, key: &'a JournalKey) -> JournalFuture<'a, Option<JournalEntry>> {
        Box::pin(async move {
            if self.before_reading {
                self.change().await;
            }
            self.inner.entry(key).await
        })
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

/// A shop that charges again because of the report must not do so because of what the sweep alone believes.
#[tokio::test]
async fn the_report_states_what_is_recorded() {
    let outcomes = [
        (JournalOutcome::Accepted, "pending"),
        (JournalOutcome::Settled(Settlement::Paid), "settled"),
        (JournalOutcome::NotSent, "never arrived"),
    ];
    for (before_reading, (outcome, expected)) in [true, false].into_iter().flat_map(|it| outcomes.map(|at| (it, at))) {
        let journal = Changing { inner: MemoryJournal::new(), before_reading, outcome };
        journal.inner.begin(&intent("m1", -9999)).await.unwrap();
        let server = Server::always(no_such_order()).await;
        let (mut seen, client) = (Vec::new(), client(&server));
        let sweep = client.sweep_journal(&journal).policy(quick()).on_progress(|it| seen.push(it.entry.outcome));
        let report = sweep.await.unwrap();
        let found = match &report {
            SweepReport { pending: 1, never_arrived: 0, .. } => "pending",
            SweepReport { settled: 1, never_arrived: 0, .. } => "settled",
            SweepReport { never_arrived: 1, .. } => "never arrived",
            _ => "other",
        };
        assert_eq!(found, expected, "{before_reading} {report:?}");
        assert_eq!(seen[0].map(|it| it.to_string()), journal.inner.entries()[0].outcome.map(|it| it.to_string()));
        let queries = server.requests().len();
        let is_expected = if before_reading && expected != "pending" { queries == 0 } else { queries > 0 };
        assert!(is_expected, "{queries} queries");
    }
}

/// An order without an amount, or with an unreadable one, may be another one with the same reference.
#[tokio::test]
async fn an_amount_that_cannot_be_read_settles_nothing() {
    for amount in [Some("28.65"), Some("2866"), None, Some("2865")] {
        let mut fields = map([
            ("retCode", "SUCCESS".into()),
            ("resCode", "SUCCESS".into()),
            ("mchId", MCH_ID.into()),
            ("mchOrderNo", "m1".into()),
            ("channelId", "WX_MICROPAY".into()),
            ("currency", "CAD".into()),
            ("subject", "s".into()),
            ("status", 2.into()),
        ]);
        if let Some(amount) = amount {
            fields.insert("amount".to_owned(), amount.into());
        }
        let server = Server::always(Reply::json(to_json(&signed(fields, KEY)))).await;
        let intent = intent("m1", -9999).with_amount(Cents::new(2865).unwrap()).with_currency("CAD");
        let journal = with([(intent, None)]).await;
        let report = client(&server).sweep_journal(&*journal).policy(quick()).await.unwrap();
        let is_right = amount == Some("2865");
        assert_eq!((report.settled, report.mismatched.len()), if is_right { (1, 0) } else { (0, 1) }, "{amount:?}");
        assert_eq!(outcome(&journal).is_some(), is_right);
        let waited = client(&server).wait(&crate::resolution::charge("m1")).await;
        assert_eq!(waited.is_paid(), is_right, "{amount:?}: {waited:?}");
    }
}
