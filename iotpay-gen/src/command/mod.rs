//! The commands, and their shared code.

pub mod check;
pub mod completions;
pub mod coverage;
pub mod diff;
pub mod drift;
pub mod explain;
pub mod generate;
pub mod import;
pub mod openapi;
pub mod output;
mod saved_page;
pub mod schema;
mod spec;
