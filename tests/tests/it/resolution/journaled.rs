//! A client with a journal records what it finds out.

use std::sync::Arc;
use std::time::Duration;

use super::{charge, policy, sandbox};
use crate::support::{credentials, orders};
use iotpay_client::journal::{Intent, Journal, JournalOutcome, MemoryJournal, Settlement};
use iotpay_client::protocol::RawRequest;
use iotpay_client::resolution::{Resolution, StillUnknownReason};
use iotpay_client::{Error, general};
use iotpay_sandbox::{Fault, FaultRule, Gateway, Timing};

async fn shop() -> (Gateway, Arc<MemoryJournal>, general::Client) {
    let (gateway, journal) = (sandbox().await, Arc::new(MemoryJournal::new()));
    let builder = general::Client::builder(credentials()).base_url(gateway.base_url("general").unwrap());
    let client = builder.journal(journal.clone()).timeout(Duration::from_millis(500)).build().unwrap();
    (gateway, journal, client)
}

fn outcome(journal: &MemoryJournal) -> Option<JournalOutcome> {
    journal.entries()[0].outcome
}

#[tokio::test]
async fn a_request_that_never_arrived_can_be_sent_again() {
    let (gateway, journal, client) = shop().await;
    gateway.inject(FaultRule::new(Fault::Reset, Timing::Before).endpoint("create_order")).unwrap();
    let error = client.send(&charge("m1")).await.unwrap_err();
    gateway.clear_faults();
    let resolution = client.resolve_with(&error, &policy()).await;
    assert!(matches!(resolution, Resolution::NeverArrived), "{resolution:?}");
    assert_eq!(outcome(&journal), Some(JournalOutcome::NeverArrived));
    let _ = client.send(&charge("m1")).await.unwrap();
    assert_eq!(gateway.orders().len(), 1);
}

#[tokio::test]
async fn resolve_and_wait_record_what_is_paid() {
    let (gateway, journal, client) = shop().await;
    gateway.inject(FaultRule::new(Fault::Reset, Timing::After).endpoint("create_order")).unwrap();
    let error = client.send(&charge("m1")).await.unwrap_err();
    gateway.clear_faults();
    let resolution = client.resolve_with(&error, &policy()).await;
    assert!(resolution.is_paid(), "{resolution:?}");
    assert_eq!(outcome(&journal), Some(JournalOutcome::Settled(Settlement::Paid)));

    let order = orders::wx_native("m2", orders::NOTIFY_URL);
    client.send(&order).await.unwrap();
    assert_eq!(journal.entries()[1].outcome, Some(JournalOutcome::Accepted));
    gateway.pay(&gateway.orders()[1].pay_order_id).await.unwrap_err();
    assert!(client.wait(&order).await.is_paid());
    assert_eq!(journal.entries()[1].outcome, Some(JournalOutcome::Settled(Settlement::Paid)));
}

/// The entry of the earlier request names its query, although the untyped request has none.
#[tokio::test]
async fn an_untyped_retry_resolves_the_earlier_request() {
    let (gateway, _, client) = shop().await;
    let _ = client.send(&charge("m1")).await.unwrap();
    let retry = RawRequest::new("create_order").mch_id("mchId").text("mchOrderNo", "m1").reference("mchOrderNo");
    let error = client.send_raw(&retry).await.unwrap_err();
    assert!(matches!(error, Error::NotJournaled(_)), "{error:?}");
    assert!(client.resolve_with(&error, &policy()).await.is_paid());
    assert_eq!(gateway.orders().len(), 1);
}

/// The reference was used again since the error: nothing is concluded about the later request.
#[tokio::test]
async fn an_old_error_says_nothing_about_a_later_request() {
    let (gateway, journal, client) = shop().await;
    gateway.inject(FaultRule::new(Fault::Reset, Timing::Before).endpoint("create_order")).unwrap();
    let error = client.send(&charge("m1")).await.unwrap_err();
    gateway.clear_faults();
    let earlier = journal.entries().remove(0).intent;
    journal.record(&earlier.key, earlier.id, &JournalOutcome::NeverArrived).await.unwrap();
    let now = std::time::SystemTime::now();
    let later = Intent::new(earlier.key.clone(), "create_order", now, now + Duration::from_secs(60));
    journal.begin(&later).await.unwrap();
    let resolution = client.resolve_with(&error, &policy().time_limit(Duration::from_secs(8))).await;
    assert!(matches!(super::reason(&resolution), StillUnknownReason::NotFound), "{resolution:?}");
    assert_eq!(outcome(&journal), None);
}
