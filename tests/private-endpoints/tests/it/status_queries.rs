//! Private endpoints name the query that finds out what happened to a request: their own, or one of the client.

use iotpay_client::Request;
use iotpay_client::general::order_query::{QUERY_ORDER, QUERY_ORDER_STATUS};
use private_endpoints::general::RefundOrder;
use private_endpoints::general::gift_cards::SELL_GIFT_CARD;
use private_endpoints::general::query_refund::{QUERY_REFUND, QUERY_REFUND_STATUS};

#[test]
fn a_documented_query_is_that_of_the_client() {
    assert_eq!(SELL_GIFT_CARD.resolved_by, Some(&QUERY_ORDER_STATUS));
    assert!(SELL_GIFT_CARD.moves_money);
    assert_eq!((SELL_GIFT_CARD.amount, SELL_GIFT_CARD.currency), (None, Some("currency")));
}

/// The client has no constant for refunds that `query_order` may find.
#[test]
fn an_inferred_query_has_a_constant_in_this_crate() {
    let query = RefundOrder::endpoint().resolved_by.unwrap();
    assert_eq!((query.name, query.reference), ("query_order_inferred_refund", "mchOrderNo"));
    assert_eq!(query.endpoint, &QUERY_ORDER);
    assert!(query.finds_refunds && !query.proves_absence);
    assert_eq!(query.family, Some("general"));
}

#[test]
fn a_private_query_has_its_own_constant() {
    let query = &QUERY_REFUND_STATUS;
    assert_eq!(query.endpoint, &QUERY_REFUND);
    assert_eq!((query.reference, query.status), ("mchRefundNo", Some("refundStatus")));
    assert!(query.finds_refunds && query.proves_absence);
}
