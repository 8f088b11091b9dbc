//! Random corruptions of the embedded spec from fixed seeds: each leads to a diagnostic that names its
//! file, or to valid Rust. `FUZZ_ROUNDS=100000 cargo test --release` runs longer.

use crate::fixture::random::Random;
use crate::fixture::{Spec, points_into};
use iotpay_gen::diagnostic::Style;
use iotpay_gen::source::SourceFile;
use iotpay_gen::{Settings, generate, load};

/// Texts that typos and failed edits leave behind.
const TOKENS: &[&str] = &[
    "",
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
    "\r\n",
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
    "1x",
    "y*",
    "self",
    "Self",
    "type",
    "PAGE",
    "Text",
    "other",
    "é",
    "商",
    "\u{feff}",
    "\u{202e}",
    "\0",
    "\\",
    "`",
    "*/",
    "String",
    "String(0)",
    "String(9)",
    "int",
    "long",
    "object",
    "any",
    "x.y",
    ".",
    "amount",
    "sign",
    "mchId",
    "extra",
    "CAD",
    "IOS",
    "general",
    "card",
    "create_order",
    "{channel}",
    "json-object",
    "hidden",
    "optional",
    "2026-03-10",
    "docs",
    "inferred",
];

fn rounds(default: usize) -> usize {
    std::env::var("FUZZ_ROUNDS").ok().and_then(|rounds| rounds.parse().ok()).unwrap_or(default)
}

/// Returns a random range of a text, on character boundaries.
fn range(random: &mut Random, text: &str, longest: usize) -> (usize, usize) {
    let floor = |mut at: usize| {
        at = at.min(text.len());
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        at
    };
    let start = floor(random.below(text.len() + 1));
    (start, floor(start + random.below(longest)))
}

/// Returns the range of one value, key or word.
fn word(random: &mut Random, text: &str) -> (usize, usize) {
    let ends = |character: char| !character.is_alphanumeric() && !"_-.()".contains(character);
    let (at, _) = range(random, text, 1);
    let start = text[..at].rfind(ends).map_or(0, |end| end + text[end..].chars().next().map_or(1, char::len_utf8));
    let end = text[at..].find(ends).map_or(text.len(), |length| at + length);
    (start.min(end), end)
}

fn corrupt(random: &mut Random, text: &str) -> String {
    let (start, end) = range(random, text, 60);
    let (before, slice, after) = (&text[..start], &text[start..end], &text[end..]);
    match random.below(6) {
        0 => format!("{before}{after}"),
        1 => format!("{before}{slice}{slice}{after}"),
        2 => format!("{before}{}{after}", random.pick(TOKENS)),
        3 => {
            let (from, to) = range(random, text, 200);
            format!("{before}{}{after}", &text[from..to])
        }
        4 => {
            let (start, end) = word(random, text);
            format!("{}{}{}", &text[..start], random.pick(TOKENS), &text[end..])
        }
        _ => {
            let ((start, end), (from, to)) = (word(random, text), word(random, text));
            format!("{}{}{}", &text[..start], &text[from..to], &text[end..])
        }
    }
}

/// Loads the files and checks the result; returns `true` if the spec is valid.
fn assert_error_or_rust(seed: u64, files: &[SourceFile]) -> bool {
    match load(files) {
        Ok(model) => {
            for file in generate(&model, &Settings::client()) {
                let parsed = syn::parse_file(&file.text);
                assert!(parsed.is_ok(), "seed {seed}: {} is not Rust: {:?}", file.path, parsed.err());
            }
            true
        }
        Err(invalid) => {
            assert!(!invalid.diagnostics.is_empty(), "seed {seed}: an error without diagnostics");
            for diagnostic in &invalid.diagnostics {
                let name = &files[diagnostic.span.file].name;
                let rendered = iotpay_gen::diagnostic::render(files, diagnostic, Style::Color);
                assert!(rendered.contains(&**name), "seed {seed}: {name} is not named in {rendered}");
                assert!(diagnostic.help.is_some() || diagnostic.code.as_str() == "IOT001", "seed {seed}: {rendered}");
            }
            let rendered = invalid.render(Style::Plain);
            let first = &files[invalid.diagnostics[0].span.file].name;
            assert!(points_into(&rendered, first), "seed {seed}: no location in {rendered}");
            false
        }
    }
}

#[test]
fn corrupted_files_are_errors_or_rust() {
    let valid = Spec::real().files;
    let mut passed = 0;
    let rounds = rounds(60);
    for round in 0..rounds {
        let seed = 0x9E37_79B9_7F4A_7C15 ^ (u64::try_from(round).unwrap() << 17 | 1);
        let random = &mut Random::new(seed);
        random.below(1);
        let mut files = valid.clone();
        for _ in 0..=random.below(3) {
            let at = random.below(files.len());
            files[at] = SourceFile::new(&files[at].name, &corrupt(random, &files[at].text));
        }
        passed += usize::from(assert_error_or_rust(seed, &files));
    }
    assert!(passed < rounds, "every corruption was valid");
}

#[test]
fn noise_is_an_error() {
    let valid = Spec::real().files;
    for (seed, size) in [(1, 1 << 20), (2, 1 << 12), (3, 1 << 12), (4, 64), (5, 64), (6, 8), (7, 8)] {
        let random = &mut Random::new(seed);
        let bytes: Vec<u8> = (0..size).map(|_| u8::try_from(random.below(256)).unwrap()).collect();
        let mut files = valid.clone();
        files.push(SourceFile::new("spec/general/99-noise.yaml", &String::from_utf8_lossy(&bytes)));
        assert!(!assert_error_or_rust(seed, &files), "seed {seed}: noise is accepted as a spec");
    }
}
