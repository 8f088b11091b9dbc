//! The line that shows an editor the schema of a file.

use std::path::{Component, Path, PathBuf};

/// The path of the schema, relative to a folder of the spec such as `spec/general`.
pub const DEFAULT_SCHEMA_PATH: &str = "../schema/spec-file.json";

/// The schema below the folder of a spec.
const IN_A_SPEC: &str = "schema/spec-file.json";

/// Returns the first line of a file whose schema has this path.
pub fn modeline(place: &str) -> String {
    format!("# yaml-language-server: $schema={place}\n")
}

/// The path of the schema, relative to a file: in the nearest folder above it that is a spec or contains `spec/`. If
/// there is none, the path assumes that the file will be moved to a folder of the spec.
pub fn schema_path_for(file: &Path) -> String {
    let Ok(file) = std::path::absolute(file) else { return DEFAULT_SCHEMA_PATH.to_owned() };
    let Some(folder) = file.parent().map(without_dots) else { return DEFAULT_SCHEMA_PATH.to_owned() };
    let mut up = String::new();
    for above in folder.ancestors() {
        for below in ["", "spec/"] {
            let place = format!("{below}{IN_A_SPEC}");
            if above.join(&place).is_file() {
                return format!("{up}{place}");
            }
        }
        up.push_str("../");
    }
    DEFAULT_SCHEMA_PATH.to_owned()
}

/// Returns a path without `.` and `..`; the folder need not exist yet.
fn without_dots(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                plain.pop();
            }
            _ => plain.push(part),
        }
    }
    plain
}
