//! Parts of statements in PostgreSQL.

/// The time of the database at the beginning of the statement, in milliseconds. It does not change within a statement,
/// so an index can be used.
macro_rules! now {
    () => {
        "CAST(EXTRACT(EPOCH FROM statement_timestamp()) * 1000 AS BIGINT)"
    };
}

pub(super) use now;
