//! What spans, metrics and hooks cost if nothing listens.
//!
//! ```sh
//! cargo bench -p iotpay-client --no-default-features --features general --bench observe
//! cargo bench -p iotpay-client --no-default-features --features general,tracing,metrics --bench observe
//! ```
//!
//! Prepares a query and judges its response, without sending anything, with a protocol that looks for a hook, a span and a
//! recorder, and with one that never does. The difference is what an operation pays for observation. A query over loopback
//! takes about 25 µs, which `call` measures; a real one takes a thousand times as long.
//!
//! Both are measured in turn many times and compared by their medians, so that other load on the machine affects both
//! equally.

#[allow(dead_code)]
mod timing;

use std::hint::black_box;
use std::time::Instant;

use iotpay_client::general::{General, QueryOrder};
use iotpay_client::protocol::Protocol;
use iotpay_client::signing::{FieldValue, Signer};
use iotpay_client::spec::Family as _;
use iotpay_client::{Credentials, MerchantKey};

use timing::median;

const ROUNDS: usize = 2_001;
const QUERIES_PER_ROUND: u32 = 50;
const KEY: &str = "made-up-key-of-32-characters-000";
const ORDER: &str = "20160427210604000490";
/// A query over loopback, in nanoseconds.
const QUERY: f64 = 25_000.0;

type Problem = Box<dyn std::error::Error>;

fn main() -> Result<(), Problem> {
    let credentials = Credentials::builder().mch_id("10000701").login_name("jack123").merchant_key(KEY).build()?;
    let protocols = [Protocol::<General>::new(credentials.clone()), Protocol::new(credentials).__unobserved()];
    let response = response()?;
    let mut times: [Vec<f64>; 2] = Default::default();
    for at in 0..2 * ROUNDS {
        let which = at % 2;
        let start = Instant::now();
        for _ in 0..QUERIES_PER_ROUND {
            black_box(query(&protocols[which], &response)?);
        }
        times[which].push(start.elapsed().as_secs_f64() * 1e9 / f64::from(QUERIES_PER_ROUND));
    }
    let [observed, unobserved] = times.map(median);
    let cost = observed - unobserved;
    println!("prepared and judged: {observed:.0} ns, unobserved {unobserved:.0} ns");
    println!("observation = {cost:.0} ns, {:.2} % of a query over loopback", 100.0 * cost / QUERY);
    println!("observed/unobserved = {:.3}", observed / unobserved);
    Ok(())
}

fn query(protocol: &Protocol<General>, response: &[u8]) -> Result<bool, Problem> {
    let query = QueryOrder::by_mch_order_no(ORDER)?;
    let exchange = protocol.prepare(&query)?;
    Ok(exchange.judge(200, response)?.status.outcome().is_paid())
}

/// A signed response.
fn response() -> Result<Vec<u8>, Problem> {
    let fields = [
        ("amount", "2865"),
        ("channelId", "WX_NATIVE"),
        ("channelOrderNo", "1000471204201604275211"),
        ("currency", "CAD"),
        ("mchId", "10000701"),
        ("mchOrderNo", ORDER),
        ("payOrderId", "P20160427210604000490"),
        ("resCode", "SUCCESS"),
        ("retCode", "SUCCESS"),
        ("status", "2"),
        ("subject", "Green tea"),
    ];
    let key = MerchantKey::new(KEY)?;
    let mut signer = Signer::new(General::SPEC.signing, &key);
    for (name, value) in fields {
        signer.field(name, FieldValue::Text(value));
    }
    let members: String = fields.map(|(name, value)| format!("\"{name}\":\"{value}\",")).concat();
    Ok(format!("{{{members}\"sign\":\"{}\"}}", signer.finish()).into_bytes())
}
