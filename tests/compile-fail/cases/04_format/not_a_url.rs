//! Texts that are not absolute http or https URLs.

use iotpay_client::{card, request};

fn main() {
    let _ = request!(card::CcAddCard {
        card_id: "k-9",
        channel: PfCc,
        return_url: "shop.example/thanks",
    });

    let _ = request!(card::CcAddCard {
        card_id: "k-9",
        channel: PfCc,
        return_url: "ftp://shop.example/thanks",
    });
}
