//! Sending the `Result` of `request!` without `?`.

use iotpay_client::protocol::RequestFor;
use iotpay_client::{card, request};

/// Has the bound of `card::Client`.
struct Client;

impl Client {
    fn send<R: RequestFor<card::Card>>(&self, _: &R) -> Option<R::Response> {
        None
    }
}

fn look(client: &Client, card: &str) {
    let order = request!(card::CcQueryCard {
        card_id: card,
    });
    let _ = client.send(&order);
}

fn main() {}
