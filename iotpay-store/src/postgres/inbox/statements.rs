//! The statements of the inbox in PostgreSQL.

use crate::inbox::{content, key, key_is};
use crate::postgres::sql::{now, same_key, today};

/// Writes an event that is neither known nor was handled and deleted later. A concurrent insert of the same event
/// waits.
macro_rules! record {
    ($claims:literal, $claimed_until:expr, $due_at:expr) => {
        concat!(
            "WITH event AS (INSERT INTO iotpay_event (",
            key!(),
            ", amount, currency, order_id, source, received_at, day, content) \
             SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, ",
            today!(),
            ", $11 WHERE NOT EXISTS (SELECT 1 FROM iotpay_handled WHERE ",
            key_is!(),
            ") ON CONFLICT DO NOTHING RETURNING ",
            key!(),
            ") INSERT INTO iotpay_pending (",
            key!(),
            ", token, attempts, claimed_until, due_at, recorded_at, changed_at) SELECT ",
            key!(),
            ", ",
            $claims,
            ", ",
            $claims,
            ", ",
            $claimed_until,
            ", ",
            $due_at,
            ", ",
            now!(),
            ", ",
            now!(),
            " FROM event RETURNING claimed_until",
        )
    };
}

pub(super) const RECORD: &str = record!("0", "0", now!());

/// `$12` is the lease.
pub(super) const RECORD_AND_CLAIM: &str = record!("1", concat!(now!(), " + $12"), concat!(now!(), " + $12"));

/// Offers events again whose rows were deleted by hand. A row is not visible only if it was deleted and nobody is
/// completing the event.
macro_rules! repair {
    ($which:expr) => {
        concat!(
            "INSERT INTO iotpay_pending (",
            key!(),
            ", token, attempts, claimed_until, due_at, recorded_at, changed_at) SELECT ",
            key!(),
            ", 0, 0, 0, ",
            now!(),
            ", ",
            now!(),
            ", ",
            now!(),
            " FROM iotpay_event WHERE ",
            $which,
            " AND NOT EXISTS (SELECT 1 FROM iotpay_pending WHERE ",
            same_key!("iotpay_pending", "iotpay_event"),
            ") AND NOT EXISTS (SELECT 1 FROM iotpay_handled WHERE ",
            same_key!("iotpay_handled", "iotpay_event"),
            ") ON CONFLICT DO NOTHING RETURNING token",
        )
    };
}

pub(super) const REPAIR: &str = repair!(key_is!());

pub(super) const REPAIR_ALL: &str = repair!(concat!("day >= ", today!(), " - 1"));

/// Offers the events again whose rows were changed in the future: the clock was wrong then, and so is the end of the
/// lease or the pause. Small differences are normal when a clock is adjusted.
pub(super) const UNSTICK: &str = concat!(
    "WITH stuck AS (SELECT ",
    key!(),
    " FROM iotpay_pending WHERE changed_at > ",
    now!(),
    " + 60000 FOR UPDATE SKIP LOCKED) \
     UPDATE iotpay_pending SET token = token + 1, claimed_until = 0, due_at = ",
    now!(),
    ", changed_at = ",
    now!(),
    ", recorded_at = CASE WHEN recorded_at > ",
    now!(),
    " THEN ",
    now!(),
    " ELSE recorded_at END FROM stuck WHERE ",
    same_key!("iotpay_pending", "stuck"),
    " RETURNING token",
);

pub(super) const IS_HANDLED: &str = concat!("SELECT handled_at FROM iotpay_handled WHERE ", key_is!());

/// Claims the rows of `due`, which the caller has locked.
macro_rules! claim_the_due {
    ($lease:literal) => {
        concat!(
            " UPDATE iotpay_pending SET token = iotpay_pending.token + 1, attempts = iotpay_pending.attempts + 1, \
             claimed_until = ",
            now!(),
            " + ",
            $lease,
            ", due_at = ",
            now!(),
            " + ",
            $lease,
            ", changed_at = ",
            now!(),
            " FROM due WHERE ",
            same_key!("iotpay_pending", "due"),
            " RETURNING due.mch_id, due.family, due.field, due.reference, due.outcome, ",
            content!(),
            ", token, attempts, claimed_until",
        )
    };
}

/// Does not wait for a row that another process has locked: that process is claiming or completing the event.
pub(super) const CLAIM: &str = concat!(
    "WITH due AS (SELECT ",
    key!(),
    ", ",
    content!(),
    " FROM iotpay_pending JOIN iotpay_event USING (",
    key!(),
    ") WHERE ",
    key_is!(),
    " AND (claimed_until <= ",
    now!(),
    " OR changed_at > ",
    now!(),
    " + 60000) FOR UPDATE OF iotpay_pending SKIP LOCKED)",
    claim_the_due!("$6"),
);

/// `$1` is the lease.
pub(super) const CLAIM_DUE: &str = concat!(
    "WITH due AS (SELECT ",
    key!(),
    ", ",
    content!(),
    " FROM iotpay_pending JOIN iotpay_event USING (",
    key!(),
    ") WHERE due_at <= ",
    now!(),
    " ORDER BY due_at LIMIT $2 FOR UPDATE OF iotpay_pending SKIP LOCKED)",
    claim_the_due!("$1"),
);

/// The token grows, so that the claim can no longer complete the event. If two processes repair an event while it is
/// completed, the slower one offers it again after it was handled: such a row is deleted.
pub(super) const RELEASE: &str = concat!(
    "WITH handled AS (DELETE FROM iotpay_pending WHERE ",
    key_is!(),
    " AND token = $6 AND EXISTS (SELECT 1 FROM iotpay_handled WHERE ",
    key_is!(),
    ")) UPDATE iotpay_pending SET token = token + 1, claimed_until = 0, due_at = ",
    now!(),
    " + $7, changed_at = ",
    now!(),
    " WHERE ",
    key_is!(),
    " AND token = $6 AND NOT EXISTS (SELECT 1 FROM iotpay_handled WHERE ",
    key_is!(),
    ") RETURNING token",
);

pub(super) const STATUS: &str = concat!("SELECT COUNT(*), ", now!(), " - MIN(recorded_at) FROM iotpay_pending");
