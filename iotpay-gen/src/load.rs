//! Loads spec files into a checked model.

use std::path::{Path, PathBuf};
use std::string::FromUtf8Error;
use std::{fmt, fs, io};

use crate::diagnostic::{Code, Diagnostic, Severity, Sink, Style, render_all};
use crate::model::Model;
use crate::model::{check, resolve};
use crate::raw::{File, SIGNING};
use crate::source::{SourceFile, Span, line_column};
use crate::spec_file::{missing, repair, yaml};
use crate::stage::{OnStage, Stage};

/// An invalid spec: all diagnostics, and the files that they point to.
#[derive(Debug, Clone)]
pub struct InvalidSpec {
    /// The files.
    pub files: Vec<SourceFile>,
    /// The diagnostics, in the order of files and locations.
    pub diagnostics: Vec<Diagnostic>,
}

impl InvalidSpec {
    /// Returns the diagnostics as text, with carets.
    pub fn render(&self, style: Style) -> String {
        render_all(&self.files, &self.diagnostics, style)
    }
}

impl fmt::Display for InvalidSpec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render(Style::Plain))
    }
}

impl std::error::Error for InvalidSpec {}

/// Reads, resolves and checks a spec. All errors of all files are returned together.
///
/// # Errors
///
/// Returns [`InvalidSpec`] if the spec has errors.
pub fn load(files: &[SourceFile]) -> Result<Model, InvalidSpec> {
    load_with_warnings(files).map(|(model, _)| model)
}

/// Like [`load`], but also returns the warnings of a spec without errors.
///
/// # Errors
///
/// Returns [`InvalidSpec`] if the spec has errors; it also contains the warnings.
pub fn load_with_warnings(files: &[SourceFile]) -> Result<(Model, Vec<Diagnostic>), InvalidSpec> {
    load_with_progress(files, &mut |_| {})
}

/// Like [`load_with_warnings`], but reports when a stage has ended.
///
/// # Errors
///
/// Returns [`InvalidSpec`] if the spec has errors; it also contains the warnings.
pub fn load_with_progress(files: &[SourceFile], done: OnStage<'_>) -> Result<(Model, Vec<Diagnostic>), InvalidSpec> {
    let mut sink = Sink::new();
    let mut raw = Vec::with_capacity(files.len());
    for (id, file) in files.iter().enumerate() {
        let before = sink.count();
        let read = yaml::parse(id, &file.text, &mut sink).and_then(|root| File::read(id, &root, &mut sink));
        let suggestion = repair::suggest_edit(sink.since(before), id, &file.text);
        if let Some(suggestion) = suggestion {
            sink.replace_since(before, suggestion);
        } else {
            raw.extend(read);
        }
    }
    let read = sink.end_reading();
    done(Stage::Read);
    // Without one of the files, defined names would appear to be undefined.
    let is_whole = raw.len() == files.len();
    let model = if is_whole && !report_missing_shared_tables(&raw, &mut sink) {
        resolve::resolve(files, &raw, &mut sink)
    } else {
        None
    };
    done(Stage::Resolve);
    if let Some(model) = &model {
        check::check(model, files, &raw, &mut sink);
    }
    missing::report(files, &raw, read, &mut sink);
    let diagnostics = sink.finish();
    done(Stage::Check);
    let has_errors = diagnostics.iter().any(|it| it.code.severity() == Severity::Error);
    match model {
        Some(model) if !has_errors => Ok((model, diagnostics)),
        _ => Err(InvalidSpec { files: files.to_vec(), diagnostics }),
    }
}

/// Reports pages without shared files: all their names would be undefined.
fn report_missing_shared_tables(files: &[File], sink: &mut Sink) -> bool {
    let has_any = files.iter().any(|file| file.signing.is_some() || !file.families.is_empty());
    if files.is_empty() || has_any || sink.is_unreadable(SIGNING) {
        return false;
    }
    let start = Span { file: 0, start: 0, end: 0 };
    let message = "missing families and signing rule in the spec";
    sink.push(Diagnostic::new(Code::MissingKey, start, message, "the first file of the spec").help(
        "use `--private` for private endpoints, which share the embedded families and signing rule; \
             any other spec needs shared files with `families:` and `signing:`",
    ));
    true
}

/// Returns the embedded spec.
pub fn embedded() -> Vec<SourceFile> {
    iotpay_spec::FILES.iter().map(|(name, text)| SourceFile::new(name, text).in_folder("spec")).collect()
}

/// Returns every YAML file below a folder, in the order of their names. A file name begins with the name of the
/// folder and not with the path to it: the folder `spec` results in `spec/general/…` from every working
/// directory, so that the same spec results in the same bytes.
///
/// # Errors
///
/// Returns an [`io::Error`] that names the unreadable path, or reports that there is no spec.
pub fn from_folder(folder: &Path) -> io::Result<Vec<SourceFile>> {
    if folder.is_file() {
        let message = format!("{}: expected a folder, found a file; pass the folder of the spec", folder.display());
        return Err(io::Error::new(io::ErrorKind::NotADirectory, message));
    }
    let mut paths = Vec::new();
    collect(folder, &mut paths)?;
    paths.sort();
    // Resolved first: `.` also has a name.
    let whole = fs::canonicalize(folder).map_err(|error| at(folder, &error))?;
    let root = whole.file_name().map_or_else(PathBuf::new, PathBuf::from);
    let mut files = Vec::with_capacity(paths.len());
    for path in paths {
        let bytes = fs::read(&path).map_err(|error| at(&path, &error))?;
        let text = String::from_utf8(bytes).map_err(|error| not_utf8(&path, &error))?;
        let name = root.join(path.strip_prefix(folder).unwrap_or(&path));
        let file = SourceFile::new(&name.to_string_lossy().replace('\\', "/"), &text);
        files.push(file.in_folder(&root.to_string_lossy()));
    }
    if files.is_empty() {
        let message = format!("{}: no .yaml file in this folder (symbolic links are not followed)", folder.display());
        return Err(io::Error::new(io::ErrorKind::NotFound, message));
    }
    Ok(files)
}

fn collect(folder: &Path, paths: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder).map_err(|error| at(folder, &error))? {
        let entry = entry.map_err(|error| at(folder, &error))?;
        let path = entry.path();
        // Symbolic links are not followed: they can form cycles.
        let kind = entry.file_type().map_err(|error| at(&path, &error))?;
        if kind.is_dir() && path.file_name().is_none_or(|name| name != "target") {
            collect(&path, paths)?;
        } else if kind.is_file() && path.extension().is_some_and(|extension| extension == "yaml") {
            paths.push(path);
        } else if kind.is_file() && path.extension().is_some_and(|extension| extension == "yml") {
            let message = format!("{}: expected the extension .yaml", path.display());
            return Err(io::Error::new(io::ErrorKind::InvalidInput, message));
        }
    }
    Ok(())
}

fn not_utf8(path: &Path, error: &FromUtf8Error) -> io::Error {
    let valid = error.utf8_error().valid_up_to();
    let before = String::from_utf8_lossy(&error.as_bytes()[..valid]);
    let (line, column) = line_column(&before, valid);
    let message = format!("{}:{line}:{column}: invalid UTF-8; save the file as UTF-8", path.display());
    io::Error::new(io::ErrorKind::InvalidData, message)
}

fn at(path: &Path, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {error}", path.display()))
}
