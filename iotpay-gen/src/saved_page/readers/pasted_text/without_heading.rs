//! Rows without separators and without a heading: their columns.

use crate::saved_page::model::columns::{Column, Columns};
use crate::saved_page::spec_index::SpecIndex;
use crate::saved_page::tables::unseparated_row;
use crate::saved_page::tables::unseparated_row::recognize::Form;

/// The maximum number of lines that are read.
const MAX_LINES: usize = 200;

/// The lines from one on, up to the next blank one.
pub(crate) enum Lines {
    /// The first line is not a row.
    NoRow,
    /// The first line may be a row, but no name is certain, so that no line begins a table.
    Uncertain {
        /// Their length in bytes.
        length: usize,
    },
    /// Rows with these columns.
    Rows(Columns),
}

/// Finds the columns of the lines up to the next blank one. The name of one row must be certain: the spec has
/// it in front of a type, or a type with a limit is behind it.
pub(crate) fn lines(text: &str, known: &SpecIndex) -> Lines {
    let mut length = 0;
    let lines = text.split_inclusive('\n').take(MAX_LINES).take_while(|line| !line.trim().is_empty());
    let mut forms = lines.map(|line| {
        length += line.len();
        unseparated_row::recognize::form(line, known)
    });
    let Some(Some(first)) = forms.next() else { return Lines::NoRow };
    let mut all = vec![first];
    all.extend(forms.flatten());
    let has = |form: Form| all.contains(&form);
    let has_marks = if has(Form::Bare) {
        false
    } else if has(Form::Marked) {
        true
    } else if has(Form::Limited { ends_like_mark: false }) {
        false
    } else if has(Form::Limited { ends_like_mark: true }) {
        true
    } else {
        return Lines::Uncertain { length };
    };
    let columns = [Column::Name, Column::Required, Column::Type, Column::Sample, Column::Description];
    Lines::Rows(Columns(columns.into_iter().filter(|it| has_marks || *it != Column::Required).collect()))
}
