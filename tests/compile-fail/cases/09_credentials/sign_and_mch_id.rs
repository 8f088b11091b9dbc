//! The client fills the signature and the merchant id.

use iotpay_client::{card, request};

fn main() {
    let _ = request!(card::CcQueryCard {
        card_id: "k-9",
        mch_id: "10000701",
        mchId: "10000701",
        sign: "C380BEC2BFD727A4B6845133519F3AD6",
    });
}
