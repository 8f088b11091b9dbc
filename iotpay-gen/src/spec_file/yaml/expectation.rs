//! What a reader asks of a node: the format of the files, as the loader itself has it.

/// What a reader asks of a node.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Question {
    /// Is it text?
    Text,
    /// Is it one of these texts?
    OneOf(Vec<&'static str>),
    /// Is it a whole number above zero that fits 32 bits?
    PositiveNumber,
    /// Is it one of the vendor's notations of types?
    VendorType,
    /// Expects a list, optionally with at least one item.
    List {
        /// Whether an empty list is an error.
        needs_items: bool,
    },
    /// Is it a mapping with these keys?
    Map {
        /// What the mapping is, for people.
        what: &'static str,
        /// Each key that it knows, and whether it must be there.
        keys: Vec<(&'static str, bool)>,
        /// Whether its keys are data, so that any will do.
        takes_any_key: bool,
    },
}
