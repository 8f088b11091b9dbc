//! Statements of the outbox that both databases share.

use crate::inbox::{key, key_is};

/// Deletes a row that was delivered, unless another claim has replaced the one with the token `$6`.
pub(crate) const DELIVERED: &str =
    concat!("DELETE FROM iotpay_outbox WHERE ", key_is!(), " AND token = $6 RETURNING token");

pub(crate) const UNDELIVERED: &str = "SELECT COUNT(*) FROM iotpay_outbox";

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
