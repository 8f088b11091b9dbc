//! Writes a saved page as a draft of a spec file.

mod resolver;
pub(crate) mod scalar;

use std::fmt::Write as _;

use crate::generate::markdown::one_line;
use crate::raw::{Endpoint, UNKNOWN};
use crate::saved_page::draft::resolver::resolver;
use crate::saved_page::draft::scalar::{is_plain, item};
use crate::saved_page::model::page::{ImportedPage, Table};
use crate::saved_page::model::role::Role;
use crate::saved_page::model::row::{Entry, Row};
use crate::saved_page::notation::fingerprint::fingerprint;
use crate::saved_page::spec_index::SpecIndex;
use crate::saved_page::spec_index::find::find;
use crate::saved_page::spec_index::spec_page::{self, SpecPage};
use crate::schema::modeline;
use crate::source::{SourceFile, Span, Spanned};

/// Writes a page as YAML. The spec provides what no page has, such as the effect of an endpoint.
/// Descriptions are the vendor's text: they are included only with `with_descriptions`. The first line
/// shows editors the location of the schema.
pub fn to_yaml(
    page: &SourceFile,
    imported: &ImportedPage,
    spec: &[SourceFile],
    known: &SpecIndex,
    with_descriptions: bool,
    schema: &str,
) -> String {
    let own = find(spec, imported, None, known).ok();
    let begins = page.text.match_indices('\n').map(|(at, _)| at + 1).collect();
    let mut writer = Writer { begins, known, with_descriptions, text: modeline(schema) };
    writer.head(imported, own);
    writer.endpoints(imported, own);
    writer.incoming(imported, "notifications", |role| match role {
        Role::Notification(heading) => Some(heading),
        _ => None,
    });
    writer.incoming(imported, "browser_returns", |role| match role {
        Role::BrowserReturn(heading) => Some(heading),
        _ => None,
    });
    writer.rest(imported);
    writer.text
}

struct Writer<'a> {
    /// The start of each line of the page, from the second on.
    begins: Vec<usize>,
    known: &'a SpecIndex,
    with_descriptions: bool,
    text: String,
}

impl Writer<'_> {
    fn line(&mut self, indent: usize, text: &str) {
        if !text.is_empty() {
            let _ = writeln!(self.text, "{:indent$}{text}", "");
        }
    }

    fn review(&mut self, indent: usize, text: &str) {
        self.line(indent, &format!("# review: {}", comment(text)));
    }

    fn at(&self, span: Span) -> usize {
        self.begins.partition_point(|begin| *begin <= span.start) + 1
    }

    fn head(&mut self, imported: &ImportedPage, own: Option<&SpecPage>) {
        let own = own.and_then(|own| own.file.page.as_ref());
        self.line(0, "page:");
        match &imported.title {
            Some(title) => self.line(2, &format!("title: {}", scalar(&title.value))),
            None => self.line(2, "title: unknown # review: not on the saved page"),
        }
        match (&imported.path, own.map(|own| &own.path.value)) {
            (Some(path), _) => self.line(2, &format!("path: {}", scalar(path))),
            (None, Some(path)) => {
                self.line(2, &format!("path: {} # review: from the spec; not on the saved page", scalar(path)));
            }
            (None, None) => self.line(2, "path: unknown # review: not on the saved page"),
        }
        let family = imported
            .endpoints
            .iter()
            .find_map(|endpoint| self.known.family_of(&endpoint.url.value))
            .map(|(family, _)| family.to_owned());
        match (family, own.map(|own| &own.family.value)) {
            (Some(family), _) => self.line(2, &format!("family: {family}")),
            (None, Some(family)) => {
                self.line(2, &format!("family: {family} # review: from the spec; no address on the page shows it"));
            }
            (None, None) => self.line(2, "family: unknown # review: no address on the page shows it"),
        }
        match &imported.updated {
            Some(updated) => {
                let other = updated.other.as_ref().map_or_else(String::new, |other| format!(" # review: or {other}"));
                self.line(2, &format!("updated: {}{other}", updated.date.value));
            }
            None => {
                let original = imported.undated.as_ref().map_or_else(String::new, |line| {
                    format!(" # review: line {}: {}", self.at(line.span), comment(&line.value))
                });
                self.line(2, &format!("updated: {UNKNOWN}{original}"));
            }
        }
        self.line(2, "completeness: partial");
        self.line(
            2,
            "missing: [everything except the tables] # review: list what is missing, or mark the page as complete",
        );
        self.line(2, "about: \"\" # describe");
        let title = imported.title.as_ref().map(|title| title.value.to_lowercase()).unwrap_or_default();
        if title.contains("deprecated") {
            self.line(2, "deprecated: { note: \"\" } # describe: the title calls the page deprecated");
        }
        if !imported.changes.is_empty() {
            self.line(2, "changelog:");
        }
        for change in &imported.changes {
            let other = change.other.as_ref().map_or_else(String::new, |other| format!(" # review: or {other}"));
            self.line(4, &format!("- date: {}{other}", change.date.value));
            if self.with_descriptions {
                self.line(6, "changes:");
                for line in &change.lines {
                    self.line(8, &format!("- {}", scalar(line)));
                }
            } else {
                let at = self.at(change.date.span);
                self.line(
                    6,
                    &format!(
                        "changes: [] # describe: {} below line {at} of the page",
                        counted(change.lines.len(), "change")
                    ),
                );
            }
        }
    }

    fn endpoints(&mut self, imported: &ImportedPage, own: Option<&SpecPage>) {
        if imported.endpoints.is_empty() {
            return;
        }
        self.text.push('\n');
        self.line(0, "endpoints:");
        for (at, endpoint) in imported.endpoints.iter().enumerate() {
            if at > 0 {
                self.text.push('\n');
            }
            let url = &endpoint.url.value;
            let place = self.known.family_of(url).map(|(family, path)| (family.to_owned(), path.to_owned()));
            let known = place.as_ref().and_then(|(family, path)| {
                let here =
                    own.and_then(|own| own.file.endpoints.iter().find(|it| spec_page::is_path(&it.path.value, path)));
                here.or_else(|| spec_page::endpoint_at(self.known.pages(), family, path))
            });
            self.endpoint(imported, at, place.as_ref().map(|(_, path)| path.as_str()), known);
        }
    }

    fn endpoint(&mut self, imported: &ImportedPage, at: usize, path: Option<&str>, known: Option<&Endpoint>) {
        let endpoint = &imported.endpoints[at];
        self.line(2, &format!("# line {}: {}", self.at(endpoint.url.span), comment(&endpoint.url.value)));
        let last = endpoint.url.value.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
        let name = known.map_or(last, |known| &known.name.value);
        self.line(2, &format!("- name: {}", scalar(name)));
        match path {
            Some(path) => self.line(4, &format!("path: {}", scalar(path))),
            None => self.line(4, &format!("path: {} # review: no family of the spec has this host", scalar(last))),
        }
        match &endpoint.method {
            Some(method) => self.line(4, &format!("method: {}", method.value)),
            None => self.line(4, "method: POST # review: not on the page"),
        }
        if let Some(content_type) = &endpoint.content_type {
            self.line(4, &format!("# content type: {}", comment(&content_type.value)));
        }
        match known {
            Some(known) => {
                self.line(4, "# From the spec; not on the page.");
                self.line(4, &format!("effect: {}", known.effect.value.as_str()));
                self.line(4, &format!("idempotent: {}", known.idempotent.value));
                let resolved_by = known.resolved_by.as_ref().map(resolver);
                let named = |name: &Option<Spanned<String>>| name.as_ref().map(|it| scalar(&it.value));
                for (key, value) in [
                    ("reference", named(&known.reference)),
                    ("resolved_by", resolved_by),
                    ("type_name", named(&known.type_name)),
                ] {
                    if let Some(value) = value {
                        self.line(4, &format!("{key}: {value}"));
                    }
                }
            }
            None => {
                self.line(4, "effect: # review: what does it do?");
                self.line(4, "idempotent: # review: can the client retry it?");
            }
        }
        self.line(4, "about: \"\" # describe");
        for (role, key) in [(Role::Request, "request"), (Role::Response, "response")] {
            self.text.push('\n');
            self.line(4, &format!("{key}:"));
            match imported.tables.iter().find(|table| table.endpoint == Some(at) && table.role == role) {
                Some(table) => self.table(6, table),
                None => self.line(6, &format!("table: [] # review: no table of the {key} was found on the page")),
            }
        }
        for table in imported.tables.iter().filter(|table| table.endpoint == Some(at)) {
            if let Role::Further(heading) = &table.role {
                self.further(4, heading, table);
            }
        }
    }

    fn incoming(&mut self, imported: &ImportedPage, key: &str, fits: impl Fn(&Role) -> Option<&String>) {
        let tables: Vec<_> = imported.tables.iter().filter_map(|table| Some((fits(&table.role)?, table))).collect();
        if tables.is_empty() {
            return;
        }
        self.text.push('\n');
        self.line(0, &format!("{key}:"));
        for (at, (heading, table)) in tables.into_iter().enumerate() {
            let name: String =
                heading.to_lowercase().chars().map(|it| if it.is_ascii_alphanumeric() { it } else { '_' }).collect();
            let name = name.split('_').filter(|word| !word.is_empty()).collect::<Vec<_>>().join("_");
            let name = if name.is_empty() { format!("{}_{}", key.trim_end_matches('s'), at + 1) } else { name };
            self.line(2, &format!("- name: {} # review: from the heading of the table", scalar(&name)));
            self.line(4, "about: \"\" # describe");
            self.table(4, table);
        }
    }

    /// Writes tables without an endpoint, and rows of other tables.
    fn rest(&mut self, imported: &ImportedPage) {
        for table in imported.tables.iter().filter(|table| table.endpoint.is_none()) {
            match &table.role {
                Role::Further(heading) => self.further(0, heading, table),
                Role::Request => self.further(0, "request", table),
                Role::Response => self.further(0, "response", table),
                Role::Notification(_) | Role::BrowserReturn(_) => {}
            }
        }
        if !imported.orphan_rows.is_empty() {
            self.text.push('\n');
        }
        for row in &imported.orphan_rows {
            let text =
                format!("line {} looks like a row, but {}: {}", self.at(row.text.span), row.reason, row.text.value);
            self.review(0, &text);
        }
        if !imported.other_rows.is_empty() {
            self.text.push('\n');
            self.line(0, "# Rows of other tables:");
        }
        for row in &imported.other_rows {
            self.line(0, &format!("# line {}: {}", self.at(row.span), comment(&row.value)));
        }
    }

    fn table(&mut self, indent: usize, table: &Table) {
        self.line(indent, if table.rows().next().is_some() { "table:" } else { "table: []" });
        let widths = Widths::of(table);
        for entry in &table.entries {
            match entry {
                Entry::Row(row) => {
                    for review in &row.reviews {
                        self.review(indent + 2, &format!("line {}: {review}", self.at(row.span)));
                    }
                    let text = self.row(row, &widths, true);
                    self.line(indent + 2, &text);
                }
                Entry::Unreadable(row) => {
                    let text = format!(
                        "line {} could not be read ({}): {}",
                        self.at(row.text.span),
                        row.reason,
                        row.text.value
                    );
                    self.review(indent + 2, &text);
                }
            }
        }
    }

    fn further(&mut self, indent: usize, heading: &str, table: &Table) {
        self.text.push('\n');
        let why = match table.role {
            Role::Further(_) if table.endpoint.is_some() => "it may belong in the rules of a channel",
            _ => "no address on the page shows which endpoint it belongs to",
        };
        let text = format!("another table at line {}, below \"{heading}\"; {why}", self.at(table.span));
        self.review(indent, &text);
        let widths = Widths::of(table);
        for entry in &table.entries {
            if let Entry::Row(row) = entry {
                for review in &row.reviews {
                    self.review(indent, &format!("line {}: {review}", self.at(row.span)));
                }
            }
            let text = match entry {
                Entry::Row(row) => self.row(row, &widths, false),
                Entry::Unreadable(row) => {
                    format!("line {} could not be read ({}): {}", self.at(row.text.span), row.reason, row.text.value)
                }
            };
            self.line(indent, &format!("# {}", comment(&text)));
        }
    }

    fn row(&self, row: &Row, widths: &Widths, with_vendor_text: bool) -> String {
        let label = row.label.as_ref().map_or_else(String::new, |label| format!("label: {}, ", item(label)));
        let about = if self.with_descriptions { item(&row.description) } else { "\"\"".to_owned() };
        let vendor_text = if with_vendor_text {
            format!(", vendor_text: \"{}\"", fingerprint(&row.description))
        } else {
            String::new()
        };
        let mark = if self.with_descriptions { "" } else { " # describe" };
        let Widths { name, required, ty, sample } = *widths;
        format!(
            "- {{ name: {:name$} required: {:required$} type: {:ty$} sample: {:sample$} {label}description: {about}{vendor_text} }}{mark}",
            item(&row.name) + ",",
            item(&row.required) + ",",
            item(&row.ty) + ",",
            item(&row.sample) + ",",
        )
    }
}

/// The widths of the columns of a table.
struct Widths {
    name: usize,
    required: usize,
    ty: usize,
    sample: usize,
}

impl Widths {
    fn of(table: &Table) -> Self {
        let widest = |text: fn(&Row) -> &str, most: usize| {
            table
                .rows()
                .map(|row| item(text(row)).chars().count() + 1)
                .filter(|width| *width <= most)
                .max()
                .unwrap_or(0)
        };
        Self {
            name: widest(|row| &row.name, 40),
            required: widest(|row| &row.required, 8),
            ty: widest(|row| &row.ty, 16),
            sample: widest(|row| &row.sample, 34),
        }
    }
}

fn counted(number: usize, noun: &str) -> String {
    if number == 1 { format!("1 {noun}") } else { format!("{number} {noun}s") }
}

/// Returns text for a comment: on one line, and without characters that change the direction of text.
fn comment(text: &str) -> String {
    one_line(
        &text.chars().map(|it| if is_plain(it) || it.is_whitespace() { it } else { '\u{fffd}' }).collect::<String>(),
    )
}

/// Returns a value in a block.
fn scalar(text: &str) -> String {
    item(text)
}
