//! Where the spec and a saved page of the vendor differ.

use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;

use super::known::Known;
use super::page::{Imported, Role, Table};
use super::rows::Row;
use super::{spec_page, types};
use crate::diagnostic::{Code, Diagnostic};
use crate::raw::{self, Message, Provenance, Required, UNKNOWN};
use crate::source::{FileId, SourceFile, Span};

/// What a comparison gives.
#[derive(Debug, Clone, Default)]
pub struct Drift {
    /// Name of the spec's file.
    pub file: String,
    /// The differences.
    pub found: Vec<Diagnostic>,
    /// How many rows of the page were compared.
    pub compared: usize,
    /// How many of them are in the spec just so.
    pub right: usize,
    /// How many rows of further tables were compared with the rules of their channel.
    pub by_channel: usize,
    /// How many rows of further tables were not compared.
    pub further: usize,
    /// How many rows stand in tables that no address gives a call.
    pub without_call: usize,
    /// How many rows of the spec are from a sample of the page and not from a table.
    pub from_samples: usize,
}

impl Drift {
    /// The figures in a line.
    pub fn summary(&self) -> String {
        let mut text = format!("{} of {} rows right against {}", self.right, self.compared, self.file);
        for (number, what) in [
            (self.by_channel, "rows of further tables are compared with the marks of their channel alone"),
            (self.without_call, "rows of tables without an address are not compared"),
            (self.further, "rows of further tables are not compared"),
            (self.from_samples, "rows of the spec are in the page's samples alone"),
        ] {
            if number > 0 {
                let _ = write!(text, "; {number} {what}");
            }
        }
        match self.found.len() {
            0 => text + "; no drift",
            1 => text + "; 1 difference",
            number => text + &format!("; {number} differences"),
        }
    }
}

/// Compares a saved page with the spec. The spec's files, of which `known` was made, come first, and
/// the page is the file of this number.
///
/// # Errors
///
/// Why no page of the spec could be found for it.
pub fn drift(
    files: &[SourceFile],
    page: FileId,
    imported: &Imported,
    wanted: Option<&str>,
    known: &Known,
) -> Result<Drift, String> {
    let Some(saved) = files.get(page) else { return Err("there is no page".to_owned()) };
    let found = spec_page::find(files, imported, wanted, known)?;
    if imported.tables.is_empty() && imported.calls.is_empty() && !found.file.endpoints.is_empty() {
        return Err("no call and no table of fields could be found on the saved page".to_owned());
    }
    let mut comparison = Comparison {
        page_text: &saved.text,
        start: Span { file: page, start: 0, end: 0 },
        spec: &files[found.id],
        drift: Drift { file: files[found.id].name.to_string(), ..Drift::default() },
    };
    comparison.head(&found.file, imported);
    comparison.calls(&found.file, imported, known);
    comparison.incoming(&found.file, imported);
    for table in &imported.tables {
        match &table.role {
            Role::Further(heading) => comparison.further(table, heading, &found.file, imported, known),
            Role::Request | Role::Answer if table.call.is_none() => comparison.without_call(table),
            _ => {}
        }
    }
    comparison.drift.found.extend(unread(imported));
    Ok(comparison.drift)
}

/// A finding for each row that could not be read.
pub(super) fn unread(imported: &Imported) -> impl Iterator<Item = Diagnostic> {
    imported.tables.iter().flat_map(Table::unread).chain(&imported.strays).map(|row| {
        Diagnostic::new(Code::UnreadRow, row.text.span, format!("this row cannot be read: {}", row.why), "this row")
            .help("read it by hand; `import` keeps it as a comment")
    })
}

pub(super) struct Comparison<'a> {
    page_text: &'a str,
    /// The begin of the saved page.
    start: Span,
    spec: &'a SourceFile,
    pub(super) drift: Drift,
}

impl Comparison<'_> {
    pub(super) fn push(&mut self, found: Diagnostic) {
        self.drift.found.push(found);
    }

    fn head(&mut self, file: &raw::File, imported: &Imported) {
        let Some(head) = &file.page else { return };
        if let Some(updated) = &imported.updated
            && head.updated.value != updated.date.value
            && updated.other.as_ref() != Some(&head.updated.value)
        {
            let message =
                format!("the page was updated on {}, and the spec says {}", updated.date.value, head.updated.value);
            let found = Diagnostic::new(Code::OtherHead, updated.date.span, message, "the page's date");
            let help = format!("write `updated: {}` once all of the page is transcribed", updated.date.value);
            self.push(found.related(head.updated.span, "the spec's").help(help));
        }
        for change in &imported.changes {
            let is_known = |date: &String| head.changelog.iter().any(|it| it.date.value == *date);
            if !is_known(&change.date.value) && !change.other.as_ref().is_some_and(is_known) {
                let message = format!("the page has a change of {} that the spec has not", change.date.value);
                let found = Diagnostic::new(Code::OtherHead, change.date.span, message, "new in the changelog");
                self.push(found.related(head.title.span, "this page").help("add it to `changelog:`"));
            }
        }
        if let Some(line) = &imported.undated {
            let found =
                Diagnostic::new(Code::OtherHead, line.span, "the day of the last update cannot be read", "here");
            self.push(found.related(head.updated.span, "the spec's").help("compare it by hand"));
        }
        // A page whose date is unknown has no date that could be gone.
        if imported.updated.is_none() && head.updated.value != UNKNOWN && imported.tables.is_empty() {
            let found = Diagnostic::new(Code::OtherHead, self.start, "the saved page has no date", "this page");
            self.push(found.related(head.updated.span, "the spec has one").help("is the saved page whole?"));
        }
    }

    fn calls(&mut self, file: &raw::File, imported: &Imported, known: &Known) {
        let Some(head) = &file.page else { return };
        let mut seen = vec![false; file.endpoints.len()];
        for (at, call) in imported.calls.iter().enumerate() {
            let url = &call.url;
            let place = known.family_of(&url.value).filter(|(family, _)| *family == head.family.value);
            let same = place.and_then(|(_, path)| {
                file.endpoints.iter().position(|endpoint| spec_page::is_path(&endpoint.path.value, path))
            });
            // A page with as many calls as the spec has them under other addresses.
            let is_alike = imported.calls.len() == file.endpoints.len() && !seen.get(at).copied().unwrap_or(true);
            let Some(same) = same.or_else(|| is_alike.then_some(at)) else {
                let text = format!("the spec's page has no call at {}", url.value);
                let found = Diagnostic::new(Code::OtherCall, url.span, text, "a new address");
                self.push(found.related(head.title.span, "this page").help("add the call; `import` writes it"));
                continue;
            };
            let ours = &file.endpoints[same].path;
            if place.is_none_or(|(_, path)| !spec_page::is_path(&ours.value, path)) {
                let text = format!("the call has another address: {}", url.value);
                let found = Diagnostic::new(Code::OtherCall, url.span, text, "the page's");
                self.push(found.related(ours.span, "the spec's").help("mend `path:`, or the family's `host:`"));
            }
            if let Some(rest) = url.value.strip_prefix("http://").filter(|_| place.is_some()) {
                let scheme = Span { end: url.span.start + (url.value.len() - rest.len()), ..url.span };
                let text = "the page's address begins with http://, and the spec calls https:// alone";
                let found = Diagnostic::new(Code::OtherCall, scheme, text, "not secure");
                self.push(
                    found.related(ours.span, "this call").help("leave the spec as it is if https:// answers too"),
                );
            }
            let endpoint = &file.endpoints[same];
            let is_first = !std::mem::replace(&mut seen[same], true);
            if let Some(method) = call.method.as_ref().filter(|method| method.value != "POST") {
                let message = format!("the page's method is {}, and the spec's is POST", method.value);
                self.push(
                    Diagnostic::new(Code::OtherCall, method.span, message, "the page's method")
                        .related(endpoint.name.span, "this call")
                        .help("look at the page"),
                );
            }
            let wanted = known.content_type_of(&head.family.value);
            if let Some(found) = call
                .content_type
                .as_ref()
                .filter(|it| wanted.is_some_and(|wanted| !it.value.to_lowercase().starts_with(wanted)))
            {
                let message = format!(
                    "the page's content type is {}, and the family's is {}",
                    found.value,
                    wanted.unwrap_or_default()
                );
                self.push(
                    Diagnostic::new(Code::OtherCall, found.span, message, "the page's content type")
                        .related(endpoint.name.span, "this call")
                        .help("look at the family's `body:`"),
                );
            }
            for (role, message, what) in
                [(Role::Request, &endpoint.request, "request"), (Role::Answer, &endpoint.answer, "answer")]
            {
                let table = imported.tables.iter().find(|table| table.call == Some(at) && table.role == role);
                if table.is_some() || is_first {
                    self.message(table, message, &format!("the {what} of {}", endpoint.name.value));
                }
            }
        }
        for endpoint in file.endpoints.iter().zip(&seen).filter(|(_, seen)| !**seen).map(|(endpoint, _)| endpoint) {
            let message = format!("the page has no call {}", endpoint.name.value);
            let found = Diagnostic::new(Code::OtherCall, endpoint.path.span, message, "not on the page");
            self.push(
                found.related(self.start, "the saved page").help("is the saved page whole? else remove the call"),
            );
        }
    }

    /// Rows that no address gives a call.
    fn without_call(&mut self, table: &Table) {
        self.drift.without_call += table.entries.len();
        let text = "this table is not compared: no address on the page tells to which call it belongs";
        let found = Diagnostic::new(Code::OtherCall, table.span, text, "this table");
        self.push(found.help("compare it by hand, or save a page with one call"));
    }

    fn incoming(&mut self, file: &raw::File, imported: &Imported) {
        let tables =
            |fits: fn(&Role) -> bool| imported.tables.iter().filter(move |table| fits(&table.role)).collect::<Vec<_>>();
        let kinds = [
            (tables(|role| matches!(role, Role::Notification(_))), &file.notifications),
            (tables(|role| matches!(role, Role::BrowserReturn(_))), &file.browser_returns),
        ];
        for (theirs, ours) in kinds {
            for (at, one) in ours.iter().enumerate() {
                self.message(theirs.get(at).copied(), &one.message, &one.name.value);
            }
            for table in theirs.iter().skip(ours.len()) {
                for row in table.rows() {
                    self.drift.compared += 1;
                    self.new_row(row, "the page", table.span, "a table that the spec has not");
                }
            }
        }
    }

    fn message(&mut self, table: Option<&Table>, message: &Message, what: &str) {
        let is_docs = |row: &&raw::Row| row.source == Provenance::Docs && row.page.is_none();
        let expected: Vec<&raw::Row> = message.table.iter().filter(is_docs).collect();
        let Some(table) = table else {
            for row in expected {
                // Rows without a mark may be those of a sample.
                let member = row.name.value.rsplit('.').next().unwrap_or_default();
                if row.required.value == Required::Unstated && self.page_text.contains(&format!("\"{member}\"")) {
                    self.drift.from_samples += 1;
                } else {
                    self.gone(row, self.start, "the saved page", what);
                }
            }
            return;
        };
        let by_name: HashMap<&str, usize> =
            expected.iter().enumerate().rev().map(|(at, ours)| (ours.name.value.as_str(), at)).collect();
        let mut found = HashSet::new();
        // A row that stands twice is in one place.
        let places: Vec<Option<usize>> = table.rows().map(|row| by_name.get(row.name.as_str()).copied()).collect();
        let first: Vec<Option<usize>> = places.iter().map(|place| place.filter(|place| found.insert(*place))).collect();
        let in_order = longest_rise(&first);
        let mut seen = HashSet::new();
        let mut elsewhere: HashMap<&str, &raw::Row> = HashMap::new();
        for ours in message.table.iter().chain(&message.beyond_table) {
            elsewhere.entry(&ours.name.value).or_insert(ours);
        }
        for (at, row) in table.rows().enumerate() {
            self.drift.compared += 1;
            let Some(ours) = places[at].and_then(|place| expected.get(place)) else {
                match elsewhere.get(row.name.as_str()) {
                    Some(ours) => self.now_on_page(row, ours, what),
                    None => self.new_row(row, what, message.span, "its table in the spec"),
                }
                continue;
            };
            let before = self.drift.found.len();
            if !seen.insert(&row.name) {
                let text = format!("`{}` stands twice in {what}", row.name);
                self.push(
                    Diagnostic::new(Code::NewRow, row.cells.name, text, "once more")
                        .related(ours.name.span, "here in the spec")
                        .help("ask the vendor which row holds"),
                );
            } else if !in_order[at] {
                let text = format!("`{}` stands in another place of {what}", row.name);
                self.push(
                    Diagnostic::new(Code::MovedRow, row.cells.name, text, "here on the page")
                        .related(ours.name.span, "here in the spec")
                        .help("move the row to the page's place"),
                );
            }
            self.columns(row, ours, table.has_marks);
            self.drift.right += usize::from(self.drift.found.len() == before);
        }
        for (place, ours) in expected.iter().enumerate() {
            let is_unread = table.unread().any(|row| names(&row.text.value, &ours.name.value));
            if !found.contains(&place) && !is_unread {
                self.gone(ours, table.span, "this table", what);
            }
        }
    }

    fn columns(&mut self, row: &Row, ours: &raw::Row, has_marks: bool) {
        let spelled = |span: Span| self.spec.text[span.range()].trim_matches(['"', '\'']).to_owned();
        let (mark, ty) = (spelled(ours.required.span), spelled(ours.ty.span));
        let mut differences = Vec::new();
        // `Yes` and `y` say the same.
        let same_mark = |a: &str, b: &str| a == b || meaning(a) == meaning(b);
        if !same_mark(&row.required, &mark) && (has_marks || mark != "-") {
            differences.push(("required", row.required.clone(), mark, ours.required.span, row.cells.required));
        }
        let is_respelled = types::whole(&ty).is_some_and(|it| it.ty.eq_ignore_ascii_case(&row.ty))
            && row.reviews.iter().any(|it| it.contains("spells the type"));
        if row.ty != ty && !is_respelled {
            differences.push(("type", row.ty.clone(), ty, ours.ty.span, row.cells.ty));
        }
        if row.sample != ours.sample.value && !row.other_samples.contains(&ours.sample.value) {
            differences.push((
                "sample",
                row.sample.clone(),
                ours.sample.value.clone(),
                ours.sample.span,
                row.cells.sample,
            ));
        }
        if let (Some(label), Some(known)) = (&row.label, &ours.label)
            && *label != known.value
        {
            differences.push(("label", label.clone(), known.value.clone(), known.span, row.cells.label));
        }
        for (column, theirs, spec, span, cell) in differences {
            let text = format!("`{}` has another {column}: «{theirs}» on the page, «{spec}» in the spec", row.name);
            self.push(
                Diagnostic::new(Code::OtherColumn, cell, text, "the page's")
                    .related(span, "the spec's")
                    .help("mend the row in the spec, and in the second copy of the table"),
            );
        }
    }

    fn new_row(&mut self, row: &Row, what: &str, place: Span, label: &str) {
        let text = format!("`{}` is new in {what}", row.name);
        self.push(
            Diagnostic::new(Code::NewRow, row.cells.name, text, "not in the spec")
                .related(place, label)
                .help("add the row; `import` writes it"),
        );
    }

    fn now_on_page(&mut self, row: &Row, ours: &raw::Row, what: &str) {
        let text = format!("`{}` is on the page now, in {what}", row.name);
        self.push(
            Diagnostic::new(Code::NewRow, row.cells.name, text, "on the newest page")
                .related(ours.span, "from another source in the spec")
                .help("put the page's row into `table:`, without `source:`"),
        );
    }

    fn gone(&mut self, ours: &raw::Row, place: Span, label: &str, what: &str) {
        let text = format!("`{}` is no longer in {what}", ours.name.value);
        self.push(
            Diagnostic::new(Code::GoneRow, ours.name.span, text, "not on the page")
                .related(place, label)
                .help("remove the row, or say by `source:` where it is from"),
        );
    }
}

/// Whether a row that could not be read names a field.
fn names(row: &str, field: &str) -> bool {
    row.match_indices(field).any(|(at, _)| {
        let is_name = |it: char| it.is_ascii_alphanumeric() || "_.".contains(it);
        // Where columns ran together only the begin of a word tells.
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

/// Which of the places keep their order, so that as few as can be have moved.
fn longest_rise(places: &[Option<usize>]) -> Vec<bool> {
    // The last places of the rises of each length so far, and the way back.
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = vec![None; places.len()];
    for (at, place) in places.iter().enumerate() {
        let Some(place) = place else { continue };
        let length = ends.partition_point(|end| places[*end].is_some_and(|end| end < *place));
        before[at] = length.checked_sub(1).map(|last| ends[last]);
        if length == ends.len() {
            ends.push(at);
        } else {
            ends[length] = at;
        }
    }
    let mut keeps = vec![false; places.len()];
    let mut next = ends.last().copied();
    while let Some(at) = next {
        keeps[at] = true;
        next = before[at];
    }
    keeps
}

#[cfg(test)]
mod tests {
    use super::longest_rise;

    #[test]
    fn one_row_that_moved_is_one_that_moved() {
        assert_eq!(longest_rise(&[Some(3), Some(0), None, Some(1), Some(2)]), [false, true, false, true, true]);
    }
}
