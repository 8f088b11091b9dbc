//! A request of another family.

use iotpay_client::protocol::RequestFor;
use iotpay_client::{card, general};

/// Has the bound of `general::Client`.
struct Client;

impl Client {
    fn send<R: RequestFor<general::General>>(&self, _: &R) -> Option<R::Response> {
        None
    }
}

fn pay(client: &Client, purchase: &card::CcPurchase) {
    let _ = client.send(purchase);
}

fn main() {}
