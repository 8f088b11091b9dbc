//! If all values are literals, `request!` cannot fail, and `?` is an error.

use iotpay_client::{ValidationError, card, request};

fn query() -> Result<card::CcQueryCard, ValidationError> {
    let query = request!(card::CcQueryCard {
        card_id: "k-9",
    })?;
    Ok(query)
}

fn main() {}
