//! The types of a saved page.

pub(crate) mod ambiguity;
pub(crate) mod block;
pub(crate) mod cell;
pub(crate) mod columns;
pub(crate) mod dates;
pub(crate) mod depth;
pub(crate) mod endpoint;
pub(crate) mod page;
pub(crate) mod review;
pub(crate) mod role;
pub(crate) mod row;
pub(crate) mod unreadable_reason;
