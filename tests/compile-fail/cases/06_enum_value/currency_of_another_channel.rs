//! Without `request!`: the channel's enum has no such currency.

use iotpay_client::general::{AlipayQrCurrency, WxNativeCurrency};

fn main() {
    let _ = WxNativeCurrency::Cny;
    let _ = AlipayQrCurrency::Cny;
}
