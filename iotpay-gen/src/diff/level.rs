//! The levels of changes.

use std::fmt;

/// The level of a change for callers of the client.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Code may no longer compile, a request may be rejected, or a response may have a different meaning.
    Breaking,
    /// Something was added, or the client handles the change automatically.
    Compatible,
    /// Only the documentation changed.
    DocsOnly,
}

impl Level {
    /// Returns the level as text: `breaking`, `compatible`, `docs-only`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Breaking => "breaking",
            Self::Compatible => "compatible",
            Self::DocsOnly => "docs-only",
        }
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The way that callers notice a breaking change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Breaks {
    /// Code that uses the changed item does not compile.
    Compile,
    /// All code compiles, but behaves differently at run time.
    Runtime,
}

impl Breaks {
    /// Returns the name as text: `compile`, `runtime`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Compile => "compile",
            Self::Runtime => "runtime",
        }
    }
}
