//! The meaning of a family's rejections for the money.

use super::{Comparison, Family, RejectionReason, SourceNote};

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

impl Family {
    /// Returns the rejection reasons without a known text.
    pub fn undocumented_rejections(&self) -> impl Iterator<Item = RejectionReason> {
        let all = RejectionReason::NAMES.iter().map(|(_, reason)| *reason);
        let named = all.filter(|reason| *reason != RejectionReason::Other);
        named.filter(|reason| self.rejections.iter().all(|rule| rule.reason != *reason))
    }
}
