//! A page as a whole: its head, its calls, and which table belongs to which of them.

use std::collections::HashSet;

use crate::saved_page::model::block::{Block, Grid};
use crate::saved_page::model::columns::Column;
use crate::saved_page::model::doubt::Doubt;
use crate::saved_page::model::page::{ImportedPage, Table};
use crate::saved_page::model::role::Role;
use crate::saved_page::model::row::Entry;
use crate::saved_page::notation::section_headings;
use crate::saved_page::page::changelog::Changelog;
use crate::saved_page::page::{dates, endpoints};
use crate::saved_page::spec_index::SpecIndex;
use crate::saved_page::tables::{marked_names, nesting};
use crate::source::Spanned;

pub(crate) struct Assembler<'a> {
    known: &'a SpecIndex,
    text: &'a str,
    page: ImportedPage,
    calls: endpoints::Reader,
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
    pub(crate) fn new(known: &'a SpecIndex, text: &'a str) -> Self {
        Self {
            known,
            text,
            is_dated_next: false,
            section: None,
            page: ImportedPage::default(),
            calls: endpoints::Reader::default(),
            changelog: Changelog::default(),
            role: None,
            object: None,
            heading: None,
            in_menu: true,
            title: None,
        }
    }

    pub(crate) fn assemble(mut self, blocks: &[Block]) -> ImportedPage {
        for block in blocks {
            match block {
                Block::Line(line) => self.line(line),
                Block::Title(line) => {
                    self.title = Some(line.clone().map(|text| section_headings::plain(&text).to_owned()));
                    self.in_menu = false;
                    (self.role, self.object, self.heading) = (section_headings::role(&line.value), None, None);
                }
                Block::Section(line) => {
                    self.section = Some(line.value.clone());
                    self.role = section_headings::role(&line.value).or(self.role.take());
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
        if let Some(role) = section_headings::role(text) {
            self.role = Some(role);
        }
        self.heading.get_or_insert_with(|| section_headings::plain(text).to_owned());
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
            self.title = Some(line.clone().map(|text| section_headings::plain(&text).to_owned()));
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
        let name = section_headings::object(line)?;
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
