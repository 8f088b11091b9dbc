//! Compares the time of a query over loopback with reqwest doing the same work by hand.
//!
//! ```sh
//! cargo bench -p iotpay-client --bench call
//! cargo bench -p iotpay-client --bench call --features tracing
//! ```
//!
//! By hand: build the fields, sign them, encode and send the request, parse the response with `serde_json`, verify its
//! signature and deserialize it. `observed/unobserved` compares the client with one that never looks for a hook, a span
//! or a recorder; the features `tracing` and `metrics` are compiled in, but nothing listens.
//!
//! All are measured in turn many times and compared by their medians, so that other load on the machine affects all of
//! them equally.

#[allow(dead_code)]
mod timing;

use std::collections::BTreeMap;
use std::hint::black_box;
use std::thread;
use std::time::Instant;

use iotpay_client::{Credentials, general};
use md5::{Digest, Md5};
use serde::Deserialize;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use timing::median;

const ROUNDS: usize = 1_001;
const QUERIES_PER_ROUND: u32 = 10;
const KEY: &str = "made-up-key-of-32-characters-000";
const MCH_ID: &str = "10000701";
const ORDER: &str = "20160427210604000490";

type Problem = Box<dyn std::error::Error>;

/// What a merchant needs of the response.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
#[allow(dead_code)]
struct Order {
    pay_order_id: String,
    mch_order_no: String,
    amount: String,
    currency: String,
    status: String,
}

fn main() -> Result<(), Problem> {
    let base_url = start_server()?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let credentials = Credentials::builder().mch_id(MCH_ID).login_name("jack123").merchant_key(KEY).build()?;
    let builder = || general::Client::builder(credentials.clone()).base_url(&base_url);
    let (client, unobserved) = (builder().build()?, builder().__unobserved().build()?);
    let http = reqwest::Client::builder().no_proxy().build()?;
    let url = format!("{base_url}query_order");

    let mut times: [Vec<f64>; 3] = Default::default();
    for at in 0..3 * ROUNDS {
        // A round is a single future: outside of it, the task of a connection does not run. Each measurement follows each
        // other one equally often, because it finds the caches as the one before has left them.
        let which = (at + at / 3) % 3;
        times[which].push(runtime.block_on(async {
            match which {
                0 => round(async || query(&client).await).await,
                1 => round(async || query(&unobserved).await).await,
                _ => round(async || by_hand(&http, &url).await.is_ok()).await,
            }
        }));
    }
    if !runtime.block_on(query(&client)) || runtime.block_on(by_hand(&http, &url)).is_err() {
        return Err("a query failed".into());
    }
    let [client, unobserved, by_hand] = times.map(median);
    println!("client {:.1} µs, unobserved {:.1} µs, reqwest {:.1} µs", client / 1e3, unobserved / 1e3, by_hand / 1e3);
    println!("client/reqwest = {:.3}", client / by_hand);
    println!("observed/unobserved = {:.3}", client / unobserved);
    Ok(())
}

/// Returns the nanoseconds that a query takes, measured over one round.
async fn round(query: impl AsyncFn() -> bool) -> f64 {
    let start = Instant::now();
    for _ in 0..QUERIES_PER_ROUND {
        black_box(query().await);
    }
    start.elapsed().as_secs_f64() * 1e9 / f64::from(QUERIES_PER_ROUND)
}

async fn query(client: &general::Client) -> bool {
    let Ok(query) = general::QueryOrder::by_mch_order_no(ORDER) else { return false };
    client.send(&query).await.is_ok_and(|order| order.status.outcome().is_paid())
}

async fn by_hand(http: &reqwest::Client, url: &str) -> Result<Order, Problem> {
    let mut fields = BTreeMap::from([("mchId", MCH_ID), ("mchOrderNo", ORDER)]);
    let sign = signature(&fields);
    fields.insert("sign", &sign);
    let json = serde_json::to_string(&fields)?;
    let body = form_urlencoded::Serializer::new(String::new()).append_pair("params", &json).finish();
    let response = http
        .post(url)
        .header("Content-Type", "application/x-www-form-urlencoded")
        .timeout(std::time::Duration::from_secs(60))
        .body(body)
        .send()
        .await?;
    if !response.status().is_success() {
        return Err("status".into());
    }
    let value: serde_json::Value = serde_json::from_slice(&response.bytes().await?)?;
    let object = value.as_object().ok_or("no object")?;
    let fields: BTreeMap<&str, &str> =
        object.iter().filter_map(|(name, value)| Some((name.as_str(), value.as_str()?))).collect();
    let mut unsigned = fields.clone();
    let received = unsigned.remove("sign").ok_or("no signature")?;
    if signature(&unsigned) != received || fields.get("retCode") != Some(&"SUCCESS") {
        return Err("not accepted".into());
    }
    let order: Order = serde_json::from_value(value)?;
    if order.mch_order_no == ORDER { Ok(order) } else { Err("another order".into()) }
}

fn signature(fields: &BTreeMap<&str, &str>) -> String {
    let filled = fields.iter().filter(|(_, value)| !value.is_empty());
    let mut text: String = filled.map(|(name, value)| format!("{name}={value}&")).collect();
    text.push_str("key=");
    text.push_str(KEY);
    hex::encode_upper(Md5::digest(text))
}

/// Starts a server that responds to every request with a signed order. One thread serves all connections, so that both
/// clients have the same latency.
fn start_server() -> Result<String, Problem> {
    let mut fields = BTreeMap::from([
        ("retCode", "SUCCESS"),
        ("resCode", "SUCCESS"),
        ("mchId", MCH_ID),
        ("mchOrderNo", ORDER),
        ("payOrderId", "P20160427210604000490"),
        ("channelId", "WX_NATIVE"),
        ("currency", "CAD"),
        ("amount", "2865"),
        ("status", "2"),
        ("channelOrderNo", "1000471204201604275211"),
        ("subject", "Green tea"),
    ]);
    let sign = signature(&fields);
    fields.insert("sign", &sign);
    let body = serde_json::to_string(&fields)?;
    let response =
        format!("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}", body.len());
    let listener = std::net::TcpListener::bind("127.0.0.1:0")?;
    listener.set_nonblocking(true)?;
    let url = format!("http://{}/v1/", listener.local_addr()?);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    thread::spawn(move || {
        runtime.block_on(async {
            let Ok(listener) = TcpListener::from_std(listener) else { return };
            while let Ok((stream, _)) = listener.accept().await {
                let response = response.clone();
                tokio::spawn(async move { serve(stream, response.as_bytes()).await });
            }
        });
    });
    Ok(url)
}

async fn serve(mut stream: TcpStream, response: &[u8]) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let mut received = Vec::new();
    loop {
        if stream.read_buf(&mut received).await? == 0 {
            return Ok(());
        }
        // A body ends with the `}` of its JSON, percent-encoded.
        if received.ends_with(b"%7D") {
            received.clear();
            stream.write_all(response).await?;
        }
    }
}
