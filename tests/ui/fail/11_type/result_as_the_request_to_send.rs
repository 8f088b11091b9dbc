//! The same, where it is sent.

use iotpay_client::{card, request};

async fn look(client: &card::Client, card: &str) {
    let order = request!(card::CcQueryCard {
        card_id: card,
    });
    let _ = client.send(&order).await;
}

fn main() {}
