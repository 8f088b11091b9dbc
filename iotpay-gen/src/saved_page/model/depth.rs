//! The indentation of a row.

/// The indentation of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Depth {
    /// In pixels; a character counts as [`WIDTH`].
    pub(crate) indent: u32,
    /// Whether a sign such as `├─` shows it.
    pub(crate) is_signed: bool,
}
