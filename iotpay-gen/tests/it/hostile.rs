//! Hostile spec files: each leads to a diagnostic with its location in bounded time, and never to a panic.

use std::time::{Duration, Instant};
use std::{fs, io};

use crate::fixture::{Spec, points_into};

const NAME: &str = "spec/general/99-hostile.yaml";
const QR: &str = "spec/general/04-customer-scan-qr.yaml";

/// Loads the embedded spec with another file, and returns the diagnostics as text.
fn rejected(text: &str) -> String {
    diagnostics(&Spec::real().add(NAME, text), NAME)
}

/// Returns the diagnostics of an invalid spec, which must appear in bounded time and point into a file.
fn diagnostics(spec: &Spec, name: &str) -> String {
    let begun = Instant::now();
    let rendered = spec.rendered();
    let elapsed = begun.elapsed();
    // Much more than needed, even on a busy machine, and much less than anything quadratic takes.
    assert!(elapsed < Duration::from_secs(20), "took {elapsed:?}");
    assert!(points_into(&rendered, name), "no location in {name}: {rendered}");
    rendered
}

fn lines(number: usize, line: impl Fn(usize) -> String) -> String {
    (0..number).map(line).collect::<Vec<_>>().concat()
}

#[test]
fn syntax_errors_have_their_location() {
    for (text, place, words) in [
        ("page:\n  title: a\n path: b\n", "3:2", "inconsistent indentation"),
        ("page:\n    title: a\n   path: b\n", "3:4", "inconsistent indentation"),
        ("fields:\n\ta: {}\n", "2:1", "tabs are not allowed for indentation"),
        ("page:\n  title: a: b\n", "2:11", "a value is not allowed here"),
        ("fields: {a: {format: text}\nx: 1\n", "2:1", "missing bracket or comma"),
        ("fields: {}\n---\nfields: {}\n", "2:1", "a spec file must contain a single document"),
        ("fields: {}\n...\n---\nfields: {}\n", "3:1", "a spec file must contain a single document"),
        ("fields: a\0b\n", "1:10", "invisible character"),
        ("fields: {a: {format: text x: y}}\n", "1:28", "text that needs quotes"),
        ("fields: {}\nsigning：{}\n", "2:8", "write `:` followed by a space"),
        ("<<<<<<< HEAD\nfields: {}\n=======\n", "1:1", "unresolved merge conflict"),
        ("page:\n  title: @a\n", "2:10", "quote the text"),
        ("page:\n  title: \"a\\s\"\n", "2:10", "unknown escape sequence"),
        ("fields: {}\nx: \u{feff}z\n", "2:4", "BOM"),
        ("fields: !include other.yaml\n", "1:18", "tags are not allowed"),
        ("fields: !!binary abc\n", "1:18", "tags are not allowed"),
        ("[a]: y\n", "1:1", "keys must be text"),
        ("? {a: b}\n: y\n", "1:3", "keys must be text"),
        ("~: y\n", "1:1", "keys must be text"),
        (": y\n", "1:1", "keys must be text"),
    ] {
        let rendered = rejected(text);
        assert!(rendered.contains(&format!("{NAME}:{place}\n")), "{text:?}: {rendered}");
        assert!(rendered.contains(words), "{text:?}: {rendered}");
        assert!(rendered.ends_with("the spec has 1 error\n"), "{text:?}: {rendered}");
    }
}

#[test]
fn rejects_anchors_aliases_and_merge_keys() {
    for text in [
        "fields: &a {}\n",
        "fields: *a\n",
        "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: [*c, *c]\n",
        "fields: {a: &a {format: text}, b: *a}\n",
    ] {
        assert!(rejected(text).contains("anchors and aliases are not allowed"), "{text}");
    }
    let billion_laughs: String = ('b'..='z').fold("a: &a [x, x, x]\n".to_owned(), |text, name| {
        let before = char::from_u32(u32::from(name) - 1).unwrap();
        text + &format!("{name}: &{name} [*{before}, *{before}, *{before}, *{before}]\n")
    });
    assert!(rejected(&billion_laughs).contains("anchors and aliases are not allowed"));
    let merged = rejected("fields:\n  a: {format: text}\n  b:\n    <<: {format: cents}\n");
    assert!(merged.contains("unknown key `<<` in a field rule"), "{merged}");
}

#[test]
fn rejects_empty_files() {
    for text in ["", "\n\n", "# only\n# comments\n", "---\n", "~\n", "null\n"] {
        assert!(rejected(text).contains("error[IOT002]"), "{text:?}");
    }
}

#[test]
fn names_values_of_the_wrong_shape() {
    for (text, words) in [
        ("- a\n", "a spec file must be a mapping"),
        ("text\n", "a spec file must be a mapping"),
        ("page: [a]\n", "a page must be a mapping"),
        ("page: text\n", "a page must be a mapping"),
        ("page:\n", "missing value of key `page`"),
        ("endpoints: {a: b}\n", "`endpoints` must be a list"),
        ("endpoints: text\n", "`endpoints` must be a list"),
        ("endpoints: [a]\n", "an endpoint must be a mapping"),
        ("endpoints:\n", "missing value of key `endpoints`"),
        ("notifications: [[a]]\n", "a notification must be a mapping"),
        ("families: [a]\n", "a family must be a mapping"),
        ("signing: [a]\n", "the signing rule must be a mapping"),
        ("enumerations: [a]\n", "an enumeration must be a mapping"),
        ("fields: [a]\n", "the rules of fields must be a mapping"),
        ("fields: {a: text}\n", "a field rule must be a mapping"),
        ("fields: {a: {format: [text]}}\n", "`format` must be text"),
        ("fields: {a: {format: {b: c}}}\n", "`format` must be text"),
        ("fields: {a: {format: }}\n", "missing value of key `format`"),
        ("family_fields: [a]\n", "`family_fields` must be a mapping"),
        ("family_fields: {general: [a]}\n", "the rules of fields must be a mapping"),
        ("page: {title: {a: b}}\n", "`title` must be text"),
        ("page: {title: }\n", "missing value of key `title`"),
    ] {
        let rendered = rejected(text);
        assert!(rendered.contains(words), "{text:?}: {rendered}");
    }
}

#[test]
fn checks_every_column_of_a_row() {
    let row = "{ name: remarks,    required: n,";
    for (to, words) in [
        ("{ name: remarks,", "missing key `required` in a row"),
        ("{ name: subject, required: n,", "duplicate row for field `subject`"),
        ("{ name: remarks, requred: n,", "did you mean `required`?"),
        ("{ name: remarks, required: [n],", "`required` must be text"),
        ("{ name: remarks, required: ,", "missing value of key `required`"),
        ("{ name: remarks, required: n, required: n,", "duplicate key `required`"),
        ("{ name: [remarks], required: n,", "`name` must be text"),
        ("{ name: \"\", required: n,", "cannot be converted to a Rust field name"),
        ("{ name: \".\", required: n,", "nested request field"),
        ("{ name: \"1 2\", required: n,", "contains a space, which would be sent as well"),
        ("{ name: \"1\", required: n,", "cannot be converted to a Rust field name"),
    ] {
        let rendered = diagnostics(&Spec::real().edit(QR, row, to), QR);
        assert!(rendered.contains(words), "{to}: {rendered}");
    }
    let unknown_type =
        diagnostics(&Spec::real().edit(QR, "type: String(64),  sample: WEB", "type: Strng, sample: WEB"), QR);
    assert!(unknown_type.contains("did you mean `String`?"), "{unknown_type}");
    let table = diagnostics(&Spec::real().edit(QR, "      table:\n", "      table: { a: b }\n      rest:\n"), QR);
    assert!(table.contains("`table` must be a list"), "{table}");
}

#[test]
fn truncates_very_long_lines() {
    let long = "x".repeat(1 << 20);
    for (text, words) in [
        (format!("fields: {long}\n"), "the rules of fields must be a mapping"),
        (format!("fields: \"{long}\"\n"), "the rules of fields must be a mapping"),
        (format!("fields: \"{long}\n"), "unmatched quote"),
        (format!("{long}: x\n"), "a value is not allowed here"),
        (long.clone(), "a spec file must be a mapping"),
        (format!("\"{long}\""), "a spec file must be a mapping"),
        (format!("fields: {{a: {{format: {long}}}}}\n"), "invalid value `xxx"),
        (format!("page: {{family: {long}, x: {long}}}"), "unknown key `x` in a page"),
    ] {
        let rendered = rejected(&text);
        assert!(rendered.contains(words), "{rendered}");
        assert!(rendered.len() < 20_000, "{} bytes of diagnostics", rendered.len());
    }
    let far_right = rejected(&format!("fields: {{a: {{note: {long}, formt: text}}}}\n"));
    assert!(far_right.contains(&format!("{NAME}:1:{}\n", (1 << 20) + 22)), "{far_right}");
}

#[test]
fn rejects_deep_nesting() {
    let levels = 10_000;
    for text in [
        format!("page: {}", "[".repeat(levels)),
        format!("page: {}{}", "[".repeat(levels), "]".repeat(levels)),
        format!("page: {}", "{a: ".repeat(levels)),
        format!("page: {}{}", "{a: ".repeat(levels), "}".repeat(levels)),
        lines(levels, |level| format!("{}a:\n", " ".repeat(level))),
        "- ".repeat(levels),
        "? ".repeat(levels),
    ] {
        let rendered = rejected(&text);
        assert!(rendered.contains("the nesting is too deep"), "{rendered}");
    }
}

#[test]
fn many_keys_take_linear_time() {
    let unknown = |number: usize| lines(number, |at| format!("k{at}: v\n"));
    for text in [unknown(200_000), "a: v\n".repeat(200_000), format!("fields: [{}]", "a,".repeat(200_000))] {
        assert!(rejected(&text).contains("the file contains too many values"));
    }
    // Just below the limit, on separate lines and on one line. Without any known key, one error is enough.
    let one_line = |text: &str| format!("{{{}}}", text.replace('\n', ", "));
    for text in [unknown(20_000), one_line(&unknown(20_000))] {
        assert!(rejected(&text).ends_with("the spec has 1 error\n"));
    }
    let known = format!("families: []\n{}", unknown(20_000));
    for text in [known.clone(), one_line(&known)] {
        let rendered = rejected(&text);
        assert!(rendered.ends_with("the spec has 20001 errors; only the first 100 are shown\n"), "{}", rendered.len());
    }
}

#[test]
fn many_rules_for_one_table_take_linear_time() {
    let rules = lines(10_000, |at| format!("        k{at}: {{format: text}}\n"));
    let spec =
        Spec::real().edit(QR, "      rules:\n        currency", &format!("      rules:\n{rules}        currency"));
    assert!(diagnostics(&spec, QR).contains("unknown field `k0`"));
}

#[test]
fn diagnostics_cannot_control_the_terminal() {
    let rendered = rejected("\"a\\e[31mb\\nc\": 1\n");
    assert!(rendered.contains(r"a\u{1b}[31mb\nc"), "{rendered}");
    assert!(!rendered.contains('\u{1b}'), "{rendered}");
    let odd = rejected("fields: {\"\u{202e}é\u{301}商\\0\": x}\n");
    assert!(odd.contains("a field rule must be a mapping") && !odd.contains('\u{202e}'), "{odd}");
}

#[test]
fn line_ends_and_byte_order_marks_do_not_matter() {
    let generated = Spec::real().generated_no_line_numbers();
    let text = Spec::real().text(QR);
    for written in [
        text.replace('\n', "\r\n"),
        format!("\u{feff}{text}"),
        format!("\u{feff}{}", text.replace('\n', "\r\n")),
        format!("---\n{text}"),
        text.trim_end().to_owned(),
    ] {
        assert_eq!(Spec::real().set(QR, &written).generated_no_line_numbers(), generated);
    }
    let windows = text.replace('\n', "\r\n").replace("title: ", "titel: ");
    let rendered = diagnostics(&Spec::real().set(QR, &windows), QR);
    assert!(rendered.contains("3 |   titel: Customer Scan QR Code\n"), "{rendered}");
}

#[test]
fn rejects_a_spec_without_files() {
    let rendered = Spec { files: Vec::new() }.rendered();
    assert!(rendered.contains("missing signing rule in the spec"), "{rendered}");
}

#[test]
fn reports_the_location_of_invalid_utf8() -> io::Result<()> {
    let folder = std::env::temp_dir().join(format!("iotpay-gen-utf8-{}", std::process::id()));
    fs::create_dir_all(&folder)?;
    fs::write(folder.join("a.yaml"), b"page:\n  title: \"caf\xe9\"\n")?;
    let error = iotpay_gen::from_folder(&folder).unwrap_err().to_string();
    fs::remove_dir_all(&folder)?;
    assert!(points_into(&error.replace(": ", " "), "a.yaml") && error.contains("a.yaml:2:14:"), "{error}");
    Ok(())
}

#[test]
fn many_typos_in_a_large_table_take_linear_time() {
    let rows = lines(1_000, |at| {
        format!("        - {{ name: field{at}, required: n, type: int, sample: \"\", description: a, source: sdk }}\n")
    });
    let rules = lines(1_000, |at| format!("        feild{at}: {{format: text}}\n"));
    let spec = Spec::real()
        .edit(QR, "      rules:\n        currency", &format!("      rules:\n{rules}        currency"))
        .edit(QR, "        - { name: remarks,", &format!("{rows}        - {{ name: remarks,"));
    let rendered = diagnostics(&spec, QR);
    assert!(rendered.contains("did you mean `field0`?"), "{rendered}");
    assert!(rendered.contains("unknown field `feild999`") || rendered.contains("only the first 100"), "{rendered}");
}

#[test]
fn many_typos_in_endpoint_names_take_linear_time() {
    let page = "page: { title: A, path: /a, family: general, updated: unknown, completeness: complete, about: A. }\n";
    let endpoints = lines(1_000, |at| {
        format!(
            "  - {{ name: call{at}, path: a, method: POST, effect: query_order, idempotent: true, resolved_by: clal{at}, about: a, request: {{ table: [] }}, response: {{ table: [] }} }}\n"
        )
    });
    assert!(rejected(&format!("{page}endpoints:\n{endpoints}")).contains("unknown endpoint `clal0`"));
}
