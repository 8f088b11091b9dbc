//! Reasons why a row can be read in two ways.

use std::fmt;

/// The reason why a row can be read in two ways.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Ambiguity {
    /// A small or raised text may be a footnote, or belong to the value.
    Note {
        /// The value without it.
        read: String,
        /// The value with it.
        other: String,
    },
    /// A part of the row is struck out.
    StruckPart(String),
    /// The page shows the row only sometimes.
    ShownSometimes,
    /// The row is indented below another one.
    Nested {
        /// The name as the page writes it.
        name: String,
        /// The row above that it is indented below, if any.
        below: Option<String>,
        /// Whether the name was read as a member of that row.
        is_member: bool,
    },
    /// A mark next to the name was read as the column `required`.
    MarkedName {
        /// The cell.
        written: String,
        /// The mark as the spec writes it.
        meant: &'static str,
    },
    /// Other names of the table have a mark, and this one does not.
    Unmarked {
        /// The mark as it was read.
        meant: &'static str,
    },
    /// The table has no heading.
    NoHeading,
    /// A text may be the sample or the description.
    SampleOrDescription(String),
    /// The type and the column of lengths disagree.
    Length {
        /// The type as it was read.
        read: String,
        /// The column of lengths.
        written: String,
    },
}

impl fmt::Display for Ambiguity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Note { read, other } => {
                write!(f, "read as \"{read}\", the rest as a footnote; it may be \"{other}\"")
            }
            Self::StruckPart(text) => write!(f, "\"{text}\" is struck out on the page"),
            Self::ShownSometimes => f.write_str("the page shows this row only sometimes"),
            Self::Nested { name, below: Some(object), is_member: true } => {
                write!(f, "`{name}` is indented below `{object}`: read as a member of it")
            }
            Self::Nested { name, below: Some(row), is_member: false } => {
                write!(f, "`{name}` is indented below `{row}`, which is not an object: read as a field of the message")
            }
            Self::Nested { name, below: None, .. } => {
                write!(f, "`{name}` is indented, and no row is above it: read as a field of the message")
            }
            Self::MarkedName { written, meant } => {
                write!(f, "the page writes the name as \"{written}\": the mark was read as `required: {meant}`")
            }
            Self::Unmarked { meant } => {
                write!(f, "other names in the table have a mark, but this one does not: read as `required: {meant}`")
            }
            Self::NoHeading => f.write_str("no heading names the columns: read by the name and the type"),
            Self::SampleOrDescription(text) => write!(f, "\"{text}\" may be the sample or the description"),
            Self::Length { read, written } => {
                write!(f, "the length column contains \"{written}\": read as `{read}`")
            }
        }
    }
}
