//! Rules about the rows of one table.

use std::collections::HashMap;

use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::raw::Row;

/// Reports duplicate rows.
pub(super) fn report_repeated<'a>(rows: impl Iterator<Item = &'a Row>, sink: &mut Sink) {
    let mut seen = HashMap::new();
    for row in rows {
        if let Some(first) = seen.insert(row.name.value.as_str(), row.name.span) {
            sink.push(
                Diagnostic::new(
                    Code::DuplicateField,
                    row.name.span,
                    format!("duplicate row of field `{}`", row.name.value),
                    "again here",
                )
                .related(first, "first here")
                .help("keep the row that is on the page"),
            );
        }
    }
}
