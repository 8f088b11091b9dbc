//! A YAML value and its location.

use crate::source::{Span, Spanned};

/// A YAML value and its location.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// The value.
    pub kind: Kind,
    /// The location.
    pub span: Span,
}

/// A YAML value. Scalars stay text: `0725`, `1.0` and `no` are not numbers or booleans until a key requires that.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// Nothing.
    Null,
    /// Text, as written.
    Scalar(String),
    /// A list.
    List(Vec<Node>),
    /// A mapping, in the order of the file, repeated keys included.
    Map(Vec<(Spanned<String>, Node)>),
}

impl Node {
    /// Returns the kind of the node in words, for a message.
    pub fn shape(&self) -> &'static str {
        match self.kind {
            Kind::Null => "nothing",
            Kind::Scalar(_) => "text",
            Kind::List(_) => "a list",
            Kind::Map(_) => "a mapping",
        }
    }
}
