//! One side of a comparison: a folder, a file or a revision.

use std::fs;
use std::path::Path;

use iotpay_gen::build_script::with_embedded_spec;
use iotpay_gen::model::Model;
use iotpay_gen::raw::File;
use iotpay_gen::source::SourceFile;
use iotpay_gen::{embedded, from_folder, load};

use super::super::output::style;
use super::revision;

/// Reads both sides, or returns the diagnostics of an invalid one.
pub fn load_both(old: &str, new: &str, is_private: bool) -> Result<(Model, Model), String> {
    let (older, newer) = match (file(old)?, file(new)?) {
        // Two files are two versions of one page, even if their names differ.
        (Some(older), Some(newer)) => {
            let name = name_in_the_own(old, &older)?.or(name_in_the_own(new, &newer)?);
            let name = name.unwrap_or_else(|| file_name(new));
            (in_the_own(&name, &older), in_the_own(&name, &newer))
        }
        (older, newer) => (tree(old, older, is_private)?, tree(new, newer, is_private)?),
    };
    Ok((sound("older", old, &older)?, sound("newer", new, &newer)?))
}

fn tree(argument: &str, file: Option<String>, is_private: bool) -> Result<Vec<SourceFile>, String> {
    if let Some(text) = file {
        let name = name_in_the_own(argument, &text)?.unwrap_or_else(|| file_name(argument));
        return Ok(in_the_own(&name, &text));
    }
    let files = if Path::new(argument).exists() {
        from_folder(Path::new(argument)).map_err(|error| format!("error: {error}\n"))?
    } else {
        revision::read(argument).map_err(|message| format!("error: {message}\n"))?
    };
    Ok(if is_private { with_embedded_spec(files) } else { files })
}

fn sound(which: &str, argument: &str, files: &[SourceFile]) -> Result<Model, String> {
    load(files).map_err(|invalid| {
        let findings = invalid.render(style());
        format!("{findings}error: the {which} spec, `{argument}`, is invalid\n")
    })
}

/// Returns the text of a single file, or `None` if the argument is not a YAML file.
fn file(argument: &str) -> Result<Option<String>, String> {
    if !Path::new(argument).is_file() {
        return Ok(None);
    }
    let bytes = fs::read(argument).map_err(|error| format!("error: {argument}: {error}\n"))?;
    String::from_utf8(bytes).map(Some).map_err(|_| format!("error: {argument}: this file is not UTF-8\n"))
}

fn file_name(argument: &str) -> String {
    let name = Path::new(argument).file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    format!("spec/{name}")
}

/// Returns the file of the embedded spec that a text is another version of: the file with the same name (of several,
/// the one with the same page), or else the file with the same page under another name.
fn name_in_the_own(argument: &str, text: &str) -> Result<Option<String>, String> {
    let own = embedded();
    let given = file_name(argument);
    let leaf = |name: &str| name.rsplit('/').next().map(str::to_owned);
    let address = |file: &SourceFile| {
        let page = File::parse(file).ok()?.page?;
        (page.path.value != "unknown").then_some(page.path.value)
    };
    let named: Vec<&SourceFile> = own.iter().filter(|file| leaf(&file.name) == leaf(&given)).collect();
    if let [one] = named.as_slice() {
        return Ok(Some(one.name.to_string()));
    }
    let wanted = address(&SourceFile::new(&given, text));
    let is_same = |file: &&&SourceFile| wanted.is_some() && address(file) == wanted;
    if named.is_empty() {
        return Ok(own.iter().find(|file| is_same(&file)).map(|file| file.name.to_string()));
    }
    match named.iter().find(is_same) {
        Some(file) => Ok(Some(file.name.to_string())),
        None => Err(format!(
            "error: {argument}: several files of the embedded spec have this name; compare folders instead\n"
        )),
    }
}

/// Returns the embedded spec with a text that replaces the file of this name, or that is added to the others.
fn in_the_own(name: &str, text: &str) -> Vec<SourceFile> {
    let mut files = embedded();
    let fresh = SourceFile::new(name, text).in_folder("spec");
    match files.iter_mut().find(|file| *file.name == *name) {
        Some(file) => *file = fresh,
        None => files.push(fresh),
    }
    files
}
