//! Neither of two fields of which one is needed.

use iotpay_client::{general, request};

fn main() {
    let _ = request!(general::QueryOrder {});
}
