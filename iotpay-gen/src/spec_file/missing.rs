//! Missing shared files: one diagnostic for each file replaces those for every name that is undefined without it.

use std::collections::HashSet;

use crate::diagnostic::{Code, Diagnostic, Severity, Sink};
use crate::raw::File;
use crate::source::SourceFile;

/// Reports missing shared files of the project's spec that its other files need. `read` is the number of diagnostics
/// before names were looked up.
pub(crate) fn report(sources: &[SourceFile], files: &[File], read: usize, sink: &mut Sink) {
    let is_error = |it: &&Diagnostic| it.code.severity() == Severity::Error;
    let found: Vec<&Diagnostic> = sink.since(read).iter().filter(is_error).collect();
    let Some(span) = found.iter().map(|it| it.span).min() else { return };
    let places = found.len();
    let present: HashSet<&str> = sources.iter().map(|source| below(&source.name)).collect();
    let shared: Vec<_> = iotpay_spec::FILES.iter().filter(|(name, _)| below(name).starts_with("shared/")).collect();
    // Specs that are not a copy of the embedded spec have their own files.
    if !shared.iter().any(|(name, _)| present.contains(below(name))) {
        return;
    }
    let missing_files: Vec<_> = shared
        .into_iter()
        .filter(|(name, _)| !present.contains(below(name)))
        .filter_map(|(name, text)| Some((name, contents(&File::parse(&SourceFile::new(name, text)).ok()?, files)?)))
        .map(|(name, contents)| {
            let label = match places {
                1 => "required here".to_owned(),
                _ => format!("required in {places} locations, first here"),
            };
            let message = format!("missing shared file `{name}`, which defines {contents}");
            Diagnostic::new(Code::UnknownName, span, message, label).help(format!(
                "restore the file, for example with `git checkout -- {name}`, or move these definitions to another file"
            ))
        })
        .collect();
    if !missing_files.is_empty() {
        sink.keep_warnings_since(read);
        for it in missing_files {
            sink.push(it);
        }
    }
}

/// A file's name below the folder of the spec.
fn below(name: &str) -> &str {
    name.split_once('/').map_or(name, |(_, rest)| rest)
}

/// Describes the content of a file in words; returns `None` if the other files define some of it.
fn contents(missing: &File, files: &[File]) -> Option<String> {
    let mut parts = Vec::new();
    let names: Vec<&str> = missing.enumerations.iter().map(|it| it.name.value.as_str()).collect();
    let is_known = |name: &str| files.iter().flat_map(|file| &file.enumerations).any(|it| it.name.value == name);
    if names.iter().any(|name| is_known(name)) {
        return None;
    }
    parts.extend(list("the enumeration", &names));
    let families: Vec<&str> = missing.families.iter().map(|it| it.name.value.as_str()).collect();
    if !families.is_empty() && files.iter().any(|file| !file.families.is_empty()) {
        return None;
    }
    parts.extend(list("the family", &families));
    if missing.signing.is_some() {
        if files.iter().any(|file| file.signing.is_some()) {
            return None;
        }
        parts.push("the signing rule".to_owned());
    }
    if !missing.fields.is_empty() {
        if files.iter().any(|file| !file.fields.is_empty()) {
            return None;
        }
        let names: Vec<&str> = missing.fields.iter().map(|(name, _)| name.value.as_str()).collect();
        parts.extend(list("the shared rule (`fields:`) of the field", &names));
    }
    if !missing.family_fields.is_empty() {
        parts.push("the rules of families (`family_fields:`)".to_owned());
    }
    Some(parts.join(", and "))
}

fn list(what: &str, names: &[&str]) -> Option<String> {
    const MAX: usize = 6;
    let shown = names.iter().take(MAX).map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    let plural = if names.len() == 1 { what.to_owned() } else { plural(what) };
    match names.len().checked_sub(MAX) {
        _ if names.is_empty() => None,
        Some(more) if more > 0 => Some(format!("{plural} {shown} and {more} more")),
        _ => Some(format!("{plural} {shown}")),
    }
}

fn plural(what: &str) -> String {
    match what.strip_suffix('y') {
        Some(stem) => format!("{stem}ies"),
        None if what.ends_with("the field") => what.replacen("rule", "rules", 1) + "s",
        None => format!("{what}s"),
    }
}
