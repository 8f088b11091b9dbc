//! Compares the cost of signing with the bare hash and with a common implementation.
//!
//! ```sh
//! cargo bench --bench sign
//! ```
//!
//! The three are measured in turn many times and compared by their medians, so that other load on the machine affects
//! all of them equally.

mod timing;

use std::collections::HashMap;

use iotpay_client::general::{Currency, General, WxNative, WxNativeExtraMembers, WxNativeRequired};
use iotpay_client::signing::{FieldValue, Signed, Signer, StringToSign};
use iotpay_client::spec::Family;
use iotpay_client::{Credentials, ValidationError};
use md5::{Digest, Md5};

use timing::{median, nanoseconds};

const ROUNDS: usize = 301;
const SIGNATURES_PER_ROUND: u32 = 2_000;
const KEY: &str = "made-up-key-of-32-characters-000";

fn main() -> Result<(), ValidationError> {
    let credentials = Credentials::builder().mch_id("10000701").login_name("jack123").merchant_key(KEY).build()?;
    let order = full_order()?;
    let (account, rule, key) = (credentials.account(), General::SPEC.signing, credentials.key());
    let bytes = StringToSign::for_request(&order, &account, rule).to_masked_string().replace("***", KEY);

    let sign = || Signer::sign(&order, &account, rule, key).to_string();
    let hash = || Md5::digest(bytes.as_bytes());
    let by_map = || map_and_sort(&order, &credentials);
    assert_eq!(sign(), by_map(), "both ways must sign alike");

    let mut times = [Vec::new(), Vec::new(), Vec::new()];
    for _ in 0..ROUNDS {
        times[0].push(nanoseconds(SIGNATURES_PER_ROUND, || Signer::sign(&order, &account, rule, key)));
        times[1].push(nanoseconds(SIGNATURES_PER_ROUND, hash));
        times[2].push(nanoseconds(SIGNATURES_PER_ROUND, by_map));
    }
    let [sign, hash, by_map] = times.map(median);
    println!("{} bytes are signed; medians of {ROUNDS} rounds of {SIGNATURES_PER_ROUND}:", bytes.len());
    println!("sign {sign:.0} ns, md5 {hash:.0} ns, map-and-sort {by_map:.0} ns");
    println!("sign/md5 = {:.2}", sign / hash);
    println!("map-and-sort/sign = {:.2}", by_map / sign);
    Ok(())
}

/// A WeChat order with every field.
fn full_order() -> Result<WxNative, ValidationError> {
    WxNative::new(WxNativeRequired {
        mch_order_no: "20160427210604000490",
        currency: Currency::Cad,
        amount: 2865,
        notify_url: "https://shop.example/iotpay/notify",
        subject: "Green tea",
        body: "First flush, 250 g, in a tin",
        extra: WxNativeExtraMembers { product_id: "120989823" },
        client_ip: [203, 0, 113, 7].into(),
    })?
    .with_device("WEB")?
    .with_return_url("https://shop.example/thanks")?
    .with_remarks("gift")
}

/// How other clients sign: values into a map, names sorted, joined to a string, hashed.
fn map_and_sort(order: &WxNative, credentials: &Credentials) -> String {
    let mut map = HashMap::new();
    order.visit(&credentials.account(), &mut |name, value| {
        let text = match value {
            FieldValue::Text(text) | FieldValue::Secret(text) => text.to_owned(),
            FieldValue::Integer(number) => number.to_string(),
            FieldValue::Boolean(boolean) => boolean.to_string(),
            FieldValue::Json(json) => json.as_str().to_owned(),
        };
        map.insert(name.to_owned(), text);
    });
    let mut names: Vec<&String> = map.keys().filter(|name| !map[*name].is_empty()).collect();
    names.sort();
    let pairs: Vec<String> = names.iter().map(|name| format!("{name}={}", map[*name])).collect();
    let digest = Md5::digest(format!("{}&key={KEY}", pairs.join("&")));
    digest.iter().fold(String::new(), |hex, byte| hex + &format!("{byte:02X}"))
}
