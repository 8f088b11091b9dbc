//! Parts of statements in PostgreSQL.

/// The time of the database at the beginning of the statement, in milliseconds. It does not change within a statement,
/// so an index can be used.
macro_rules! now {
    () => {
        "CAST(FLOOR(EXTRACT(EPOCH FROM statement_timestamp()) * 1000) AS BIGINT)"
    };
}

/// The day of this time, in days since 1970 (UTC).
macro_rules! today {
    () => {
        "CAST(FLOOR(EXTRACT(EPOCH FROM statement_timestamp()) / 86400) AS BIGINT)"
    };
}

/// Compares the keys of two tables.
macro_rules! same_key {
    ($table:literal, $other:literal) => {
        concat!(
            $table,
            ".mch_id = ",
            $other,
            ".mch_id AND ",
            $table,
            ".family = ",
            $other,
            ".family AND ",
            $table,
            ".field = ",
            $other,
            ".field AND ",
            $table,
            ".reference = ",
            $other,
            ".reference AND ",
            $table,
            ".outcome = ",
            $other,
            ".outcome",
        )
    };
}

pub(super) use {now, same_key, today};
