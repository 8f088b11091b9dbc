//! How far a row is indented.

/// How far a row is indented below others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Depth {
    /// In pixels; a character counts as [`WIDTH`].
    pub(crate) indent: u32,
    /// Whether a sign says so.
    pub(crate) is_signed: bool,
}
