//! The fingerprint of a vendor description that was compared.

use crate::source::Span;

/// The fingerprint of the page's description of a row of the spec.
#[derive(Debug, Clone)]
pub struct VendorText {
    /// The spec's row, by its first key.
    pub(super) row: Span,
    /// The row's `description`.
    pub(super) description: Span,
    /// The row's `vendor_text`.
    pub(super) known: Option<Span>,
    /// The page's.
    pub(super) fingerprint: String,
}
