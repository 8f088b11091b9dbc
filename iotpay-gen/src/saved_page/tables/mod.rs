//! Rows of the tables of a page: from cells, or from lines without separators.

pub(crate) mod labelled_name;
pub(crate) mod marked_names;
pub(crate) mod name_cell;
pub(crate) mod nesting;
pub(crate) mod rows;
pub(crate) mod samples;
pub(crate) mod unseparated_row;
