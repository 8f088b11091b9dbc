//! Accepted differences that no longer exist.

use super::comparison::Comparison;
use super::difference::Difference;
use crate::diagnostic::{Code, Diagnostic};

/// Reports stale entries, unless a table was not found: its entries would seem stale.
pub(super) fn report_stale(comparison: &mut Comparison<'_>) {
    if comparison.drift.not_found > 0 {
        return;
    }
    let Some(page) = &comparison.file.page else { return };
    for (at, entry) in page.accepted_drift.iter().enumerate() {
        if comparison.accepted[at] {
            continue;
        }
        let text = format!("an accepted difference was not found: {} at {}", entry.code.value, entry.at.value);
        let found = Diagnostic::new(Code::StaleAcceptance, entry.at.span, text, "accepted here")
            .related(comparison.start, "the saved page")
            .help("compare the page with the spec; remove the entry if both agree now");
        comparison.push(Difference::new(Code::StaleAcceptance, &entry.at.value), found);
    }
}
