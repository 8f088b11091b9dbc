//! Nothing of a card gets into the log of the libraries below the client, however much they log.

use std::cell::RefCell;
use std::fmt::{Debug, Write as _};
use std::sync::Once;

use crate::support::credentials;
use crate::support::server::{Reply, Server};
use iotpay_client::{Error, Family, card, encode, request};
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
    SAID.with_borrow_mut(|said| {
        if let Some(said) = said {
            let _ = writeln!(said, "{text:?}");
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

/// The log output of all levels while the future runs.
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

fn is_silent(said: &str) -> bool {
    [CARD_NUMBER, &CARD_NUMBER[..12], CVV, NAME, TOKEN].iter().all(|secret| !said.contains(secret))
}

#[tokio::test]
async fn no_setting_makes_the_libraries_below_log_a_card() {
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
    let said = logged(async {
        let error = client.send(&purchase).await.unwrap_err();
        assert!(matches!(error, Error::Rejected(_)), "{error:?}");
    })
    .await;
    assert!(said.contains("starting new connection"), "{said}");
    assert!(is_silent(&said), "{said}");

    // The bare library does log it, so that the silence is the client's.
    let http = reqwest::Client::builder().no_proxy().connection_verbose(true).build().unwrap();
    let body = encode(&purchase, &credentials(), card::Card::SPEC).body.as_str().to_owned();
    let said = logged(async {
        http.post(server.url()).body(body).send().await.unwrap();
    })
    .await;
    assert!(said.contains(CARD_NUMBER) && said.contains(CVV) && !is_silent(&said), "{said}");
}
