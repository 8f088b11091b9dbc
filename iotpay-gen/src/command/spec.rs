//! The spec that a command reads.

use std::path::{Component, Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use iotpay_gen::model::Model;
use iotpay_gen::source::SourceFile;
use iotpay_gen::{Settings, build_script, embedded, from_folder, load_with_warnings};

use super::output::{Format, UNSOUND, failed};

/// What is read.
#[derive(Args)]
pub struct Spec {
    /// Folder with the YAML files; the project's own spec when left out.
    #[arg(value_name = "DIR")]
    pub folder: Option<PathBuf>,
    /// The folder is that of another crate, whose pages share the project's families, signing rule
    /// and enumerations.
    #[arg(long, requires = "folder")]
    pub private: bool,
}

/// A spec without errors.
pub struct Loaded {
    pub model: Model,
    pub settings: Settings,
    /// Whether it is without warnings too.
    pub is_sound: bool,
}

impl Spec {
    /// Loads it, and tells what is wrong with it.
    pub fn load(&self, format: Format) -> Result<Loaded, ExitCode> {
        let files = match &self.folder {
            None => embedded(),
            Some(folder) => from_folder(folder).map_err(|error| failed(&error))?,
        };
        let files = if self.private { build_script::with_embedded_spec(files) } else { files };
        match load_with_warnings(&files) {
            Ok((model, warnings)) => {
                format.tell(&self.shown(&files), &warnings);
                let settings =
                    if self.private { Settings::for_private_endpoints(&files, &model) } else { Settings::client() };
                Ok(Loaded { model, settings, is_sound: warnings.is_empty() })
            }
            Err(invalid) => {
                format.tell(&self.shown(&invalid.files), &invalid.diagnostics);
                Err(ExitCode::from(UNSOUND))
            }
        }
    }

    fn shown(&self, files: &[SourceFile]) -> Vec<SourceFile> {
        let Some(folder) = &self.folder else { return files.to_vec() };
        files.iter().map(|file| if file.is_external { file.clone() } else { below(folder, file) }).collect()
    }
}

/// A file of a folder under the path by which it is found from here, for editors and for annotations of
/// pull requests. In the code that is generated its name begins with the folder's own.
pub fn below(folder: &Path, file: &SourceFile) -> SourceFile {
    let Some((_, rest)) = file.name.split_once('/') else { return file.clone() };
    let path: PathBuf = folder.components().filter(|part| *part != Component::CurDir).collect();
    let name = path.join(rest).to_string_lossy().replace('\\', "/");
    let mut shown = file.clone();
    shown.name = name.into();
    shown.in_folder(&path.to_string_lossy().replace('\\', "/"))
}
