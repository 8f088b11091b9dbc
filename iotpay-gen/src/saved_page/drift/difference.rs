//! One difference between a saved page and the spec, as `accepted_drift` identifies it.

use std::fmt::Write as _;

use crate::diagnostic::Code;
use crate::raw::{Accepted, Column};
use crate::saved_page::draft::scalar::item;

/// A difference without its location in a file: it is the same after the page was saved
/// again, or the spec edited elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The rule.
    pub code: Code,
    /// The item that differs, for example `create_order.request.osType`; `page` for the page as a whole.
    pub at: String,
    /// The column of the row.
    pub column: Option<Column>,
    /// The value on the page; `None` if it has none.
    pub page: Option<String>,
    /// The value in the spec.
    pub spec: Option<String>,
}

impl Difference {
    pub(super) fn new(code: Code, at: impl Into<String>) -> Self {
        Self { code, at: at.into(), column: None, page: None, spec: None }
    }

    #[must_use]
    pub(super) fn column(mut self, column: Column) -> Self {
        self.column = Some(column);
        self
    }

    #[must_use]
    pub(super) fn page(mut self, value: impl Into<String>) -> Self {
        self.page = Some(value.into());
        self
    }

    #[must_use]
    pub(super) fn spec(mut self, value: impl Into<String>) -> Self {
        self.spec = Some(value.into());
        self
    }

    /// Returns `true` if an entry of the list accepts exactly this difference.
    pub(super) fn is_accepted_by(&self, entry: &Accepted) -> bool {
        let text = |it: &Option<crate::source::Spanned<String>>| it.as_ref().map(|it| it.value.clone());
        self.code == entry.code.value
            && self.at == entry.at.value
            && self.column == entry.column.as_ref().map(|it| it.value)
            && self.page == text(&entry.page)
            && self.spec == text(&entry.spec)
    }

    /// Returns the entry of `accepted_drift` that accepts the difference, without its reason and date.
    pub fn to_yaml(&self) -> String {
        let mut text = format!("    - code: {}\n      at: {}\n", self.code, item(&self.at));
        if let Some(column) = self.column {
            let _ = writeln!(text, "      column: {column}");
        }
        for (key, value) in [("page", &self.page), ("spec", &self.spec)] {
            if let Some(value) = value {
                let _ = writeln!(text, "      {key}: {}", item(value));
            }
        }
        text + "      reason: \"\"\n      date: \"\"\n"
    }
}
