//! Without `request!`: there is no method for an optional field of another channel.

use iotpay_client::general::UpiApp;

fn with_os_type(order: UpiApp) {
    let _ = order.with_os_type("IOS");
}

fn main() {}
