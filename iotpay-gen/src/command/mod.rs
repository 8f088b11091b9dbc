//! The commands about saved pages.

mod drift;
mod import;

use std::path::Path;
use std::process::ExitCode;
use std::{fs, io};

use clap::Args;
use iotpay_gen::source::SourceFile;
use iotpay_gen::{embedded, from_folder};

pub use drift::Drift;
pub use import::Import;

/// The spec to read pages by.
#[derive(Args)]
struct Tree {
    /// Folder with the spec's YAML files; the project's own spec when left out.
    #[arg(long, value_name = "DIR")]
    spec: Option<std::path::PathBuf>,
}

impl Tree {
    fn files(&self) -> Result<Vec<SourceFile>, ExitCode> {
        match &self.spec {
            None => Ok(embedded()),
            Some(folder) => from_folder(folder).map_err(|error| crate::failed(&error)),
        }
    }
}

/// A saved page, under the path that it was given by.
fn saved(path: &Path) -> Result<SourceFile, ExitCode> {
    let read = fs::read(path).and_then(|bytes| {
        let refuse = |_| io::Error::new(io::ErrorKind::InvalidData, "not UTF-8; save the page as UTF-8");
        String::from_utf8(bytes).map_err(refuse)
    });
    let text = read.map_err(|error| crate::failed(&crate::at(path, &error)))?;
    Ok(SourceFile::new(&path.display().to_string(), &text))
}
