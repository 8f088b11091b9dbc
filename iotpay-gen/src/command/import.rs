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

use super::output::{DIAGNOSTICS_FOUND, Format, failed, print, print_stderr, style, write_file, write_silently};
use super::saved_page::{Tree, each_of, saved};

/// The long help text.
pub const LONG: &str = "\
Read a saved vendor page and write its tables as YAML: a draft of a page in `spec/`, to be reviewed by a \
person.

A page can be HTML saved by a browser (also as a single file, `.mhtml`), Markdown, or text copied from a \
browser, in which columns may have run together (`mchIdyString(30)10000701merchant ID`). The format is \
detected from the text. Ambiguous rows are marked with both readings, and unreadable rows are kept as \
comments: no row is lost, and none is invented. The draft contains these marks:

  # review: …    an ambiguous or unreadable row: check it on the page
  # describe     text to write in your own words

Exit codes: 0 success, 1 diagnostics found, 2 could not run.

Exit code 1 means that some rows are ambiguous (a footnote, text that is struck out, an indented name) \
or unreadable, or that some pages of a folder are unreadable. Each is shown with its line, and all other \
pages are written.";

/// The examples at the end of the long help.
pub const EXAMPLES: &str = "\
Examples:
  iotpay-gen import page.html                     print the YAML
  iotpay-gen import page.txt --out spec/general/17-new-page.yaml
  iotpay-gen import pages --out drafts            draft each page of a folder
  iotpay-gen import pages --out drafts --format json     print diagnostics as JSON
  iotpay-gen drift page.html                      compare a page that is already in the spec";

/// The options of `import`.
#[derive(Args)]
pub struct Options {
    /// Saved page, or a folder of saved pages (.html, .htm, .mhtml, .mht, .md, .txt)
    #[arg(value_name = "PAGE")]
    page: PathBuf,
    #[command(flatten)]
    tree: Tree,
    /// Copy the vendor's descriptions instead of leaving them empty
    #[arg(long)]
    with_descriptions: bool,
    /// Output file, or output folder for a folder of pages [default: standard output]
    #[arg(long, value_name = "OUT", required_if_eq_any([("format", "json"), ("format", "github")]))]
    out: Option<PathBuf>,
    /// Output format of diagnostics; `json` and `github` require `--out`
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

/// Reads the pages and writes the drafts.
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
        options.format.print_diagnostics(&reading.pages, &reading.found);
    }
    if reading.found.is_empty() { Ok(()) } else { Err(ExitCode::from(DIAGNOSTICS_FOUND)) }
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
                Err(error) => {
                    self.pages.push(SourceFile::new(&path.display().to_string(), ""));
                    let found = unread_page(self.pages.len() - 1, &error.to_string());
                    self.report(vec![found.help("save the page again as HTML, Markdown or text")]);
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

    /// Returns the YAML of a page, for a file or for standard output.
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
            let none = unread_page(id, "no table of fields found on this page");
            found.push(none.help("check that the saved page is complete; transcribe a page without tables by hand"));
        }
        self.report(found);
        if self.options.format == Format::Text {
            print_stderr(&counts);
        }
        yaml
    }

    /// Prints the diagnostics as text, and keeps them for other formats and the exit code.
    fn report(&mut self, found: Vec<Diagnostic>) {
        if self.options.format == Format::Text {
            for rendered in render_each(&self.pages, &found, style()) {
                print_stderr(&format!("{rendered}\n\n"));
            }
        }
        self.found.extend(found);
    }

    /// Writes the YAML, and reports it in the text format.
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
    format!("{rows} row{} in {tables} table{}, {reviews} to review, {unread} unreadable", plural(rows), plural(tables))
}
