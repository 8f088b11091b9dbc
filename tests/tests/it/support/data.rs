//! The files in `tests/data`.

use std::fs;
use std::path::PathBuf;

use serde_json::Value;

/// Returns a path below `tests/data`.
pub fn path(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("data").join(name)
}

/// Returns the text of a file below `tests/data`.
pub fn text(name: &str) -> String {
    fs::read_to_string(path(name)).unwrap_or_else(|error| panic!("tests/data/{name}: {error}"))
}

/// Returns a JSON file below `tests/data`.
pub fn json(name: &str) -> Value {
    serde_json::from_str(&text(name)).unwrap_or_else(|error| panic!("tests/data/{name}: {error}"))
}
