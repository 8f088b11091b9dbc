//! The format of the spec's files as a JSON Schema, for editors and other programs.
//!
//! Nothing is written twice: the schema is derived from the loader. The loader reads small trees, and its reader
//! records its expectations for each node. They define keys, required keys, allowed values and shapes. Only the
//! descriptions are added, by mapping and key.

mod descriptions;
mod document;
mod modeline;
mod shape;

pub use document::schema;
pub use modeline::{DEFAULT_SCHEMA_PATH, modeline, schema_path_for};
