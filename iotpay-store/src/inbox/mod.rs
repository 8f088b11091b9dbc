//! What the inboxes of both databases share.

pub(crate) mod bind;
mod row;
mod sql;

pub(crate) use row::{ClaimRow, EventRow, KnownRow};
pub(crate) use sql::{BACKFILL, ENQUEUE, KNOWN, content, key, key_is};
