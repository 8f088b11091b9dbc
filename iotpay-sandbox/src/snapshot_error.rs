//! Why a snapshot cannot be restored.

use std::fmt;

/// Why a snapshot cannot be restored.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum InvalidSnapshot {
    /// An item belongs to a family that the spec does not have.
    UnknownFamily(String),
    /// An item belongs to a merchant that the sandbox does not have.
    UnknownMerchant(String),
    /// Two items of one kind have the same IOTPay id.
    DuplicateId(String),
    /// More of an order is refunded than was paid.
    TooMuchRefunded(String),
    /// The number of the last id is so large that there may be no unused ids.
    NoIdsLeft,
}

impl fmt::Display for InvalidSnapshot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownFamily(name) => write!(f, "the spec has no family `{}`", name.escape_debug()),
            Self::UnknownMerchant(id) => write!(f, "the sandbox has no merchant `{}`", id.escape_debug()),
            Self::DuplicateId(id) => write!(f, "two items have the id `{}`", id.escape_debug()),
            Self::TooMuchRefunded(id) => {
                write!(f, "more of the order `{}` is refunded than was paid", id.escape_debug())
            }
            Self::NoIdsLeft => f.write_str("the last id is too large, so that no unused ids are left"),
        }
    }
}

impl std::error::Error for InvalidSnapshot {}
