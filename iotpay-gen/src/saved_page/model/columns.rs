//! The columns of tables of fields.

/// A column of a vendor's table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Column {
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

/// The columns of a table of fields, in the page's order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Columns(pub(crate) Vec<Column>);

impl Columns {
    /// The place of a column.
    pub(crate) fn place(&self, column: Column) -> Option<usize> {
        self.0.iter().position(|it| *it == column)
    }

    /// Whether there is such a column.
    pub(crate) fn has(&self, column: Column) -> bool {
        self.0.contains(&column)
    }

    /// Whether the columns stand in the order in which run-together rows can be taken apart.
    pub(crate) fn is_usual(&self) -> bool {
        let usual = [Column::Label, Column::Name, Column::Required, Column::Type, Column::Sample, Column::Description];
        let places: Vec<_> = self.0.iter().map(|column| usual.iter().position(|it| it == column)).collect();
        places.iter().all(Option::is_some) && places.is_sorted()
    }
}
