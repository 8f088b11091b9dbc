//! The information about a table in the lines above it.

use crate::saved_page::model::page::{ImportedPage, Table};
use crate::saved_page::model::role::Role;
use crate::saved_page::notation::section_headings;
use crate::saved_page::spec_index::SpecIndex;

/// The information about the next table in the lines since the last table.
#[derive(Debug, Default)]
pub(crate) struct Context {
    /// The role that the last heading names.
    pub(crate) role: Option<Role>,
    /// The object whose members the table lists.
    pub(crate) object: Option<String>,
    /// The first line since the last table or endpoint.
    pub(crate) heading: Option<String>,
    /// The heading inside the table that continues.
    pub(crate) section: Option<String>,
}

impl Context {
    /// Starts again at the beginning of a page or an endpoint.
    pub(crate) fn begin_page(&mut self, role: Option<Role>) {
        (self.role, self.object, self.heading) = (role, None, None);
    }

    /// Reads a line in front of a table.
    pub(crate) fn read_line(&mut self, text: &str, known: &SpecIndex, page: &ImportedPage) {
        self.object = object_of(text, known, page).or(self.object.take());
        self.role = section_headings::role(text).or(self.role.take());
        self.heading.get_or_insert_with(|| section_headings::plain(text).to_owned());
    }

    /// Reads a heading inside a table.
    pub(crate) fn read_section(&mut self, text: &str, known: &SpecIndex, page: &ImportedPage) {
        self.section = Some(text.to_owned());
        self.role = section_headings::role(text).or(self.role.take());
        self.object = object_of(text, known, page).or(self.object.take());
        self.heading = Some(text.to_owned());
    }
}

/// Returns the object whose members a line announces. `Optional fields` names no object.
fn object_of(line: &str, known: &SpecIndex, page: &ImportedPage) -> Option<String> {
    let name = section_headings::object(line)?;
    let is_row = || page.tables.iter().flat_map(Table::rows).any(|row| row.name == name);
    let holder = name.split('.').next().unwrap_or(name);
    (known.has_name(name) || known.has_name(holder) || is_row()).then(|| name.to_owned())
}
