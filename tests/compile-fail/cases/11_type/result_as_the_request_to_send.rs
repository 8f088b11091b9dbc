//! The same, where it is sent.

use iotpay_client::{RequestOf, card, request};

/// As `card::Client::send` does.
fn send(_: &impl RequestOf<card::Card>) {}

fn look(card: &str) {
    let order = request!(card::CcQueryCard {
        card_id: card,
    });
    send(&order);
}

fn main() {}
