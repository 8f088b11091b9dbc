//! A page as a whole: its header, its endpoints, and the table of each message.

pub(crate) mod assemble;
pub(crate) mod changelog;
pub(crate) mod context;
pub(crate) mod dates;
pub(crate) mod endpoints;
pub(crate) mod line_kind;
pub(crate) mod place_table;
pub(crate) mod read;
