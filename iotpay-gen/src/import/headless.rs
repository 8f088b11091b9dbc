//! Run-together rows below no heading: which columns they have.

use super::column::Column;
use super::headings::Columns;
use super::known::Known;
use super::run_together::{self, Form};

/// How many lines are looked at.
const MOST_LINES: usize = 200;

/// The columns of the lines up to the next blank one, if the first of them is a row, and the name of one
/// is certain: the spec has it in front of a type, or a type with a limit is behind it.
pub(super) fn columns(text: &str, known: &Known) -> Option<Columns> {
    let lines = text.lines().take(MOST_LINES).take_while(|line| !line.trim().is_empty());
    let mut forms = lines.map(|line| run_together::form(line, known));
    let first = forms.next().flatten()?;
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
        return None;
    };
    let columns = [Column::Name, Column::Required, Column::Type, Column::Sample, Column::Description];
    Some(Columns(columns.into_iter().filter(|it| has_marks || *it != Column::Required).collect()))
}
