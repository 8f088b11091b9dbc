//! Reports that print an error with its sources, such as `{:#}` of anyhow, do not repeat themselves.

use std::error::Error as StdError;
use std::io;
use std::time::Duration;

use crate::support::server::{Reply, Server, closed_url};
use crate::support::signing::{Map, signed, texts, to_json, to_query};
use crate::support::{KEY, credentials, general_client, notifications, orders};
use iotpay_client::client_ip::{ConnectionInfo, TrustedProxies};
use iotpay_client::error::OutcomeUnknownCause;
use iotpay_client::incoming::Fields;
use iotpay_client::notification::NotificationError;
use iotpay_client::protocol::BuildError;
use iotpay_client::value::CardNumber;
use iotpay_client::{Cents, Credentials, Error, NotificationRequest, general};
use iotpay_gen::source::SourceFile;
use iotpay_sandbox::{CardError, ContractError, NotSent, OrderError, StartError};

/// Returns the messages of the error and its sources. No clause may occur in two of them.
#[track_caller]
fn chain(error: &(dyn StdError + 'static)) -> Vec<String> {
    let links: Vec<_> =
        std::iter::successors(Some(error), |error| (*error).source()).map(ToString::to_string).collect();
    for (at, outer) in links.iter().enumerate() {
        assert!(!outer.is_empty(), "{links:#?}");
        for inner in &links[at + 1..] {
            let clauses = |text: &str| text.split([':', ';', '\n']).map(|it| it.trim().to_owned()).collect::<Vec<_>>();
            let (outer, inner) = (clauses(outer), clauses(inner));
            let shared = outer.iter().find(|clause| clause.len() > 3 && inner.contains(clause));
            assert_eq!(shared, None, "{links:#?}");
            assert!(!outer.iter().any(|clause| clause.contains(&inner.join(": "))), "{links:#?}");
        }
    }
    links
}

/// Returns the error of a refund over HTTP.
async fn refund(base_url: &str) -> Error {
    let client = general::Client::builder(credentials()).base_url(base_url).timeout(Duration::from_millis(500));
    client.build().unwrap().send(&orders::refund("r1", "P1", 1)).await.unwrap_err()
}

type IsExpected = fn(&Error) -> bool;

#[tokio::test]
async fn errors_of_requests() {
    let invalid = general::QueryOrder::by_mch_order_no("").unwrap_err();
    assert_eq!(chain(&invalid).len(), 1);
    assert_eq!(chain(&Error::from(invalid)).len(), 1);

    let unreachable = refund(&closed_url().await).await;
    assert!(matches!(unreachable, Error::Unreachable(_)) && chain(&unreachable).len() > 1);

    let response = |fields: &[(&str, &str)]| to_json(&signed(texts(fields), KEY));
    let rejected = response(&[("retCode", "SUCCESS"), ("resCode", "FAIL"), ("errCode", "0111"), ("errCodeDes", "no")]);
    let unknown = response(&[("retCode", "SUCCESS"), ("resCode", "FAIL"), ("errCode", "SYSTEMERROR")]);
    let forged = rejected.replace("0111", "0112");
    let untyped = response(&[("retCode", "SUCCESS")]);
    let cases: [(Reply, IsExpected); 9] = [
        (Reply::json(rejected), |error| matches!(error, Error::Rejected(_))),
        (Reply::json(r#"{"retCode":"FAIL","retMsg":"no: such; order"}"#), |error| matches!(error, Error::Rejected(_))),
        (Reply::json(forged), |error| matches!(error, Error::SignatureMismatch(_))),
        (Reply::json(unknown), |error| matches!(cause(error), OutcomeUnknownCause::ReportedByGateway(_))),
        (Reply::json("<html>"), |error| matches!(cause(error), OutcomeUnknownCause::Decode(_))),
        (Reply::json(untyped), |error| matches!(cause(error), OutcomeUnknownCause::Decode(_))),
        (Reply::status(503, ""), |error| matches!(cause(error), OutcomeUnknownCause::Status(503))),
        (Reply::Reset, |error| matches!(cause(error), OutcomeUnknownCause::Transport(_)) && error.source().is_some()),
        (Reply::Late(Duration::from_secs(9), Vec::new()), |error| {
            matches!(cause(error), OutcomeUnknownCause::Transport(it) if it.is_timeout()) && error.source().is_some()
        }),
    ];
    for (reply, is_expected) in cases {
        let server = Server::always(reply).await;
        let error = refund(&server.url()).await;
        assert!(is_expected(&error), "{error:?}");
        chain(&error);
    }
}

fn cause(error: &Error) -> &OutcomeUnknownCause {
    let Error::OutcomeUnknown(unknown) = error else { panic!("{error:?}") };
    &unknown.cause
}

#[test]
fn errors_of_settings() {
    let build = |base_url: &str| general::Client::builder(credentials()).base_url(base_url).build().unwrap_err();
    assert_eq!(chain(&build("v1")).len(), 1);
    assert_eq!(chain(&build("http://api.example/")).len(), 1);
    let builder = general::Client::builder(credentials()).http_client_builder(|http| http.user_agent("\n"));
    let error = builder.build().unwrap_err();
    assert!(matches!(error, BuildError::Http(_)) && chain(&error).len() > 1, "{error:?}");

    chain(&Credentials::builder().mch_id("").login_name("").merchant_key("").build().unwrap_err());
    chain(&Cents::from_decimal("1.234").unwrap_err());
    chain(&CardNumber::new("12").unwrap_err());
    chain(&TrustedProxies::new(["nowhere"]).unwrap_err());
    let proxies = TrustedProxies::new(["10.0.0.0/8"]).unwrap();
    let mut said = Vec::new();
    for (x_forwarded_for, forwarded) in [
        (&[] as &[&str], &[] as &[&str]),
        (&["10.0.0.1"], &[]),
        (&["nowhere"], &[]),
        (&[], &["for=unknown"]),
        (&["203.0.113.7"], &["for=203.0.113.8"]),
        (&["2001:db8:1111:2222:3333:4444:5555:6666"], &[]),
    ] {
        let hops = ConnectionInfo { peer: "10.0.0.5".parse().unwrap(), x_forwarded_for, forwarded };
        said.push(chain(&proxies.client_ip_within::<15>(&hops).unwrap_err()).remove(0));
    }
    said.dedup();
    assert_eq!(said.len(), 6, "{said:#?}");
}

fn payment() -> Map {
    let mut fields = notifications::payment();
    fields.insert("backType".to_owned(), "2".into());
    fields
}

#[test]
fn errors_of_notifications() {
    let with = |name: &str, value: &str| {
        let mut fields = payment();
        fields.insert(name.to_owned(), value.into());
        to_query(&signed(fields, KEY))
    };
    let receiver = general::NotificationReceiver::new(credentials());
    let mut kinds = Vec::new();
    for (method, query) in [
        ("POST", "a=%FF".to_owned()),
        ("POST", to_query(&payment())),
        ("POST", with("mchOrderNo", "m1").replace("m1", "m2")),
        ("POST", with("mchOrderNo", "m1&status=2")),
        ("POST", with("mchId", "10000702")),
        ("POST", with("payType", "refund")),
        ("GET", with("mchOrderNo", "m1")),
        ("POST", with("amount", "all of it")),
    ] {
        let incoming = NotificationRequest { method, query: &query, content_type: None, body: b"" };
        let error = receiver.receive::<general::OrderNotification>(incoming).unwrap_err();
        assert_eq!(chain(&error).len(), 1);
        kinds.push(std::mem::discriminant::<NotificationError>(&error));
    }
    for (at, kind) in kinds.iter().enumerate() {
        assert!(!kinds[..at].contains(kind), "{at}: two cases have the same kind of error");
    }
    chain(&Fields::from_json("[]").unwrap_err());
    chain(&Fields::from_form(b"a=1&a=2").unwrap_err());
}

#[tokio::test]
async fn errors_of_the_generator_and_the_sandbox() {
    let invalid = iotpay_gen::load(&[SourceFile::new("a.yaml", "page: {}\n")]).unwrap_err();
    assert_eq!(chain(&invalid).len(), 1);
    assert_eq!(chain(&StartError::Spec(Box::new(invalid))).len(), 1);
    assert_eq!(
        chain(&StartError::Port { address: ([127, 0, 0, 1], 80).into(), error: io::Error::other("no port is free") })
            .len(),
        2
    );
    let http = reqwest::Client::builder().user_agent("\n").build().unwrap_err();
    assert!(chain(&StartError::Http(http)).len() > 1);
    for error in [
        OrderError::NoSuchOrder,
        OrderError::NotPaid,
        OrderError::NotSent(NotSent::NoNotifyUrl),
        OrderError::NotSent(NotSent::NotAllowed),
    ] {
        chain(&error);
    }
    for error in [CardError::NoSuchCard, CardError::AlreadyStored, CardError::InvalidNumber] {
        chain(&error);
    }
    for error in [ContractError::NoSuchContract, ContractError::AlreadySigned, ContractError::NotSigned] {
        chain(&error);
    }
    // The client's own error, with its sources, in a report.
    let failed: Box<dyn StdError> =
        Box::new(general_client("http://127.0.0.1:1/", KEY).send(&orders::refund("r", "P", 1)).await.unwrap_err());
    assert!(chain(&*failed).len() > 1);
}
