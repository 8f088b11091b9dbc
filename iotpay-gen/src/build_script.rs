//! For build scripts: a spec in, Rust in `OUT_DIR`.
//!
//! A crate with endpoints of its own writes its YAML into a folder and this into its `build.rs`:
//!
//! ```no_run
//! iotpay_gen::build_script::private_endpoints("spec");
//! ```

use std::path::{Path, PathBuf};
use std::{env, fs, io, process};

use crate::diagnostic::{Style, render};
use crate::emit::{GeneratedFile, Settings, generate};
use crate::load::{self, load_with_warnings};
use crate::source::SourceFile;

/// Generates the project's own spec for `iotpay-client` itself, into `OUT_DIR/iotpay`.
///
/// Ends the build script with the findings on standard error when the spec is not sound.
pub fn own_spec() {
    println!("cargo::rerun-if-changed=build.rs");
    run(&load::embedded(), &Settings::client());
}

/// Generates the pages in a folder, which share the project's families, signing rule and
/// enumerations, into `OUT_DIR/iotpay`.
///
/// Ends the build script with the findings on standard error when the spec is not sound.
pub fn private_endpoints(folder: impl AsRef<Path>) {
    let folder = folder.as_ref();
    println!("cargo::rerun-if-changed={}", folder.display());
    println!("cargo::rerun-if-changed=build.rs");
    let own = match load::from_folder(folder) {
        Ok(files) => files,
        Err(error) => fail(&error.to_string()),
    };
    let mut files = load::embedded();
    files.retain(|file| !own.iter().any(|own| own.name == file.name));
    let pages = own.iter().map(|file| file.name.to_string()).collect();
    files.extend(own);
    run(&files, &Settings::private(pages));
}

fn run(files: &[SourceFile], settings: &Settings) {
    let (model, warnings) = match load_with_warnings(files) {
        Ok(loaded) => loaded,
        Err(invalid) => fail(&invalid.render(Style::Plain)),
    };
    for warning in warnings {
        for line in render(files, &warning, Style::Plain).lines() {
            println!("cargo::warning={line}");
        }
    }
    let Some(out) = env::var_os("OUT_DIR") else { fail("OUT_DIR is not set: this is for build scripts") };
    if let Err(error) = write(&generate(&model, settings), &PathBuf::from(out).join("iotpay")) {
        fail(&error.to_string());
    }
}

/// Writes generated files below a folder. A file that already reads so is left alone, so that
/// nothing is built again for it.
///
/// # Errors
///
/// An [`io::Error`] that names the path.
pub fn write(files: &[GeneratedFile], folder: &Path) -> io::Result<()> {
    for file in files {
        let path = folder.join(&file.path);
        if fs::read_to_string(&path).is_ok_and(|text| text == file.text) {
            continue;
        }
        let name = |error: io::Error| io::Error::new(error.kind(), format!("{}: {error}", path.display()));
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent).map_err(name)?;
        }
        fs::write(&path, &file.text).map_err(name)?;
    }
    Ok(())
}

fn fail(message: &str) -> ! {
    eprintln!("{message}");
    process::exit(1)
}
