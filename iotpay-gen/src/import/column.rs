//! The columns of tables of fields.

/// A column of a vendor's table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Column {
    Name,
    Required,
    Type,
    /// The length of the type, where it has a column of its own.
    Length,
    Sample,
    Description,
    /// The page's own label of the field.
    Label,
    /// One that no table of the vendor has so far.
    Unknown,
}
