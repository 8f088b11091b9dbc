//! Query Card.

use iotpay_client::{ValidationError, card, request};

use super::fields;

pub fn run() -> Result<(), ValidationError> {
    cc_query_card()?;
    Ok(())
}

fn cc_query_card() -> Result<(), ValidationError> {
    let order: card::CcQueryCard = request!(card::CcQueryCard { card_id: "k-9" }).unwrap();
    let sent = ["cardId=k-9", "mchId=10000701"];
    assert_eq!(fields(&order), sent);

    let card_id = String::from("k-9");
    let order = request!(card::CcQueryCard { card_id })?;
    let sent = ["cardId=k-9", "mchId=10000701"];
    assert_eq!(fields(&order), sent);
    Ok(())
}
