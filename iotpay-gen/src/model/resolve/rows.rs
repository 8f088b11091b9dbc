//! Rules about the rows of one table.

use std::collections::HashMap;

use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::raw::{FieldRule, Row, path};
use crate::source::Span;

/// A row with its rule, and whether the field is required.
pub(super) type RuledRow<'a> = (&'a Row, FieldRule, bool);

/// Reports duplicate rows.
pub(super) fn report_repeated<'a>(rows: impl Iterator<Item = &'a Row>, sink: &mut Sink) {
    let mut seen = HashMap::new();
    for row in rows {
        if let Some(first) = seen.insert(row.name.value.as_str(), row.name.span) {
            sink.push(
                Diagnostic::new(
                    Code::DuplicateField,
                    row.name.span,
                    format!("duplicate row for field `{}`", row.name.value),
                    "again here",
                )
                .related(first, "first here")
                .help("keep only the row that the vendor page shows"),
            );
        }
    }
}

/// Reports an alias that is already the name of another field: the first one in a message would win.
pub(super) fn report_aliases(rows: &[RuledRow<'_>], sink: &mut Sink) {
    let mut seen: HashMap<String, Span> =
        rows.iter().map(|(row, ..)| (row.name.value.clone(), row.name.span)).collect();
    for (row, rule, _) in rows {
        let object = path::prefix(&row.name.value).map_or_else(String::new, |object| format!("{object}."));
        for alias in &rule.aliases {
            if let Some(first) = seen.insert(format!("{object}{}", alias.value), alias.span) {
                sink.push(
                    Diagnostic::new(
                        Code::DuplicateField,
                        alias.span,
                        format!("`{}` is already the name of a field", alias.value),
                        "an alias",
                    )
                    .related(first, "also used here")
                    .help("remove one of them"),
                );
            }
        }
    }
}
