//! An outage of the gateway: retries add little load, and none of it moves money.
//!
//! The outage lasts 3 seconds. `IOTPAY_TESTS_OUTAGE_SECONDS=60` makes it longer.

use std::time::Duration;

use tokio::task::JoinSet;
use tokio::time::{MissedTickBehavior, interval};

use crate::support::server::{Reply, Server};
use crate::support::{credentials, orders};
use iotpay_client::client::{Connections, RetryBudget};
use iotpay_client::{Error, card, general};

/// What was sent and what arrived, by path.
#[derive(Default, Debug)]
struct Load {
    queries: usize,
    payments: usize,
    queries_arrived: usize,
    payments_arrived: usize,
}

/// Sends queries and payments of two families to a gateway that responds with 503.
async fn outage(length: Duration, budget: RetryBudget) -> Load {
    let server = Server::always(Reply::status(503, "busy")).await;
    let connections = Connections::builder().retry_budget(budget).build().unwrap();
    let wallets = general::Client::builder(credentials()).base_url(server.url()).connections(connections.clone());
    let cards = card::Client::builder(credentials()).base_url(server.url()).connections(connections);
    let (wallets, cards) = (wallets.build().unwrap(), cards.build().unwrap());
    let mut load = Load::default();
    let mut sending = JoinSet::new();
    let mut ticks = interval(Duration::from_millis(20));
    ticks.set_missed_tick_behavior(MissedTickBehavior::Burst);
    for at in 0..length.as_millis() / 20 {
        ticks.tick().await;
        let (number, wallets, cards) = (format!("m{at}"), wallets.clone(), cards.clone());
        load.queries += 2;
        load.payments += 2;
        sending.spawn(async move {
            let query = card::CcQuery::by_mch_order_no(&number).unwrap();
            let refund = orders::refund(&number, "P1", 1);
            let purchase = orders::cc_purchase(&number, orders::NOTIFY_URL);
            let of_wallet = orders::query(&number);
            let results = tokio::join!(
                async { wallets.send(&of_wallet).await.map(|_| ()) },
                async { cards.send(&query).await.map(|_| ()) },
                async { wallets.send(&refund).await.map(|_| ()) },
                async { cards.send(&purchase).await.map(|_| ()) },
            );
            for result in [results.0, results.1, results.2, results.3] {
                assert!(matches!(result, Err(Error::OutcomeUnknown(_))), "{result:?}");
            }
        });
    }
    while let Some(sent) = sending.join_next().await {
        sent.unwrap();
    }
    for request in server.requests() {
        let is_query = request.path().contains("query");
        *(if is_query { &mut load.queries_arrived } else { &mut load.payments_arrived }) += 1;
    }
    load
}

#[tokio::test(flavor = "multi_thread")]
async fn an_outage_adds_at_most_a_tenth_of_the_queries_and_no_payments() {
    let seconds = std::env::var("IOTPAY_TESTS_OUTAGE_SECONDS").ok().and_then(|text| text.parse().ok()).unwrap_or(3);
    let load = outage(Duration::from_secs(seconds), RetryBudget::default()).await;
    println!("{load:?}");
    assert!(load.queries > 90 * usize::try_from(seconds).unwrap(), "{load:?}");
    assert_eq!(load.payments_arrived, load.payments, "{load:?}");
    assert!(load.queries_arrived * 10 <= load.queries * 11, "{load:?}");
    // Otherwise nothing was retried, and the test would prove nothing.
    assert!(load.queries_arrived > load.queries, "{load:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_budget_an_outage_triples_the_queries() {
    let load = outage(Duration::from_millis(200), RetryBudget::unlimited()).await;
    assert_eq!((load.queries_arrived, load.payments_arrived), (3 * load.queries, load.payments), "{load:?}");
    let load = outage(Duration::from_millis(200), RetryBudget::no_retries()).await;
    assert_eq!((load.queries_arrived, load.payments_arrived), (load.queries, load.payments), "{load:?}");
}
