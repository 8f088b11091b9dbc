//! YAML text to a tree of nodes that know their places, and the reading of typed values out of
//! it.
//!
//! A tree, and not types that deserialise themselves: deserialising stops at the first error, and
//! a maintainer wants to see all of them.

#[cfg(test)]
mod cross_check;
mod expectation;
pub(crate) mod listener;
mod node;
mod parse;
mod reader;
mod spelling;
pub(crate) mod strange;
mod syntax_error;

pub use expectation::Question;
pub use node::{Kind, Node};
pub use parse::parse;
pub use reader::{Map, list, one_of, positive_number, refuse_empty, some_texts, text};
