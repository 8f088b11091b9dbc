//! Neither of two mutually exclusive fields.

use iotpay_client::{general, request};

fn main() {
    let _ = request!(general::QueryOrder {});
}
