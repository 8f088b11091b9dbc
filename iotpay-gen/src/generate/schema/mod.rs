//! The format of the spec's files as a JSON Schema, for editors and other programs.
//!
//! Nothing of it is written twice: the loader is asked. It reads small trees, and its reader notes what
//! it asks of each node; from that come keys, required keys, allowed values and shapes. Words alone are
//! added, by mapping and key.

mod descriptions;
mod document;
mod modeline;
mod shape;

pub use document::schema;
pub use modeline::{DEFAULT_SCHEMA_PATH, modeline, schema_path_for};
