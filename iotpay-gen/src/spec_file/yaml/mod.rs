//! Parses YAML text into a tree of nodes with locations, and reads typed values from it.
//!
//! It uses a tree instead of types that implement `Deserialize`: deserialization stops at the first error, but a
//! maintainer wants to see all errors.

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

pub use expectation::Expectation;
pub use node::{Kind, Node};
pub use parse::parse;
pub use reader::{Map, list, one_of, one_of_or, positive_number, report_empty, some_texts, text, unknown_value};
pub use syntax_error::UNSUPPORTED_REQUESTS;
