//! The journal in a table.

mod row;
mod table;

pub(crate) use table::JournalTable;
