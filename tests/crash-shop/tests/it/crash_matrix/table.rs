//! The table of the crash matrix in `docs/reliability.md`.

use std::fs;
use std::path::Path;

use super::run::Report;

/// What must happen in a run at least; a run in which nothing happens proves nothing.
pub const KILLS: usize = 20;
pub const POINTS: usize = 8;
pub const PAYMENTS: usize = 50;
pub const REFUNDS: usize = 3;
pub const SENT_AGAIN: usize = 50;

/// Returns the row of a run. It contains no number that differs from run to run, except those that must be 0.
fn row(report: &Report) -> String {
    let Report { name, verdict, seen, .. } = report;
    let cells = [
        format!("at least {KILLS}"),
        at_least(report.least_frozen()),
        at_least(report.least_restarts()),
        format!("at least {PAYMENTS} and {REFUNDS}"),
        format!("at least {SENT_AGAIN}"),
        verdict.booked_twice.len().to_string(),
        verdict.lost.len().to_string(),
        verdict.wrong.len().to_string(),
        verdict.journal.len().to_string(),
        seen.stuck.len().to_string(),
    ];
    format!("| {name} | {} |\n", cells.join(" | "))
}

fn at_least(number: usize) -> String {
    if number == 0 { "none".to_owned() } else { format!("at least {number}") }
}

/// Asserts that the page contains the row of a run. With `UPDATE_GOLDEN`, writes it instead of the row with the same name.
pub fn assert_in_page(report: &Report) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/reliability.md");
    let (row, page) = (row(report), fs::read_to_string(&path).unwrap());
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        let begin = format!("| {} |", report.name);
        let lines = page.split_inclusive('\n');
        let updated: String = lines.map(|line| if line.starts_with(&begin) { row.as_str() } else { line }).collect();
        fs::write(&path, updated).unwrap();
    }
    assert!(fs::read_to_string(&path).unwrap().contains(&row), "run scripts/regenerate: {row}");
}
