//! Lists the YAML files, so that adding one needs no change in Rust.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").ok_or(io::ErrorKind::NotFound)?);
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or(io::ErrorKind::NotFound)?);
    let mut files = Vec::new();
    collect(&root, &mut files)?;
    files.sort();
    let mut list = String::from("&[\n");
    for path in &files {
        println!("cargo::rerun-if-changed={}", path.display());
        let name = name_of(&root, path);
        let path = path.display().to_string();
        writeln!(list, "    (\"spec/{name}\", include_str!({path:?})),").map_err(io::Error::other)?;
    }
    list.push(']');
    fs::write(out.join("files.rs"), list)
}

/// Every YAML file below a folder. `iotpay-gen` finds the same ones in a folder of a user.
fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    println!("cargo::rerun-if-changed={}", folder.display());
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let path = entry.path();
        // Symbolic links are not followed: they can lead in circles.
        let kind = entry.file_type()?;
        if kind.is_dir() && path.file_name().is_none_or(|name| name != "target") {
            collect(&path, files)?;
        } else if kind.is_file() && path.extension().is_some_and(|extension| extension == "yaml") {
            files.push(path);
        } else if kind.is_file() && path.extension().is_some_and(|extension| extension == "yml") {
            let message = format!("{}: the name of a spec file ends with .yaml", path.display());
            return Err(io::Error::new(io::ErrorKind::InvalidInput, message));
        }
    }
    Ok(())
}

fn name_of(root: &Path, path: &Path) -> String {
    let relative = path.strip_prefix(root).unwrap_or(path);
    relative.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}
