//! Saved pages, one or a folder of them, and the spec to read them by.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{fs, io};

use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use iotpay_gen::saved_page::html_of;
use iotpay_gen::source::SourceFile;
use iotpay_gen::{embedded, from_folder};

use super::output::{at, failed};
use super::spec::below;

/// The spec that pages are compared with.
#[derive(Args)]
pub(super) struct Tree {
    /// Folder with the YAML files of the spec [default: the embedded spec]
    #[arg(long, value_name = "DIR")]
    spec: Option<PathBuf>,
}

impl Tree {
    pub(super) fn files(&self) -> Result<Vec<SourceFile>, ExitCode> {
        match &self.spec {
            None => Ok(embedded()),
            Some(folder) => {
                let files = from_folder(folder).map_err(|error| failed(&error))?;
                Ok(files.iter().map(|file| below(folder, file)).collect())
            }
        }
    }
}

/// Reads a saved page; it is named by its path.
pub(super) fn saved(path: &Path) -> Result<SourceFile, ExitCode> {
    read(path).map_err(|error| failed(&at(path, &error)))
}

fn read(path: &Path) -> io::Result<SourceFile> {
    let invalid_data = |why: &str| io::Error::new(io::ErrorKind::InvalidData, why);
    let bytes = fs::read(path)?;
    if let Some((_, kind)) = OTHER_KINDS.iter().find(|(begin, _)| bytes.starts_with(begin)) {
        return Err(invalid_data(&format!("this is {kind}; save the page as HTML, Markdown or text")));
    }
    let text = match html_of(&bytes) {
        Some(html) => html.map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))?,
        None => decoded(bytes).ok_or_else(|| invalid_data("not UTF-8; save the page as UTF-8"))?,
    };
    Ok(SourceFile::new(&path.display().to_string(), &text))
}

/// The first bytes of files that may contain a page but cannot be read.
const OTHER_KINDS: [(&[u8], &str); 4] = [
    (b"bplist", "a Safari web archive"),
    (b"%PDF", "a PDF"),
    (b"PK\x03\x04", "an archive or an office document"),
    (b"\x1f\x8b", "a compressed file"),
];

/// Decodes UTF-8, or UTF-16 with a byte order mark, as editors on Windows write it.
fn decoded(bytes: Vec<u8>) -> Option<String> {
    let units: fn([u8; 2]) -> u16 = match bytes.get(..2) {
        Some([0xff, 0xfe]) => u16::from_le_bytes,
        Some([0xfe, 0xff]) => u16::from_be_bytes,
        _ => return String::from_utf8(bytes).ok(),
    };
    let (pairs, rest) = bytes[2..].as_chunks::<2>();
    let text = String::from_utf16(&pairs.iter().map(|pair| units(*pair)).collect::<Vec<_>>()).ok()?;
    rest.is_empty().then_some(text)
}

/// Reads the pages of a folder in the order of their names. An unreadable page is returned with the reason, and
/// does not affect the others.
pub(super) fn each_of(
    folder: &Path,
    mut work: impl FnMut(&Path, io::Result<SourceFile>) -> Result<(), ExitCode>,
) -> Result<(), ExitCode> {
    let paths = pages(folder).map_err(|error| failed(&at(folder, &error)))?;
    let bar = progress(paths.len());
    for path in &paths {
        bar.set_message(path.file_name().unwrap_or_default().to_string_lossy().into_owned());
        let page = read(path);
        bar.suspend(|| work(path, page))?;
        bar.inc(1);
    }
    bar.finish_and_clear();
    Ok(())
}

/// The extensions of saved pages.
const ENDINGS: [&str; 6] = ["html", "htm", "mhtml", "mht", "md", "txt"];

/// Returns the pages of a folder, in the order of their names.
fn pages(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let ending = path.extension().map(OsStr::to_ascii_lowercase);
        if path.is_file() && ENDINGS.iter().any(|it| ending.as_ref().is_some_and(|end| end == it)) {
            paths.push(path);
        }
    }
    paths.sort();
    if paths.is_empty() {
        return Err(io::Error::new(
            io::ErrorKind::NotFound,
            "no .html, .htm, .mhtml, .mht, .md or .txt file in this folder",
        ));
    }
    Ok(paths)
}

/// Creates a progress bar that is shown only on a terminal.
fn progress(pages: usize) -> ProgressBar {
    let bar = ProgressBar::new(u64::try_from(pages).unwrap_or(u64::MAX));
    match ProgressStyle::with_template("{bar:30} {pos}/{len} {msg}") {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}
