//! Tests of the document that shows which parts of the vendor pages a spec covers.

#[cfg(feature = "cli")]
mod command;
mod small_spec;

use std::fs;
use std::path::Path;

use crate::fixture::Spec;
use iotpay_gen::{Settings, coverage, coverage_of, embedded, load};
use small_spec::{CARD, DOCUMENT, small};

fn document(spec: &Spec) -> String {
    match load(&spec.files) {
        Ok(model) => coverage(&model),
        Err(invalid) => panic!("{invalid}"),
    }
}

#[test]
fn documents_a_small_spec() {
    let document = document(&small());
    for (found, expected) in document.lines().zip(DOCUMENT.lines()) {
        assert_eq!(found, expected);
    }
    assert_eq!(document, DOCUMENT);
}

#[test]
fn documents_a_spec_without_pages() {
    let mut model = load(&small().files).unwrap();
    model.pages.clear();
    let document = coverage(&model);
    assert!(
        document.contains("## Endpoints\n\nNone.\n") && document.contains("## Notifications\n\nNone.\n"),
        "{document}"
    );
    assert!(document.contains("### Cards\n\nNone.\n"), "{document}");
    assert!(document.ends_with("## Missing parts\n\nNone.\n"), "{document}");
}

#[test]
fn private_document_lists_only_private_pages() {
    let own = CARD.replace("title: Cards, path: /cards.html", "title: Points, path: unknown").replace("card", "points");
    let own = own.replace("family: points", "family: card");
    let spec = small().add("own/points.yaml", &own);
    let model = load(&spec.files).unwrap();
    let document = coverage_of(&model, &Settings::private(vec!["own/points.yaml".to_owned()]));
    assert!(document.contains("private endpoints") && document.contains("--private"), "{document}");
    assert!(document.contains("\n1 pages: 1 complete, 0 partial, 0 not available. "), "{document}");
    assert!(document.contains("\n### Cards\n\n| Page ") && document.contains("\n| Points | unknown |"), "{document}");
    assert!(
        document.contains("`card::QueryPoints`") && document.ends_with("## Missing parts\n\nNone.\n"),
        "{document}"
    );
    for foreign in ["Wallets", "QueryCard", "OrderPaid", "OrderReturn", "Scan"] {
        assert!(!document.contains(foreign), "{foreign}: {document}");
    }
}

#[test]
fn document_has_every_page_and_type() {
    let document = document(&Spec::embedded());
    let model = load(&embedded()).unwrap();
    let lines = |start: &str| document.lines().filter(|line| line.starts_with(start)).count();
    for page in &model.pages {
        assert!(document.contains(&format!("| {} | ", page.title)), "{}", page.title);
        let family = &model.families[page.family].name;
        for endpoint in &page.endpoints {
            assert!(lines(&format!("| `{}` | ", endpoint.name)) > 0, "{}", endpoint.name);
            for operation in &endpoint.operations {
                let types =
                    format!("| `{family}::{}` | `{family}::{}` |", operation.type_name, operation.response_name);
                assert_eq!(document.matches(&types).count(), 1, "{types}");
            }
        }
        for notification in &page.notifications {
            let row = format!("| `{}` | `{family}::{}` | {} |", notification.name, notification.type_name, page.title);
            assert_eq!(document.matches(&row).count(), 1, "{row}");
        }
    }
}

#[test]
fn types_of_the_document_are_generated() {
    let files = Spec::embedded().generated();
    let document = document(&Spec::embedded());
    let paths = document.split('`').filter(|word| word.contains("::"));
    let mut count = 0;
    for path in paths {
        let (family, name) = path.split_once("::").unwrap();
        let module = files.iter().find(|file| file.path == format!("{family}/mod.rs")).unwrap();
        let words = || module.text.split(|character: char| !character.is_alphanumeric());
        assert!(words().any(|word| word == name), "{path}");
        count += 1;
    }
    assert!(count > 10, "{count}");
}

#[test]
fn document_is_reproducible() {
    assert_eq!(document(&Spec::embedded()), document(&Spec::embedded()));
    let document = document(&Spec::embedded());
    assert!(document.lines().all(|line| line.trim_end() == line) && document.ends_with(".\n"), "{document}");
}

#[test]
fn texts_cannot_end_a_table_cell() {
    let odd = r#"title: "a | b <c> [d](e) ``f` *g* \\""#;
    let spec = small().edit("spec/wallet/02-points.yaml", "title: Points", odd);
    let document = document(&spec);
    let row = document.lines().find(|line| line.starts_with(r"| a \| b ")).unwrap_or_else(|| panic!("{document}"));
    assert!(row.starts_with(r"| a \| b \<c\> \[d\](e) \`\`f\` \*g\* \\ | unknown |"), "{row}");
    let cells = |line: &str| line.replace("\\|", "").matches('|').count();
    assert_eq!(cells(row), 9, "{row}");
}

#[test]
fn checked_in_document_is_up_to_date() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/coverage.md");
    let is_new = fs::read_to_string(path).unwrap() == document(&Spec::embedded());
    assert!(is_new, "run `cargo run -p iotpay-gen -- coverage --out docs/coverage.md`");
}
