//! The names on the wire are not those of the fields.

use iotpay_client::{card, request};

fn main() {
    let _ = request!(card::CcAddCard {
        cardId: "k-9",
        channel: PfCc,
        returnUrl: "https://shop.example/thanks",
    });
}
