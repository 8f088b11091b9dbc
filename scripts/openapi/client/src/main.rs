//! Calls one endpoint of each family at a sandbox with the Rust client that openapi-generator generates. Then
//! runs the program in the command line, which does the same with a client in another language.

#![allow(deprecated)]

use std::error::Error;
use std::process::ExitCode;

use iotpay_api::apis::{autodebit_api, card_api, card_v2_api, configuration::Configuration, general_api};
use iotpay_client::signing::{FieldValue, Signer};
use iotpay_client::{MerchantKey, shared};
use iotpay_sandbox::{Gateway, Merchant};
use serde_json::{Map, json};

const MCH_ID: &str = "10000701";
const LOGIN_NAME: &str = "jack123";
const KEY: &str = "made-up-key-of-the-generated-clients";

type Fields = Map<String, serde_json::Value>;

/// Returns the request with its signature.
fn signed(request: serde_json::Value) -> Result<Fields, Box<dyn Error>> {
    let serde_json::Value::Object(mut fields) = request else { return Err("a request is an object".into()) };
    // `serde_json` sorts the names of an object, as the signature requires.
    let key = MerchantKey::new(KEY)?;
    let mut signer = Signer::new(&shared::SIGNING, &key);
    for (name, value) in &fields {
        match (value.as_str(), value.as_i64()) {
            (Some(text), _) => signer.field(name, FieldValue::Text(text)),
            (None, Some(number)) => signer.field(name, FieldValue::Integer(number)),
            (None, None) => return Err(format!("`{name}` is neither text nor a whole number").into()),
        }
    }
    let sign = signer.finish().to_string();
    fields.insert("sign".to_owned(), sign.into());
    Ok(fields)
}

/// Returns one request for each family. The merchant references contain the name of the client, since each can be used
/// only once.
///
/// The wallet order uses `payForSubmit`: the responses of `create_order` depend on the channel, and openapi-generator
/// merges them into one Rust type, which does not fit all of them.
fn requests(client: &str) -> Result<[Fields; 4], Box<dyn Error>> {
    let hook = "https://shop.example/iotpay";
    Ok([
        signed(json!({
            "mchId": MCH_ID, "mchOrderNo": format!("{client}-1"), "jobNo": LOGIN_NAME, "currency": "CAD",
            "channelId": "WX_JSAPI", "amount": 2865, "notifyUrl": hook, "returnUrl": hook, "subject": "购买 50% +1",
            "body": "Green tea", "clientIp": "203.0.113.7",
        }))?,
        signed(json!({
            "mchId": MCH_ID, "mchOrderNo": format!("{client}-2"), "amount": 2865, "currency": "CAD",
            "loginName": LOGIN_NAME, "channel": "PF_CC", "notifyUrl": hook, "returnUrl": hook,
        }))?,
        signed(json!({
            "mchId": MCH_ID, "mchOrderNo": format!("{client}-3"), "customerId": "c1", "amount": 2865,
            "currency": "CAD", "jobNo": LOGIN_NAME, "notifyUrl": hook, "returnUrl": hook,
        }))?,
        signed(json!({
            "mchId": MCH_ID, "mchContractId": format!("{client}-4"), "channelId": "WX_JSAPI", "currency": "CAD",
            "notifyUrl": hook, "payerName": "Jack", "jobNo": LOGIN_NAME,
        }))?,
    ])
}

fn text(fields: &Fields) -> String {
    serde_json::Value::Object(fields.clone()).to_string()
}

fn typed<T: serde::de::DeserializeOwned>(fields: &Fields) -> Result<T, Box<dyn Error>> {
    Ok(serde_json::from_value(serde_json::Value::Object(fields.clone()))?)
}

/// Returns an error if the sandbox did not accept the request.
fn accepted(family: &str, response: &impl serde::Serialize) -> Result<(), Box<dyn Error>> {
    let response = serde_json::to_value(response)?;
    if response["retCode"] == "SUCCESS" { Ok(()) } else { Err(format!("{family}: {response}").into()) }
}

#[tokio::main]
async fn main() -> Result<ExitCode, Box<dyn Error>> {
    let sandbox = Gateway::start(Merchant::new(MCH_ID, LOGIN_NAME, KEY)?).await?;
    let general = sandbox.base_url("general").ok_or("no family `general`")?;
    let base_path = general.trim_end_matches("/v1/").to_owned();
    let configuration = Configuration { base_path: base_path.clone(), ..Configuration::new() };

    let [order, purchase, card_v2, contract] = requests("rust")?;
    accepted("general", &general_api::general_pay_for_submit(&configuration, &text(&order)).await?)?;
    accepted("card", &card_api::card_cc_purchase(&configuration, typed(&purchase)?).await?)?;
    accepted("card_v2", &card_v2_api::card_v2_cc_purchase(&configuration, typed(&card_v2)?).await?)?;
    accepted("autodebit", &autodebit_api::autodebit_contract(&configuration, &text(&contract)).await?)?;
    let is_placed = sandbox.orders().iter().any(|order| order.mch_order_no == "rust-1" && order.amount == 2865);
    assert!(is_placed, "the sandbox has the order");
    println!("ok: a generated Rust client calls one endpoint of each family");

    let mut arguments = std::env::args().skip(1);
    let Some(program) = arguments.next() else { return Ok(ExitCode::SUCCESS) };
    let requests = serde_json::to_string(&requests("typescript")?)?;
    let status = tokio::process::Command::new(program)
        .args(arguments)
        .env("BASE_PATH", &base_path)
        .env("REQUESTS", requests)
        .status()
        .await?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
