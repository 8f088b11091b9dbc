//! A row of a vendor page's table.

use super::{Lifecycle, VendorType};
use crate::diagnostic::Sink;
use crate::source::{Span, Spanned};
use crate::spec_file::yaml::{Map, Node};

/// A row, with the columns of the vendor page.
#[derive(Debug, Clone)]
pub struct Row {
    /// Name in messages; `retData.secureId` is member `secureId` of `retData`.
    pub name: Spanned<String>,
    /// The value of the page's `required` column.
    pub required: Spanned<Required>,
    /// The type.
    pub ty: Spanned<VendorType>,
    /// The sample as printed; empty if the page has none.
    pub sample: Spanned<String>,
    /// The description of the field, in our words.
    pub description: Spanned<String>,
    /// The page's own label of the field, if the page has that column.
    pub label: Option<Spanned<String>>,
    /// The fingerprint of the vendor's own description, if the page could be saved.
    pub vendor_text: Option<Spanned<String>>,
    /// The source of the row.
    pub source: Provenance,
    /// The vendor page that contains the row, if it is not the file's own page.
    pub page: Option<Spanned<String>>,
    /// Its dates and deprecation.
    pub lifecycle: Lifecycle,
    /// The row.
    pub span: Span,
}

/// The `required` column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Required {
    /// `y`.
    Yes,
    /// `n`.
    No,
    /// `y*`: under a condition stated below the table.
    Conditional,
    /// `-`: the table has no such column.
    Unstated,
}

/// The source of a fact, from the best to the weakest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Provenance {
    /// The newest official page.
    #[default]
    Docs,
    /// An older official page.
    DocsOld,
    /// The vendor's own SDKs.
    Sdk,
    /// Independent public code.
    ThirdParty,
    /// A conclusion that is not documented anywhere.
    Inferred,
}

impl Provenance {
    pub(super) const NAMES: &[(&'static str, Self)] = &[
        ("docs", Self::Docs),
        ("docs-old", Self::DocsOld),
        ("sdk", Self::Sdk),
        ("third-party", Self::ThirdParty),
        ("inferred", Self::Inferred),
    ];

    /// Returns its name in the spec.
    pub fn as_str(self) -> &'static str {
        Self::NAMES.iter().find(|(_, source)| *source == self).map_or("", |(name, _)| name)
    }

    /// Returns the source in words, to follow "from"; `None` for the current page.
    pub fn words(self) -> Option<&'static str> {
        Some(match self {
            Self::Docs => return None,
            Self::DocsOld => "an older version of the vendor's page",
            Self::Sdk => "the vendor's SDKs",
            Self::ThirdParty => "independent integrations",
            Self::Inferred => "inference; not documented",
        })
    }
}

impl Row {
    /// Reads a row.
    pub fn read(node: &Node, sink: &mut Sink) -> Option<Self> {
        let mut map = Map::open(node, "a row", sink)?;
        let name = map.need_text("name", sink);
        let required = map.need_mark(
            "required",
            &[
                ("y", Required::Yes),
                ("Yes", Required::Yes),
                ("n", Required::No),
                ("No", Required::No),
                ("y*", Required::Conditional),
                ("Yes*", Required::Conditional),
                ("-", Required::Unstated),
            ],
            &[("no", "n"), ("NO", "n"), ("false", "n"), ("yes", "y"), ("YES", "y"), ("true", "y")],
            sink,
        );
        let ty = map.need_text("type", sink).and_then(|written| VendorType::read_of_row(&written, sink));
        let sample = map.need_text("sample", sink);
        let description = map.need_text("description", sink);
        let label = map.take_text("label", sink);
        let vendor_text = map.take_text("vendor_text", sink);
        let source = map.take_one_of("source", Provenance::NAMES, sink).map_or_else(Provenance::default, |it| it.value);
        let page = map.take_text("page", sink);
        let lifecycle = Lifecycle::take(&mut map, sink);
        let span = map.span;
        map.close(sink);
        Some(Self {
            name: name?,
            required: required?,
            ty: ty?,
            sample: sample?,
            description: description?,
            label,
            vendor_text,
            source,
            page,
            lifecycle,
            span,
        })
    }
}
