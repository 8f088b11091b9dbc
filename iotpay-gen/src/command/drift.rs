//! `iotpay-gen drift`: compares saved pages with the spec.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use iotpay_gen::diagnostic::{Diagnostic, render_each};
use iotpay_gen::saved_page::{self, Difference, DriftError, SpecIndex, drift, read, unread_page, update_vendor_texts};
use iotpay_gen::source::SourceFile;

use super::output::{
    COULD_NOT_RUN, DIAGNOSTICS_FOUND, Format, print, print_explain_hint, print_stderr, say, style, write_silently,
};
use super::saved_page::{Tree, each_of, saved};

/// The long help text.
pub const LONG: &str = "\
Compare a saved vendor page with the spec. Save the page again (HTML, Markdown, or copied text) before \
you compare. For a folder, all pages are compared in one run.

Added, removed, moved and changed rows are shown with their location on the page and in the spec, as are \
different paths, methods, content types, dates and changelogs. Rows of the spec whose source is not the \
current page are not drift if they are missing from the page. Values, channels and limits in descriptions \
are compared to the extent that the spec records them. The wording of descriptions is compared by means of \
the fingerprints in `vendor_text`. Anything that was not found is reported: check it on the vendor page.
`since`, `until` and `deprecated` are not compared: vendor pages have no columns for them.

Record a reviewed difference that is intended in the page's `accepted_drift`.

Exit codes: 0 success, 1 diagnostics found, 2 could not run.";

/// The examples at the end of the long help.
pub const EXAMPLES: &str = "\
Examples:
  iotpay-gen drift page.html
  iotpay-gen drift page.txt --page 09-app-integrate.yaml
  iotpay-gen drift pages                          compare each page of a folder
  iotpay-gen drift pages --format github          print annotations, in a scheduled workflow
  iotpay-gen drift pages --spec spec              compare with the files of a folder
  iotpay-gen drift page.html --draft-accepted     write the differences as entries of `accepted_drift`";

/// The options of `drift`.
#[derive(Args)]
pub struct Options {
    /// Saved page, or a folder of saved pages (.html, .htm, .mhtml, .mht, .md, .txt)
    #[arg(value_name = "PAGE")]
    saved: PathBuf,
    #[command(flatten)]
    tree: Tree,
    /// File, path or title of the page in the spec [default: detected from the saved page]
    #[arg(long, value_name = "NAME")]
    page: Option<String>,
    /// Write the fingerprint of each row's description into the spec; requires `--spec`
    ///
    /// Use it after you have reviewed the page: later changes to the vendor's descriptions are then reported.
    #[arg(long, requires = "spec", conflicts_with = "draft_accepted")]
    update_hashes: bool,
    /// Write each difference as an entry of `accepted_drift`, to be completed with a reason and a date
    #[arg(long)]
    draft_accepted: bool,
    /// Output format of differences
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

/// Compares the pages and prints the differences.
pub fn run(options: &Options) -> Result<(), ExitCode> {
    let files = options.tree.files()?;
    let known = SpecIndex::of(&files);
    let of_spec = files.len();
    let mut comparison = Comparison { options, files, of_spec, known, found: Vec::new() };
    if options.saved.is_dir() {
        comparison.folder()?;
    } else {
        comparison.one(saved(&options.saved)?)?;
    }
    match options.format {
        Format::Text => print_explain_hint(&comparison.found),
        format => format.print_diagnostics(&comparison.files, &comparison.found),
    }
    if comparison.found.is_empty() { Ok(()) } else { Err(ExitCode::from(DIAGNOSTICS_FOUND)) }
}

const NOT_READ: &str = "save the page again as HTML, Markdown or text";
const NOT_FOUND: &str = "compare it with `--page`, or run `iotpay-gen import` to draft a page that is not in the spec";

struct Comparison<'a> {
    options: &'a Options,
    /// The files of the spec, followed by the saved pages.
    files: Vec<SourceFile>,
    /// The number of spec files.
    of_spec: usize,
    known: SpecIndex,
    found: Vec<Diagnostic>,
}

impl Comparison<'_> {
    fn one(&mut self, page: SourceFile) -> Result<(), ExitCode> {
        let name = page.name.to_string();
        let drift = self.drift(page).map_err(|error| {
            print_stderr(&format!("error: {name}: {error}\n"));
            ExitCode::from(COULD_NOT_RUN)
        })?;
        self.conclude(drift, "")
    }

    /// Reports a comparison, or writes the requested output instead.
    fn conclude(&mut self, drift: saved_page::Drift, prefix: &str) -> Result<(), ExitCode> {
        if self.options.update_hashes {
            return self.update(&drift, prefix);
        }
        let summary = drift.summary();
        if self.options.draft_accepted && !drift.differences.is_empty() {
            let entries: String = drift.differences.iter().map(Difference::to_yaml).collect();
            print(&format!("# {}\n  accepted_drift:\n{entries}", drift.file))?;
        }
        self.report(drift.found);
        self.say(&format!("{prefix}{summary}"));
        Ok(())
    }

    /// Writes the fingerprints of a page into the file of the spec.
    fn update(&mut self, drift: &saved_page::Drift, prefix: &str) -> Result<(), ExitCode> {
        let Some(at) = self.files.iter().position(|file| *file.name == *drift.file) else { return Ok(()) };
        let (text, number) = update_vendor_texts(&self.files[at], drift).map_err(|error| {
            print_stderr(&format!("error: {error}\n"));
            ExitCode::from(COULD_NOT_RUN)
        })?;
        if number > 0 {
            write_silently(&text, Path::new(&drift.file))?;
            self.files[at] = SourceFile::new(&drift.file, &text);
            // Locations in the file have changed.
            self.known = SpecIndex::of(&self.files[..self.of_spec]);
        }
        let plural = if number == 1 { "" } else { "s" };
        self.say(&format!("{prefix}{number} fingerprint{plural} written to {}", drift.file));
        Ok(())
    }

    fn folder(&mut self) -> Result<(), ExitCode> {
        if self.options.page.is_some() {
            let folder = self.options.saved.display();
            print_stderr(&format!("error: `--page` requires a single saved page, but {folder} is a folder\n"));
            return Err(ExitCode::from(COULD_NOT_RUN));
        }
        let (mut compared, mut different, mut not_compared) = (0_usize, 0_usize, 0_usize);
        each_of(&self.options.saved, |path, page| {
            let name = path.display().to_string();
            let drift = match page {
                Ok(page) => self.drift(page).map_err(|error| (error.to_string(), NOT_FOUND)),
                Err(error) => {
                    self.files.push(SourceFile::new(&name, ""));
                    Err((error.to_string(), NOT_READ))
                }
            };
            match drift {
                Ok(drift) => {
                    compared += 1;
                    different += usize::from(!drift.found.is_empty());
                    self.conclude(drift, &format!("{name}: "))?;
                }
                Err((why, help)) => {
                    not_compared += 1;
                    self.report(vec![unread_page(self.files.len() - 1, &why).help(help)]);
                }
            }
            Ok(())
        })?;
        let missed = if not_compared == 0 { String::new() } else { format!(", {not_compared} could not be compared") };
        self.say(&format!("pages: {compared} compared, {different} of them with drift{missed}"));
        Ok(())
    }

    /// Returns the drift of a page, which becomes the last file.
    fn drift(&mut self, page: SourceFile) -> Result<saved_page::Drift, DriftError> {
        let id = self.files.len();
        let imported = read(id, &page, &self.known);
        self.files.push(page);
        drift(&self.files, id, &imported, self.options.page.as_deref(), &self.known)
    }

    /// Prints a line in the text format.
    fn say(&self, line: &str) {
        if self.options.format == Format::Text {
            say(line);
        }
    }

    /// Prints the diagnostics as text, and keeps them for other formats and the exit code.
    fn report(&mut self, found: Vec<Diagnostic>) {
        if self.options.format == Format::Text {
            for rendered in render_each(&self.files, &found, style()) {
                print_stderr(&format!("{rendered}\n\n"));
            }
        }
        self.found.extend(found);
    }
}
