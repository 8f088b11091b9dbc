//! Diagnostics for programs: as JSON, and as annotations of a pull request on GitHub.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::{Diagnostic, Severity};
use crate::source::{SourceFile, SourceMap, Span};

/// A location: lines and columns count from 1, columns in characters; the end is the first character after it.
struct Location<'a> {
    file: &'a str,
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
}

impl<'a> Location<'a> {
    fn of(files: &'a [SourceFile], places: &SourceMap, span: Span) -> Self {
        let file = files.get(span.file).map_or("", |file| &file.name);
        let place = |offset| places.line_column(span.file, offset).unwrap_or((1, 1));
        let ((line, column), (end_line, end_column)) = (place(span.start), place(span.end.max(span.start)));
        Self { file, line, column, end_line, end_column }
    }

    fn to_json(&self, label: &str) -> Value {
        json!({
            "file": self.file,
            "line": self.line,
            "column": self.column,
            "end_line": self.end_line,
            "end_column": self.end_column,
            "label": label,
        })
    }
}

/// Returns all diagnostics as one JSON object: `diagnostics`, and how many are errors and warnings.
///
/// A diagnostic has `code`, `severity` (`error` or `warning`), `message`, `help` (or null), `explain` (the command that
/// explains the rule), `location` and `related` locations.
pub fn to_json(files: &[SourceFile], diagnostics: &[Diagnostic]) -> String {
    let places = SourceMap::of(files);
    let values: Vec<_> = diagnostics.iter().map(|found| to_value(files, &places, found)).collect();
    let errors = diagnostics.iter().filter(|found| found.code.severity() == Severity::Error).count();
    let all = json!({ "diagnostics": values, "errors": errors, "warnings": diagnostics.len() - errors });
    format!("{all:#}\n")
}

fn to_value(files: &[SourceFile], places: &SourceMap, found: &Diagnostic) -> Value {
    let related = found.related.iter().map(|(span, label)| Location::of(files, places, *span).to_json(label));
    json!({
        "code": found.code.as_str(),
        "severity": found.code.severity().to_string(),
        "message": found.message,
        "help": found.help,
        "explain": format!("iotpay-gen explain {}", found.code),
        "location": Location::of(files, places, found.span).to_json(&found.label),
        "related": related.collect::<Vec<_>>(),
    })
}

/// Returns all diagnostics as workflow commands, which GitHub shows at their lines.
pub fn to_github(files: &[SourceFile], diagnostics: &[Diagnostic]) -> String {
    let mut text = String::new();
    let places = SourceMap::of(files);
    for found in diagnostics {
        let Location { file, line, column, end_line, end_column } = Location::of(files, &places, found.span);
        let mut message = format!("{}: {}", found.message, found.label);
        if let Some(help) = &found.help {
            let _ = write!(message, "\nhelp: {help}");
        }
        // GitHub expects an inclusive last column, and no column if the lines differ.
        let columns = if end_line == line {
            format!(",col={column},endColumn={}", end_column.saturating_sub(1).max(column))
        } else {
            String::new()
        };
        let _ = writeln!(
            text,
            "::{} file={},line={line},endLine={end_line}{columns},title={}::{}",
            found.code.severity(),
            property(file),
            found.code,
            data(&message)
        );
    }
    text
}

/// Escapes a message for a workflow command.
pub(crate) fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Escapes a property for a workflow command.
pub(crate) fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
