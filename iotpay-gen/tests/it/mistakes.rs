//! One mistake causes one error, at its location, with the right help: single edits of the embedded spec,
//! some listed here and some made line by line.

use std::fmt::Write as _;

use crate::fixture::Spec;
use iotpay_gen::diagnostic::{Diagnostic, Severity};
use iotpay_gen::load_with_warnings;
use iotpay_gen::source::SourceMap;

const QR: &str = "spec/general/04-customer-scan-qr.yaml";
const CHANNELS: &str = "spec/shared/channels.yaml";
const FIELDS: &str = "spec/shared/fields.yaml";

/// The text to replace, its replacement, the column of the error, which is on the edited line, and words of
/// the error.
type Edit = (&'static str, &'static str, usize, &'static [&'static str]);

const FORM: &[Edit] = &[
    (
        "    response:\n      table",
        "      response:\n      table",
        7,
        &["`response:` is indented by one level too much", "4 spaces"],
    ),
    ("  updated: unknown", "    updated: unknown", 5, &["`updated:` is indented by one level too much"]),
    ("  updated: unknown", " updated: unknown", 2, &["`updated:` is indented by 1 column too little"]),
    ("  updated: unknown", "updated: unknown", 1, &["`updated:` is indented by one level too little"]),
    ("          require: [extra]", "         require: [extra]", 10, &["1 column too little"]),
    ("vendor_text: \"20a938e9\" }", "vendor_text: \"20a938e9\"", 11, &["unclosed `{`", "closing `}`"]),
    ("only: [CAD, USD, CNY] }", "only: [CAD, USD, CNY }", 31, &["unclosed `[`"]),
    ("only: [CAD, USD, CNY] }", "only: [CAD, USD, CNY]", 23, &["unclosed `{`"]),
    ("sample: \"100\",", "sample: \"100,", 72, &["unclosed quote `\"`"]),
    ("'{\"productId\":\"120989823\"}'", "'{\"productId\":\"120989823\"}", 72, &["unclosed quote `'`"]),
    ("page:\n", "- page:\n", 1, &["expected a mapping, found a list", "without `- `"]),
    ("  - name: create_order", "    name: create_order", 5, &["expected an item of a list"]),
    ("  - name: create_order", "  -name: create_order", 3, &["`- `"]),
    ("  - name: create_order", "  – name: create_order", 3, &["U+2013", "`-`"]),
    ("  - name: create_order", "  − name: create_order", 3, &["U+2212", "`-`"]),
    ("  path: /guide", "\tpath: /guide", 1, &["tabs are not allowed for indentation", "2 spaces"]),
    ("  family: general\n", "  family: general  ", 29, &["a value is not allowed here"]),
    ("      rules:\n        currency", "      rules:\n      rules:\n        currency", 7, &["duplicate key"]),
];

const LETTERS: &[Edit] = &[
    ("name: device", "name: dev\u{456}ce", 22, &["U+0456", "`i` (U+0069)"]),
    ("name: device", "n\u{430}me: device", 14, &["U+0430", "`a`"]),
    ("name: device", "name：device", 17, &["U+FF1A", "write `:`"]),
    ("name: device", "name： device", 17, &["U+FF1A", "write `:`"]),
    ("name: device", "name: ｄevice", 19, &["U+FF44", "`d`"]),
    ("name: device", "name: device\u{200b}", 25, &["U+200B", "remove"]),
    ("name: device", "name: dev\u{ad}ice", 22, &["U+00AD", "remove"]),
    ("name: device", "name: \u{feff}device", 19, &["U+FEFF", "remove"]),
    ("name: device", "name: \u{a0}device", 19, &["U+00A0", "plain space"]),
    ("name: device", "name\u{200b}: device", 17, &["U+200B", "remove"]),
    ("name: device", "name: “device”", 19, &["U+201C", "U+201D", "write `\"`"]),
    ("name: device", "name: ‘device’", 19, &["U+2018", "write `\"`"]),
    ("name: device,", "name: device，", 25, &["U+FF0C", "write `,`"]),
    ("name: device", "name: devicé", 24, &["U+00E9", "ASCII"]),
    ("type: String(64),  sample: WEB", "type: Strіng(64),  sample: WEB", 54, &["U+0456"]),
    ("type: String(64),  sample: WEB", "type: String（64）,  sample: WEB", 57, &["U+FF08"]),
    ("path: /guide", "path: ∕guide", 9, &["U+2215", "`/`"]),
    ("family: general", "family: gеneral", 12, &["U+0435", "`e`"]),
    ("family: general", "fаmily: general", 4, &["U+0430", "`a`"]),
    ("family: general", "family：general", 9, &["U+FF1A", "write `:`"]),
    ("effect: create_order", "effect: create＿order", 19, &["U+FF3F", "`_`"]),
    ("channel: WX_NATIVE", "channel: WX_NАTIVE", 22, &["U+0410", "`A`"]),
    ("require: [extra]", "require: [ехtra]", 21, &["U+0435"]),
    ("currency: { only: [CAD, USD] }", "currеncy: { only: [CAD, USD] }", 13, &["U+0435"]),
    ("idempotent: false", "idempotent: “false”", 17, &["U+201C"]),
    ("about: Creates an order", "about: Creates\u{200b} an order", 19, &["U+200B", "invisible character"]),
    ("  completeness: complete", "\u{a0} completeness: complete", 1, &["U+00A0", "plain space"]),
];

const WORDS: &[Edit] = &[
    ("type: String(64),  sample: WEB", "type: decimal(10.2), sample: WEB", 51, &["`decimal(10.2)`", "did you mean"]),
    ("type: String(64),  sample: WEB", "type: Varchar(64), sample: WEB", 51, &["`Varchar(64)`", "did you mean"]),
    ("type: String(64),  sample: WEB", "type: Integer, sample: WEB", 51, &["`Integer`", "did you mean `int`"]),
    ("name: device", "name device", 13, &["`name: ` with a colon"]),
    ("name: device", "nmae: device", 13, &["did you mean `name`"]),
    ("name: device,", "name: ,", 13, &["missing value of key `name`"]),
    ("require: [extra]", "require: []", 20, &["`require` must not be empty"]),
    ("require: [extra]", "require:", 11, &["missing value of key `require`"]),
    ("require: [extra]", "require: { extra: y }", 22, &["unknown key `extra`", "fields"]),
    ("  family: general\n", "  family: [general]\n", 11, &["expected text, found a list"]),
    ("  family: general\n", "  family: generel\n", 11, &["did you mean `general`"]),
    ("  family: general\n", "  family: general\n  family: general\n", 3, &["duplicate key"]),
];

fn errors(spec: &Spec) -> Vec<(String, Diagnostic)> {
    let Err(invalid) = load_with_warnings(&spec.files) else { return Vec::new() };
    let places = SourceMap::of(&invalid.files);
    let errors = invalid.diagnostics.iter().filter(|it| it.code.severity() == Severity::Error);
    errors.map(|it| (places.position(it.span).unwrap().to_string(), it.clone())).collect()
}

/// Returns a description of the failure if an edit does not cause exactly the expected error.
fn wrong(spec: &Spec, place: &str, words: &[&str]) -> Option<String> {
    let found = errors(spec);
    let [(at, it)] = found.as_slice() else { return Some(format!("{} errors: {found:#?}", found.len())) };
    let said = format!("{} / {} / {}", it.message, it.label, it.help.as_deref().unwrap_or_default());
    let is_right = at == place && words.iter().all(|word| said.contains(word));
    (!is_right).then(|| format!("at {at} instead of {place}, {words:?}: {said}"))
}

fn assert_each(edits: &[Edit]) {
    let mut complaints = String::new();
    for (from, to, column, words) in edits {
        let spec = Spec::real().edit(QR, from, to);
        let text = Spec::real().text(QR);
        let at = text.find(from).unwrap() + from.bytes().zip(to.bytes()).take_while(|(a, b)| a == b).count();
        let line = text[..at].matches('\n').count() + 1;
        if let Some(complaint) = wrong(&spec, &format!("{QR}:{line}:{column}"), words) {
            write!(complaints, "{to:?}: {complaint}\n\n").unwrap();
        }
    }
    assert!(complaints.is_empty(), "{complaints}");
}

#[test]
fn syntax_mistake_is_one_error() {
    assert_each(FORM);
}

#[test]
fn lookalike_character_is_one_error() {
    assert_each(LETTERS);
}

#[test]
fn wrong_word_is_one_error() {
    assert_each(WORDS);
}

#[test]
fn empty_list_is_one_error() {
    const PAGE: &str = "spec/general/12-get-client-ip.yaml";
    let files = |key: &str, text: &str| {
        let page = Spec::real().text(PAGE);
        (key.to_owned(), Spec::real().set(PAGE, &(page + text)))
    };
    let rows = |table: &str| {
        let text = Spec::real().text(QR);
        let (before, rest) = text.split_once(table).unwrap();
        let after: String =
            rest.split_inclusive('\n').skip_while(|it| it.starts_with("      ") || *it == "\n").collect();
        (before.to_owned(), after)
    };
    let (before, after) = rows("    channels:\n");
    let channels = Spec::real().set(QR, &format!("{before}    channels: []\n{after}"));
    for (key, spec) in [
        files("endpoints", "endpoints: []\n"),
        files("notifications", "notifications: []\n"),
        files("enumerations", "enumerations: []\n"),
        files("values", "enumerations: [{ name: mood, about: A., page: /guide/refund.html, values: [] }]\n"),
        ("channels".to_owned(), channels),
    ] {
        let found = errors(&spec);
        let [(_, it)] = found.as_slice() else { panic!("{key}: {} errors: {found:#?}", found.len()) };
        assert_eq!((it.message.as_str(), it.label.as_str()), (&*format!("`{key}` must not be empty"), "an empty list"));
    }
}

#[test]
fn missing_shared_file_is_one_error() {
    let shared: Vec<String> = Spec::real()
        .files
        .iter()
        .map(|file| file.name.to_string())
        .filter(|name| name.starts_with("spec/shared/"))
        .collect();
    assert!(shared.len() > 5 && shared.iter().any(|name| name == FIELDS));
    for (name, words) in shared.iter().map(|name| {
        let contents = match name.as_str() {
            FIELDS => "shared rules (`fields:`) of the fields `",
            CHANNELS => "`channel`",
            "spec/shared/families.yaml" => "the families `general`",
            "spec/shared/signing.yaml" => "the signing rule",
            _ => "the enumeration",
        };
        (name, contents)
    }) {
        let mut spec = Spec::real();
        spec.files.retain(|file| *file.name != **name);
        let found = errors(&spec);
        let [(_, it)] = found.as_slice() else { panic!("{name}: {} errors: {found:#?}", found.len()) };
        assert!(it.message.contains(&format!("missing shared file `{name}`")) && it.message.contains(words), "{it:?}");
    }
}

#[test]
fn missing_family_is_one_error() {
    let families = Spec::real().text("spec/shared/families.yaml");
    let (before, rest) = families.split_once("  - name: card\n").unwrap();
    let (_, after) = rest.split_once("\n  - name: ").unwrap();
    let spec = Spec::real().set("spec/shared/families.yaml", &format!("{before}  - name: {after}"));
    let found = errors(&spec);
    let [(_, it)] = found.as_slice() else { panic!("{} errors: {found:#?}", found.len()) };
    assert!(it.message == "unknown family `card`" && it.label.contains("more locations"), "{it:?}");
}
