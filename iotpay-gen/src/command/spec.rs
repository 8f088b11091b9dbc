//! The spec that a command reads.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use iotpay_gen::model::Model;
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
        let files = if self.private { build_script::beside_the_own(files) } else { files };
        match load_with_warnings(&files) {
            Ok((model, warnings)) => {
                format.tell(&files, &warnings);
                let settings =
                    if self.private { Settings::beside_the_client(&files, &model) } else { Settings::client() };
                Ok(Loaded { model, settings, is_sound: warnings.is_empty() })
            }
            Err(invalid) => {
                format.tell(&invalid.files, &invalid.diagnostics);
                Err(ExitCode::from(UNSOUND))
            }
        }
    }
}
