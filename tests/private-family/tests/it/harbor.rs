//! A sandbox that serves the family of this crate, and what a merchant of it needs.

use std::path::Path;
use std::sync::{Arc, Mutex};

use axum::extract::State;
use axum::http::Uri;
use iotpay_client::Credentials;
use iotpay_client::NotificationRequest;
use iotpay_client::notification::{NotificationError, ReceivedNotification};
use iotpay_gen::model::Model;
use iotpay_gen::source::SourceFile;
use iotpay_gen::{build_script, from_folder, load};
use iotpay_sandbox::{Gateway, Merchant};
use private_family::harbor::{BerthNotification, Client, NotificationReceiver};

pub const MERCHANT: &str = "10000701";
const LOGIN_NAME: &str = "jack123";
pub const KEY: &str = "made-up-key-of-32-characters-000";

/// Returns the spec files of this crate, after those of the client.
pub fn files() -> Vec<SourceFile> {
    build_script::with_embedded_spec(from_folder(&Path::new(env!("CARGO_MANIFEST_DIR")).join("spec")).unwrap())
}

pub fn model() -> Model {
    load(&files()).unwrap_or_else(|invalid| panic!("{invalid}"))
}

/// Returns credentials with this merchant key. The family sends no login name.
pub fn credentials(key: &str) -> Credentials {
    Credentials::builder().mch_id(MERCHANT).merchant_key(key).build().unwrap()
}

/// Starts a sandbox with the spec of this crate, and a client for it.
pub async fn start() -> (Gateway, Client) {
    let gateway = Gateway::start_with(model(), Merchant::new(MERCHANT, LOGIN_NAME, KEY).unwrap()).await.unwrap();
    let base_url = gateway.base_url("harbor").unwrap();
    let client = Client::builder(credentials(KEY)).base_url(base_url).build().unwrap();
    (gateway, client)
}

/// The results of receiving notifications.
pub type Results = Arc<Mutex<Vec<Result<ReceivedNotification<BerthNotification>, NotificationError>>>>;

/// Starts the server of a shop. Returns its notification URL, and the results.
pub async fn shop() -> (String, Results) {
    let results = Results::default();
    let router = axum::Router::new().fallback(notified).with_state(Arc::clone(&results));
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let url = format!("http://{}/harbor", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    (url, results)
}

async fn notified(State(results): State<Results>, uri: Uri, body: String) -> &'static str {
    let receiver = NotificationReceiver::new(credentials(KEY));
    let request = NotificationRequest {
        method: "POST",
        query: uri.query().unwrap_or_default(),
        content_type: Some("application/json"),
        body: body.as_bytes(),
    };
    let received = receiver.receive::<BerthNotification>(request);
    let response = match &received {
        Ok(ReceivedNotification::Server(berth)) => berth.acknowledgement(),
        _ => "rejected",
    };
    results.lock().unwrap().push(received);
    response
}
