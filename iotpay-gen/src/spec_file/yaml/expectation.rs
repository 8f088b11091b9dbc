//! The expectations of the reader for a node, which define the format of the files.

/// The expectation of the reader for a node.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expectation {
    /// Expects text.
    Text,
    /// Expects one of these texts.
    OneOf(Vec<&'static str>),
    /// Expects a whole number above zero that fits into 32 bits.
    PositiveNumber,
    /// Expects one of the vendor's type notations.
    VendorType,
    /// Expects a list, optionally with at least one item.
    List {
        /// Whether an empty list is an error.
        needs_items: bool,
    },
    /// Expects a mapping with these keys.
    Map {
        /// The subject of the mapping, in words.
        what: &'static str,
        /// Each known key, and whether it is required.
        keys: Vec<(&'static str, bool)>,
        /// Whether its keys are data, so that any key is allowed.
        takes_any_key: bool,
    },
}
