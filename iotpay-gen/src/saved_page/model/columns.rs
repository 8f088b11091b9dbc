//! The columns of tables of fields.

/// A column of a vendor's table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Column {
    Name,
    Required,
    Type,
    /// The length of the type, if it has its own column.
    Length,
    Sample,
    Description,
    /// The page's own label of the field.
    Label,
    /// A column that the spec does not have.
    Unknown,
}

/// The columns of a table of fields, in the page's order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Columns(pub(crate) Vec<Column>);

impl Columns {
    /// Returns the index of a column.
    pub(crate) fn place(&self, column: Column) -> Option<usize> {
        self.0.iter().position(|it| *it == column)
    }

    /// Returns `true` if there is such a column.
    pub(crate) fn has(&self, column: Column) -> bool {
        self.0.contains(&column)
    }

    /// Returns `true` if the columns are in an order in which rows without separators can be split.
    pub(crate) fn is_usual(&self) -> bool {
        let usual = [Column::Label, Column::Name, Column::Required, Column::Type, Column::Sample, Column::Description];
        let places: Vec<_> = self.0.iter().map(|column| usual.iter().position(|it| it == column)).collect();
        places.iter().all(Option::is_some) && places.is_sorted()
    }
}
