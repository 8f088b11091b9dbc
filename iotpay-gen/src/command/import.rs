//! `import`: a saved page as YAML.

use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use iotpay_gen::diagnostic::render;
use iotpay_gen::import::{Imported, Known, Table, findings, read, to_yaml};
use iotpay_gen::source::SourceFile;

use super::saved_page::{Tree, saved};

/// What the long help says.
pub const LONG: &str = "\
Reads a saved page of the vendor and writes the YAML of its tables: a draft of a page in `spec/`, for \
somebody's review.

A page may be HTML as a browser saves it, Markdown, or text copied from a browser, whose columns may have \
run together (`mchIdyString(30)10000701merchant ID`). The form is recognised by the text. What can be read \
in two ways is marked with both readings, and what cannot be read is kept as a comment: no row is lost, and \
none invented. The draft says:

  # review: …    a row that can be read in two ways, or that could not be read: look at the page
  # describe     a text to write in your own words

Exit code 0: all rows were read; 1: some were not, each is shown with its line; 2: the page could not be \
read.";

/// The examples at the end of the long help.
pub const EXAMPLES: &str = "\
Examples:
  iotpay-gen import page.html                     show the YAML
  iotpay-gen import page.txt --out spec/general/17-new-page.yaml
  iotpay-gen import pages --out drafts            each page of a folder
  iotpay-gen drift page.html                      what has changed on a page that the spec has";

/// What is read, and where the YAML goes.
#[derive(Args)]
pub struct Options {
    /// The saved page, or a folder of them (.html, .htm, .md, .txt).
    #[arg(value_name = "PAGE")]
    page: PathBuf,
    #[command(flatten)]
    tree: Tree,
    /// Copies the vendor's descriptions; else they are left to be written in your own words.
    #[arg(long)]
    with_descriptions: bool,
    /// Where the YAML goes, for a folder of pages a folder; standard output when left out.
    #[arg(long, value_name = "OUT")]
    out: Option<PathBuf>,
}

/// Reads and writes.
pub fn run(options: &Options) -> Result<(), ExitCode> {
    options.run()
}

impl Options {
    fn run(&self) -> Result<(), ExitCode> {
        let spec = self.tree.files()?;
        let known = Known::of(&spec);
        if !self.page.is_dir() {
            let (yaml, is_whole) = self.page(&saved(&self.page)?, &spec, &known);
            write(&yaml, self.out.as_deref())?;
            return if is_whole { Ok(()) } else { Err(ExitCode::from(crate::UNSOUND)) };
        }
        let paths = pages(&self.page).map_err(|error| crate::failed(&crate::at(&self.page, &error)))?;
        let bar = progress(paths.len());
        let mut are_whole = true;
        for path in &paths {
            bar.set_message(path.file_name().unwrap_or_default().to_string_lossy().into_owned());
            let page = saved(path)?;
            let (yaml, is_whole) = bar.suspend(|| self.page(&page, &spec, &known));
            are_whole &= is_whole;
            let file =
                self.out.as_ref().map(|out| out.join(path.file_stem().unwrap_or_default()).with_extension("yaml"));
            let yaml = if file.is_some() { yaml } else { format!("---\n# {}\n{yaml}", page.name) };
            bar.suspend(|| write(&yaml, file.as_deref()))?;
            bar.inc(1);
        }
        bar.finish_and_clear();
        if are_whole { Ok(()) } else { Err(ExitCode::from(crate::UNSOUND)) }
    }

    /// The YAML of a page, and whether all of its rows were read.
    fn page(&self, page: &SourceFile, spec: &[SourceFile], known: &Known) -> (String, bool) {
        let imported = read(0, page, known);
        let found = findings(&imported);
        let style = crate::style();
        for finding in &found {
            crate::complain(&format!("{}\n\n", render(std::slice::from_ref(page), finding, style)));
        }
        crate::complain(&format!("{}: {}\n", page.name, counts(&imported)));
        let is_whole = found.is_empty() && !imported.tables.is_empty();
        (to_yaml(page, &imported, spec, known, self.with_descriptions), is_whole)
    }
}

fn write(yaml: &str, file: Option<&Path>) -> Result<(), ExitCode> {
    match file {
        Some(file) => crate::write_file(yaml, file),
        None => crate::print(yaml),
    }
}

fn counts(imported: &Imported) -> String {
    let rows: Vec<_> = imported.tables.iter().flat_map(Table::rows).collect();
    let reviews = rows.iter().filter(|row| !row.reviews.is_empty()).count();
    let unread = imported.tables.iter().flat_map(Table::unread).count();
    if imported.tables.is_empty() {
        return "no table of fields was found".to_owned();
    }
    let (rows, tables) = (rows.len(), imported.tables.len());
    let plural = |number| if number == 1 { "" } else { "s" };
    format!("{rows} row{} in {tables} table{}, {reviews} to review, {unread} not read", plural(rows), plural(tables))
}

/// The pages of a folder, in the order of their names.
fn pages(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let ending = path.extension().map(OsStr::to_ascii_lowercase);
        if path.is_file() && ["html", "htm", "md", "txt"].iter().any(|it| ending.as_ref().is_some_and(|end| end == it))
        {
            paths.push(path);
        }
    }
    paths.sort();
    if paths.is_empty() {
        return Err(io::Error::new(io::ErrorKind::NotFound, "no .html, .htm, .md or .txt file in this folder"));
    }
    Ok(paths)
}

/// A bar on a terminal, and nothing elsewhere.
fn progress(pages: usize) -> ProgressBar {
    let bar = ProgressBar::new(u64::try_from(pages).unwrap_or(u64::MAX));
    match ProgressStyle::with_template("{bar:30} {pos}/{len} {msg}") {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}
