//! What the inboxes of both databases share.

pub(crate) mod bind;
mod row;
mod sql;

pub(crate) use row::{ClaimRow, KnownRow};
pub(crate) use sql::{KNOWN, content, key, key_is};
