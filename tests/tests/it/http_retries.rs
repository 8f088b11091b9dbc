//! The HTTP library never sends a request again, whatever features other crates enable and whatever the caller
//! configures. This program enables HTTP/2, with which reqwest retries requests by default.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use crate::support::server::{Reply, Server};
use crate::support::{credentials, orders};
use iotpay_client::client::Connections;
use iotpay_client::{Error, general};

const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
const HEADERS: u8 = 1;
const RST_STREAM: u8 = 3;
const SETTINGS: u8 = 4;
const ACK: u8 = 1;
const REFUSED_STREAM: u32 = 7;

/// A server for HTTP/2 that refuses every request: it reports that it has not processed it.
struct RefusingServer {
    base_url: String,
    requests: Arc<AtomicUsize>,
}

impl RefusingServer {
    async fn start() -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let base_url = format!("http://{}/v1/", listener.local_addr().unwrap());
        let requests = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&requests);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(refuse(stream, Arc::clone(&counter)));
            }
        });
        Self { base_url, requests }
    }

    fn requests(&self) -> usize {
        self.requests.load(Ordering::SeqCst)
    }
}

async fn refuse(mut stream: TcpStream, requests: Arc<AtomicUsize>) -> std::io::Result<()> {
    let mut preface = [0; PREFACE.len()];
    stream.read_exact(&mut preface).await?;
    assert_eq!(preface, PREFACE);
    stream.write_all(&frame(SETTINGS, 0, 0, &[])).await?;
    loop {
        let mut head = [0; 9];
        stream.read_exact(&mut head).await?;
        let length = u32::from_be_bytes([0, head[0], head[1], head[2]]);
        let mut payload = vec![0; length.try_into().unwrap()];
        stream.read_exact(&mut payload).await?;
        let (kind, flags) = (head[3], head[4]);
        let id = u32::from_be_bytes([head[5], head[6], head[7], head[8]]);
        if kind == SETTINGS && flags & ACK == 0 {
            stream.write_all(&frame(SETTINGS, ACK, 0, &[])).await?;
        } else if kind == HEADERS {
            requests.fetch_add(1, Ordering::SeqCst);
            stream.write_all(&frame(RST_STREAM, 0, id, &REFUSED_STREAM.to_be_bytes())).await?;
        }
    }
}

fn frame(kind: u8, flags: u8, id: u32, payload: &[u8]) -> Vec<u8> {
    let length = u32::try_from(payload.len()).unwrap().to_be_bytes();
    [&length[1..], &[kind, flags], &id.to_be_bytes(), payload].concat()
}

/// Otherwise the test below would prove nothing.
#[tokio::test]
async fn by_default_reqwest_retries_a_refused_request() {
    let server = RefusingServer::start().await;
    let http = reqwest::Client::builder().no_proxy().http2_prior_knowledge().build().unwrap();
    http.post(&server.base_url).body("x").send().await.unwrap_err();
    assert_eq!(server.requests(), 3);
}

#[tokio::test]
async fn a_refused_payment_is_sent_once() {
    let server = RefusingServer::start().await;
    let builder = general::Client::builder(credentials()).base_url(&server.base_url);
    let connections = Connections::builder().http_client_builder(reqwest::ClientBuilder::http2_prior_knowledge);
    for client in [
        builder.http_client_builder(reqwest::ClientBuilder::http2_prior_knowledge).build().unwrap(),
        general::Client::builder(credentials())
            .base_url(&server.base_url)
            .connections(connections.build().unwrap())
            .build()
            .unwrap(),
    ] {
        let before = server.requests();
        let error = client.send(&orders::refund("r1", "P1", 1)).await.unwrap_err();
        assert!(matches!(error, Error::OutcomeUnknown(_)), "{error:?}");
        assert_eq!(server.requests() - before, 1);
    }
}

// The path of the method is private.
#[allow(clippy::redundant_closure_for_method_calls)]
fn retry_everything(http: reqwest::ClientBuilder) -> reqwest::ClientBuilder {
    let policy = reqwest::retry::for_host("127.0.0.1").no_budget().classify_fn(|attempt| attempt.retryable());
    http.retry(policy)
}

#[tokio::test]
async fn a_retry_policy_of_the_caller_has_no_effect() {
    let server = Server::always(Reply::status(503, "")).await;
    let http = retry_everything(reqwest::Client::builder().no_proxy()).build().unwrap();
    http.post(server.url()).body("x").send().await.unwrap();
    assert!(server.connections() > 1, "otherwise the rest of the test would prove nothing");

    let before = server.connections();
    let builder = general::Client::builder(credentials()).base_url(server.url());
    let client = builder.http_client_builder(retry_everything).build().unwrap();
    client.send(&orders::refund("r1", "P1", 1)).await.unwrap_err();
    let connections = Connections::builder().http_client_builder(retry_everything).build().unwrap();
    let client = general::Client::builder(credentials()).base_url(server.url()).connections(connections);
    client.build().unwrap().send(&orders::refund("r1", "P1", 1)).await.unwrap_err();
    assert_eq!(server.connections() - before, 2);
}
