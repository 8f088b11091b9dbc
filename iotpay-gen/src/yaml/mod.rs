//! YAML text to a tree of nodes that know their places, and the reading of typed values out of
//! it.
//!
//! A tree, and not types that deserialise themselves: deserialising stops at the first error, and
//! a maintainer wants to see all of them.

mod node;
mod parse;
mod question;
mod reader;
mod slip;
mod spelling;
pub(crate) mod strange;

pub use node::{Kind, Node};
pub use parse::parse;
pub use question::Question;
pub use reader::{Map, list, one_of, positive_number, refuse_empty, some_texts, text};
