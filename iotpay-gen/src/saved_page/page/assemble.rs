//! Assembles the blocks of a page: its header, its endpoints, and the table of each message.

use std::collections::HashSet;

use crate::saved_page::model::block::{Block, Grid};
use crate::saved_page::model::endpoint::PageEndpoint;
use crate::saved_page::model::page::{ImportedPage, OtherRow, Table};
use crate::saved_page::model::role::Role;
use crate::saved_page::notation::section_headings;
use crate::saved_page::page::context::Context;
use crate::saved_page::page::endpoints::EndpointLine;
use crate::saved_page::page::line_kind::{LineClassifier, LineKind};
use crate::saved_page::page::place_table;
use crate::saved_page::spec_index::SpecIndex;
use crate::source::Spanned;

/// Assembles a page from its blocks. `text` is the text of the whole page.
pub(crate) fn assemble(blocks: &[Block], text: &str, known: &SpecIndex) -> ImportedPage {
    let mut assembler = Assembler {
        known,
        page: ImportedPage::default(),
        lines: LineClassifier::new(text, known),
        context: Context::default(),
    };
    for block in blocks {
        assembler.block(block);
    }
    assembler.finish()
}

struct Assembler<'a> {
    known: &'a SpecIndex,
    page: ImportedPage,
    lines: LineClassifier<'a>,
    /// The information about the next table in the lines since the last table.
    context: Context,
}

impl Assembler<'_> {
    fn block(&mut self, block: &Block) {
        match block {
            Block::Line(line) => self.line(line),
            Block::Title(line) => {
                self.page.title = Some(title(line));
                self.lines.end_menu();
                self.context.begin_page(section_headings::role(&line.value));
            }
            Block::Section(line) => self.context.read_section(&line.value, self.known, &self.page),
            Block::OtherRow(row) => self.other_row(row),
            Block::OrphanRow(row) => self.page.orphan_rows.push(row.clone()),
            Block::Fields(grid) => self.table(grid),
        }
    }

    fn line(&mut self, line: &Spanned<String>) {
        let text = line.value.trim();
        let read = self.lines.classify(line);
        if read.lacks_date && self.page.updated.is_none() {
            self.page.undated = Some(line.clone());
        }
        match read.kind {
            LineKind::Ignored => {}
            // The line above a menu is the name of the site.
            LineKind::MenuItem => self.page.title = None,
            LineKind::Title => self.page.title = Some(title(line)),
            LineKind::LastUpdated(day) => (self.page.updated, self.page.undated) = (Some(day), None),
            LineKind::Endpoint(EndpointLine::Address(endpoint)) if self.is_new(&endpoint) => {
                self.begin_endpoint(endpoint);
                self.lines.end_changelog();
            }
            LineKind::Endpoint(EndpointLine::Details { method, content_type }) => {
                self.describe_endpoint(method, content_type);
                self.context.read_line(text, self.known, &self.page);
            }
            LineKind::Endpoint(_) | LineKind::Text => self.context.read_line(text, self.known, &self.page),
        }
    }

    /// Reads a row of a table that is not one of fields: it can contain an address, a method or a change.
    fn other_row(&mut self, row: &OtherRow) {
        self.page.other_rows.push(row.clone());
        let cells: Vec<_> = row.value.split('|').map(str::trim).filter(|cell| !cell.is_empty()).collect();
        let [label, value] = cells[..] else { return };
        match self.lines.classify_row(label, value, row.span) {
            Some(EndpointLine::Address(endpoint)) if self.is_new(&endpoint) => self.begin_endpoint(endpoint),
            Some(EndpointLine::Details { method, content_type }) => self.describe_endpoint(method, content_type),
            Some(EndpointLine::Address(_)) | None => {}
        }
    }

    /// Returns `true` if an address begins an endpoint; one that the last endpoint repeats does not.
    fn is_new(&self, endpoint: &PageEndpoint) -> bool {
        let is_last = self.page.endpoints.last().is_some_and(|last| last.url.value == endpoint.url.value);
        !is_last || self.has_tables()
    }

    fn begin_endpoint(&mut self, endpoint: PageEndpoint) {
        self.page.endpoints.push(endpoint);
        self.context.begin_page(None);
    }

    /// Adds the method and the content type to the last endpoint, unless its tables have begun.
    fn describe_endpoint(&mut self, method: Option<Spanned<String>>, content_type: Option<Spanned<String>>) {
        if self.has_tables() {
            return;
        }
        if let Some(last) = self.page.endpoints.last_mut() {
            last.method = last.method.take().or(method);
            last.content_type = last.content_type.take().or(content_type);
        }
    }

    /// Returns `true` if the last endpoint has tables.
    fn has_tables(&self) -> bool {
        let endpoint = self.page.endpoints.len().checked_sub(1);
        self.page.tables.iter().any(|table| table.endpoint == endpoint)
    }

    fn table(&mut self, grid: &Grid) {
        self.lines.end_menu();
        self.lines.end_changelog();
        let context = std::mem::take(&mut self.context);
        self.context = place_table::place(&mut self.page, grid, context);
    }

    fn finish(mut self) -> ImportedPage {
        drop_repeated_endpoints(&mut self.page);
        assign_tables_to_only_endpoint(&mut self.page);
        self.page.changes = self.lines.into_changes();
        if let Some(updated) = &mut self.page.updated
            && self.page.changes.iter().any(|change| change.date.value == updated.date.value)
        {
            // The changelog contains the date, so the digits are unambiguous.
            updated.other = None;
        }
        self.page
    }
}

fn title(line: &Spanned<String>) -> Spanned<String> {
    line.clone().map(|text| section_headings::plain(&text).to_owned())
}

/// Removes the addresses that are repeated in samples.
fn drop_repeated_endpoints(page: &mut ImportedPage) {
    let endpoints = std::mem::take(&mut page.endpoints);
    let mut places: Vec<Option<usize>> = Vec::with_capacity(endpoints.len());
    let mut urls = HashSet::new();
    let with_tables: HashSet<usize> = page.tables.iter().filter_map(|table| table.endpoint).collect();
    for (at, endpoint) in endpoints.into_iter().enumerate() {
        let is_new = urls.insert(endpoint.url.value.clone());
        if is_new || with_tables.contains(&at) {
            places.push(Some(page.endpoints.len()));
            page.endpoints.push(endpoint);
        } else {
            places.push(None);
        }
    }
    for table in &mut page.tables {
        table.endpoint = table.endpoint.and_then(|at| places.get(at).copied().flatten());
    }
}

/// Assigns the tables above the only address of a page to its endpoint.
fn assign_tables_to_only_endpoint(page: &mut ImportedPage) {
    if page.endpoints.len() != 1 {
        return;
    }
    for role in [Role::Request, Role::Response] {
        let has = |table: &Table, endpoint| table.role == role && table.endpoint == endpoint;
        if !page.tables.iter().any(|table| has(table, Some(0)))
            && let Some(table) = page.tables.iter_mut().find(|table| has(table, None))
        {
            table.endpoint = Some(0);
        }
    }
}
