//! A sandbox that serves the endpoints of this crate.

use std::path::Path;

use iotpay_client::Credentials;
use iotpay_client::general::Client;
use iotpay_gen::{build_script, from_folder, load};
use iotpay_sandbox::{Gateway, Merchant};

/// The credentials of the tests.
fn credentials() -> Credentials {
    Credentials::builder().mch_id("10000701").login_name("jack123").merchant_key("k").build().unwrap()
}

/// Returns a client for the card family.
pub fn card_client(gateway: &Gateway) -> iotpay_client::card::Client {
    let base_url = gateway.base_url("card").unwrap();
    iotpay_client::card::Client::builder(credentials()).base_url(base_url).build().unwrap()
}

/// Starts a sandbox with the spec of this crate, and a client for it.
pub async fn start() -> (Gateway, Client) {
    let own = from_folder(&Path::new(env!("CARGO_MANIFEST_DIR")).join("spec")).unwrap();
    let model = load(&build_script::with_embedded_spec(own)).unwrap_or_else(|invalid| panic!("{invalid}"));
    let merchant = Merchant::new("10000701", "jack123", "k").unwrap();
    let gateway = Gateway::start_with(model, merchant).await.unwrap();
    let client = Client::builder(credentials()).base_url(gateway.base_url("general").unwrap()).build().unwrap();
    (gateway, client)
}
