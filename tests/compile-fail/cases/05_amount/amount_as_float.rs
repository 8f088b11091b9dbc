//! Without `request!`: cents cannot be created from a float.

use iotpay_client::Cents;

fn main() {
    let _ = Cents::new(19.99);
}
