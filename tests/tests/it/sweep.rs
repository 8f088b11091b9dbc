//! A sweep finds out what happened to the requests of a process that has crashed.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use crate::journal_failures::{Trouble, troubled};
use crate::support::server::closed_url;
use crate::support::{KEY, LOGIN_NAME, MCH_ID, credentials, orders};
use iotpay_client::client::{SweepReport, SweepResult};
use iotpay_client::journal::{Intent, Journal, JournalKey, JournalOutcome, MemoryJournal, Settlement, UnknownCause};
use iotpay_client::protocol::RawRequest;
use iotpay_client::resolution::{Resolution, ResolvePolicy, StillUnknownReason};
use iotpay_client::{Cents, Error, general};
use iotpay_sandbox::{Fault, FaultRule, Gateway, Merchant, Timing};

async fn sandbox() -> Gateway {
    Gateway::start(Merchant::new(MCH_ID, LOGIN_NAME, KEY).unwrap()).await.unwrap()
}

fn client(gateway: &Gateway, journal: &Arc<MemoryJournal>) -> general::Client {
    let builder = general::Client::builder(credentials()).base_url(gateway.base_url("general").unwrap());
    // A crash also ends the requests that would otherwise run to completion.
    builder.journal(journal.clone()).timeout(Duration::from_secs(2)).run_to_completion(false).build().unwrap()
}

/// Asks quickly, and does not wait for requests that are over.
fn quick() -> ResolvePolicy {
    let pause = Duration::from_millis(20);
    let policy = ResolvePolicy::new().first_pause(pause).longest_pause(pause).margin(pause).clock_skew(Duration::ZERO);
    policy.time_limit(Duration::from_millis(300))
}

/// Returns an intent whose request is over.
fn old_intent(reference: &str, cents: u64) -> Intent {
    let key = JournalKey::new(MCH_ID, "general", "mchOrderNo", reference);
    let at = SystemTime::now() - Duration::from_secs(100);
    Intent::new(key, "create_order", at, at + Duration::from_secs(60))
        .with_amount(Cents::new(cents).unwrap())
        .with_currency("CAD")
        .with_status_query("query_order")
}

/// Returns the results by reference, as text.
fn results(swept: &[(String, String)]) -> BTreeSet<(&str, &str)> {
    swept.iter().map(|(reference, result)| (reference.as_str(), result.as_str())).collect()
}

#[tokio::test]
async fn resolves_what_a_crashed_process_has_left() {
    let (gateway, journal) = (sandbox().await, Arc::new(MemoryJournal::new()));
    let crashed = client(&gateway, &journal);
    let number = |kind: &str, at: usize| format!("{kind}-{at}");
    // The response is lost, before and after the effect, and the process has noted it.
    for (kind, timing) in [("before", Timing::Before), ("after", Timing::After)] {
        gateway.clear_faults();
        gateway.inject(FaultRule::new(Fault::Reset, timing).endpoint("create_order")).unwrap();
        for at in 0..3 {
            crashed.send(&orders::wx_native(&number(kind, at), orders::NOTIFY_URL)).await.unwrap_err();
        }
    }
    // The process ends while it waits for the response.
    gateway.clear_faults();
    gateway.inject(FaultRule::new(Fault::Delay(Duration::from_secs(1)), Timing::After)).unwrap();
    for at in 0..3 {
        let order = orders::wx_native(&number("crash", at), orders::NOTIFY_URL);
        assert!(tokio::time::timeout(Duration::from_millis(50), crashed.send(&order)).await.is_err());
    }
    // The process ends before it has sent the request.
    journal.begin(&old_intent("unsent", 1)).await.unwrap();
    drop(crashed);
    gateway.clear_faults();
    let paid = gateway.orders().into_iter().find(|order| order.mch_order_no == "after-0").unwrap();
    // The notification is not sent to a remote host, but the order is paid.
    gateway.pay(&paid.pay_order_id).await.unwrap_err();

    let started = client(&gateway, &journal);
    let began = Instant::now();
    loop {
        let report = started.sweep_journal(&*journal).policy(quick()).await.unwrap();
        assert!(report.is_complete && report.not_recorded.is_empty() && report.mismatched.is_empty(), "{report:?}");
        if report.in_progress == 0 && report.still_unknown.is_empty() {
            break;
        }
        assert!(began.elapsed() < Duration::from_secs(30), "{report:?}");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let existing: BTreeSet<_> = gateway.orders().into_iter().map(|order| order.mch_order_no).collect();
    for entry in journal.entries() {
        let reference = &entry.intent.key.reference;
        let expected = match reference.as_str() {
            "after-0" => JournalOutcome::Settled(Settlement::Paid),
            _ if existing.contains(reference) => JournalOutcome::Accepted,
            _ => JournalOutcome::NeverArrived,
        };
        assert_eq!(entry.outcome, Some(expected), "{reference}");
    }
    assert_eq!((journal.entries().len(), existing.len()), (10, 6));
}

/// Fills a journal with open entries that never arrived.
async fn with_open_entries(count: usize) -> MemoryJournal {
    let journal = MemoryJournal::new();
    for at in 0..count {
        journal.begin(&old_intent(&format!("m{at:03}"), 1)).await.unwrap();
    }
    journal
}

#[tokio::test]
async fn a_budget_ends_a_sweep_that_continues_later() {
    let (gateway, journal) = (sandbox().await, with_open_entries(11).await);
    let client =
        general::Client::builder(credentials()).base_url(gateway.base_url("general").unwrap()).build().unwrap();
    let (mut seen, mut sweeps, mut after) = (Vec::new(), 0, None);
    loop {
        let sweep = client.sweep_journal(&journal).policy(quick()).after(after).max_queries(10).concurrency(2);
        let report = sweep.on_progress(|swept| seen.push(swept.entry.intent.key.reference.clone())).await.unwrap();
        sweeps += 1;
        assert!(report.still_unknown.is_empty(), "{report:?}");
        assert!(report.queries <= 10 + 2 * 3, "{report:?}");
        assert_eq!(report.next.is_none(), report.is_complete);
        after = report.next;
        if after.is_none() {
            break;
        }
    }
    assert!((3..=5).contains(&sweeps), "{sweeps}");
    let is_known = |entry: &iotpay_client::journal::JournalEntry| entry.outcome == Some(JournalOutcome::NeverArrived);
    assert!(journal.entries().iter().all(is_known), "{:?}", journal.entries());
    let unique: BTreeSet<_> = seen.iter().collect();
    assert_eq!((seen.len(), unique.len()), (11, 11), "{seen:?}");

    let journal = with_open_entries(3).await;
    let report = client.sweep_journal(&journal).max_duration(Duration::ZERO).await.unwrap();
    assert!(!report.is_complete && report.queries == 0 && report.next.is_none(), "{report:?}");
}

/// Abandoned orders stay pending. A sweep asks about older ones less often.
#[tokio::test]
async fn pending_orders_are_not_asked_about_in_each_sweep() {
    let (gateway, journal) = (sandbox().await, Arc::new(MemoryJournal::new()));
    let shop = client(&gateway, &journal);
    shop.send(&orders::wx_native("new", orders::NOTIFY_URL)).await.unwrap();
    let elsewhere = client(&gateway, &Arc::new(MemoryJournal::new()));
    let old = elsewhere.send(&orders::wx_native("old", orders::NOTIFY_URL)).await.unwrap();
    let intent = old_intent("old", 2865);
    journal.begin(&intent).await.unwrap();
    journal.record(&intent.key, intent.id, &JournalOutcome::Accepted).await.unwrap();

    let counts = |report: SweepReport| (report.queries, report.pending, report.settled);
    let sweep = || shop.sweep().policy(quick());
    assert_eq!(counts(sweep().await.unwrap()), (2, 2, 0));
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert_eq!(counts(sweep().await.unwrap()), (1, 2, 0));
    // The notification is not sent to a remote host, but the order is paid.
    gateway.pay(&old.pay_order_id).await.unwrap_err();
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert_eq!(counts(sweep().await.unwrap()), (1, 2, 0));
    assert_eq!(counts(sweep().all_pending().await.unwrap()), (2, 1, 1));
}

/// A payment that could not be recorded, and an order about which a query was not answered, are not pending.
#[tokio::test]
async fn only_orders_that_were_pending_are_asked_about_less_often() {
    let gateway = sandbox().await;
    let elsewhere = client(&gateway, &Arc::new(MemoryJournal::new()));
    let order = elsewhere.send(&orders::wx_native("old", orders::NOTIFY_URL)).await.unwrap();
    gateway.pay(&order.pay_order_id).await.unwrap_err();

    let (_server, journal, _) = troubled(Trouble::RecordFails).await;
    let intent = old_intent("old", 2865);
    journal.inner.begin(&intent).await.unwrap();
    journal.inner.record(&intent.key, intent.id, &JournalOutcome::Accepted).await.unwrap();
    let shop = general::Client::builder(credentials()).base_url(gateway.base_url("general").unwrap()).build().unwrap();
    gateway.inject(FaultRule::new(Fault::Status(503), Timing::Before).endpoint("query_order")).unwrap();
    let report = shop.sweep_journal(&*journal).policy(quick()).await.unwrap();
    assert_eq!((report.still_unknown.len(), report.pending), (1, 0), "{report:?}");
    gateway.clear_faults();
    let report = shop.sweep_journal(&*journal).policy(quick()).await.unwrap();
    assert_eq!((report.not_recorded.len(), report.pending), (1, 0), "{report:?}");
    let report = shop.sweep_journal(&journal.inner).policy(quick()).await.unwrap();
    assert_eq!((report.settled, report.pending), (1, 0), "{report:?}");
}

#[tokio::test]
async fn reports_entries_that_need_attention() {
    let (gateway, journal) = (sandbox().await, Arc::new(MemoryJournal::new()));
    let shop = client(&gateway, &journal);
    shop.send(&orders::wx_native("pending", orders::NOTIFY_URL)).await.unwrap();
    gateway.inject(FaultRule::new(Fault::Reset, Timing::Before).endpoint("refund_order")).unwrap();
    let order = gateway.orders().remove(0).pay_order_id;
    gateway.pay(&order).await.unwrap_err();
    shop.send(&orders::refund("refund", &order, 1)).await.unwrap_err();
    shop.send(&orders::wx_native("other-amount", orders::NOTIFY_URL)).await.unwrap();
    let key = JournalKey::new(MCH_ID, "general", "mchOrderNo", "other-amount");
    let recorded = journal.entry(&key).await.unwrap().unwrap();

    let other = MemoryJournal::new();
    other.begin(&old_intent("other-amount", 5)).await.unwrap();
    for entry in journal.entries().into_iter().filter(|entry| entry.intent.key != key) {
        other.begin(&entry.intent).await.unwrap();
        if let Some(outcome) = entry.outcome {
            other.record(&entry.intent.key, entry.intent.id, &outcome).await.unwrap();
        }
    }
    let now = SystemTime::now();
    let running = JournalKey::new(MCH_ID, "general", "mchOrderNo", "running");
    other.begin(&Intent::new(running, "create_order", now, now + Duration::from_secs(60))).await.unwrap();
    for (mch_id, family) in [("10000702", "general"), (MCH_ID, "card")] {
        let mut foreign = old_intent("foreign", 1);
        foreign.key = JournalKey::new(mch_id, family, "mchOrderNo", "foreign");
        other.begin(&foreign).await.unwrap();
    }

    let mut swept = Vec::new();
    let sweep = shop.sweep_journal(&other).policy(quick()).on_progress(|it| {
        let result = match &it.result {
            SweepResult::Settled(settlement) => format!("{settlement:?}"),
            SweepResult::Mismatch(state) => format!("mismatch {:?}", state.amount),
            result => format!("{result:?}"),
        };
        swept.push((it.entry.intent.key.reference.clone(), result));
    });
    let report = sweep.await.unwrap();
    assert_eq!(
        results(&swept),
        BTreeSet::from([
            ("other-amount", "mismatch Some(2865)"),
            ("pending", "Paid"),
            ("refund", "NotResolvable"),
            ("running", "InProgress"),
        ])
    );
    let SweepReport { settled, in_progress, mismatched, not_resolvable, .. } = &report;
    assert_eq!((*settled, *in_progress, mismatched.len(), not_resolvable.len()), (1, 1, 1, 1), "{report:?}");
    assert_eq!(mismatched[0].entry.outcome, None, "nothing is recorded");
    assert_eq!(recorded.outcome, Some(JournalOutcome::Accepted));
}

#[tokio::test]
async fn an_outage_changes_no_entry() {
    let journal = with_open_entries(3).await;
    let lost = old_intent("lost", 1);
    journal.begin(&lost).await.unwrap();
    journal.record(&lost.key, lost.id, &JournalOutcome::Unknown(UnknownCause::Timeout)).await.unwrap();
    let before = journal.entries();
    let client = general::Client::builder(credentials()).base_url(closed_url().await).build().unwrap();
    let report = client.sweep_journal(&journal).policy(quick()).await.unwrap();
    assert_eq!((report.still_unknown.len(), report.never_arrived), (4, 0), "{report:?}");
    assert!(report.is_complete && report.ask_again_at().is_some());
    assert_eq!(journal.entries(), before);
}

#[tokio::test]
async fn a_client_without_a_journal_says_what_to_do() {
    let client = general::Client::builder(credentials()).base_url(closed_url().await).build().unwrap();
    let error = client.sweep().await.unwrap_err();
    let cause = std::error::Error::source(&error).unwrap().to_string();
    assert!(cause.contains("ClientBuilder::journal") && cause.contains("sweep_journal"), "{cause}");
}

#[tokio::test]
async fn entries_that_stay_open_do_not_delay_newer_ones() {
    let (gateway, journal) = (sandbox().await, Arc::new(MemoryJournal::new()));
    let shop = client(&gateway, &journal);
    for at in 0..3 {
        shop.send(&orders::wx_native(&format!("a-{at}"), orders::NOTIFY_URL)).await.unwrap();
    }
    let sweep = || shop.sweep().policy(quick()).concurrency(1);
    assert_eq!(sweep().await.unwrap().pending, 3);
    // The keys of newer entries come last.
    shop.send(&orders::wx_native("b", orders::NOTIFY_URL)).await.unwrap();
    let newer = gateway.orders().into_iter().find(|order| order.mch_order_no == "b").unwrap();
    gateway.pay(&newer.pay_order_id).await.unwrap_err();
    let report = sweep().max_queries(1).await.unwrap();
    assert_eq!((report.settled, report.pending, report.queries, report.is_complete), (1, 3, 1, true), "{report:?}");
    // Those come first that were not asked about for the longest time.
    let mut seen = Vec::new();
    for _ in 0..4 {
        let mut of_this = Vec::new();
        let sweep = sweep().all_pending().max_queries(1);
        let sweep = sweep.on_progress(|swept| of_this.push(swept.entry.intent.key.reference.clone()));
        assert_eq!(sweep.await.unwrap().queries, 1);
        assert_eq!(of_this.len(), 3, "all are reported");
        seen.push(of_this.remove(0));
    }
    assert_eq!(seen, ["a-0", "a-1", "a-2", "a-0"]);
}

#[tokio::test]
async fn untyped_requests_of_a_documented_endpoint_are_resolved() {
    let (gateway, journal) = (sandbox().await, Arc::new(MemoryJournal::new()));
    let shop = client(&gateway, &journal);
    gateway.inject(FaultRule::new(Fault::Reset, Timing::After).endpoint("create_order")).unwrap();
    let raw = |reference: &str| {
        RawRequest::new("create_order")
            .mch_id("mchId")
            .login_name("jobNo")
            .text("extra", r#"{"productId":"1"}"#)
            .text("mchOrderNo", reference)
            .text("channelId", "WX_NATIVE")
            .text("currency", "CAD")
            .integer("amount", 2865)
            .text("notifyUrl", orders::NOTIFY_URL)
            .text("subject", "s")
            .text("body", "b")
            .text("clientIp", orders::IP.to_string())
            .reference("mchOrderNo")
    };
    let error = shop.send_raw(&raw("m1")).await.unwrap_err();
    assert!(matches!(error, Error::OutcomeUnknown(_)), "{error:?}");
    shop.send_raw(&raw("m2")).await.unwrap_err();
    gateway.clear_faults();
    for order in gateway.orders() {
        gateway.pay(&order.pay_order_id).await.unwrap_err();
    }
    let resolution = shop.resolve(&error).await;
    assert!(resolution.is_paid(), "{resolution:?}");
    let entry = &journal.entries()[1];
    assert_eq!(
        (entry.intent.status_query.as_deref(), entry.intent.amount),
        (Some("query_order"), Cents::new(2865).ok())
    );
    assert_eq!(shop.sweep().policy(quick()).await.unwrap().settled, 1);

    // With another reference, or an undocumented path, nothing is known.
    for raw in
        [raw("m3").reference("subject"), RawRequest::new("made_up").text("mchOrderNo", "m4").reference("mchOrderNo")]
    {
        gateway.inject(FaultRule::new(Fault::Reset, Timing::Before)).unwrap();
        let error = shop.send_raw(&raw).await.unwrap_err();
        gateway.clear_faults();
        let resolution = shop.resolve(&error).await;
        let Resolution::StillUnknown { reason: StillUnknownReason::NoQuery, .. } = resolution else {
            panic!("{resolution:?}")
        };
    }
}
