//! Wallet data that is not base64.

use iotpay_client::{card, request};

fn main() {
    let _ = request!(card::CcPurchaseWithWallet {
        mch_order_no: "m-1",
        amount: 2865,
        currency: Cad,
        wallet_type: ApplePay,
        wallet_data: "{\"data\": 1}",
    });
}
