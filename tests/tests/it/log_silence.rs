//! The libraries below the client log no card data at any level.

use std::cell::RefCell;
use std::fmt::{Debug, Write as _};
use std::sync::Once;

use crate::support::credentials;
use crate::support::server::{Reply, Server};
use iotpay_client::protocol::encode;
use iotpay_client::spec::Family;
use iotpay_client::{Error, card, request};
use log::{LevelFilter, Log, Metadata, Record};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id};
use tracing::{Event, Subscriber};

const CARD_NUMBER: &str = "4325678901232266";
const CVV: &str = "0786";
const NAME: &str = "Canary Cardholder";
const TOKEN: &str = "token-canary-4711";

thread_local! {
    // Tests run in parallel, each with its runtime on its own thread.
    static SAID: RefCell<Option<String>> = const { RefCell::new(None) };
}

fn say(text: &dyn Debug) {
    SAID.with_borrow_mut(|log| {
        if let Some(log) = log {
            let _ = writeln!(log, "{text:?}");
        }
    });
}

struct ToThread;

impl Log for ToThread {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &Record<'_>) {
        say(record.args());
    }

    fn flush(&self) {}
}

impl Visit for ToThread {
    fn record_debug(&mut self, _: &Field, value: &dyn Debug) {
        say(value);
    }
}

impl Subscriber for ToThread {
    fn enabled(&self, _: &tracing::Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, attributes: &Attributes<'_>) -> Id {
        attributes.record(&mut Self);
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, values: &tracing::span::Record<'_>) {
        values.record(&mut Self);
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        event.record(&mut Self);
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

/// Returns the log output of all levels while the future runs.
async fn logged(run: impl Future<Output = ()>) -> String {
    static INSTALL: Once = Once::new();
    INSTALL.call_once(|| {
        log::set_logger(&ToThread).unwrap();
        log::set_max_level(LevelFilter::Trace);
    });
    let _guard = tracing::subscriber::set_default(ToThread);
    SAID.set(Some(String::new()));
    run.await;
    SAID.take().unwrap()
}

fn is_silent(log: &str) -> bool {
    [CARD_NUMBER, &CARD_NUMBER[..12], CVV, NAME, TOKEN].iter().all(|secret| !log.contains(secret))
}

#[tokio::test]
async fn no_setting_makes_libraries_log_card_data() {
    let purchase = request!(card::CcDirectPurchase {
        channel: PfCc,
        currency: Cad,
        mch_order_no: "m1",
        amount: 2865,
        card_num: CARD_NUMBER,
        expiry_date: "0735",
        holder: NAME,
        cvv: CVV,
    })
    .unwrap();
    let response = format!(r#"{{"retCode":"FAIL","retMsg":"{TOKEN}"}}"#);
    let server = Server::always(Reply::json(response)).await;
    let builder = card::Client::builder(credentials()).base_url(server.url());
    let client = builder.http_client_builder(|http| http.connection_verbose(true)).build().unwrap();
    let log = logged(async {
        let error = client.send(&purchase).await.unwrap_err();
        assert!(matches!(error, Error::Rejected(_)), "{error:?}");
    })
    .await;
    assert!(log.contains("starting new connection"), "{log}");
    assert!(is_silent(&log), "{log}");

    // The library without the client does log card data, which proves that the client suppresses it.
    let http = reqwest::Client::builder().no_proxy().connection_verbose(true).build().unwrap();
    let body = encode(&purchase, &credentials(), card::Card::SPEC).body.as_str().to_owned();
    let log = logged(async {
        http.post(server.url()).body(body).send().await.unwrap();
    })
    .await;
    assert!(log.contains(CARD_NUMBER) && log.contains(CVV) && !is_silent(&log), "{log}");
}
