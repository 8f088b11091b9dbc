//! `iotpay-gen import`: saved pages as YAML.

use std::collections::HashMap;
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use iotpay_gen::diagnostic::{Diagnostic, render_each};
use iotpay_gen::saved_page::{ImportedPage, SpecIndex, Table, diagnostics, read, to_yaml, unread_page};
use iotpay_gen::schema::{DEFAULT_SCHEMA_PATH, schema_path_for};
use iotpay_gen::source::SourceFile;

use super::output::{Format, UNSOUND, complain, failed, print, style, write_file, write_silently};
use super::saved_page::{Tree, each_of, saved};

/// What the long help says.
pub const LONG: &str = "\
Reads a saved page of the vendor and writes the YAML of its tables: a draft of a page in `spec/`, for \
somebody's review.

A page may be HTML as a browser saves it, also as a single file (`.mhtml`), Markdown, or text copied from a browser, \
whose columns may have run together (`mchIdyString(30)10000701merchant ID`). The form is recognised by the text. What can be read \
in two ways is marked with both readings, and what cannot be read is kept as a comment: no row is lost, and \
none invented. The draft says:

  # review: …    a row that can be read in two ways, or that could not be read: look at the page
  # describe     a text to write in your own words

Exit code 0: all rows were read; 1: some were not, or can be read in two ways (a footnote, text that is struck \
out, an indented name), each is shown with its line, or pages of a folder were not, and the others are written; 2: the page could not be read, or nothing could be written.";

/// The examples at the end of the long help.
pub const EXAMPLES: &str = "\
Examples:
  iotpay-gen import page.html                     show the YAML
  iotpay-gen import page.txt --out spec/general/17-new-page.yaml
  iotpay-gen import pages --out drafts            each page of a folder
  iotpay-gen import pages --out drafts --format json     what could not be read, for programs
  iotpay-gen drift page.html                      what has changed on a page that the spec has";

/// What is read, and where the YAML goes.
#[derive(Args)]
pub struct Options {
    /// The saved page, or a folder of them (.html, .htm, .mhtml, .mht, .md, .txt).
    #[arg(value_name = "PAGE")]
    page: PathBuf,
    #[command(flatten)]
    tree: Tree,
    /// Copies the vendor's descriptions; else they are left to be written in your own words.
    #[arg(long)]
    with_descriptions: bool,
    /// Where the YAML goes, for a folder of pages a folder; standard output when left out.
    #[arg(long, value_name = "OUT", required_if_eq_any([("format", "json"), ("format", "github")]))]
    out: Option<PathBuf>,
    /// How rows that could not be read are told; programs are told on standard output, so that the
    /// YAML needs `--out`.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

/// Reads and writes.
pub fn run(options: &Options) -> Result<(), ExitCode> {
    let spec = options.tree.files()?;
    let known = SpecIndex::of(&spec);
    let mut reading = Reading { options, spec, known, pages: Vec::new(), found: Vec::new() };
    if options.page.is_dir() {
        reading.folder()?;
    } else {
        let out = options.out.as_deref();
        let yaml = reading.page(saved(&options.page)?, out);
        reading.write(&yaml, out)?;
    }
    if options.format != Format::Text {
        options.format.tell(&reading.pages, &reading.found);
    }
    if reading.found.is_empty() { Ok(()) } else { Err(ExitCode::from(UNSOUND)) }
}

struct Reading<'a> {
    options: &'a Options,
    spec: Vec<SourceFile>,
    known: SpecIndex,
    pages: Vec<SourceFile>,
    found: Vec<Diagnostic>,
}

impl Reading<'_> {
    fn folder(&mut self) -> Result<(), ExitCode> {
        let mut written = HashMap::new();
        each_of(&self.options.page, |path, page| {
            let page = match page {
                Ok(page) => page,
                Err(why) => {
                    self.pages.push(SourceFile::new(&path.display().to_string(), ""));
                    let found = unread_page(self.pages.len() - 1, &why);
                    self.tell(vec![found.help("save the page anew, as HTML, Markdown or text")]);
                    return Ok(());
                }
            };
            let name = page.name.clone();
            let file = self.options.out.as_ref();
            let file = file.map(|out| out.join(path.file_stem().unwrap_or_default()).with_extension("yaml"));
            let yaml = self.page(page, file.as_deref());
            let Some(file) = file else { return print(&format!("---\n# {name}\n{yaml}")) };
            if let Some(other) = written.insert(file.clone(), path.to_owned()) {
                let message = format!(
                    "{} and {} would both be written to {}; rename one of them",
                    other.display(),
                    path.display(),
                    file.display()
                );
                return Err(failed(&io::Error::new(io::ErrorKind::AlreadyExists, message)));
            }
            self.write(&yaml, Some(&file))
        })
    }

    /// The YAML of a page, for a file or for standard output.
    fn page(&mut self, page: SourceFile, file: Option<&Path>) -> String {
        let id = self.pages.len();
        let imported = read(id, &page, &self.known);
        let schema = file.map_or_else(|| DEFAULT_SCHEMA_PATH.to_owned(), schema_path_for);
        let with_descriptions = self.options.with_descriptions;
        let yaml = to_yaml(&page, &imported, &self.spec, &self.known, with_descriptions, &schema);
        let counts = format!("{}: {}\n", page.name, counts(&imported));
        self.pages.push(page);
        let mut found = diagnostics(&imported);
        if imported.tables.is_empty() {
            let none = unread_page(id, "no table of fields was found on this page");
            found.push(none.help("is the saved page whole? a page without tables is written by hand"));
        }
        self.tell(found);
        if self.options.format == Format::Text {
            complain(&counts);
        }
        yaml
    }

    /// Tells people the findings, and keeps them for programs and the exit code.
    fn tell(&mut self, found: Vec<Diagnostic>) {
        if self.options.format == Format::Text {
            for finding in render_each(&self.pages, &found, style()) {
                complain(&format!("{finding}\n\n"));
            }
        }
        self.found.extend(found);
    }

    /// Writes the YAML; what was written is said to people alone.
    fn write(&self, yaml: &str, file: Option<&Path>) -> Result<(), ExitCode> {
        match file {
            Some(file) if self.options.format == Format::Text => write_file(yaml, file),
            Some(file) => write_silently(yaml, file),
            None => print(yaml),
        }
    }
}

fn counts(imported: &ImportedPage) -> String {
    let rows: Vec<_> = imported.tables.iter().flat_map(Table::rows).collect();
    let reviews = rows.iter().filter(|row| !row.reviews.is_empty()).count();
    let unread = imported.tables.iter().flat_map(Table::unread).chain(&imported.orphan_rows).count();
    if imported.tables.is_empty() {
        return "no table of fields was found".to_owned();
    }
    let (rows, tables) = (rows.len(), imported.tables.len());
    let plural = |number| if number == 1 { "" } else { "s" };
    format!("{rows} row{} in {tables} table{}, {reviews} to review, {unread} not read", plural(rows), plural(tables))
}
