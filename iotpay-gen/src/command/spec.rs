//! The spec that a command reads.

use std::path::{Component, Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use iotpay_gen::model::Model;
use iotpay_gen::source::SourceFile;
use iotpay_gen::{Settings, build_script, embedded, from_folder, load_with_warnings};

use super::output::{DIAGNOSTICS_FOUND, Format, failed};

/// The spec to read.
#[derive(Args)]
pub struct Spec {
    /// Folder with the YAML files [default: the embedded spec]
    #[arg(value_name = "DIR")]
    pub folder: Option<PathBuf>,
    /// Treat the folder as private endpoints of another crate, in addition to this project's families, signing rule
    /// and enumerations
    #[arg(long, requires = "folder")]
    pub private: bool,
}

/// A spec without errors.
pub struct Loaded {
    pub model: Model,
    pub settings: Settings,
    /// Whether the spec has warnings.
    pub has_warnings: bool,
}

impl Spec {
    /// Loads the spec and prints its diagnostics.
    pub fn load(&self, format: Format) -> Result<Loaded, ExitCode> {
        let files = match &self.folder {
            None => embedded(),
            Some(folder) => from_folder(folder).map_err(|error| failed(&error))?,
        };
        let files = if self.private { build_script::with_embedded_spec(files) } else { files };
        match load_with_warnings(&files) {
            Ok((model, warnings)) => {
                format.print_diagnostics(&self.shown(&files), &warnings);
                let settings =
                    if self.private { Settings::for_private_endpoints(&files, &model) } else { Settings::client() };
                Ok(Loaded { model, settings, has_warnings: !warnings.is_empty() })
            }
            Err(invalid) => {
                format.print_diagnostics(&self.shown(&invalid.files), &invalid.diagnostics);
                Err(ExitCode::from(DIAGNOSTICS_FOUND))
            }
        }
    }

    fn shown(&self, files: &[SourceFile]) -> Vec<SourceFile> {
        let Some(folder) = &self.folder else { return files.to_vec() };
        files.iter().map(|file| if file.is_external { file.clone() } else { below(folder, file) }).collect()
    }
}

/// Names a file of a folder by its path relative to the working directory, for editors and for annotations. In
/// generated code, the name begins with the name of the folder.
pub fn below(folder: &Path, file: &SourceFile) -> SourceFile {
    let Some((_, rest)) = file.name.split_once('/') else { return file.clone() };
    let path: PathBuf = folder.components().filter(|part| *part != Component::CurDir).collect();
    let name = path.join(rest).to_string_lossy().replace('\\', "/");
    let mut shown = file.clone();
    shown.name = name.into();
    shown.in_folder(&path.to_string_lossy().replace('\\', "/"))
}
