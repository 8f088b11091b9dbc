//! A page as a whole: its head, its calls, and which table belongs to which of them.

use std::collections::HashSet;

use super::block::{Block, Grid};
use super::calls::{self, Call};
use super::copied;
use super::dates::{self, Changelog, ChangelogEntry, LastUpdated};
use super::doubt::Doubt;
use super::headings::Column;
use super::known::SpecIndex;
use super::rows::{Entry, Row, UnreadableRow};
use super::shape::Shape;
use super::{html, html_address, marked_names, nesting, sections};
use crate::source::{FileId, SourceFile, Span, Spanned};

/// What a saved page holds.
#[derive(Debug, Clone, Default)]
pub struct ImportedPage {
    /// Its title.
    pub title: Option<Spanned<String>>,
    /// Its path on the vendor's site, where the saved file tells.
    pub path: Option<String>,
    /// When it was last updated.
    pub updated: Option<LastUpdated>,
    /// Its changelog.
    pub changes: Vec<ChangelogEntry>,
    /// Its calls.
    pub calls: Vec<Call>,
    /// Its tables of fields, in the page's order.
    pub tables: Vec<Table>,
    /// Rows of its other tables.
    pub asides: Vec<OtherRow>,
    /// What looks like a row of a table of fields, below no heading that tells its columns.
    pub orphan_rows: Vec<UnreadableRow>,
    /// A line that should tell the last update, and no day could be read in it.
    pub undated: Option<Spanned<String>>,
}

/// A row of a table that is not one of fields.
pub type OtherRow = Spanned<String>;

/// What a table is of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Role {
    /// What is sent.
    Request,
    /// What comes back.
    Response,
    /// A notification, with the words of its heading.
    Notification(String),
    /// What the customer's browser brings back, with the words of the heading.
    BrowserReturn(String),
    /// A table with more about fields of another, with the words of its heading.
    Further(String),
}

/// A table of fields.
#[derive(Debug, Clone)]
pub struct Table {
    /// What it is of.
    pub role: Role,
    /// The call that it belongs to, by its place in [`ImportedPage::calls`].
    pub call: Option<usize>,
    /// Its rows.
    pub entries: Vec<Entry>,
    /// Whether the page has the column `required`.
    pub has_required_column: bool,
    /// Its heading.
    pub span: Span,
}

impl Table {
    /// The rows that were read.
    pub fn rows(&self) -> impl Iterator<Item = &Row> {
        self.entries.iter().filter_map(|entry| match entry {
            Entry::Row(row) => Some(row),
            Entry::Unreadable(_) => None,
        })
    }

    /// The rows that could not be read.
    pub fn unread(&self) -> impl Iterator<Item = &UnreadableRow> {
        self.entries.iter().filter_map(|entry| match entry {
            Entry::Row(_) => None,
            Entry::Unreadable(unread) => Some(unread),
        })
    }
}

/// Reads a saved page. Its places are in a file of this number.
pub fn read(id: FileId, page: &SourceFile, known: &SpecIndex) -> ImportedPage {
    let text: &str = &page.text;
    let shape = Shape::of(text);
    let blocks = |known: &SpecIndex| match shape {
        Shape::Html => html::blocks(id, text, 0, known),
        Shape::Lines => copied::blocks(id, text, known),
    };
    let first = blocks(known);
    // The rows that leave no doubt help to read the others.
    let names = first.iter().filter_map(|block| match block {
        Block::Fields(grid) => Some(&grid.entries),
        _ => None,
    });
    let names = names.flatten().filter_map(|entry| match entry {
        Entry::Row(row) if row.reviews.is_empty() => Some(row.name.as_str()),
        _ => None,
    });
    let known = known.with_names(names);
    let mut imported = Assembler::new(&known, text).assemble(&blocks(&known));
    if shape == Shape::Html {
        let path = html_address::of(text).and_then(|url| url.split_once(crate::raw::SITE)).map(|(_, path)| path);
        imported.path = path.map(|path| path.split(['?', '#']).next().unwrap_or(path).to_owned());
    }
    imported
}

struct Assembler<'a> {
    known: &'a SpecIndex,
    text: &'a str,
    page: ImportedPage,
    calls: calls::Reader,
    changelog: Changelog,
    /// The role that the last heading gives, since the last table.
    role: Option<Role>,
    /// The object whose members come next.
    object: Option<String>,
    /// The first line since the last table or call.
    heading: Option<String>,
    /// Whether the menu is being skipped.
    in_menu: bool,
    /// The line that may be the title, or the site's name above the menu.
    title: Option<Spanned<String>>,
    /// Whether the line before announces the day of the last update.
    is_dated_next: bool,
    /// The heading inside the table that goes on.
    section: Option<String>,
}

impl<'a> Assembler<'a> {
    fn new(known: &'a SpecIndex, text: &'a str) -> Self {
        Self {
            known,
            text,
            is_dated_next: false,
            section: None,
            page: ImportedPage::default(),
            calls: calls::Reader::default(),
            changelog: Changelog::default(),
            role: None,
            object: None,
            heading: None,
            in_menu: true,
            title: None,
        }
    }

    fn assemble(mut self, blocks: &[Block]) -> ImportedPage {
        for block in blocks {
            match block {
                Block::Line(line) => self.line(line),
                Block::Title(line) => {
                    self.title = Some(line.clone().map(|text| sections::plain(&text).to_owned()));
                    self.in_menu = false;
                    (self.role, self.object, self.heading) = (sections::role(&line.value), None, None);
                }
                Block::Section(line) => {
                    self.section = Some(line.value.clone());
                    self.role = sections::role(&line.value).or(self.role.take());
                    self.object = self.object_of(&line.value).or(self.object.take());
                    self.heading = Some(line.value.clone());
                }
                Block::OtherRow(row) => self.aside(row),
                Block::Stray(row) => self.page.orphan_rows.push(row.clone()),
                Block::Fields(grid) => self.table(grid),
            }
        }
        self.drop_repeated_calls();
        self.give_tables_their_call();
        self.page.title = self.title;
        self.page.calls = self.calls.calls;
        self.page.changes = self.changelog.changes;
        if let Some(updated) = &mut self.page.updated
            && self.page.changes.iter().any(|change| change.date.value == updated.date.value)
        {
            // The changelog knows the day: the digits have one meaning.
            updated.other = None;
        }
        self.page
    }

    fn line(&mut self, line: &Spanned<String>) {
        let text = line.value.trim();
        if text.is_empty() {
            return;
        }
        if self.in_menu && self.menu(line) {
            return;
        }
        let is_announced = std::mem::replace(&mut self.is_dated_next, dates::announces(text));
        if let Some(day) = dates::updated(line, is_announced) {
            (self.page.updated, self.page.undated) = (Some(day), None);
            return;
        }
        if self.is_dated_next || is_announced || dates::is_label(text) {
            if self.page.updated.is_none() {
                self.page.undated = Some(line.clone());
            }
            if !is_announced {
                return;
            }
        }
        if self.changelog.line(line) {
            return;
        }
        let has_tables = self.has_tables();
        if self.calls.line(line, self.text, has_tables, self.known) {
            self.changelog.end();
            (self.role, self.object, self.heading) = (None, None, None);
            return;
        }
        if let Some(object) = self.object_of(text) {
            self.object = Some(object);
        }
        if let Some(role) = sections::role(text) {
            self.role = Some(role);
        }
        self.heading.get_or_insert_with(|| sections::plain(text).to_owned());
    }

    /// Skips the menu above the title; whether the line belongs to it.
    fn menu(&mut self, line: &Spanned<String>) -> bool {
        let text = line.value.trim();
        if text.starts_with(['•', '◦', '▪']) {
            // What stood above the menu is the site's name.
            self.title = None;
            return true;
        }
        if self.title.is_none() {
            self.title = Some(line.clone().map(|text| sections::plain(&text).to_owned()));
            return true;
        }
        self.in_menu = false;
        false
    }

    /// A row of a table of something else: pages tell the address, the method and changes in such.
    fn aside(&mut self, row: &Spanned<String>) {
        self.page.asides.push(row.clone());
        let cells: Vec<_> = row.value.split('|').map(str::trim).filter(|cell| !cell.is_empty()).collect();
        if let [label, value] = cells[..] {
            let line = Spanned::new(format!("{label}: {value}"), row.span);
            let has_tables = self.has_tables();
            if !self.changelog.row(label, value, row.span) && self.calls.line(&line, self.text, has_tables, self.known)
            {
                (self.role, self.object, self.heading) = (None, None, None);
            }
        }
    }

    /// The object whose members a line announces. `Optional fields` names none.
    fn object_of(&self, line: &str) -> Option<String> {
        let name = sections::object(line)?;
        let is_row = || self.page.tables.iter().flat_map(Table::rows).any(|row| row.name == name);
        let holder = name.split('.').next().unwrap_or(name);
        (self.known.has_name(name) || self.known.has_name(holder) || is_row()).then(|| name.to_owned())
    }

    fn has_tables(&self) -> bool {
        let call = self.calls.calls.len().checked_sub(1);
        self.page.tables.iter().any(|table| table.call == call)
    }

    /// An address that stands again in a sample is no other call.
    fn drop_repeated_calls(&mut self) {
        let calls = std::mem::take(&mut self.calls.calls);
        let mut places: Vec<Option<usize>> = Vec::with_capacity(calls.len());
        let mut urls = HashSet::new();
        let with_tables: HashSet<usize> = self.page.tables.iter().filter_map(|table| table.call).collect();
        for (at, call) in calls.into_iter().enumerate() {
            let is_new = urls.insert(call.url.value.clone());
            if is_new || with_tables.contains(&at) {
                places.push(Some(self.calls.calls.len()));
                self.calls.calls.push(call);
            } else {
                places.push(None);
            }
        }
        for table in &mut self.page.tables {
            table.call = table.call.and_then(|at| places.get(at).copied().flatten());
        }
    }

    /// Tables above the only address of a page belong to its call.
    fn give_tables_their_call(&mut self) {
        if self.calls.calls.len() != 1 {
            return;
        }
        for role in [Role::Request, Role::Response] {
            let has = |table: &Table, call| table.role == role && table.call == call;
            if !self.page.tables.iter().any(|table| has(table, Some(0)))
                && let Some(table) = self.page.tables.iter_mut().find(|table| has(table, None))
            {
                table.call = Some(0);
            }
        }
    }

    fn table(&mut self, grid: &Grid) {
        self.in_menu = false;
        self.changelog.end();
        let call = self.calls.calls.len().checked_sub(1);
        let section = self.section.take();
        let in_row = grid.object.is_some();
        let object = grid.object.clone().or_else(|| self.object.take());
        let heading = self.heading.take();
        let mut entries = grid.entries.clone();
        nesting::resolve(&mut entries);
        // A heading in a table of its own leaves no doubt.
        let is_below_rows = self.page.tables.last().is_none_or(|table| !table.entries.is_empty());
        if grid.is_borrowed
            && is_below_rows
            && let Some(Entry::Row(row)) = entries.first_mut()
        {
            row.doubt(Doubt::NoHeading);
        }
        let has_marks = grid.columns.has(Column::Required) || marked_names::resolve(&mut entries);
        if let Some(object) = &object {
            for entry in &mut entries {
                if let Entry::Row(row) = entry
                    && !row.name.contains('.')
                    && row.name != *object
                {
                    row.name = format!("{object}.{}", row.name);
                }
            }
        }
        let last = self.page.tables.last_mut().filter(|table| table.call == call);
        if let Some(last) = last
            && (in_row || (grid.goes_on && self.role.is_none()))
        {
            if let (Some(Entry::Row(row)), Some(section), None) = (entries.first_mut(), section, &object) {
                row.reviews.push(format!("stands below «{section}» in its table"));
            }
            // Members that a row holds stand below it.
            let holder = |entry: &Entry| matches!(entry, Entry::Row(row) if Some(&row.name) == object.as_ref());
            match last.entries.iter().position(holder).filter(|_| in_row) {
                Some(at) => {
                    let below = last.entries.split_off(at + 1);
                    last.entries.extend(entries);
                    last.entries.extend(below);
                }
                None => last.entries.extend(entries),
            }
            return;
        }
        let heading = heading.unwrap_or_default();
        let is_first = !self.page.tables.iter().any(|table| table.call == call);
        let role = match self.role.take() {
            Some(role) => role,
            None if object.is_some() => Role::Response,
            None if call.is_none() => Role::Notification(heading.clone()),
            None if is_first => Role::Request,
            None => Role::Further(heading.clone()),
        };
        let same = |table: &&mut Table| table.call == call && table.role == role;
        if let Some(table) = self.page.tables.iter_mut().find(same) {
            let names: HashSet<&str> = table.rows().map(|row| row.name.as_str()).collect();
            let repeats =
                entries.iter().any(|entry| matches!(entry, Entry::Row(row) if names.contains(row.name.as_str())));
            if !repeats {
                // One message may be told in several tables.
                if let (Some(Entry::Row(row)), None) = (entries.first_mut(), &object) {
                    row.reviews.push(format!("begins a further table of the page, below «{heading}»"));
                }
                table.entries.extend(entries);
                return;
            }
            let role = Role::Further(heading);
            self.page.tables.push(Table { role, call, entries, has_required_column: has_marks, span: grid.span });
            return;
        }
        self.page.tables.push(Table { role, call, entries, has_required_column: has_marks, span: grid.span });
    }
}
