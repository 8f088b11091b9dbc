//! Differences between a spec file and its vendor page that were reviewed and accepted.

use crate::diagnostic::{Code, Sink};
use crate::source::{Span, Spanned};
use crate::spec_file::yaml::{Map, Node};

/// An accepted difference.
#[derive(Debug, Clone)]
pub struct Accepted {
    /// The code of the diagnostic that reports it.
    pub code: Spanned<Code>,
    /// The item that differs, for example `create_order.request.osType`.
    pub at: Spanned<String>,
    /// The column of the row.
    pub column: Option<Spanned<Column>>,
    /// The value on the saved page.
    pub page: Option<Spanned<String>>,
    /// The value in the spec.
    pub spec: Option<Spanned<String>>,
    /// The reason for accepting it.
    pub reason: Spanned<String>,
    /// The day of the review.
    pub date: Spanned<String>,
    /// The entry.
    pub span: Span,
}

/// The part of a row that differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Column {
    /// The name, in upper and lower case.
    Name,
    /// The mark in the `required` column.
    Required,
    /// The type.
    Type,
    /// The sample.
    Sample,
    /// The page's own label.
    Label,
    /// The values that the description lists.
    Values,
    /// The channels that the description says the field is for.
    Channels,
    /// The limit that the description states.
    Limit,
    /// The wording of the description.
    VendorText,
}

impl Column {
    /// Every column with its name in the spec.
    pub(crate) const NAMES: &[(&'static str, Self)] = &[
        ("name", Self::Name),
        ("required", Self::Required),
        ("type", Self::Type),
        ("sample", Self::Sample),
        ("label", Self::Label),
        ("values", Self::Values),
        ("channels", Self::Channels),
        ("limit", Self::Limit),
        ("vendor_text", Self::VendorText),
    ];
}

impl std::fmt::Display for Column {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(Self::NAMES.iter().find(|(_, column)| column == self).map_or("", |(name, _)| name))
    }
}

/// The diagnostics that can be accepted.
const CODES: &[(&str, Code)] = &[
    ("IOT040", Code::UnreadableRow),
    ("IOT041", Code::AddedRow),
    ("IOT042", Code::RemovedRow),
    ("IOT043", Code::MovedRow),
    ("IOT044", Code::ColumnMismatch),
    ("IOT045", Code::EndpointMismatch),
    ("IOT046", Code::PageHeaderMismatch),
    ("IOT048", Code::NoTable),
    ("IOT049", Code::OtherText),
];

impl Accepted {
    pub(super) fn read(node: &Node, sink: &mut Sink) -> Option<Self> {
        let mut map = Map::open(node, "an accepted difference", sink)?;
        let code = map.need_one_of("code", CODES, sink);
        let at = map.need_text("at", sink);
        let column = map.take_one_of("column", Column::NAMES, sink);
        let page = map.take_text("page", sink);
        let spec = map.take_text("spec", sink);
        let reason = map.need_text("reason", sink);
        let date = map.need_text("date", sink);
        let span = map.span;
        map.close(sink);
        Some(Self { code: code?, at: at?, column, page, spec, reason: reason?, date: date?, span })
    }
}
