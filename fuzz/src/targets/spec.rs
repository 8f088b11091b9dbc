//! Spec files: a changed file is valid, or has errors that name it.

use std::sync::LazyLock;

use iotpay_gen::diagnostic::Style;
use iotpay_gen::source::SourceFile;
use iotpay_gen::{embedded, load};

/// Pieces of YAML.
pub const TOKENS: &[&str] = &[
    "\"",
    "'",
    "[",
    "]",
    "{",
    "}",
    ", ",
    ": ",
    "- ",
    "\n",
    "\t",
    "#",
    "&a ",
    "*a",
    "!x ",
    "|\n",
    "~",
    "null",
    "true",
    "-1",
    "0",
    "y*",
    "String(0)",
    "int",
    "object",
    ".",
    "amount",
    "sign",
    "general",
    "create_order",
    "inferred",
    "\u{feff}",
    "é",
    "\0",
];

/// The name of the changed file.
const CHANGED: &str = "spec/general/13-refund.yaml";

/// Returns the file.
pub fn seeds() -> Vec<Vec<u8>> {
    let is_changed = |file: &SourceFile| file.name.ends_with("13-refund.yaml");
    embedded().iter().filter(|file| is_changed(file)).map(|file| file.text.as_bytes().to_vec()).collect()
}

/// Loads the spec with the input in place of the file.
pub fn run(data: &[u8]) {
    static OTHERS: LazyLock<Vec<SourceFile>> =
        LazyLock::new(|| embedded().into_iter().filter(|file| !file.name.ends_with("13-refund.yaml")).collect());
    let Ok(text) = str::from_utf8(data) else { return };
    let mut files = OTHERS.clone();
    files.push(SourceFile::new(CHANGED, text));
    if let Err(invalid) = load(&files) {
        let shown = invalid.render(Style::Plain);
        assert!(shown.contains("error["), "an error without a code:\n{shown}");
    }
}
