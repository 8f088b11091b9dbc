//! Parts of statements that both databases share.

/// The columns of an event's key.
macro_rules! key {
    () => {
        "mch_id, family, field, reference, outcome"
    };
}

/// Compares the key with the first five parameters.
macro_rules! key_is {
    () => {
        "mch_id = $1 AND family = $2 AND field = $3 AND reference = $4 AND outcome = $5"
    };
}

/// The other columns of an event.
macro_rules! content {
    () => {
        "amount, currency, order_id, source, received_at, content"
    };
}

/// An event with its key, and the time at which it was handled, if it was, or its token while it is pending.
pub(crate) const KNOWN: &str = concat!(
    "SELECT ",
    key!(),
    ", ",
    content!(),
    ", handled_at, iotpay_pending.token AS pending FROM iotpay_event LEFT JOIN iotpay_handled USING (",
    key!(),
    ") LEFT JOIN iotpay_pending USING (",
    key!(),
    ") WHERE ",
    key_is!(),
);

/// The other outcomes of the same order that are handled.
pub(crate) const OTHER_OUTCOMES: &str = "SELECT outcome FROM iotpay_handled \
    WHERE mch_id = $1 AND family = $2 AND field = $3 AND reference = $4 AND outcome <> $5";

pub(crate) use {content, key, key_is};
