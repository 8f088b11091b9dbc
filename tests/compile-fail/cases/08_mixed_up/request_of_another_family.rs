use iotpay_client::{RequestOf, card, general};

/// As `general::Client::send` does.
fn send(_: &impl RequestOf<general::General>) {}

fn pay(purchase: &card::CcPurchase) {
    send(purchase);
}

fn main() {}
