//! The points that a maintainer must check in a row.

use std::fmt;

use crate::saved_page::model::ambiguity::Ambiguity;

/// A note about a row that a maintainer must compare with the page.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Review {
    /// The row can be read in two ways.
    Ambiguous(Ambiguity),
    /// The page spells the type differently from the spec.
    TypeSpelling(String),
    /// The limit behind the type could not be read.
    UnreadableLimit,
    /// The column of lengths has this text, which is not part of the type.
    Length(String),
    /// The column `required` is empty.
    EmptyRequired,
    /// The column `required` has a word that the vendor does not use elsewhere.
    UnusualRequired {
        /// The cell.
        written: String,
        /// The word as the spec writes it.
        meant: &'static str,
    },
    /// The end of a name may be a word of the column `required`.
    UncertainRequired {
        /// The word as the spec writes it.
        meant: &'static str,
    },
    /// The letter behind a name may belong to the name, or to the column `required`.
    NameOrRequired {
        /// The name without the letter.
        name: String,
        /// The letter.
        letter: char,
    },
    /// No table of the spec has this name.
    UnknownName(String),
    /// The name and the type may end elsewhere.
    OtherNameAndType {
        /// The name and the type as they were read.
        read: (String, String),
        /// The other reading.
        other: (String, String),
    },
    /// The sample may end elsewhere.
    OtherSample {
        /// The sample and the description as they were read.
        read: (String, String),
        /// The other readings.
        others: Vec<(String, String)>,
    },
    /// A text is in the column of samples, and the description is empty.
    SampleReadAsDescription(String),
    /// A text does not begin below its column.
    Misaligned(String),
    /// A column that the spec does not have contains a text.
    ExtraColumn {
        /// Number of the column, from 1.
        column: usize,
        /// The text.
        text: String,
    },
    /// The table has no column for a text.
    NoColumn(String),
    /// A text is hidden on the page.
    Hidden(String),
    /// A cell also belongs to the row above.
    SharedCell {
        /// Number of the column, from 1.
        column: usize,
        /// The text of the cell.
        text: String,
    },
    /// A cell spans several columns.
    WideCell {
        /// The text of the cell.
        text: String,
        /// The number of columns.
        columns: usize,
    },
    /// A line without a type was added to the description.
    ExtraLine(String),
    /// A line below the table may belong to its last row.
    LineBelowTable(String),
    /// A text is below the cells of the row, in a column that has one line.
    BelowCells(String),
    /// A line break splits one of the cells.
    SplitCell,
    /// One of the cells has several lines.
    SeveralLines,
    /// One of the cells may contain a table.
    NestedTable,
    /// The columns are those of the table above.
    BorrowedColumns,
    /// The row is below this heading inside the table.
    Section(String),
    /// The row begins another table of the same message, below this heading.
    AnotherTable(String),
}

impl fmt::Display for Review {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ambiguous(ambiguity) => ambiguity.fmt(f),
            Self::TypeSpelling(written) => write!(f, "the page writes the type as \"{written}\""),
            Self::UnreadableLimit => f.write_str("the limit of the type could not be read"),
            Self::Length(written) => write!(f, "the length column contains \"{written}\""),
            Self::EmptyRequired => f.write_str("the column `required` is empty"),
            Self::UnusualRequired { written, meant } => {
                write!(f, "the column `required` contains \"{written}\"; read as `{meant}`")
            }
            Self::UncertainRequired { meant } => {
                write!(f, "read as `required: {meant}`; the page may mean something else")
            }
            Self::NameOrRequired { name, letter } => {
                write!(
                    f,
                    "no other table contains `{name}`; the name may be `{name}{letter}`, with `required` left empty"
                )
            }
            Self::UnknownName(name) => write!(f, "no other table contains `{name}`"),
            Self::OtherNameAndType { read, other } => {
                write!(f, "read as `{}` of type {}; it may be `{}` of type {}", read.0, read.1, other.0, other.1)
            }
            Self::OtherSample { read, others } => {
                write!(f, "read as {}; it may be ", split(read))?;
                for (at, other) in others.iter().enumerate() {
                    write!(f, "{}{}", if at > 0 { ", or " } else { "" }, split(other))?;
                }
                Ok(())
            }
            Self::SampleReadAsDescription(text) => write!(
                f,
                "\"{text}\" is in the sample column, and the description is empty: read as the description; it may be a sample"
            ),
            Self::Misaligned(text) => {
                write!(f, "\"{text}\" is not aligned with its column: it may be the sample, or part of the description")
            }
            Self::ExtraColumn { column, text } => write!(f, "column {column} of the page contains \"{text}\""),
            Self::NoColumn(text) => write!(f, "the table has no column for \"{text}\""),
            Self::Hidden(text) => write!(f, "\"{text}\" is hidden on the page and omitted"),
            Self::SharedCell { column, text } => write!(f, "column {column} is shared with the row above: \"{text}\""),
            Self::WideCell { text, columns } => write!(f, "\"{text}\" spans {columns} columns"),
            Self::ExtraLine(line) => write!(f, "read as another line of the description: \"{line}\""),
            Self::LineBelowTable(line) => write!(f, "the line below the table may belong to this row: \"{line}\""),
            Self::BelowCells(text) => write!(f, "\"{text}\" is below the cells of this row"),
            Self::SplitCell => f.write_str("a line break splits one of its cells"),
            Self::SeveralLines => f.write_str("one of its cells has several lines"),
            Self::NestedTable => f.write_str("one of its cells may contain a table"),
            Self::BorrowedColumns => {
                f.write_str("no heading names the columns here: read with the columns of the table above")
            }
            Self::Section(heading) => write!(f, "below \"{heading}\" inside its table"),
            Self::AnotherTable(heading) => write!(f, "begins another table of the page, below \"{heading}\""),
        }
    }
}

/// Returns a sample and a description in words.
fn split((sample, description): &(String, String)) -> String {
    match (sample.as_str(), description.as_str()) {
        ("", description) => format!("no sample and \"{description}\""),
        (sample, "") => format!("sample \"{sample}\" and no description"),
        (sample, description) => format!("sample \"{sample}\" and \"{description}\""),
    }
}
