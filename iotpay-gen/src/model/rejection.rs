//! The meaning of a family's rejections for the money.

use super::{Comparison, RejectionReason, SourceNote};

/// Texts that identify one reason for a rejection.
#[derive(Debug, Clone)]
pub struct RejectionRule {
    /// The reason.
    pub reason: RejectionReason,
    /// The fields of the envelope that contain one of the texts.
    pub fields: Vec<String>,
    /// The texts.
    pub texts: Vec<String>,
    /// The comparison of a received text with these texts.
    pub comparison: Comparison,
    /// The source.
    pub source_note: SourceNote,
}
