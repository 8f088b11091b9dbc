//! Tests of the document that shows which parts of the vendor pages a spec covers.

use std::fs;
use std::path::Path;

use crate::fixture::Spec;
use iotpay_gen::{Settings, coverage, coverage_of, embedded, load};

const SHARED: &str = r"
families:
  - name: wallet
    title: Wallets
    about: Wallets.
    page: /wallets.html
    base_url: https://api.example/v1/
    body: params-form
    timeout: { seconds: 60, source: third-party }
    envelope: { code: retCode, message: retMsg }
    signed_responses: { policy: required, source: docs }
    notifications: { body: form, acknowledgement: success, source: docs }
  - name: card
    title: Cards
    about: Cards.
    page: /cards.html
    base_url: https://cards.example/
    body: json
    timeout: { seconds: 60, source: third-party }
    envelope: { code: retCode, message: retMsg }
    signed_responses: { policy: never, source: docs }
    notifications: { body: json, acknowledgement: SUCCESS, source: docs }

signing:
  page: /signature.html
  algorithm: md5
  field: sign
  key_parameter: key
  order: { rule: bytes, source: docs }
  empty_values: omitted

fields:
  mchId:     { filled_by: mch_id }
  channelId: { filled_by: channel, values: channel }
  sign:      { filled_by: signature }

enumerations:
  - name: channel
    about: A way to pay.
    page: /channels.html
    values:
      - { value: QR,  about: A code. }
      - { value: APP, about: An app. }
";

const CARD: &str = r#"
page: { title: Cards, path: /cards.html, family: card, updated: unknown, completeness: complete, about: Cards. }
endpoints:
  - name: query_card
    path: card
    method: POST
    effect: query_order
    idempotent: true
    about: Asks for a card.
    request:
      table:
        - { name: mchId,  required: y, type: String(30), sample: "", description: Merchant. }
        - { name: cardId, required: y, type: String(30), sample: "", description: Card. }
        - { name: sign,   required: y, type: String(32), sample: "", description: Signature. }
    response:
      table:
        - { name: retCode,         required: y, type: String, sample: "", description: Code. }
        - { name: retMsg,          required: y, type: String, sample: "", description: Text. }
        - { name: retData.number,  required: y, type: String, sample: "", description: Number., source: sdk }
        - { name: retData.holder,  required: n, type: String, sample: "", description: Holder. }
"#;

const ORDER: &str = r#"
page:
  title: Scan | pay
  path: /a|b/scan.html
  family: wallet
  updated: 2026-01-02
  completeness: partial
  missing: [the flow diagram, "what `a|b` <means>"]
  about: Orders.
endpoints:
  - name: create_order
    path: order
    method: POST
    effect: create_order
    idempotent: false
    reference: orderNo
    type_name: "{channel}"
    about: Orders.
    request:
      table:
        - { name: mchId,     required: y,  type: String(30),  sample: "",  description: Merchant. }
        - { name: orderNo,   required: y,  type: String(30),  sample: "",  description: Number. }
        - { name: channelId, required: y,  type: String(24),  sample: QR,  description: Channel. }
        - { name: extra,     required: n,  type: String(512), sample: "",  description: More., source: docs-old }
        - { name: sign,      required: y,  type: String(32),  sample: "",  description: Signature. }
    response:
      table:
        - { name: retCode, required: y, type: String, sample: "", description: Code. }
        - { name: retMsg,  required: y, type: String, sample: "", description: Text. }
        - { name: url,     required: y, type: String, sample: "", description: Address. }
      rules:
        url: { read_as: optional, source: inferred, note: Not seen yet. }
    channels:
      - channel: QR
        about: A code.
        request:
          rules:
            extra:
              format: json-object
              members:
                - { name: product, required: y, type: String(32), sample: "", description: Product., source: third-party }
              source: sdk
      - channel: APP
        about: An app.
browser_returns:
  - name: order_return
    about: The browser came back.
    table:
      - { name: status, required: n, type: String, sample: "", description: What the browser says., source: sdk }
notifications:
  - name: order_paid
    about: An order was paid.
    table:
      - { name: orderNo, required: y, type: String,     sample: "", description: Number. }
      - { name: sign,    required: y, type: String(32), sample: "", description: Signature. }
"#;

const GONE: &str = r"
page:
  title: Points
  path: unknown
  family: wallet
  updated: unknown
  completeness: not-available
  missing: [the whole page]
  how_to_complete: Copy its tables.
  about: Points.
";

const DOCUMENT: &str = r#"# API coverage

The vendor pages that the spec in `spec/` covers, and the types generated from them. Edit the spec, not this file, and run `cargo run -p iotpay-gen -- coverage --out docs/coverage.md`.

## Pages

3 pages: 1 complete, 1 partial, 1 not available. For the signing rule of all endpoints, see [/signature.html](<https://develop.iotpay.ca/signature.html>).

Fields are the rows of all tables of a page, including those of the envelope and the signature; channels share them. Their sources are the current page (`docs`), an older page (`docs-old`), the vendor's SDKs (`sdk`), independent integrations (`third-party`) and inference (`inferred`). The sources after "rules" are those of rules, unless they are from the current page.

### Wallets

| Page | Path | Last updated | Endpoints | Channels | Fields | Transcribed | Sources |
|---|---|---|---|---|---|---|---|
| Scan \| pay | [/a\|b/scan.html](<https://develop.iotpay.ca/a%7Cb/scan.html>) | 2026-01-02 | `create_order` | `QR`, `APP` | 11 | partial: the flow diagram; what `a\|b` \<means\> | docs 9, docs-old 1, sdk 1; rules: sdk 1, inferred 1 |
| Points | unknown | unknown | - | - | 0 | not available: the whole page. To complete it: Copy its tables | - |

### Cards

| Page | Path | Last updated | Endpoints | Channels | Fields | Transcribed | Sources |
|---|---|---|---|---|---|---|---|
| Cards | [/cards.html](<https://develop.iotpay.ca/cards.html>) | unknown | `query_card` | - | 7 | complete | docs 6, sdk 1 |

## Endpoints

| Endpoint | Channel | Request | Response | Method and URL | Effect | Idempotent |
|---|---|---|---|---|---|---|
| `create_order` | `QR` | `wallet::Qr` | `wallet::QrResponse` | `POST https://api.example/v1/order` | `create_order` | no |
| `create_order` | `APP` | `wallet::App` | `wallet::AppResponse` | `POST https://api.example/v1/order` | `create_order` | no |
| `query_card` | - | `card::QueryCard` | `card::QueryCardResponse` | `POST https://cards.example/card` | `query_order` | yes |

## Notifications

| Notification | Type | Page |
|---|---|---|
| `order_paid` | `wallet::OrderPaid` | Scan \| pay |

## Browser returns

The unsigned redirects of the customer's browser. They do not prove payment.

| Browser return | Type | Page |
|---|---|---|
| `order_return` | `wallet::OrderReturn` | Scan \| pay |

## Missing parts

To add a missing part, see "Transcribe a page" in `CONTRIBUTING.md`.

- Scan | pay (partial), `spec/wallet/01-scan.yaml`. Missing: the flow diagram; what `a|b` \<means\>.
- Points (not available), `spec/wallet/02-points.yaml`. Missing: the whole page. To complete it: Copy its tables.
"#;

fn small() -> Spec {
    // The first file belongs to cards, the first family to wallets.
    Spec { files: Vec::new() }
        .add("spec/card/01-cards.yaml", CARD)
        .add("spec/shared/all.yaml", SHARED)
        .add("spec/wallet/01-scan.yaml", ORDER)
        .add("spec/wallet/02-points.yaml", GONE)
}

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
    let document = document(&Spec::real());
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
    let files = Spec::real().generated();
    let document = document(&Spec::real());
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
    assert_eq!(document(&Spec::real()), document(&Spec::real()));
    let document = document(&Spec::real());
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
    let is_new = fs::read_to_string(path).unwrap() == document(&Spec::real());
    assert!(is_new, "run `cargo run -p iotpay-gen -- coverage --out docs/coverage.md`");
}

#[cfg(feature = "cli")]
mod command {
    use std::fs;

    use super::{DOCUMENT, Spec, document, small};
    use crate::fixture::program::{Folder, run, run_in, text};

    #[test]
    fn prints_the_document() {
        let ran = run(&["coverage"]);
        assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""));
        assert_eq!(ran.out, document(&Spec::real()));
        let (_folder, spec) = Folder::new("coverage-print").with_spec(&small());
        let ran = run(&["coverage", text(&spec)]);
        assert_eq!((ran.code, ran.out.as_str()), (Some(0), DOCUMENT), "{}", ran.err);
    }

    #[test]
    fn writes_and_checks_the_document() {
        let (folder, _) = Folder::new("coverage-out").with_spec(&small());
        let ran = run_in(&folder.0, &["coverage", "spec", "--out", "docs/new/coverage.md"]);
        assert_eq!((ran.code, ran.out.as_str()), (Some(0), "docs/new/coverage.md written\n"), "{}", ran.err);
        assert_eq!(fs::read_to_string(folder.path("docs/new/coverage.md")).unwrap(), DOCUMENT);
        let ran = run_in(&folder.0, &["coverage", "spec", "--check", "docs/new/coverage.md"]);
        assert_eq!((ran.code, ran.out.as_str()), (Some(0), "docs/new/coverage.md is up to date\n"), "{}", ran.err);
    }

    #[test]
    fn reports_how_to_update_an_old_document() {
        let (folder, _) = Folder::new("coverage-old").with_spec(&small());
        for old in [DOCUMENT.replace("partial", "complete").into_bytes(), Vec::new(), vec![0xff]] {
            fs::write(folder.path("old.md"), &old).unwrap();
            for (arguments, command) in [
                (&["coverage", "spec", "--check", "old.md"] as &[&str], "coverage spec --out old.md`"),
                (&["coverage", "--check", "old.md"], "-- coverage --out old.md`"),
            ] {
                let ran = run_in(&folder.0, arguments);
                assert_eq!((ran.code, ran.out.as_str()), (Some(1), ""), "{}", ran.err);
                assert!(ran.err.starts_with("error: old.md ") && ran.err.contains(command), "{}", ran.err);
            }
            assert_eq!(fs::read(folder.path("old.md")).unwrap(), old);
        }
    }

    #[test]
    fn command_to_update_keeps_private() {
        let tables = format!("{}/../tests/private-endpoints/spec", env!("CARGO_MANIFEST_DIR"));
        let folder = Folder::new("coverage-private");
        let ran = run_in(&folder.0, &["coverage", &tables, "--private", "--out", "own.md"]);
        assert_eq!(ran.code, Some(0), "{}", ran.err);
        let document = fs::read_to_string(folder.path("own.md")).unwrap();
        assert!(document.contains("`general::QueryPoints`") && !document.contains("`general::WxNative`"), "{document}");
        let ran = run_in(&folder.0, &["coverage", &tables, "--private", "--check", "own.md"]);
        assert_eq!(ran.code, Some(0), "{}", ran.err);
        fs::write(folder.path("own.md"), "").unwrap();
        let ran = run_in(&folder.0, &["coverage", &tables, "--private", "--check", "own.md"]);
        assert_eq!(ran.code, Some(1), "{}", ran.out);
        assert!(ran.err.contains("/spec --private --out own.md`"), "{}", ran.err);
    }

    #[test]
    fn writes_nothing_for_an_invalid_spec() {
        let broken = small().edit("spec/wallet/01-scan.yaml", "title: Scan", "titel: Scan");
        let (folder, _) = Folder::new("coverage-invalid").with_spec(&broken);
        let ran = run_in(&folder.0, &["coverage", "spec", "--out", "out.md"]);
        assert_eq!((ran.code, ran.out.as_str()), (Some(1), ""));
        assert!(ran.err.contains("unknown key"), "{}", ran.err);
        assert!(!folder.path("out.md").exists());
    }

    #[test]
    fn reports_why_it_cannot_run() {
        let folder = Folder::new("coverage-fails");
        fs::write(folder.path("file"), "").unwrap();
        for (arguments, words) in [
            (&["coverage", "missing"] as &[&str], "error: missing: "),
            (&["coverage", "--check", "missing.md"], "error: missing.md: "),
            (&["coverage", "--out", "file/out.md"], "error: file/out.md: "),
            (&["coverage", "--out", "."], "error: .: "),
            (&["coverage", "--out", "a.md", "--check", "a.md"], "error: "),
            (&["coverage", "--chek", "a.md"], "error: "),
        ] {
            let ran = run_in(&folder.0, arguments);
            assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""), "{arguments:?}: {}", ran.err);
            assert!(ran.err.starts_with(words), "{arguments:?}: {}", ran.err);
        }
    }
}
