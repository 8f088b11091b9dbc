//! Tables that mark required fields next to their names and have no column `required`.

use crate::saved_page::model::ambiguity::Ambiguity;
use crate::saved_page::model::row::Entry;

/// Sets the opposite mark on names without one. Returns `true` if any name has a mark.
pub(crate) fn resolve(entries: &mut [Entry]) -> bool {
    let marks = entries.iter().filter_map(|entry| match entry {
        Entry::Row(row) if row.ambiguities().any(|it| matches!(it, Ambiguity::MarkedName { .. })) => {
            Some(&*row.required)
        }
        _ => None,
    });
    let marks: Vec<&str> = marks.collect();
    if marks.is_empty() {
        return false;
    }
    // If the table uses both marks, a name without a mark has neither.
    let other = if !marks.contains(&"n") {
        "n"
    } else if !marks.contains(&"y") {
        "y"
    } else {
        return true;
    };
    for entry in entries {
        if let Entry::Row(row) = entry
            && row.required == "-"
        {
            other.clone_into(&mut row.required);
            row.mark_ambiguous(Ambiguity::Unmarked { meant: other });
        }
    }
    true
}
