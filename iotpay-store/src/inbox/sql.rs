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

/// Adds a handled event to the outbox.
pub(crate) const ENQUEUE: &str = concat!(
    "INSERT INTO iotpay_outbox (",
    key!(),
    ", handled_at, token, attempts, due_at, changed_at) SELECT ",
    key!(),
    ", handled_at, 0, 0, handled_at, handled_at FROM iotpay_handled WHERE ",
    key_is!(),
    " RETURNING token",
);

/// Adds the events to the outbox that were handled at `$1` or later, and whose content is kept.
pub(crate) const BACKFILL: &str = concat!(
    "INSERT INTO iotpay_outbox (",
    key!(),
    ", handled_at, token, attempts, due_at, changed_at) SELECT ",
    key!(),
    ", handled_at, 0, 0, handled_at, handled_at FROM iotpay_event JOIN iotpay_handled USING (",
    key!(),
    ") WHERE handled_at >= $1 ON CONFLICT DO NOTHING RETURNING token",
);

pub(crate) use {content, key, key_is};
