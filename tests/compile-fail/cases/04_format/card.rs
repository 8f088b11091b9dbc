//! Invalid card data: spaces, an invalid month, too few digits.

use iotpay_client::{card, request};

fn main() {
    let _ = request!(card::CcDirectPurchase {
        channel: PfCc,
        currency: Cad,
        mch_order_no: "m-1",
        amount: 2865,
        card_num: "4242 4242 4242 4242",
        expiry_date: "2807",
        holder: "CARD HOLDER",
        cvv: "12",
    });
}
