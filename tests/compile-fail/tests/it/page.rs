//! `docs/compile-errors.md` shows each mistake of `cases/` with what the compiler says of it.
//! After a change there, `UPDATE_GOLDEN=1 cargo test -p iotpay-compile-fail --test it page::` writes the page
//! anew; read it before keeping it.
//!
//! A file's folder is its chapter, and its `//!` line is its heading.

use std::path::{Path, PathBuf};
use std::{env, fs};

const HEAD: &str = "\
# What the compiler refuses

Most mistakes in a request are found while the program is compiled, or already by `cargo check` and in
the editor. This page shows them one by one: the lines that are wrong, and then the error as rustc 1.95
prints it; other versions word some of them otherwise. The arrow names the place, and what is underlined
there is what has to change.

An error of `request!` itself names the field, its rule and its limit, and ends with the address of the
vendor's page that the rule is from. What is missing is said at the request's name. An error with a number,
such as E0277, is one of types, which rustc tells: it stands at the value, a `note` says what would fit,
and a `help` comes from rustc.

What only the running program has is checked when it runs, by the same rules: then `request!` gives a
`Result`, whose error has every field that breaks its rule. Where all values are literals and names of
codes, there is nothing left to fail, and `request!` gives the request itself: a `?` after it, or a
function that wants a `Result`, is told so by rustc. Write `Ok(request!(…))` there.

The cases are files in `tests/compile-fail/cases`, from which a test generates this page
(`tests/compile-fail/tests/it/page.rs`); arrows name them from `tests/compile-fail/`. `$WORKSPACE` is this
project's folder, and `$N` a number.

";

/// The folders and what they are called, in their order.
const CHAPTERS: [(&str, &str); 13] = [
    ("01_missing", "A required field is left out"),
    ("02_unknown", "A field that the request does not take"),
    ("03_length", "A text too long or empty"),
    ("04_format", "A text of the wrong form"),
    ("05_amount", "An amount that is none"),
    ("06_code", "A currency, or another code, that is not taken"),
    ("07_one_of", "Of several fields exactly one"),
    ("08_mixed_up", "One thing taken for another"),
    ("09_credentials", "What the client fills by itself"),
    ("10_secret", "A secret where it would be seen"),
    ("11_type", "A value of another type"),
    ("12_call", "A call of `request!` that is not complete"),
    ("13_own_request", "Requests of one's own"),
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn folder() -> PathBuf {
    root().join("tests/compile-fail/cases")
}

#[test]
fn the_page_shows_all_refusals() {
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
        "the page differs from line {line}; to renew docs/compile-errors.md: UPDATE_GOLDEN=1 cargo test -p \
         iotpay-compile-fail --test it page::"
    );
}

#[test]
fn the_readme_shows_two_of_them() {
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    let told = readme.split("```text\n").skip(1).filter_map(|rest| Some(rest.split_once("\n```")?.0));
    let shown: Vec<_> = told.filter(|told| told.starts_with("error: ")).map(without_file).collect();
    let all = CHAPTERS.iter().flat_map(|(chapter, _)| mistakes(chapter));
    let known: Vec<_> = all.map(|mistake| without_file(mistake.error.trim_end())).collect();
    assert_eq!(shown.len(), 2, "{shown:?}");
    for error in shown {
        assert!(known.contains(&error), "the compiler does not say this:\n{error}");
    }
}

/// An error without the name of the file, which nobody but this project has.
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
        // `request!` comes first, and what is written by hand after it.
        mistakes.sort_by_key(|mistake| mistake.heading.starts_with("Without `request!`"));
        page.extend(mistakes.iter().map(Mistake::section));
    }
    page
}

/// The mistakes of a chapter, by the names of their files.
fn mistakes(chapter: &str) -> Vec<Mistake> {
    let folder = folder().join(chapter);
    let names = names(&folder);
    names.iter().filter_map(|name| name.strip_suffix(".rs")).map(|name| Mistake::read(&folder, name)).collect()
}

/// A mistake and what the compiler says of it.
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

/// The lines that matter: without the head of the file and the `main` around them.
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

/// What is in a folder, sorted.
fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}
