//! Compares the cost of verifying and decoding a notification with the bare hash and with a common implementation.
//!
//! ```sh
//! cargo bench --bench receive
//! ```
//!
//! The three are measured in turn many times and compared by their medians, so that other load on the machine affects
//! all of them equally.
//!
//! The common implementation does less: it keeps neither the raw text nor unknown fields, it does not check whether a
//! value looks like another field, or whether the notification is for another merchant or of another kind, and it does
//! not compare signatures in constant time.

mod timing;

use std::collections::BTreeMap;
use std::fmt::Debug;

use iotpay_client::card::CardNotification;
use iotpay_client::general::OrderNotification;
use iotpay_client::notification::{NotificationFor, NotificationReceiver, ReceivedNotification};
use iotpay_client::spec::Family;
use iotpay_client::{Credentials, NotificationRequest, card, general};
use md5::{Digest, Md5};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use timing::{median, nanoseconds};

const ROUNDS: usize = 1_001;
/// A round is shorter than the time slice of a process, so that most rounds are not interrupted.
const NOTIFICATIONS_PER_ROUND: u32 = 40;
const KEY: &str = "made-up-key-of-32-characters-000";

type Problem = Box<dyn std::error::Error>;

fn main() -> Result<(), Problem> {
    let form = signed(&[
        ("payOrderId", "P20160427210604000490"),
        ("mchId", "10000701"),
        ("mchOrderNo", "20160427210604000490"),
        ("channelId", "WX_NATIVE"),
        ("currency", "CAD"),
        ("amount", "2865"),
        ("status", "2"),
        ("clientIp", "203.0.113.7"),
        ("device", "WEB"),
        ("subject", "Green tea, 购买"),
        ("channelOrderNo", "1000471204201604275211"),
        ("param1", ""),
        ("param2", ""),
        ("paySuccTime", "1461762365000"),
        ("backType", "2"),
    ]);
    let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(&form).finish();
    let request = NotificationRequest { method: "POST", query: &query, content_type: None, body: b"" };
    compare::<general::General, OrderNotification, NaiveOrder>("form", request, &form, |request| {
        let fields: BTreeMap<String, String> = serde_urlencoded::from_str(request.query)?;
        verify(&fields)?;
        Ok(serde_urlencoded::from_str(request.query)?)
    })?;

    let json = signed(&[
        ("payOrderId", "C20260310102030000001"),
        ("mchId", "10000701"),
        ("mchOrderNo", "20160427210604000490"),
        ("amount", "2865"),
        ("currency", "CAD"),
        ("payType", "pay"),
        ("status", "2"),
        ("invoiceNum", "10001"),
        ("authNum", "123456"),
        ("cardNum", "432567******2266"),
        ("cardType", "V"),
        ("transTime", "2026-03-10 10:20:30"),
    ]);
    let number = |name: &str| matches!(name, "amount" | "status");
    let members = json.iter().map(|(name, text)| {
        let value =
            if number(name) { Value::from(text.parse::<i64>().unwrap_or_default()) } else { text.clone().into() };
        (name.clone(), value)
    });
    let body = members.collect::<Value>().to_string();
    let request = NotificationRequest {
        method: "POST",
        query: "",
        content_type: Some("application/json"),
        body: body.as_bytes(),
    };
    compare::<card::Card, CardNotification, NaiveCard>("json", request, &json, |request| {
        let values: BTreeMap<String, Value> = serde_json::from_slice(request.body)?;
        let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        verify(&values.iter().map(|(name, value)| (name.clone(), text(value))).collect())?;
        Ok(serde_json::from_slice(request.body)?)
    })
}

/// Adds the signature.
fn signed(fields: &[(&str, &str)]) -> Vec<(String, String)> {
    let mut fields: Vec<_> = fields.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
    let text = string_to_sign(&fields.iter().cloned().collect());
    fields.push(("sign".to_owned(), hex::encode_upper(Md5::digest(text))));
    fields
}

/// How other clients sign: values in a sorted map, joined to a string.
fn string_to_sign(fields: &BTreeMap<String, String>) -> String {
    let is_signed = |(name, text): &(&String, &String)| *name != "sign" && !text.is_empty();
    let pairs: Vec<String> = fields.iter().filter(is_signed).map(|(name, text)| format!("{name}={text}")).collect();
    format!("{}&key={KEY}", pairs.join("&"))
}

/// How other clients verify.
fn verify(fields: &BTreeMap<String, String>) -> Result<(), Problem> {
    let made = hex::encode_upper(Md5::digest(string_to_sign(fields)));
    if fields.get("sign") == Some(&made) { Ok(()) } else { Err("wrong signature".into()) }
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(dead_code, reason = "decoded, not read")]
struct NaiveOrder {
    pay_order_id: String,
    mch_id: String,
    mch_order_no: String,
    channel_id: String,
    currency: String,
    amount: u64,
    status: i32,
    client_ip: Option<String>,
    device: Option<String>,
    subject: Option<String>,
    channel_order_no: Option<String>,
    param1: Option<String>,
    param2: Option<String>,
    pay_succ_time: Option<i64>,
    back_type: Option<i32>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(dead_code, reason = "decoded, not read")]
struct NaiveCard {
    pay_order_id: String,
    mch_id: String,
    mch_order_no: String,
    amount: u64,
    currency: String,
    pay_type: Option<String>,
    status: i32,
    invoice_num: Option<String>,
    auth_num: Option<String>,
    card_num: Option<String>,
    card_type: Option<String>,
    trans_time: Option<String>,
}

fn compare<F: Family, N: NotificationFor<F> + Debug, D: DeserializeOwned>(
    what: &str,
    request: NotificationRequest<'_>,
    fields: &[(String, String)],
    naive: impl Fn(NotificationRequest<'_>) -> Result<D, Problem>,
) -> Result<(), Problem> {
    let credentials = Credentials::builder().mch_id("10000701").login_name("jack123").merchant_key(KEY).build()?;
    let receiver = NotificationReceiver::<F>::new(credentials);
    let receive = || receiver.receive::<N>(request);
    let received = receive()?;
    if !matches!(received, ReceivedNotification::Server(_)) {
        return Err(format!("not a notification from the server: {received:?}").into());
    }
    naive(request)?;
    let bytes = string_to_sign(&fields.iter().cloned().collect());

    let mut times = [Vec::new(), Vec::new(), Vec::new()];
    for _ in 0..ROUNDS {
        times[0].push(nanoseconds(NOTIFICATIONS_PER_ROUND, receive));
        times[1].push(nanoseconds(NOTIFICATIONS_PER_ROUND, || Md5::digest(bytes.as_bytes())));
        times[2].push(nanoseconds(NOTIFICATIONS_PER_ROUND, || naive(request)));
    }
    let [receive, hash, naive] = times.map(median);
    println!("{what}: {} bytes are signed; medians of {ROUNDS} rounds of {NOTIFICATIONS_PER_ROUND}:", bytes.len());
    println!("receive {receive:.0} ns, md5 {hash:.0} ns, naive {naive:.0} ns");
    println!("{what}: receive/md5 = {:.2}", receive / hash);
    println!("{what}: naive/receive = {:.2}", naive / receive);
    Ok(())
}
