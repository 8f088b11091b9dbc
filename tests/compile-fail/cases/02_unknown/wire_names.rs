//! Wire names instead of field names.

use iotpay_client::{card, request};

fn main() {
    let _ = request!(card::CcAddCard {
        cardId: "k-9",
        channel: PfCc,
        returnUrl: "https://shop.example/thanks",
    });
}
