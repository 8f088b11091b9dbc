//! `iotpay-gen drift`: what of saved pages the spec has otherwise.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use iotpay_gen::diagnostic::{Diagnostic, render_each};
use iotpay_gen::saved_page::{self, Difference, SpecIndex, drift, read, unread_page, update_vendor_texts};
use iotpay_gen::source::SourceFile;

use super::output::{FAILED, Format, UNSOUND, complain, complain_where_to_read, print, say, style, write_silently};
use super::saved_page::{Tree, each_of, saved};

/// What the long help says.
pub const LONG: &str = "\
Tells what a saved page of the vendor has otherwise than the spec. Save the vendor's page anew (HTML, \
Markdown, or copied text) and compare; of a folder, all pages are compared in one run.

Each row that is new, gone, moved or different is shown with its place on the page and in the spec, and so \
are addresses, methods, content types, the date and the changelog. Rows that the spec has from another \
source than the newest page are no drift while the page lacks them. Values, channels and limits in \
descriptions are compared as far as the spec records them, and the wording by its fingerprint in \
`vendor_text`. What was not found is reported as such: verify it on the vendor's page.

A reviewed difference that is to stay goes to the page's `accepted_drift`.

Exit code 0: no drift; 1: drift, or pages of a folder that could not be compared: each is a finding; 2: the \
comparison could not be made.";

/// The examples at the end of the long help.
pub const EXAMPLES: &str = "\
Examples:
  iotpay-gen drift page.html
  iotpay-gen drift page.txt --page 09-app-integrate.yaml
  iotpay-gen drift pages                          each page of a folder
  iotpay-gen drift pages --format github          in a scheduled workflow
  iotpay-gen drift pages --spec spec              against the files of a folder
  iotpay-gen drift page.html --draft-accepted     the differences as entries of `accepted_drift`";

/// What is compared, and how it is told.
#[derive(Args)]
pub struct Options {
    /// The saved page, or a folder of them (.html, .htm, .mhtml, .mht, .md, .txt).
    #[arg(value_name = "PAGE")]
    saved: PathBuf,
    #[command(flatten)]
    tree: Tree,
    /// File, path or title of the spec's page; found by path, title and address when left out.
    #[arg(long, value_name = "NAME")]
    page: Option<String>,
    /// Write the fingerprint of each row's description into the spec's files; needs `--spec`.
    ///
    /// Do so once the page is reviewed: from then on, any change of the vendor's wording is a difference.
    #[arg(long, requires = "spec", conflicts_with = "draft_accepted")]
    update_hashes: bool,
    /// Write each difference as an entry of `accepted_drift`, to be copied with a reason and a date.
    #[arg(long)]
    draft_accepted: bool,
    /// How differences are written.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

/// Compares and tells.
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
        Format::Text => complain_where_to_read(&comparison.found),
        format => format.tell(&comparison.files, &comparison.found),
    }
    if comparison.found.is_empty() { Ok(()) } else { Err(ExitCode::from(UNSOUND)) }
}

const NOT_READ: &str = "save the page anew, as HTML, Markdown or text";
const NOT_FOUND: &str = "compare it by itself, with `--page`; `iotpay-gen import` drafts a page that the spec has not";

struct Comparison<'a> {
    options: &'a Options,
    /// The spec's, and the saved pages after them.
    files: Vec<SourceFile>,
    /// How many of the files are the spec's.
    of_spec: usize,
    known: SpecIndex,
    found: Vec<Diagnostic>,
}

impl Comparison<'_> {
    fn one(&mut self, page: SourceFile) -> Result<(), ExitCode> {
        let name = page.name.to_string();
        let drift = self.drift(page).map_err(|why| {
            complain(&format!("error: {name}: {why}\n"));
            ExitCode::from(FAILED)
        })?;
        self.conclude(drift, "")
    }

    /// Reports a comparison, or writes what was asked for in place of it.
    fn conclude(&mut self, drift: saved_page::Drift, prefix: &str) -> Result<(), ExitCode> {
        if self.options.update_hashes {
            return self.update(&drift, prefix);
        }
        let summary = drift.summary();
        if self.options.draft_accepted && !drift.differences.is_empty() {
            let entries: String = drift.differences.iter().map(Difference::to_yaml).collect();
            print(&format!("# {}\n  accepted_drift:\n{entries}", drift.file))?;
        }
        self.tell(drift.found);
        self.say(&format!("{prefix}{summary}"));
        Ok(())
    }

    /// Writes the fingerprints of a page into the file of the spec.
    fn update(&mut self, drift: &saved_page::Drift, prefix: &str) -> Result<(), ExitCode> {
        let Some(at) = self.files.iter().position(|file| *file.name == *drift.file) else { return Ok(()) };
        let (text, number) = update_vendor_texts(&self.files[at], drift).map_err(|why| {
            complain(&format!("error: {why}\n"));
            ExitCode::from(FAILED)
        })?;
        if number > 0 {
            write_silently(&text, Path::new(&drift.file))?;
            self.files[at] = SourceFile::new(&drift.file, &text);
            // Places in the file have moved.
            self.known = SpecIndex::of(&self.files[..self.of_spec]);
        }
        let plural = if number == 1 { "" } else { "s" };
        self.say(&format!("{prefix}{number} fingerprint{plural} written to {}", drift.file));
        Ok(())
    }

    fn folder(&mut self) -> Result<(), ExitCode> {
        if self.options.page.is_some() {
            let folder = self.options.saved.display();
            complain(&format!("error: `--page` names the spec's page of one saved page, and {folder} is a folder\n"));
            return Err(ExitCode::from(FAILED));
        }
        let (mut compared, mut different, mut not_compared) = (0_usize, 0_usize, 0_usize);
        each_of(&self.options.saved, |path, page| {
            let name = path.display().to_string();
            let drift = match page {
                Ok(page) => self.drift(page).map_err(|why| (why, NOT_FOUND)),
                Err(why) => {
                    self.files.push(SourceFile::new(&name, ""));
                    Err((why, NOT_READ))
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
                    self.tell(vec![unread_page(self.files.len() - 1, &why).help(help)]);
                }
            }
            Ok(())
        })?;
        let missed = if not_compared == 0 { String::new() } else { format!(", {not_compared} could not be compared") };
        self.say(&format!("pages: {compared} compared, {different} of them with drift{missed}"));
        Ok(())
    }

    /// The drift of a page, which becomes the last of the files.
    fn drift(&mut self, page: SourceFile) -> Result<saved_page::Drift, String> {
        let id = self.files.len();
        let imported = read(id, &page, &self.known);
        self.files.push(page);
        drift(&self.files, id, &imported, self.options.page.as_deref(), &self.known)
    }

    /// A line for people.
    fn say(&self, line: &str) {
        if self.options.format == Format::Text {
            say(line);
        }
    }

    /// Tells people the findings, and keeps them for programs and the exit code.
    fn tell(&mut self, found: Vec<Diagnostic>) {
        if self.options.format == Format::Text {
            for finding in render_each(&self.files, &found, style()) {
                complain(&format!("{finding}\n\n"));
            }
        }
        self.found.extend(found);
    }
}
