//! `drift`: what of a saved page the spec has otherwise.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use iotpay_gen::diagnostic::render;
use iotpay_gen::import::{self, Known, drift, read};
use iotpay_gen::source::SourceFile;

use super::saved_page::{Tree, saved};
use crate::Format;

/// What the long help says.
pub const LONG: &str = "\
Tells what a saved page of the vendor has otherwise than the spec. Save the vendor's page anew (HTML, \
Markdown, or copied text) and compare.

Each row that is new, gone, moved or different is shown with its place on the page and in the spec, and so \
are addresses, methods, content types, the date and the changelog. Rows that the spec has from another \
source than the newest page are no drift while the page lacks them.

Exit code 0: no drift; 1: drift; 2: the comparison could not be made.";

/// The examples at the end of the long help.
pub const EXAMPLES: &str = "\
Examples:
  iotpay-gen drift page.html
  iotpay-gen drift page.txt --page 09-app-integrate.yaml
  iotpay-gen drift page.html --format github      in a scheduled workflow";

/// What is compared, and how it is told.
#[derive(Args)]
pub struct Options {
    /// The saved page.
    #[arg(value_name = "PAGE")]
    saved: PathBuf,
    #[command(flatten)]
    tree: Tree,
    /// File, path or title of the spec's page; found by path, title and address when left out.
    #[arg(long, value_name = "NAME")]
    page: Option<String>,
    /// How differences are written.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

/// Compares and tells.
pub fn run(options: &Options) -> Result<(), ExitCode> {
    options.run()
}

impl Options {
    fn run(&self) -> Result<(), ExitCode> {
        let mut files = self.tree.files()?;
        let known = Known::of(&files);
        files.push(saved(&self.saved)?);
        let (id, page) = (files.len() - 1, files[files.len() - 1].clone());
        let imported = read(id, &page, &known);
        let drift = drift(&files, &imported, self.page.as_deref(), &known).map_err(|why| {
            crate::complain(&format!("error: {}: {why}\n", page.name));
            ExitCode::from(crate::FAILED)
        })?;
        self.tell(&files, &drift);
        if drift.found.is_empty() { Ok(()) } else { Err(ExitCode::from(crate::UNSOUND)) }
    }

    fn tell(&self, files: &[SourceFile], drift: &import::Drift) {
        if self.format != Format::Text {
            self.format.tell(files, &drift.found);
            return;
        }
        let style = crate::style();
        for found in &drift.found {
            crate::complain(&format!("{}\n\n", render(files, found, style)));
        }
        crate::say(&drift.summary());
    }
}
