//! A saved page, and the spec to read it by.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{fs, io};

use clap::Args;
use iotpay_gen::source::SourceFile;
use iotpay_gen::{embedded, from_folder};

/// The spec to read pages by.
#[derive(Args)]
pub(super) struct Tree {
    /// Folder with the spec's YAML files; the project's own spec when left out.
    #[arg(long, value_name = "DIR")]
    spec: Option<PathBuf>,
}

impl Tree {
    pub(super) fn files(&self) -> Result<Vec<SourceFile>, ExitCode> {
        match &self.spec {
            None => Ok(embedded()),
            Some(folder) => from_folder(folder).map_err(|error| crate::failed(&error)),
        }
    }
}

/// A saved page, under the path that it was given by.
pub(super) fn saved(path: &Path) -> Result<SourceFile, ExitCode> {
    let read = fs::read(path).and_then(|bytes| {
        let refuse = |_| io::Error::new(io::ErrorKind::InvalidData, "not UTF-8; save the page as UTF-8");
        String::from_utf8(bytes).map_err(refuse)
    });
    let text = read.map_err(|error| crate::failed(&crate::at(path, &error)))?;
    Ok(SourceFile::new(&path.display().to_string(), &text))
}
