//! Notifications and browser returns of a page.

use super::comparison::{Comparison, Place};
use super::rows;
use crate::saved_page::model::page::Table;
use crate::saved_page::model::role::Role;

pub(super) fn compare(comparison: &mut Comparison<'_>) {
    let (imported, file) = (comparison.imported, comparison.file);
    let tables =
        |fits: fn(&Role) -> bool| imported.tables.iter().filter(move |table| fits(&table.role)).collect::<Vec<_>>();
    let kinds: [(Vec<&Table>, _); 2] = [
        (tables(|role| matches!(role, Role::Notification(_))), &file.notifications),
        (tables(|role| matches!(role, Role::BrowserReturn(_))), &file.browser_returns),
    ];
    for (theirs, ours) in kinds {
        for (at, one) in ours.iter().enumerate() {
            let name = &one.name.value;
            let place = Place { words: name.clone(), at: name.clone() };
            rows::compare(comparison, theirs.get(at).copied(), &one.message, &place);
        }
        let place = Place { words: "the page".to_owned(), at: "page".to_owned() };
        for table in theirs.iter().skip(ours.len()) {
            for row in table.rows() {
                comparison.drift.compared += 1;
                rows::new_row(comparison, row, &place, table.span, "a table that is not in the spec");
            }
        }
    }
}
