//! The rows of a message: new, moved, different, and not found.

use std::collections::{HashMap, HashSet};

use super::comparison::{Comparison, Place, WithoutTable};
use super::difference::Difference;
use super::order::longest_rise;
use super::{prose, wording};
use crate::diagnostic::{Code, Diagnostic};
use crate::raw::{self, Column, Message, Provenance, Required};
use crate::saved_page::model::page::Table;
use crate::saved_page::model::row::Row;
use crate::saved_page::notation::types;
use crate::source::Span;

const VERIFY: &str = "verify it on the vendor's page before you change the spec: the saved page may be incomplete";

pub(super) fn compare(comparison: &mut Comparison<'_>, table: Option<&Table>, message: &Message, place: &Place) {
    let is_docs = |row: &&raw::Row| row.source == Provenance::Docs && row.page.is_none();
    let expected: Vec<&raw::Row> = message.table.iter().filter(is_docs).collect();
    let Some(table) = table else {
        without_table(comparison, &expected, message.span, place);
        return;
    };
    let rows: Vec<&Row> = table.rows().collect();
    let places = places_of(&rows, &expected);
    let mut found = HashSet::new();
    // A repeated row has one position.
    let first: Vec<Option<usize>> = places.iter().map(|place| place.filter(|place| found.insert(*place))).collect();
    if found.is_empty() && expected.len() > 1 && !rows.is_empty() {
        other_table(comparison, table, &expected, message.span, place);
        return;
    }
    let in_order = longest_rise(&first);
    let mut seen = HashSet::new();
    let mut elsewhere: HashMap<&str, &raw::Row> = HashMap::new();
    for ours in message.rows() {
        elsewhere.entry(&ours.name.value).or_insert(ours);
    }
    for (at, row) in rows.iter().enumerate() {
        comparison.drift.compared += 1;
        let Some(ours) = places[at].and_then(|place| expected.get(place)) else {
            match elsewhere.get(row.name.as_str()) {
                Some(ours) => now_on_page(comparison, row, ours, place),
                None => new_row(comparison, row, place, message.span, "its table in the spec"),
            }
            continue;
        };
        let before = comparison.drift.found.len();
        if !seen.insert(&ours.name.value) {
            let text = format!("`{}` is listed twice in {}", row.name, place.words);
            let found = Diagnostic::new(Code::AddedRow, row.cells.name, text, "again")
                .related(ours.name.span, "in the spec")
                .help("ask the vendor which row applies");
            comparison.push(Difference::new(Code::AddedRow, place.field(&row.name)).page(in_short(row)), found);
        } else if !in_order[at] {
            let text = format!("`{}` has moved in {}", row.name, place.words);
            let found = Diagnostic::new(Code::MovedRow, row.cells.name, text, "here on the page")
                .related(ours.name.span, "in the spec")
                .help("move the row to its position on the page");
            comparison.push(Difference::new(Code::MovedRow, place.field(&row.name)), found);
        }
        columns(comparison, row, ours, table.has_required_column, place);
        prose::compare(comparison, row, ours, message, place);
        wording::compare(comparison, row, ours, place);
        comparison.drift.right += usize::from(comparison.drift.found.len() == before);
    }
    let missing = expected.iter().enumerate().filter(|(at, _)| !found.contains(at)).map(|(_, ours)| *ours);
    not_found(comparison, missing.collect(), table, place);
}

/// Returns the index in the spec of each row of the page, by name; if none matches, ignoring case.
fn places_of(rows: &[&Row], expected: &[&raw::Row]) -> Vec<Option<usize>> {
    let by_name: HashMap<&str, usize> =
        expected.iter().enumerate().rev().map(|(at, ours)| (ours.name.value.as_str(), at)).collect();
    let same: HashSet<usize> = rows.iter().filter_map(|row| by_name.get(row.name.as_str()).copied()).collect();
    let others = expected.iter().enumerate().rev().filter(|(at, _)| !same.contains(at));
    let by_case: HashMap<String, usize> = others.map(|(at, ours)| (ours.name.value.to_lowercase(), at)).collect();
    let place = |row: &&Row| by_name.get(row.name.as_str()).or_else(|| by_case.get(&row.name.to_lowercase())).copied();
    rows.iter().map(place).collect()
}

/// Records a message without a table on the page. Rows that were not read do not count as removed.
fn without_table(comparison: &mut Comparison<'_>, expected: &[&raw::Row], span: Span, place: &Place) {
    let is_in_sample = |row: &raw::Row| {
        // Rows without a mark may be those of a sample.
        let member = row.name.value.rsplit('.').next().unwrap_or_default();
        row.required.value == Required::Unstated && comparison.page.contains(&format!("\"{member}\""))
    };
    let rest: Vec<_> = expected.iter().filter(|row| !is_in_sample(row)).collect();
    let named = rest.iter().filter(|row| comparison.words.names(&row.name.value)).count();
    comparison.drift.from_samples += expected.len() - rest.len();
    comparison.drift.not_found += rest.len();
    if !rest.is_empty() {
        let found = WithoutTable { place: place.clone(), span, rows: rest.len(), named };
        comparison.without_table.push(found);
    }
}

/// Reports the tables that were not found, once for the page if it has none at all.
pub(super) fn report_without_table(comparison: &mut Comparison<'_>) {
    let all = std::mem::take(&mut comparison.without_table);
    let (rows, named) = all.iter().fold((0, 0), |sum, it| (sum.0 + it.rows, sum.1 + it.named));
    let whole = Place { words: "fields".to_owned(), at: "page".to_owned() };
    let all = match &all[..] {
        [first, _, ..] if comparison.imported.tables.is_empty() => {
            vec![WithoutTable { place: whole, span: first.span, rows, named }]
        }
        _ => all,
    };
    for WithoutTable { place, span, rows, named } in all {
        let plural = if rows == 1 { " of the spec is" } else { "s of the spec are" };
        let text = format!(
            "no table of {} was found on the saved page: {rows} row{plural} not compared; the page contains {named} of the names",
            place.words
        );
        let found = Diagnostic::new(Code::NoTable, comparison.start, text, "this page")
            .related(span, "in the spec")
            .help("check that the saved page is complete; if it shows the table, compare it by hand: `import` lists unreadable rows");
        comparison.push(Difference::new(Code::NoTable, place.at).spec(format!("{rows} rows")), found);
    }
}

/// Reports a table that was found for the message but has none of its rows.
fn other_table(comparison: &mut Comparison<'_>, table: &Table, expected: &[&raw::Row], span: Span, place: &Place) {
    comparison.drift.not_found += expected.len();
    comparison.drift.further += table.entries.len();
    let text = format!(
        "no table of {} was found: this table contains none of its {} rows and is not compared",
        place.words,
        expected.len()
    );
    let found = Diagnostic::new(Code::NoTable, table.span, text, "this table")
        .related(span, "in the spec")
        .help("compare it by hand: it may describe something else, or be unreadable");
    let names: Vec<_> = table.rows().map(|row| row.name.as_str()).collect();
    comparison.push(Difference::new(Code::NoTable, &place.at).page(names.join(", ")), found);
}

/// Reports rows of the spec that the table of the page does not have. A name that the page contains is not
/// removed, and a name in an unreadable row is reported with that row.
fn not_found(comparison: &mut Comparison<'_>, missing: Vec<&raw::Row>, table: &Table, place: &Place) {
    let imported = comparison.imported;
    let unread = || table.unread().chain(&imported.orphan_rows);
    let (mut named, mut gone) = (Vec::new(), Vec::new());
    for ours in missing {
        let name = &ours.name.value;
        let leaf = name.rsplit('.').next().unwrap_or(name);
        if unread().any(|row| names(&row.text.value, name) || names(&row.text.value, leaf)) {
            continue;
        }
        comparison.drift.not_found += 1;
        if comparison.words.names(name) { named.push(ours) } else { gone.push(ours) }
    }
    if let [first, ..] = &named[..] {
        let names: Vec<_> = named.iter().map(|ours| format!("`{}`", ours.name.value)).collect();
        let (row, them) = if named.len() == 1 { ("1 row", "its name") } else { ("rows", "their names") };
        let count = if named.len() == 1 { row.to_owned() } else { format!("{} {row}", named.len()) };
        let text = format!(
            "{count} of {} could not be found in its table, but the page contains {them}: {}",
            place.words,
            names.join(", ")
        );
        let found = Diagnostic::new(Code::NoTable, table.span, text, "this table")
            .related(first.name.span, "in the spec")
            .help("check the page: the table may have several parts, or be partly unreadable");
        let names: Vec<_> = named.iter().map(|ours| ours.name.value.as_str()).collect();
        comparison.push(Difference::new(Code::NoTable, &place.at).spec(names.join(", ")), found);
    }
    for ours in gone {
        let text =
            format!("`{}` was not found on the saved page; in the spec, it is in {}", ours.name.value, place.words);
        let found = Diagnostic::new(Code::RemovedRow, ours.name.span, text, "not on the saved page")
            .related(table.span, "this table")
            .help(VERIFY);
        comparison.push(Difference::new(Code::RemovedRow, place.field(&ours.name.value)), found);
    }
}

fn columns(comparison: &mut Comparison<'_>, row: &Row, ours: &raw::Row, has_marks: bool, place: &Place) {
    let spec = comparison.spec;
    let spelled = |span: Span| spec.text[span.range()].trim_matches(['"', '\'']).to_owned();
    let (mark, ty) = (spelled(ours.required.span), spelled(ours.ty.span));
    let mut differences = Vec::new();
    if row.name != ours.name.value {
        differences.push((Column::Name, row.name.clone(), ours.name.value.clone(), ours.name.span, row.cells.name));
    }
    // `Yes` and `y` mean the same.
    let same_mark = |a: &str, b: &str| a == b || meaning(a) == meaning(b);
    if !same_mark(&row.required, &mark) && (has_marks || mark != "-") {
        differences.push((Column::Required, row.required.clone(), mark, ours.required.span, row.cells.required));
    }
    // If the page spells the type differently, case does not matter.
    let is_respelled = comparison.page.get(row.cells.ty.range()).map(str::trim) != Some(row.ty.as_str());
    let is_same_type = types::whole(&ty).is_some_and(|it| it.ty.eq_ignore_ascii_case(&row.ty));
    if row.ty != ty && !(is_same_type && is_respelled) {
        differences.push((Column::Type, row.ty.clone(), ty, ours.ty.span, row.cells.ty));
    }
    if row.sample != ours.sample.value && !row.other_samples.contains(&ours.sample.value) {
        let (theirs, known) = (row.sample.clone(), ours.sample.value.clone());
        differences.push((Column::Sample, theirs, known, ours.sample.span, row.cells.sample));
    }
    if let (Some(label), Some(known)) = (&row.label, &ours.label)
        && *label != known.value
    {
        differences.push((Column::Label, label.clone(), known.value.clone(), known.span, row.cells.label));
    }
    for (column, theirs, known, span, cell) in differences {
        let name = &ours.name.value;
        let text = format!("`{name}` has a different {column}: \"{theirs}\" on the page, \"{known}\" in the spec");
        let found = Diagnostic::new(Code::ColumnMismatch, cell, text, "on the page")
            .related(span, "in the spec")
            .help("correct the row in the spec, and in the second copy of the table");
        let difference = Difference::new(Code::ColumnMismatch, place.field(name)).column(column);
        comparison.push(difference.page(theirs).spec(known), found);
    }
}

pub(super) fn new_row(comparison: &mut Comparison<'_>, row: &Row, place: &Place, near: Span, label: &str) {
    let text = format!("`{}` is new in {}", row.name, place.words);
    let found = Diagnostic::new(Code::AddedRow, row.cells.name, text, "not in the spec")
        .related(near, label)
        .help("add the row; `import` writes it");
    comparison.push(Difference::new(Code::AddedRow, place.field(&row.name)).page(in_short(row)), found);
}

fn now_on_page(comparison: &mut Comparison<'_>, row: &Row, ours: &raw::Row, place: &Place) {
    let text = format!("`{}` is now on the page, in {}", row.name, place.words);
    let found = Diagnostic::new(Code::AddedRow, row.cells.name, text, "on the newest page")
        .related(ours.span, "from another source in the spec")
        .help("move the row to `table:` and remove `source:`");
    comparison.push(Difference::new(Code::AddedRow, place.field(&row.name)).page(in_short(row)), found);
}

/// Returns a row's columns except its name, so that a further change is a new difference.
pub(super) fn in_short(row: &Row) -> String {
    [row.required.as_str(), &row.ty, &row.sample].join(" | ")
}

/// Returns `true` if a row that could not be read names a field.
fn names(row: &str, field: &str) -> bool {
    row.match_indices(field).any(|(at, _)| {
        let is_name = |it: char| it.is_ascii_alphanumeric() || "_.".contains(it);
        // Without separators, only the beginning of a word counts.
        !row[..at].ends_with(is_name) && (at == 0 || !row[at + field.len()..].starts_with(is_name))
    })
}

fn meaning(mark: &str) -> Option<&'static str> {
    Some(match mark {
        "y" | "Yes" => "y",
        "n" | "No" => "n",
        "y*" | "Yes*" => "y*",
        "-" => "-",
        _ => return None,
    })
}
