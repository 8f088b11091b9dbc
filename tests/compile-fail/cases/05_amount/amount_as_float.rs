//! Without `request!`: cents are not made of a float.

use iotpay_client::Cents;

fn main() {
    let _ = Cents::new(19.99);
}
