//! A YAML value and its place.

use crate::source::{Span, Spanned};

/// A YAML value and its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// What it is.
    pub kind: Kind,
    /// The location.
    pub span: Span,
}

/// What a YAML value is. Scalars stay text: `0725`, `1.0` and `no` are not numbers or truths
/// until a key says so.
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
    /// What the node is, in words for an error.
    pub fn shape(&self) -> &'static str {
        match self.kind {
            Kind::Null => "nothing",
            Kind::Scalar(_) => "text",
            Kind::List(_) => "a list",
            Kind::Map(_) => "a mapping",
        }
    }
}
