//! One difference between a saved page and the spec, as a list of accepted ones names it.

use std::fmt;

use crate::diagnostic::Code;

/// What a difference is about, without its place in a file: it is the same after the page was saved
/// again, or the spec edited elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The rule.
    pub code: Code,
    /// What differs, for example `create_order.request.osType`; `page` for the page as a whole.
    pub at: String,
    /// The column of the row.
    pub column: Option<Column>,
    /// What the page has; `None` where it has nothing of the kind.
    pub page: Option<String>,
    /// What the spec has.
    pub spec: Option<String>,
}

/// What of a row differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Column {
    /// The name, in upper and lower case.
    Name,
    /// The mark.
    Required,
    /// The type.
    Type,
    /// The sample.
    Sample,
    /// The page's own label.
    Label,
}

impl Column {
    /// Every column with its name in the spec.
    pub(crate) const NAMES: &[(&'static str, Self)] = &[
        ("name", Self::Name),
        ("required", Self::Required),
        ("type", Self::Type),
        ("sample", Self::Sample),
        ("label", Self::Label),
    ];
}

impl fmt::Display for Column {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(Self::NAMES.iter().find(|(_, column)| column == self).map_or("", |(name, _)| name))
    }
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
}
