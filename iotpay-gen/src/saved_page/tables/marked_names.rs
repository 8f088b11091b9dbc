//! Tables that mark the required fields beside their names, and have no column `required`.

use crate::saved_page::model::doubt::Doubt;
use crate::saved_page::model::row::Entry;

/// Gives the names without a mark the other one; whether there is any mark.
pub(crate) fn resolve(entries: &mut [Entry]) -> bool {
    let marks = entries.iter().filter_map(|entry| match entry {
        Entry::Row(row) if row.doubts().any(|it| matches!(it, Doubt::MarkedName { .. })) => Some(&*row.required),
        _ => None,
    });
    let marks: Vec<&str> = marks.collect();
    if marks.is_empty() {
        return false;
    }
    // Where both are marked, a name without a mark is neither.
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
            row.doubt(Doubt::Unmarked { meant: other });
        }
    }
    true
}
