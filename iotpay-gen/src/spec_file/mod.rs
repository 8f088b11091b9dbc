//! Spec files to raw structs: text, YAML nodes, and one struct for each kind of mapping.

pub(crate) mod missing;
pub mod raw;
pub(crate) mod repair;
pub mod source;
pub(crate) mod yaml;
