//! The heading of a table: which columns it has, and how they are kept apart.

use super::markdown;
use super::visible::visible;

/// A column of a vendor's table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Column {
    Name,
    Required,
    Type,
    Sample,
    Description,
    /// The page's own label of the field.
    Label,
    /// One that no table of the vendor has so far.
    Unknown,
}

/// How the columns of a table are kept apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Separator {
    Pipe,
    Tab,
    /// Two blanks or more.
    Blanks,
    /// One blank, or nothing at all.
    Nothing,
}

/// The columns of a table of fields, in the page's order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Columns(pub(super) Vec<Column>);

/// The words for columns, of the vendor and of others who write such tables.
const WORDS: [(&str, Column); 90] = [
    ("field name", Column::Label),
    ("field title", Column::Label),
    ("display name", Column::Label),
    ("label", Column::Label),
    ("字段名称", Column::Label),
    ("字段名", Column::Label),
    ("中文名", Column::Label),
    ("中文名称", Column::Label),
    ("名称", Column::Label),
    ("variable name", Column::Name),
    ("variable", Column::Name),
    ("parameter name", Column::Name),
    ("parameters", Column::Name),
    ("parameter", Column::Name),
    ("params", Column::Name),
    ("param", Column::Name),
    ("field", Column::Name),
    ("key", Column::Name),
    ("name", Column::Name),
    ("参数名称", Column::Name),
    ("参数名", Column::Name),
    ("变量名称", Column::Name),
    ("变量名", Column::Name),
    ("变量", Column::Name),
    ("字段", Column::Name),
    ("参数", Column::Name),
    ("is required", Column::Required),
    ("required?", Column::Required),
    ("required", Column::Required),
    ("require", Column::Required),
    ("mandatory", Column::Required),
    ("是否必填", Column::Required),
    ("是否必须", Column::Required),
    ("是否必传", Column::Required),
    ("是否必需", Column::Required),
    ("是否必选", Column::Required),
    ("必填项", Column::Required),
    ("必填", Column::Required),
    ("必须", Column::Required),
    ("必传", Column::Required),
    ("必需", Column::Required),
    ("必选", Column::Required),
    ("data type", Column::Type),
    ("field type", Column::Type),
    ("format", Column::Type),
    ("type", Column::Type),
    ("数据类型", Column::Type),
    ("字段类型", Column::Type),
    ("参数类型", Column::Type),
    ("类型", Column::Type),
    ("example value", Column::Sample),
    ("sample value", Column::Sample),
    ("sample data", Column::Sample),
    ("examples", Column::Sample),
    ("example", Column::Sample),
    ("samples", Column::Sample),
    ("sample", Column::Sample),
    ("示例值", Column::Sample),
    ("示例", Column::Sample),
    ("样例值", Column::Sample),
    ("样例", Column::Sample),
    ("举例", Column::Sample),
    ("例子", Column::Sample),
    ("descriptions", Column::Description),
    ("description", Column::Description),
    ("explanation", Column::Description),
    ("remarks", Column::Description),
    ("remark", Column::Description),
    ("comments", Column::Description),
    ("comment", Column::Description),
    ("notes", Column::Description),
    ("note", Column::Description),
    ("meaning", Column::Description),
    ("desc", Column::Description),
    ("参数说明", Column::Description),
    ("参数描述", Column::Description),
    ("字段说明", Column::Description),
    ("描述", Column::Description),
    ("说明", Column::Description),
    ("备注", Column::Description),
    ("含义", Column::Description),
    ("length", Column::Unknown),
    ("max length", Column::Unknown),
    ("default", Column::Unknown),
    ("default value", Column::Unknown),
    ("since", Column::Unknown),
    ("version", Column::Unknown),
    ("长度", Column::Unknown),
    ("最大长度", Column::Unknown),
    ("默认值", Column::Unknown),
];

/// No heading is longer.
const LONGEST: usize = 400;

impl Columns {
    /// The columns of a heading's cells, if they are those of a table of fields.
    pub(super) fn of_cells(cells: &[&str]) -> Option<Self> {
        let column = |cell: &&str| {
            let cell = visible(cell).to_lowercase();
            let cell = cell.trim_matches(['*', '`', ':', '：', '?', '？', ' ']);
            // `Required (Y/N)`, `类型（长度）`
            let cell = cell.split(['(', '（']).next().unwrap_or_default().trim();
            WORDS.iter().find(|(word, _)| *word == cell).map_or(Column::Unknown, |(_, column)| *column)
        };
        Self::of(cells.iter().map(column).collect())
    }

    /// A heading of one line, whatever keeps its columns apart.
    pub(super) fn of_line(line: &str) -> Option<(Self, Separator)> {
        if line.len() > LONGEST {
            return None;
        }
        if line.contains('|') {
            let cells = markdown::cells(line);
            let cells: Vec<_> = cells.iter().map(|cell| cell.text.as_str()).collect();
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

    /// A table of fields has names and types, and each column once. Where no column is the
    /// variable, the one that is a label elsewhere is the name.
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

    /// The place of a column.
    pub(super) fn place(&self, column: Column) -> Option<usize> {
        self.0.iter().position(|it| *it == column)
    }

    /// Whether there is such a column.
    pub(super) fn has(&self, column: Column) -> bool {
        self.0.contains(&column)
    }

    /// Whether the columns stand in the order in which run-together rows can be taken apart.
    pub(super) fn is_usual(&self) -> bool {
        let usual = [Column::Label, Column::Name, Column::Required, Column::Type, Column::Sample, Column::Description];
        let places: Vec<_> = self.0.iter().map(|column| usual.iter().position(|it| it == column)).collect();
        places.iter().all(Option::is_some) && places.is_sorted()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_read_in_every_shape() {
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
