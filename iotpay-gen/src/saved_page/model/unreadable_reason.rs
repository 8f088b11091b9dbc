//! The reason why a row could not be read.

use std::fmt;

/// The reason why a row of a table could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum UnreadableReason {
    /// The page hides the row.
    NotShown,
    /// The row is struck out.
    StruckOut,
    /// The row has more cells than the heading, such as this one.
    ExtraCell(String),
    /// No cell is a valid field name.
    NoName,
    /// The cell of the column `required` has an unknown word.
    UnknownRequired(String),
    /// The type exists in other APIs, and the spec cannot express it.
    UnsupportedType(String),
    /// The cell of the type has an unknown word.
    UnknownType(String),
    /// The line contains no type.
    NoType,
    /// No heading names the columns.
    NoHeading,
    /// The columns have an order in which rows without separators cannot be split.
    ColumnOrder,
    /// The line is too long.
    TooLong,
    /// The cells do not fit the columns.
    CellMismatch,
    /// The row above that this one is indented below could not be read; its name, if known.
    BelowUnreadableRow(Option<String>),
    /// A blank line separates the row from the table above.
    AfterBlankLine,
}

impl fmt::Display for UnreadableReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotShown => f.write_str("it is hidden on the page"),
            Self::StruckOut => f.write_str("it is struck out on the page"),
            Self::ExtraCell(text) => write!(f, "it has more cells than the heading, such as \"{text}\""),
            Self::NoName => f.write_str("it has no valid field name"),
            Self::UnknownRequired(text) => write!(f, "\"{text}\" is not a value of the column `required`"),
            Self::UnsupportedType(ty) => write!(f, "the spec cannot express the type \"{ty}\" yet"),
            Self::UnknownType(text) => write!(f, "\"{text}\" is not one of the vendor's types"),
            Self::NoType => f.write_str("it contains none of the vendor's types"),
            Self::NoHeading => f.write_str("no heading names its columns"),
            Self::ColumnOrder => {
                f.write_str("the columns of this table are not in the order name, required, type, sample, description")
            }
            Self::TooLong => f.write_str("it is too long for a row"),
            Self::CellMismatch => f.write_str("its cells do not fit the columns"),
            Self::BelowUnreadableRow(None) => f.write_str("it is indented below a row that could not be read"),
            Self::BelowUnreadableRow(Some(name)) => {
                write!(f, "it is indented below `{name}`, which could not be read")
            }
            Self::AfterBlankLine => f.write_str("a blank line separates it from the table above"),
        }
    }
}
