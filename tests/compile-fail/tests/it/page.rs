//! `docs/compile-errors.md` shows each case in `cases/` with its compile error. To update the page after a change:
//! `UPDATE_GOLDEN=1 cargo test -p iotpay-compile-fail --test it page::`. Review the diff.
//!
//! A folder is a chapter, and the `//!` line of a file is its heading.

use std::path::{Path, PathBuf};
use std::{env, fs};

const HEAD: &str = "\
# Compile errors

Most mistakes in a request are reported at compile time, by `cargo check` and in the editor. This page lists
them: the code, and then the error of rustc 1.95. The wording of other versions may differ.

Errors of `request!` name the field and its rule, and end with the URL of the vendor page that documents the
rule. Missing fields are reported at the name of the request. Errors with a number, such as E0277, are type
errors of rustc, reported at the value; a `note` lists the accepted types.

Values known only at run time are validated by the same rules when the request is built. `request!` is always a
`Result`, even if every value is a literal, and its error contains all invalid fields. If the channel is chosen at
run time, as in `CustomerScanQr`, the rules of the channel are also checked then.

A test generates this page from the files in `tests/compile-fail/cases` (see
`tests/compile-fail/tests/it/page.rs`). Paths in the errors are relative to `tests/compile-fail/`. `$WORKSPACE` is
the folder of this project, and `$N` is a number.

";

/// The folders in order, with their titles.
const CHAPTERS: [(&str, &str); 14] = [
    ("01_missing", "Missing required fields"),
    ("02_unknown", "Unknown fields"),
    ("03_length", "Text length"),
    ("04_format", "Invalid formats"),
    ("05_amount", "Invalid amounts"),
    ("06_enum_value", "Invalid enum values"),
    ("07_mutually_exclusive", "Mutually exclusive fields"),
    ("08_mismatched_type", "Mismatched types"),
    ("09_credentials", "Fields filled in by the client"),
    ("10_secret", "Secrets"),
    ("11_type", "Mismatched values"),
    ("12_syntax", "Syntax errors"),
    ("13_custom_request", "Custom requests"),
    ("14_deprecated", "Deprecated requests, fields and values"),
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn folder() -> PathBuf {
    root().join("tests/compile-fail/cases")
}

#[test]
fn page_shows_all_cases() {
    let path = root().join("docs/compile-errors.md");
    let page = page();
    if env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(&path, &page).unwrap();
    }
    let kept = fs::read_to_string(path).unwrap_or_default();
    let differs = kept.lines().zip(page.lines()).position(|(kept, page)| kept != page);
    let line = differs.unwrap_or(kept.lines().count().min(page.lines().count())) + 1;
    assert!(
        kept == page,
        "docs/compile-errors.md differs from line {line}; to update it: UPDATE_GOLDEN=1 cargo test -p \
         iotpay-compile-fail --test it page::"
    );
}

#[test]
fn readme_shows_two_cases() {
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    let blocks = readme.split("```text\n").skip(1).filter_map(|rest| Some(rest.split_once("\n```")?.0));
    let shown: Vec<_> = blocks.filter(|block| block.starts_with("error: ")).map(without_file).collect();
    let all = CHAPTERS.iter().flat_map(|(chapter, _)| mistakes(chapter));
    let known: Vec<_> = all.map(|mistake| without_file(mistake.error.trim_end())).collect();
    assert_eq!(shown.len(), 2, "{shown:?}");
    for error in shown {
        assert!(known.contains(&error), "this is not a compile error of any case:\n{error}");
    }
}

/// Returns an error without the name of the file.
fn without_file(error: &str) -> String {
    let lines = error.lines().map(|line| match (line.split_once("--> "), line.rsplit_once(".rs:")) {
        (Some((arrow, _)), Some((_, place))) => format!("{arrow}--> {place}"),
        _ => line.to_owned(),
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn every_folder_is_a_chapter() {
    let chapters: Vec<_> = CHAPTERS.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(names(&folder()), chapters);
}

fn page() -> String {
    let mut page = HEAD.to_owned();
    let contents = (1_u32..).zip(CHAPTERS).map(|(number, (_, title))| {
        let anchor: String = title.to_lowercase().replace(' ', "-").replace(['`', ',', '!', '\''], "");
        format!("{number}. [{title}](#{number}-{anchor})\n")
    });
    page.extend(contents);
    for (number, (name, title)) in (1_u32..).zip(CHAPTERS) {
        page.extend(["\n## ", &number.to_string(), ". ", title, "\n"]);
        let mut mistakes = mistakes(name);
        // Cases with `request!` come first.
        mistakes.sort_by_key(|mistake| mistake.heading.starts_with("Without `request!`"));
        page.extend(mistakes.iter().map(Mistake::section));
    }
    page
}

/// Returns the cases of a chapter, sorted by file name.
fn mistakes(chapter: &str) -> Vec<Mistake> {
    let folder = folder().join(chapter);
    let names = names(&folder);
    names.iter().filter_map(|name| name.strip_suffix(".rs")).map(|name| Mistake::read(&folder, name)).collect()
}

/// A mistake and its compile error.
struct Mistake {
    heading: String,
    source: String,
    error: String,
}

impl Mistake {
    fn read(folder: &Path, name: &str) -> Self {
        let read = |end: &str| {
            let path = folder.join(format!("{name}.{end}"));
            fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
        };
        let (source, error) = (read("rs"), read("stderr"));
        let heading: Vec<_> = source.lines().map_while(|line| line.strip_prefix("//! ")).collect();
        let heading = if heading.is_empty() { name.replace('_', " ") } else { heading.join(" ") };
        Self { heading: capital(heading.trim_end_matches('.')), source, error }
    }

    fn section(&self) -> String {
        let (heading, lines, error) = (&self.heading, excerpt(&self.source), self.error.trim_end());
        format!("\n### {heading}\n\n```rust\n{lines}\n```\n\n```text\n{error}\n```\n")
    }
}

fn capital(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().into_iter().flat_map(char::to_uppercase).chain(characters).collect()
}

/// Returns the relevant lines, without the head of the file and `main`.
fn excerpt(source: &str) -> String {
    let is_head = |line: &&str| line.is_empty() || line.starts_with("//!") || line.starts_with("use ");
    let lines: Vec<_> = source.lines().skip_while(is_head).collect();
    match lines.as_slice() {
        ["fn main() {", body @ .., "}"] => {
            let body: Vec<_> = body.iter().map(|line| line.strip_prefix("    ").unwrap_or(line)).collect();
            body.join("\n")
        }
        [items @ .., "fn main() {}"] => items.join("\n").trim_end().to_owned(),
        all => all.join("\n"),
    }
}

/// Returns the sorted names in a folder.
fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}
