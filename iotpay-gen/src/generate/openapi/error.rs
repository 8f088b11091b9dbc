//! The reason why no document is generated.

use std::fmt;

/// An error that prevents the document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OpenApiError {
    /// The spec has no family of this name.
    UnknownFamily {
        /// The name.
        name: String,
        /// The known families.
        known: Vec<String>,
    },
    /// Endpoints of two families have the same path, but a document allows one operation per path and method.
    SharedPath {
        /// The path.
        path: String,
        /// The two families.
        families: [String; 2],
    },
}

impl fmt::Display for OpenApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownFamily { name, known } => {
                write!(f, "unknown family `{name}`; expected one of: {}", known.join(", "))
            }
            Self::SharedPath { path, families: [first, second] } => write!(
                f,
                "`{first}` and `{second}` both have an endpoint at {path}, but an OpenAPI document allows only one per \
                 path; write a document for each family with `--family`"
            ),
        }
    }
}

impl std::error::Error for OpenApiError {}
