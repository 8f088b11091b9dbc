//! The meaning of a family's rejections for the money.

use super::SourceNote;
use crate::diagnostic::Sink;
use crate::source::{Span, Spanned};
use crate::spec_file::yaml::{Map, Node, one_of, some_texts, text};

/// The reason for a rejection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RejectionReason {
    /// The order that the request names does not exist.
    NoSuchOrder,
    /// The merchant reference was used before; the earlier request may have been accepted.
    ReferenceUsed,
    /// The signature of the request is wrong.
    BadSignature,
    /// A field of the request is missing or invalid.
    InvalidField,
    /// The gateway failed; the request may have taken effect.
    GatewayError,
    /// Another known reason; the request had no effect.
    Other,
}

impl RejectionReason {
    /// Every reason with its name in the spec.
    pub const NAMES: &[(&'static str, Self)] = &[
        ("no-such-order", Self::NoSuchOrder),
        ("reference-used", Self::ReferenceUsed),
        ("bad-signature", Self::BadSignature),
        ("invalid-field", Self::InvalidField),
        ("gateway-error", Self::GatewayError),
        ("other", Self::Other),
    ];

    /// Returns the reason's name in the spec.
    pub fn as_str(self) -> &'static str {
        Self::NAMES.iter().find(|(_, reason)| *reason == self).map_or("", |(name, _)| name)
    }
}

/// The comparison of a rejection's text with a documented one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// The whole text, exactly.
    Exact,
    /// The whole text, ignoring the case of ASCII letters.
    IgnoreCase,
    /// The beginning of the text, exactly.
    Prefix,
}

impl Comparison {
    /// Every comparison with its name in the spec.
    pub const NAMES: &[(&'static str, Self)] =
        &[("exact", Self::Exact), ("ignore-case", Self::IgnoreCase), ("prefix", Self::Prefix)];

    /// Returns the comparison's name in the spec.
    pub fn as_str(self) -> &'static str {
        Self::NAMES.iter().find(|(_, comparison)| *comparison == self).map_or("", |(name, _)| name)
    }
}

/// The known facts about a family's rejections.
#[derive(Debug, Clone)]
pub struct Rejections {
    /// The rules that recognize the reasons.
    pub known: Vec<RejectionRule>,
    /// Reasons for which no text is documented.
    pub undocumented: Vec<Spanned<RejectionReason>>,
    /// The location of its first key.
    pub span: Span,
}

/// Texts that identify one reason.
#[derive(Debug, Clone)]
pub struct RejectionRule {
    /// The reason.
    pub reason: Spanned<RejectionReason>,
    /// The fields of the envelope that contain one of the texts.
    pub fields: Vec<Spanned<String>>,
    /// The texts.
    pub texts: Vec<Spanned<String>>,
    /// The comparison of a received text with these texts.
    pub comparison: Spanned<Comparison>,
    /// The source.
    pub source_note: SourceNote,
}

impl Rejections {
    pub(super) fn read(node: &Node, sink: &mut Sink) -> Option<Self> {
        let mut map = Map::open(node, "`rejections`", sink)?;
        let known = map.take_list("known", sink, RejectionRule::read);
        let undocumented = map.take_list("undocumented", sink, |node, sink| {
            let written = text(node, "undocumented", sink)?;
            one_of("undocumented", &written, RejectionReason::NAMES, sink)
        });
        let span = map.span;
        map.close(sink);
        Some(Self { known, undocumented, span })
    }
}

impl RejectionRule {
    fn read(node: &Node, sink: &mut Sink) -> Option<Self> {
        let mut map = Map::open(node, "a rejection", sink)?;
        let reason = map.need_one_of("reason", RejectionReason::NAMES, sink);
        let fields = map.need("fields").and_then(|node| some_texts(node, "fields", sink));
        let texts = map.need("texts").and_then(|node| some_texts(node, "texts", sink));
        let comparison = map.need_one_of("compare", Comparison::NAMES, sink);
        let source_note = SourceNote::read(&mut map, sink);
        map.close(sink);
        Some(Self {
            reason: reason?,
            fields: fields?,
            texts: texts?,
            comparison: comparison?,
            source_note: source_note?,
        })
    }
}
