//! Waits for a customer to pay.

use std::time::Duration;

use super::{client, client_of, reason, sandbox};
use crate::support::orders;
use crate::support::server::{Reply, Server, closed_url};
use futures_core::Stream;
use iotpay_client::general::General;
use iotpay_client::resolution::{Resolution, StillUnknownReason, WaitPolicy};
use iotpay_client::{PaymentOutcome, outcome::Transaction};
use iotpay_sandbox::{Fault, FaultRule, Gateway, Timing};

fn policy() -> WaitPolicy {
    WaitPolicy::new().interval(Duration::from_millis(40)).queries(100)
}

async fn pay_later(gateway: &Gateway) {
    tokio::time::sleep(Duration::from_millis(250)).await;
    let id = gateway.orders()[0].pay_order_id.clone();
    let _ = gateway.pay(&id).await.unwrap();
}

#[tokio::test]
async fn waits_until_the_order_is_paid() {
    let gateway = sandbox().await;
    let client = client_of::<General>(&gateway, Duration::from_secs(5));
    let order = orders::wx_native("m1", &closed_url().await);
    let _ = client.send(&order).await.unwrap();
    let policy = policy();
    let (resolution, ()) = tokio::join!(client.wait_with(&order, &policy), pay_later(&gateway));
    assert!(resolution.is_paid(), "{resolution:?}");
}

#[tokio::test]
async fn wait_ends_without_a_result_and_can_be_repeated() {
    let gateway = sandbox().await;
    let client = client_of::<General>(&gateway, Duration::from_secs(5));
    let order = orders::wx_native("m1", &closed_url().await);
    // The order does not exist yet.
    let resolution = client.wait_with(&order, &policy().queries(3)).await;
    assert!(matches!(reason(&resolution), StillUnknownReason::NotFound), "{resolution:?}");
    let _ = client.send(&order).await.unwrap();
    let resolution = client.wait_with(&order, &policy().queries(3)).await;
    assert!(matches!(reason(&resolution), StillUnknownReason::Pending), "{resolution:?}");
    // A dropped future has no consequences.
    let waiting = client.wait_with(&order, &policy());
    assert!(tokio::time::timeout(Duration::from_millis(100), waiting).await.is_err());
    let policy = policy();
    let (resolution, ()) = tokio::join!(client.wait_with(&order, &policy), pay_later(&gateway));
    assert!(resolution.is_paid(), "{resolution:?}");
}

#[tokio::test]
async fn states_show_each_change_once_and_end_with_a_final_one() {
    let gateway = sandbox().await;
    let client = client_of::<General>(&gateway, Duration::from_secs(5));
    let order = orders::wx_native("m1", &closed_url().await);
    let _ = client.send(&order).await.unwrap();
    gateway.inject(FaultRule::new(Fault::Maintenance, Timing::Before).endpoint("query_order").nth(2)).unwrap();
    let mut states = client.states_with(&order, &policy());
    let mut found = Vec::new();
    let watching = async {
        loop {
            // The future is dropped in the middle of a query or a pause.
            match tokio::time::timeout(Duration::from_millis(7), states.next()).await {
                Ok(Some(state)) => found.push(state.transaction),
                Ok(None) => break,
                Err(_) => {}
            }
        }
    };
    tokio::join!(watching, pay_later(&gateway));
    let pending = Transaction::Payment(PaymentOutcome::Pending);
    assert_eq!(found, [pending, Transaction::Payment(PaymentOutcome::Success)]);
    assert!(states.resolution().is_some_and(Resolution::is_paid), "{states:?}");
    assert!(states.next().await.is_none());
}

#[tokio::test]
async fn states_are_a_stream() {
    let server = Server::always(Reply::Reset).await;
    let client = client::<General>(&server.url(), Duration::from_millis(100));
    let mut states = client.states_with(&orders::wx_native("m1", orders::NOTIFY_URL), &policy().queries(2));
    let next = std::future::poll_fn(|context| std::pin::Pin::new(&mut states).poll_next(context)).await;
    assert!(next.is_none());
    assert!(matches!(reason(states.resolution().unwrap()), StillUnknownReason::Unanswered(Some(_))), "{states:?}");
}

/// Nothing runs unless the stream is polled.
#[tokio::test]
async fn dropped_stream_sends_nothing() {
    let server = Server::always(Reply::Reset).await;
    let client = client::<General>(&server.url(), Duration::from_millis(100));
    drop(client.states(&orders::wx_native("m1", orders::NOTIFY_URL)));
    drop(client.wait(&orders::wx_native("m1", orders::NOTIFY_URL)));
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert_eq!(server.connections(), 0);
}
