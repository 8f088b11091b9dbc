//! Corrupted pages and noise from fixed seeds: reading neither panics nor hangs, and loses no
//! row. `FUZZ_ROUNDS=100000 cargo test --release` runs longer.

#![cfg(feature = "cli")]

use std::path::PathBuf;
use std::time::{Duration, Instant};
use std::{env, fs};

use crate::fixture::Spec;
use crate::fixture::printed::{Form, Line, Sheet, print, sheets};
use crate::fixture::random::Random;
use iotpay_gen::diagnostic::{Style, render};
use iotpay_gen::saved_page::{Entry, ImportedPage, SpecIndex, drift, read, to_yaml};
use iotpay_gen::schema::DEFAULT_SCHEMA_PATH;
use iotpay_gen::source::SourceFile;

const QR: &str = "spec/general/04-customer-scan-qr.yaml";

fn page(name: &str) -> SourceFile {
    let file: PathBuf = [env!("CARGO_MANIFEST_DIR"), "tests", "import", name].iter().collect();
    SourceFile::new(name, &fs::read_to_string(file).unwrap())
}

/// Reads, writes and compares a page in bounded time.
fn import_within_limits(seed: u64, text: &str, spec: &[SourceFile], known: &SpecIndex) -> ImportedPage {
    let page = SourceFile::new("page", text);
    let start = Instant::now();
    let imported = read(spec.len(), &page, known);
    let yaml = to_yaml(&page, &imported, spec, known, true, DEFAULT_SCHEMA_PATH);
    let mut files = spec.to_vec();
    files.push(page.clone());
    if let Ok(drift) = drift(&files, files.len() - 1, &imported, Some(QR), known) {
        drift.found.iter().take(20).for_each(|found| drop(render(&files, found, Style::Plain)));
    }
    assert!(start.elapsed() < Duration::from_secs(20), "seed {seed}: {:?}", start.elapsed());
    for entry in imported.tables.iter().flat_map(|table| &table.entries) {
        let name = match entry {
            Entry::Row(row) => &row.name,
            Entry::Unreadable(unread) => &unread.text.value,
        };
        let word = name.split_whitespace().find(|word| word.chars().all(|it| it.is_ascii_alphanumeric()));
        assert!(word.is_none_or(|word| yaml.contains(word)), "seed {seed}: {name} is not in {yaml}");
    }
    imported
}

#[test]
fn corrupted_pages_neither_panic_nor_hang() {
    let spec = Spec::real().files;
    let known = SpecIndex::of(&spec);
    let names = [
        "app-integrate.txt",
        "card-embedded.txt",
        "customer-scan-qr.md",
        "shape-yes-no.html",
        "shape-odd.md",
        "shape-chinese.txt",
        "site-vuepress.html",
        "site-layout-table.html",
        "site-pandoc.md",
        "site-turndown.md",
        "site-tabs.txt",
        "site-two-calls.txt",
    ];
    let texts: Vec<String> = names.iter().map(|name| page(name).text.to_string()).collect();
    let tokens = [
        "|",
        "\t",
        "\n",
        "<td>",
        "<table>",
        "</table>",
        "<tr><td colspan=9 rowspan=9>",
        "<h1>",
        "+---+---+\n",
        "--- --- --- --- ---\n",
        "retData contains\n",
        "\u{200b}",
        "（30）",
        "{",
        "\"",
        "y",
        "String(",
        "String(99)",
        "int",
        "是",
        "\u{202e}",
        "\0",
        "\\",
        "`",
        "nametype\n",
        "https://",
    ];
    for round in 0..env::var("FUZZ_ROUNDS").ok().and_then(|it| it.parse().ok()).unwrap_or(120_u64) {
        let seed = 0x9E37_79B9_7F4A_7C15 ^ (round << 17 | 1);
        let random = &mut Random::new(seed);
        let mut bytes = texts[random.below(texts.len())].clone().into_bytes();
        for _ in 0..=random.below(12) {
            let (start, length) = (random.below(bytes.len() + 1), random.below(60));
            let end = (start + length).min(bytes.len());
            match random.below(4) {
                0 => drop(bytes.drain(start..end)),
                1 => drop(bytes.splice(start..start, tokens[random.below(tokens.len())].bytes())),
                2 => bytes
                    .iter_mut()
                    .take(end)
                    .skip(start)
                    .for_each(|byte| *byte = u8::try_from(random.below(256)).unwrap()),
                _ => {
                    let copied = bytes[start..end].to_vec();
                    drop(bytes.splice(start..start, copied));
                }
            }
        }
        import_within_limits(seed, &String::from_utf8_lossy(&bytes), &spec, &known);
    }
}

#[test]
fn noise_and_traps_take_bounded_time() {
    let spec = Spec::real().files;
    let known = SpecIndex::of(&spec);
    let random = &mut Random::new(7);
    let noise: Vec<u8> = (0..1 << 18).map(|_| u8::try_from(random.below(256)).unwrap()).collect();
    import_within_limits(7, &String::from_utf8_lossy(&noise), &spec, &known);
    let heading = "namerequiredtypesampledescription\n";
    let traps = [
        format!("{heading}{}", "a".repeat(1 << 20)),
        format!("{heading}{}", "y int ".repeat(1 << 17)),
        format!("{heading}{}", "intyintyString(3)\n".repeat(1 << 13)),
        format!("{heading}{}", "not a row\n".repeat(1 << 15)),
        format!("{heading}mchIdyString(30){}", "{".repeat(1 << 18)),
        format!("{heading}mchIdyString(30){}", "ab".repeat(3000)),
        format!("name | type\n{}", "|".repeat(1 << 18)),
        format!("| name | type |\n{}", "| open\n".repeat(1 << 14)),
        format!("<html>{}", "<table><tr><td>".repeat(1 << 14)),
        format!("<html>{}", "<table><tr><td>name<td>type<tr><td>a<td>int".repeat(1 << 12)),
        format!(
            "<html><table><tr><td>name<td>type{}",
            "<tr><td rowspan=9999 colspan=50>a<td rowspan=9999>int".repeat(1 << 11)
        ),
        "<table>\n".repeat(1 << 13),
        format!("{}</table>", "<table>\n".repeat(1 << 13)),
        format!("name  type\n---  ----\n{}", "a     int\n".repeat(1 << 12)),
        format!("| name | type |\n+---+---+\n{}", "| a | int |\n".repeat(1 << 12)),
        format!("<html><table>{}", "<td".repeat(1 << 16)),
        "<!--".repeat(1 << 16),
        heading.repeat(1 << 12),
        "https://api.iotpaycloud.com/v1/create_order\nnametype\n".repeat(1 << 10),
        "Endpoint\n".repeat(1 << 16),
    ];
    for (seed, trap) in traps.iter().enumerate() {
        import_within_limits(u64::try_from(seed).unwrap(), trap, &spec, &known);
    }
}

#[test]
fn no_row_of_a_corrupted_table_is_lost() {
    let spec = Spec::real().files;
    let known = SpecIndex::of(&spec);
    let lines: Vec<Line> =
        spec.iter().flat_map(sheets).flat_map(|sheet| sheet.lines).filter(|line| line.label.is_empty()).collect();
    for seed in 1..60 {
        let random = &mut Random::new(seed * 0x9E37_79B9);
        let form = [Form::Markdown, Form::Html, Form::Tabs, Form::RunTogether][random.below(4)];
        let mut some: Vec<Line> = (0..12).map(|_| lines[random.below(lines.len())].clone()).collect();
        for (at, line) in some.iter_mut().enumerate() {
            line.name = format!("{}{at}", line.name);
        }
        let damaged = random.below(some.len());
        let ty = ["Array", "Varchar(9)", "boolean", ""][random.below(4)];
        some[damaged].ty = ty.to_owned();
        let sheet = Sheet { above: vec!["Request".to_owned()], lines: some.clone() };
        let text = print("Damaged", &[sheet], form);
        let yaml_page = SourceFile::new("page", &text);
        let imported = import_within_limits(seed, &text, &spec, &known);
        let yaml = to_yaml(&yaml_page, &imported, &spec, &known, true, DEFAULT_SCHEMA_PATH);
        for line in &some {
            let name = &line.name;
            assert!(yaml.contains(name.as_str()), "seed {seed}: {form:?} lost {name} of {text}\n{yaml}");
        }
    }
}
