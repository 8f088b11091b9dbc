//! What the inboxes of both databases share.

pub(crate) mod bind;
mod row;
mod sql;

#[cfg(feature = "postgres")]
pub(crate) use row::first_claim;
pub(crate) use row::{ClaimRow, EventRow, KnownRow, known, outranks};
pub(crate) use sql::{KNOWN, OTHER_OUTCOMES, content, key, key_is};
