use iotpay_client::general::UpiApp;

fn with_os_type(order: UpiApp) {
    let _ = order.with_os_type("IOS");
}

fn main() {}
