//! The table of the matrix in `docs/reliability.md`.

use std::fmt::Write as _;

use super::faults::Failure;
use super::operations::Operation;

/// What happened to the requests of one cell: what the caller learned from the response, and what was known in the end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    pub response: &'static str,
    pub resolved: String,
}

/// The first and the last part of the page; the table is between them.
pub const BEGIN: &str = "<!-- The tests write this table: scripts/regenerate -->\n";
pub const END: &str = "<!-- End of the table -->\n";

/// Returns the tables of all operations: `cells` has one row for each operation, with a cell for each of the failures.
pub fn tables(cells: &[Vec<Cell>], failures: &[(&str, Failure)]) -> String {
    let mut text = String::from(BEGIN);
    for part in [0..4, 4..8] {
        let operations = &Operation::ALL[part.clone()];
        let names: Vec<_> = operations.iter().map(|operation| format!("`{}`", operation.path())).collect();
        let _ = writeln!(text, "\n| Fault | {} |\n|---|{}", names.join(" | "), "---|".repeat(names.len()));
        for (row, (name, _)) in failures.iter().enumerate() {
            let found: Vec<_> = cells[part.clone()].iter().map(|cells| in_words(&cells[row])).collect();
            let _ = writeln!(text, "| {name} | {} |", found.join(" | "));
        }
    }
    text + "\n" + END
}

fn in_words(cell: &Cell) -> String {
    if cell.response == cell.resolved {
        cell.resolved.clone()
    } else {
        format!("{} → {}", cell.response, cell.resolved)
    }
}
