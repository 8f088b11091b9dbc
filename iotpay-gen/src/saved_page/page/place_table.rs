//! Adds a table to a page: as a table of its own, or as further rows of another one.

use std::collections::HashSet;

use crate::saved_page::model::ambiguity::Ambiguity;
use crate::saved_page::model::block::Grid;
use crate::saved_page::model::columns::Column;
use crate::saved_page::model::page::{ImportedPage, Table};
use crate::saved_page::model::review::Review;
use crate::saved_page::model::role::Role;
use crate::saved_page::model::row::{Entry, Row};
use crate::saved_page::page::context::Context;
use crate::saved_page::tables::{marked_names, nesting};

/// Adds a table to a page, and returns the context of the next one.
pub(crate) fn place(page: &mut ImportedPage, grid: &Grid, context: Context) -> Context {
    let endpoint = page.endpoints.len().checked_sub(1);
    let in_row = grid.object.is_some();
    let Context { role, object: announced, heading, section } = context;
    // An announced object still applies below a table that is nested in a row.
    let (object, announced) = if in_row { (grid.object.clone(), announced) } else { (announced, None) };
    let (mut entries, has_required_column) = entries_of(page, grid);
    if let Some(object) = &object {
        qualify(&mut entries, object);
    }
    let last = page.tables.last_mut().filter(|table| table.endpoint == endpoint);
    if let Some(last) = last
        && (in_row || (grid.continues && role.is_none()))
    {
        if let (Some(row), Some(section), None) = (first_row(&mut entries), section, &object) {
            row.reviews.push(Review::Section(section));
        }
        extend(last, entries, object.as_ref().filter(|_| in_row));
        return Context { role, object: announced, ..Context::default() };
    }
    let heading = heading.unwrap_or_default();
    let is_first = !page.tables.iter().any(|table| table.endpoint == endpoint);
    let role = match role {
        Some(role) => role,
        None if object.is_some() => Role::Response,
        None if endpoint.is_none() => Role::Notification(heading.clone()),
        None if is_first => Role::Request,
        None => Role::Further(heading.clone()),
    };
    let is_same = |table: &&mut Table| table.endpoint == endpoint && table.role == role;
    let role = if let Some(table) = page.tables.iter_mut().find(is_same) {
        if !has_name_of(table, &entries) {
            // One message can have several tables.
            if let (Some(row), None) = (first_row(&mut entries), &object) {
                row.reviews.push(Review::AnotherTable(heading));
            }
            table.entries.extend(entries);
            return Context { object: announced, ..Context::default() };
        }
        Role::Further(heading)
    } else {
        role
    };
    page.tables.push(Table { role, endpoint, entries, has_required_column, span: grid.span });
    Context { object: announced, ..Context::default() }
}

/// Returns the rows of a table, and whether it states which of them are required.
fn entries_of(page: &ImportedPage, grid: &Grid) -> (Vec<Entry>, bool) {
    let mut entries = grid.entries.clone();
    nesting::resolve(&mut entries);
    // A heading in a table of its own is unambiguous.
    let is_below_rows = page.tables.last().is_none_or(|table| !table.entries.is_empty());
    if grid.is_borrowed
        && is_below_rows
        && let Some(row) = first_row(&mut entries)
    {
        row.mark_ambiguous(Ambiguity::NoHeading);
    }
    let has_required_column = grid.columns.has(Column::Required) || marked_names::resolve(&mut entries);
    (entries, has_required_column)
}

fn first_row(entries: &mut [Entry]) -> Option<&mut Row> {
    match entries.first_mut() {
        Some(Entry::Row(row)) => Some(row),
        _ => None,
    }
}

/// Adds the object as a prefix to the names of its members.
fn qualify(entries: &mut [Entry], object: &str) {
    for entry in entries {
        if let Entry::Row(row) = entry
            && !row.name.contains('.')
            && row.name != *object
        {
            row.name = format!("{object}.{}", row.name);
        }
    }
}

/// Adds rows to a table: below the row of the object that contains them, else at the end.
fn extend(table: &mut Table, entries: Vec<Entry>, object: Option<&String>) {
    let is_holder = |entry: &Entry| matches!(entry, Entry::Row(row) if Some(&row.name) == object);
    match table.entries.iter().position(is_holder) {
        Some(at) => {
            let below = table.entries.split_off(at + 1);
            table.entries.extend(entries);
            table.entries.extend(below);
        }
        None => table.entries.extend(entries),
    }
}

/// Returns `true` if a table has the name of one of the rows.
fn has_name_of(table: &Table, entries: &[Entry]) -> bool {
    let names: HashSet<&str> = table.rows().map(|row| row.name.as_str()).collect();
    entries.iter().any(|entry| matches!(entry, Entry::Row(row) if names.contains(row.name.as_str())))
}
