//! The heading of a table: its columns and their separator.

use crate::saved_page::model::columns::{Column, Columns};
use crate::saved_page::notation::column_words::WORDS;
use crate::saved_page::notation::markdown;
use crate::saved_page::notation::whitespace::visible;

/// The separator of the columns of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Separator {
    Pipe,
    Tab,
    /// Two spaces or more.
    Blanks,
    /// At most one space.
    Nothing,
}

/// No heading is longer.
const LONGEST: usize = 400;

impl Columns {
    /// Returns the columns of a heading, if it is that of a table of fields.
    pub(crate) fn of_cells(cells: &[&str]) -> Option<Self> {
        let generic = |cell: &&str| GENERIC_NAMES.contains(&visible(cell).to_lowercase().as_str());
        let mut columns: Vec<Column> = cells.iter().map(|cell| Self::word(cell).unwrap_or(Column::Unknown)).collect();
        settle_names(&mut columns, &cells.iter().map(generic).collect::<Vec<_>>());
        settle_repeated(&mut columns);
        Self::of(columns)
    }

    /// Returns the column that a heading names, if any.
    pub(crate) fn word(cell: &str) -> Option<Column> {
        const LONGEST: usize = 80;
        if cell.len() > LONGEST {
            return None;
        }
        let cell = visible(cell).to_lowercase();
        let cell = cell.trim_matches(['*', '`', ':', '：', '?', '？', ' ']);
        // `Required (Y/N)`, `类型（长度）`
        let cell = cell.split(['(', '（']).next().unwrap_or_default().trim();
        WORDS.iter().find(|(word, _)| *word == cell).map(|(_, column)| *column)
    }

    /// Reads a heading of one line with any separator.
    pub(crate) fn of_line(line: &str) -> Option<(Self, Separator)> {
        if line.len() > LONGEST {
            return None;
        }
        if line.contains('|') {
            let cells = markdown::texts(line);
            let cells: Vec<_> = cells.iter().map(String::as_str).collect();
            return Some((Self::of_cells(&cells)?, Separator::Pipe));
        }
        if line.contains('\t') {
            let cells: Vec<_> = line.split('\t').collect();
            return Some((Self::of_cells(&cells)?, Separator::Tab));
        }
        let apart: Vec<_> = line.split("  ").map(str::trim).filter(|cell| !cell.is_empty()).collect();
        if apart.len() > 1
            && let Some(columns) = Self::of_cells(&apart)
        {
            return Some((columns, Separator::Blanks));
        }
        Some((Self::run_together(line)?, Separator::Nothing))
    }

    fn run_together(line: &str) -> Option<Self> {
        let lower = visible(line).to_lowercase();
        let mut rest = lower.as_str();
        let mut columns = Vec::new();
        while !rest.is_empty() {
            let (word, column) = WORDS.iter().filter(|(word, _)| rest.starts_with(word)).max_by_key(|it| it.0.len())?;
            columns.push(*column);
            rest = rest[word.len()..].trim_start();
        }
        Self::of(columns)
    }

    /// Returns the columns if they are those of a table of fields: names and types, and each column once. If no column
    /// is the variable, the label is the name.
    fn of(mut columns: Vec<Column>) -> Option<Self> {
        if !columns.contains(&Column::Name)
            && let Some(label) = columns.iter_mut().find(|column| **column == Column::Label)
        {
            *label = Column::Name;
        }
        let once = |wanted| columns.iter().filter(|column| **column == wanted).count() < 2;
        let all = [Column::Name, Column::Required, Column::Type, Column::Sample, Column::Description, Column::Label];
        let is_table = [Column::Name, Column::Type].iter().all(|needed| columns.contains(needed));
        (is_table && all.into_iter().all(once)).then_some(Self(columns))
    }
}

/// Words for names that label the field if another column has the variable.
const GENERIC_NAMES: [&str; 2] = ["name", "field"];

/// `Name | Key`: the name that is a general word is the label.
fn settle_names(columns: &mut [Column], is_generic: &[bool]) {
    let names: Vec<usize> = (0..columns.len()).filter(|at| columns[*at] == Column::Name).collect();
    if names.len() < 2 {
        return;
    }
    let name = names.iter().copied().find(|at| !is_generic[*at]).unwrap_or(names[0]);
    let mut others = names.into_iter().filter(|at| *at != name);
    if let Some(other) = others.next().filter(|_| !columns.contains(&Column::Label)) {
        columns[other] = Column::Label;
    }
    others.for_each(|at| columns[at] = Column::Unknown);
}

/// Of several columns with the same meaning, the one next to the name is the label, the first is read,
/// and the others are kept for review. The last description is the remark.
fn settle_repeated(columns: &mut [Column]) {
    for wanted in [Column::Required, Column::Type, Column::Length, Column::Sample, Column::Description] {
        let places: Vec<usize> = (0..columns.len()).filter(|at| columns[*at] == wanted).collect();
        if places.len() < 2 {
            continue;
        }
        let is_beside_name =
            |at: usize| at > 0 && columns[at - 1] == Column::Name || columns.get(at + 1) == Some(&Column::Name);
        let is_label = wanted == Column::Description && is_beside_name(places[0]) && !columns.contains(&Column::Label);
        let read = if is_label { places[places.len() - 1] } else { places[0] };
        for at in places.iter().filter(|at| **at != read) {
            columns[*at] = Column::Unknown;
        }
        if is_label {
            columns[places[0]] = Column::Label;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_read_in_every_format() {
        for (line, number, separator) in [
            ("namerequiredtypesampledescription", 5, Separator::Nothing),
            ("NameRequiredTypeSampleDescription", 5, Separator::Nothing),
            ("Name | Required | Type | Sample | Description |", 5, Separator::Pipe),
            ("| Field Name | Variable | Required | Type | Example Value | Description |", 6, Separator::Pipe),
            ("字段名变量名必填类型示例值描述", 6, Separator::Nothing),
            ("name\ttype\tdescription", 3, Separator::Tab),
            ("name   required   type   sample   description", 5, Separator::Blanks),
            ("name required type sample description", 5, Separator::Nothing),
        ] {
            let read = Columns::of_line(line).map(|(columns, separator)| (columns.0.len(), separator));
            assert_eq!(read, Some((number, separator)), "{line}");
        }
        for line in ["Channel IDChannel Name", "Name", "type", "name the type of it", "nametypename"] {
            assert_eq!(Columns::of_line(line), None, "{line}");
        }
    }
}
