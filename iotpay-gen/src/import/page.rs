//! A page as a whole: its head, its calls, and which table belongs to which of them.

use super::calls::{self, Call};
use super::copied::{self, Block, Grid};
use super::dates::{Change, Changelog, Updated, updated};
use super::headings::Column;
use super::known::Known;
use super::rows::{Entry, Row, Unread};
use super::shape::Shape;
use super::{html, sections};
use crate::source::{FileId, SourceFile, Span, Spanned};

/// What a saved page holds.
#[derive(Debug, Clone, Default)]
pub struct Imported {
    /// Its title.
    pub title: Option<Spanned<String>>,
    /// Its path on the vendor's site, where the saved file tells.
    pub path: Option<String>,
    /// When it was last updated.
    pub updated: Option<Updated>,
    /// Its changelog.
    pub changes: Vec<Change>,
    /// Its calls.
    pub calls: Vec<Call>,
    /// Its tables of fields, in the page's order.
    pub tables: Vec<Table>,
    /// Rows of its other tables.
    pub asides: Vec<Aside>,
}

/// A row of a table that is not one of fields.
pub type Aside = Spanned<String>;

/// What a table is of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Role {
    /// What is sent.
    Request,
    /// What comes back.
    Answer,
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
    /// The call that it belongs to, by its place in [`Imported::calls`].
    pub call: Option<usize>,
    /// Its rows.
    pub entries: Vec<Entry>,
    /// Whether the page has the column `required`.
    pub has_marks: bool,
    /// Its heading.
    pub span: Span,
}

impl Table {
    /// The rows that were read.
    pub fn rows(&self) -> impl Iterator<Item = &Row> {
        self.entries.iter().filter_map(|entry| match entry {
            Entry::Row(row) => Some(row),
            Entry::Unread(_) => None,
        })
    }

    /// The rows that could not be read.
    pub fn unread(&self) -> impl Iterator<Item = &Unread> {
        self.entries.iter().filter_map(|entry| match entry {
            Entry::Row(_) => None,
            Entry::Unread(unread) => Some(unread),
        })
    }
}

/// Reads a saved page. Its places are in a file of this number.
pub fn read(id: FileId, page: &SourceFile, known: &Known) -> Imported {
    let text: &str = &page.text;
    let shape = Shape::of(text);
    let blocks = |known: &Known| match shape {
        Shape::Html => html::blocks(id, text, known),
        Shape::Lines => copied::blocks(id, text, known),
    };
    let first = blocks(known);
    // The rows that leave no doubt help to read the others.
    let names = first.iter().filter_map(|block| match block {
        Block::Fields(grid) => Some(&grid.entries),
        Block::Line(_) | Block::Aside(_) => None,
    });
    let names = names.flatten().filter_map(|entry| match entry {
        Entry::Row(row) if row.reviews.is_empty() => Some(row.name.as_str()),
        _ => None,
    });
    let known = known.with_names(names);
    let mut imported = Assembler::new(&known).assemble(&blocks(&known));
    if shape == Shape::Html {
        let path = html::address(text).and_then(|url| url.split_once(crate::raw::SITE)).map(|(_, path)| path);
        imported.path = path.map(|path| path.split(['?', '#']).next().unwrap_or(path).to_owned());
    }
    imported
}

struct Assembler<'a> {
    known: &'a Known,
    page: Imported,
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
}

impl<'a> Assembler<'a> {
    fn new(known: &'a Known) -> Self {
        Self {
            known,
            page: Imported::default(),
            calls: calls::Reader::default(),
            changelog: Changelog::default(),
            role: None,
            object: None,
            heading: None,
            in_menu: true,
            title: None,
        }
    }

    fn assemble(mut self, blocks: &[Block]) -> Imported {
        for block in blocks {
            match block {
                Block::Line(line) => self.line(line),
                Block::Aside(row) => self.page.asides.push(row.clone()),
                Block::Fields(grid) => self.table(grid),
            }
        }
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
        if let Some(day) = updated(line) {
            self.page.updated = Some(day);
            return;
        }
        if self.changelog.line(line) {
            return;
        }
        let has_tables = self.page.tables.iter().any(|table| table.call == self.calls.calls.len().checked_sub(1));
        if self.calls.line(line, has_tables, self.known) {
            (self.role, self.object, self.heading) = (None, None, None);
            return;
        }
        if let Some(object) = sections::object(text) {
            self.object = Some(object.to_owned());
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

    fn table(&mut self, grid: &Grid) {
        self.in_menu = false;
        let call = self.calls.calls.len().checked_sub(1);
        let object = self.object.take();
        let heading = self.heading.take().unwrap_or_default();
        let is_first = !self.page.tables.iter().any(|table| table.call == call);
        let role = match self.role.take() {
            Some(role) => role,
            None if object.is_some() => Role::Answer,
            None if call.is_none() => Role::Notification(heading.clone()),
            None if is_first => Role::Request,
            None => Role::Further(heading.clone()),
        };
        let mut entries = grid.entries.clone();
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
        let same = |table: &&mut Table| table.call == call && table.role == role;
        let has_marks = grid.columns.has(Column::Required);
        if let Some(table) = self.page.tables.iter_mut().find(same) {
            let repeats = entries
                .iter()
                .any(|entry| matches!(entry, Entry::Row(row) if table.rows().any(|it| it.name == row.name)));
            if !repeats {
                // One message may be told in several tables.
                table.entries.extend(entries);
                return;
            }
            let role = Role::Further(heading);
            self.page.tables.push(Table { role, call, entries, has_marks, span: grid.span });
            return;
        }
        self.page.tables.push(Table { role, call, entries, has_marks, span: grid.span });
    }
}
