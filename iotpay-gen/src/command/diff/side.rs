//! One side of a comparison: a folder, a file or a revision.

use std::fs;
use std::path::Path;

use iotpay_gen::build_script::with_embedded_spec;
use iotpay_gen::model::Model;
use iotpay_gen::raw::File;
use iotpay_gen::source::SourceFile;
use iotpay_gen::{embedded, from_folder, load};

use super::error::LoadError;
use super::revision;

/// Loads both sides.
///
/// # Errors
///
/// Returns [`LoadError`] if a side cannot be read or is invalid.
pub fn load_both(old: &str, new: &str, is_private: bool) -> Result<(Model, Model), LoadError> {
    let (older, newer) = match (file(old)?, file(new)?) {
        // Two files are two versions of one page, even if their names differ.
        (Some(older), Some(newer)) => {
            let name = embedded_name(old, &older)?.or(embedded_name(new, &newer)?);
            let name = name.unwrap_or_else(|| file_name(new));
            (embedded_with(&name, &older), embedded_with(&name, &newer))
        }
        (older, newer) => (tree(old, older, is_private)?, tree(new, newer, is_private)?),
    };
    Ok((load_side("older", old, &older)?, load_side("newer", new, &newer)?))
}

fn tree(argument: &str, file: Option<String>, is_private: bool) -> Result<Vec<SourceFile>, LoadError> {
    if let Some(text) = file {
        let name = embedded_name(argument, &text)?.unwrap_or_else(|| file_name(argument));
        return Ok(embedded_with(&name, &text));
    }
    let files = if Path::new(argument).exists() {
        from_folder(Path::new(argument)).map_err(LoadError::Folder)?
    } else {
        revision::read(argument)?
    };
    Ok(if is_private { with_embedded_spec(files) } else { files })
}

fn load_side(side: &'static str, argument: &str, files: &[SourceFile]) -> Result<Model, LoadError> {
    load(files).map_err(|spec| LoadError::Invalid { side, argument: argument.to_owned(), spec })
}

/// Returns the text of a single file, or `None` if the argument is not a YAML file.
fn file(argument: &str) -> Result<Option<String>, LoadError> {
    if !Path::new(argument).is_file() {
        return Ok(None);
    }
    let bytes = fs::read(argument).map_err(|error| LoadError::File { argument: argument.to_owned(), error })?;
    String::from_utf8(bytes).map(Some).map_err(|_| LoadError::NotUtf8 { argument: argument.to_owned() })
}

fn file_name(argument: &str) -> String {
    let name = Path::new(argument).file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    format!("spec/{name}")
}

/// Returns the file of the embedded spec that a text is another version of: the file with the same name (of several,
/// the one with the same page), or else the file with the same page under another name.
fn embedded_name(argument: &str, text: &str) -> Result<Option<String>, LoadError> {
    let embedded_files = embedded();
    let name = file_name(argument);
    let leaf = |name: &str| name.rsplit('/').next().map(str::to_owned);
    let address = |file: &SourceFile| {
        let page = File::parse(file).ok()?.page?;
        (page.path.value != "unknown").then_some(page.path.value)
    };
    let named: Vec<&SourceFile> = embedded_files.iter().filter(|file| leaf(&file.name) == leaf(&name)).collect();
    if let [one] = named.as_slice() {
        return Ok(Some(one.name.to_string()));
    }
    let page_path = address(&SourceFile::new(&name, text));
    let is_same = |file: &&&SourceFile| page_path.is_some() && address(file) == page_path;
    if named.is_empty() {
        return Ok(embedded_files.iter().find(|file| is_same(&file)).map(|file| file.name.to_string()));
    }
    match named.iter().find(is_same) {
        Some(file) => Ok(Some(file.name.to_string())),
        None => Err(LoadError::AmbiguousName { argument: argument.to_owned() }),
    }
}

/// Returns the embedded spec with a text that replaces the file of this name, or that is added to the others.
fn embedded_with(name: &str, text: &str) -> Vec<SourceFile> {
    let mut files = embedded();
    let fresh = SourceFile::new(name, text).in_folder("spec");
    match files.iter_mut().find(|file| *file.name == *name) {
        Some(file) => *file = fresh,
        None => files.push(fresh),
    }
    files
}
