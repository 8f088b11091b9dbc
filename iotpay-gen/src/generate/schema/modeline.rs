//! The line by which an editor finds the schema of a file.

use std::path::{Component, Path, PathBuf};

/// Where the schema stands, seen from a folder of the spec such as `spec/general`.
pub const DEFAULT_SCHEMA_PATH: &str = "../schema/spec-file.json";

/// The schema below the folder of a spec.
const IN_A_SPEC: &str = "schema/spec-file.json";

/// The first line of a file whose schema stands at a place.
pub fn modeline(place: &str) -> String {
    format!("# yaml-language-server: $schema={place}\n")
}

/// Where the schema stands, seen from a file: in the nearest folder above it that is a spec's or holds
/// `spec/`. Where there is none, as if the file were to be moved to a folder of the spec.
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

/// A path without `.` and `..`; the folder need not exist yet.
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
