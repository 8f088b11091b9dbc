//! The clients of all families can share their connections.

use crate::support::server::{Reply, Server};
use crate::support::{credentials, orders};
use iotpay_client::client::{Connections, RetryBudget};
use iotpay_client::protocol::BuildError;
use iotpay_client::{Error, card, general};

const REJECTION: &[u8] = br#"{"retCode":"FAIL","retMsg":"no"}"#;

/// A gateway that keeps its connections open for two requests.
async fn keeping() -> Server {
    Server::always(Reply::Keep(REJECTION.to_vec(), Box::new(Reply::json(REJECTION)))).await
}

async fn send_both(wallets: &general::Client, cards: &card::Client) {
    let error = wallets.send(&orders::refund("r1", "P1", 1)).await.unwrap_err();
    assert!(matches!(error, Error::Rejected(_)), "{error:?}");
    let error = cards.send(&orders::cc_purchase("m1", orders::NOTIFY_URL)).await.unwrap_err();
    assert!(matches!(error, Error::Rejected(_)), "{error:?}");
}

#[tokio::test]
async fn families_share_a_connection() {
    let server = keeping().await;
    let connections = Connections::new().unwrap();
    let wallets = general::Client::builder(credentials()).base_url(server.url()).connections(connections.clone());
    let cards = card::Client::builder(credentials()).base_url(server.url()).connections(connections);
    send_both(&wallets.build().unwrap(), &cards.build().unwrap()).await;
    assert_eq!((server.connections(), server.requests().len()), (1, 2));

    // Clients with connections of their own share none.
    let server = keeping().await;
    let wallets = general::Client::builder(credentials()).base_url(server.url()).build().unwrap();
    let cards = card::Client::builder(credentials()).base_url(server.url()).build().unwrap();
    send_both(&wallets, &cards).await;
    assert_eq!(server.connections(), 2);
}

/// A connection that the pool still holds but the gateway has closed: the request may have been sent.
#[tokio::test]
async fn a_shared_connection_that_breaks_is_not_unreachable() {
    let server = Server::always(Reply::Keep(REJECTION.to_vec(), Box::new(Reply::Reset))).await;
    let connections = Connections::new().unwrap();
    let wallets = general::Client::builder(credentials()).base_url(server.url()).connections(connections.clone());
    let cards = card::Client::builder(credentials()).base_url(server.url()).connections(connections);
    wallets.build().unwrap().send(&orders::refund("r1", "P1", 1)).await.unwrap_err();
    let error = cards.build().unwrap().send(&orders::cc_purchase("m1", orders::NOTIFY_URL)).await.unwrap_err();
    assert!(matches!(error, Error::OutcomeUnknown(_)), "{error:?}");
    assert_eq!((server.connections(), server.requests().len()), (1, 2));
}

#[tokio::test]
async fn a_configured_proxy_is_used_for_other_machines_only() {
    let proxy = Server::always(Reply::status(503, "")).await;
    let proxy_url = proxy.url().replace("/v1/", "").replace("127.0.0.1", "user:canary@127.0.0.1");
    let gateway = Server::always(Reply::json(REJECTION)).await;
    let connections = Connections::builder().proxy(&proxy_url).build().unwrap();
    let shared = |base_url: &str| {
        general::Client::builder(credentials()).base_url(base_url).connections(connections.clone()).build().unwrap()
    };
    let own =
        |base_url: &str| general::Client::builder(credentials()).base_url(base_url).proxy(&proxy_url).build().unwrap();
    for (host, client) in [("shared", shared("https://shared.test/")), ("own", own("https://own.test/"))] {
        let error = client.send(&orders::refund("r1", "P1", 1)).await.unwrap_err();
        assert!(matches!(error, Error::Unreachable(_)), "{error:?}");
        let asked = proxy.requests().pop().unwrap();
        assert!(asked.head.starts_with(&format!("CONNECT {host}.test:443 ")), "{asked:?}");
        assert!(asked.header("proxy-authorization").is_some(), "{asked:?}");
    }
    for client in [shared(&gateway.url()), own(&gateway.url())] {
        let error = client.send(&orders::refund("r1", "P1", 1)).await.unwrap_err();
        assert!(matches!(error, Error::Rejected(_)), "{error:?}");
    }
    assert_eq!((proxy.connections(), gateway.requests().len()), (2, 2));
    let builder = Connections::builder().proxy(&proxy_url);
    let shown = format!("{builder:?} {connections:?} {:?}", general::Client::builder(credentials()).proxy(&proxy_url));
    assert!(!shown.contains("canary"), "{shown}");
}

#[test]
fn reports_invalid_settings() {
    let shared =
        |configure: fn(iotpay_client::client::ConnectionsBuilder) -> iotpay_client::client::ConnectionsBuilder| {
            configure(Connections::builder()).build().unwrap_err()
        };
    assert!(matches!(shared(|it| it.proxy("http://user:canary@[")), BuildError::InvalidProxy));
    assert!(matches!(shared(|it| it.root_certificates(b"no certificate")), BuildError::InvalidCertificate));
    let builder = || general::Client::builder(credentials());
    assert!(matches!(builder().proxy("http://[").build(), Err(BuildError::InvalidProxy)));
    assert!(matches!(builder().root_certificates(b"").build(), Err(BuildError::InvalidCertificate)));
    assert!(
        !format!("{} {:?}", shared(|it| it.proxy("http://user:canary@[")), BuildError::InvalidProxy).contains("canary")
    );

    let connections = Connections::new().unwrap();
    let builder = || general::Client::builder(credentials()).connections(connections.clone());
    for twice in [
        builder().http_client_builder(|http| http),
        builder().proxy("http://127.0.0.1:1"),
        builder().proxy("http://["),
        builder().retry_budget(RetryBudget::default()),
    ] {
        assert!(matches!(twice.build(), Err(BuildError::ConfiguredTwice)));
    }
    assert!(builder().build().is_ok());
}
