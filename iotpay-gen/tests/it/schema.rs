//! The JSON Schema of the spec files, compared with the files and the loader by an independent validator.

#![cfg(feature = "cli")]

use std::fs;
use std::path::{Path, PathBuf};

use crate::fixture::Spec;
use iotpay_gen::diagnostic::Code;
use iotpay_gen::raw::File;
use iotpay_gen::schema::schema;
use iotpay_gen::source::SourceFile;
use jsonschema::Validator;
use serde_json::Value;

const QR: &str = "spec/general/04-customer-scan-qr.yaml";
const REFUND: &str = "spec/general/13-refund.yaml";
const FIELDS: &str = "spec/shared/fields.yaml";

/// The codes of errors that a schema can detect in a single file.
const OF_SHAPE: [Code; 5] =
    [Code::UnknownKey, Code::MissingKey, Code::WrongShape, Code::UnknownValue, Code::UnknownType];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn validator() -> Validator {
    let document: Value = serde_json::from_str(&schema()).unwrap();
    assert!(jsonschema::meta::is_valid(&document));
    jsonschema::draft202012::new(&document).unwrap()
}

/// Parses a file like a program that knows YAML 1.2 and nothing about the spec; `None` for invalid YAML or
/// a duplicate key.
fn value(text: &str) -> Option<Value> {
    serde_saphyr::from_str_with_options(text, serde_saphyr::options! { strict_booleans: true }).ok()
}

fn schema_errors(validator: &Validator, text: &str) -> Vec<String> {
    let value = value(text).unwrap_or_else(|| panic!("invalid YAML: {text}"));
    validator.iter_errors(&value).map(|error| format!("{}: {error}", error.instance_path())).collect()
}

/// Finds every YAML file except those in `target` and hidden folders.
fn yaml_files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        if path.is_dir() && name != "target" && !name.starts_with('.') {
            yaml_files(&path, found);
        } else if path.extension().is_some_and(|it| it == "yaml") {
            found.push(path);
        }
    }
}

#[test]
fn checked_in_schema_is_up_to_date() {
    let kept = fs::read_to_string(root().join("spec/schema/spec-file.json")).unwrap_or_default();
    assert!(kept == schema(), "run `cargo run -p iotpay-gen -- schema --out spec/schema/spec-file.json`");
}

#[test]
fn every_file_names_the_schema_and_is_valid() {
    let validator = validator();
    let mut files = Vec::new();
    yaml_files(&root(), &mut files);
    assert!(files.len() > 50, "{}", files.len());
    let schema = fs::canonicalize(root().join("spec/schema/spec-file.json")).unwrap();
    for file in files {
        let text = fs::read_to_string(&file).unwrap();
        let name = file.display();
        let place = text.lines().next().and_then(|line| line.strip_prefix("# yaml-language-server: $schema="));
        let place = place.unwrap_or_else(|| panic!("{name} names no schema in its first line"));
        assert_eq!(fs::canonicalize(file.parent().unwrap().join(place)).ok().as_ref(), Some(&schema), "{name}");
        // Drafts are incomplete.
        if !file.parent().unwrap().ends_with("tests/import") {
            assert_eq!(schema_errors(&validator, &text), [""; 0], "{name}");
        }
    }
}

#[test]
fn schema_rejects_shapes_that_the_loader_rejects() {
    let validator = validator();
    for (code, file, from, to) in [
        (Code::UnknownKey, QR, "required: n", "requred: n"),
        (Code::UnknownKey, FIELDS, "{ format: ip }", "{ fromat: ip }"),
        (Code::UnknownKey, QR, "    channels:\n", "    chanels:\n"),
        (Code::MissingKey, REFUND, " sample: SUCCESS, ", ""),
        (Code::MissingKey, "spec/shared/signing.yaml", "  field: sign\n", ""),
        (Code::MissingKey, "spec/shared/families.yaml", "timeout: { seconds: 60, ", "timeout: { "),
        (Code::WrongShape, QR, "require: [codeUrl]", "require: codeUrl"),
        (Code::WrongShape, QR, "require: [codeUrl]", "require: []"),
        (Code::WrongShape, REFUND, "family: general", "family:"),
        (Code::WrongShape, REFUND, "family: general", "family: [general]"),
        (Code::WrongShape, "spec/shared/families.yaml", "seconds: 60", "seconds: 0"),
        (Code::WrongShape, "spec/shared/families.yaml", "seconds: 60", "seconds: \"a minute\""),
        (Code::UnknownValue, REFUND, "effect: refund_order", "effect: refund_ordr"),
        (Code::UnknownValue, QR, "required: n, ", "required: no, "),
        (Code::UnknownValue, "spec/shared/signing.yaml", "[omitted, raw, sorted]", "[omitted, raw, sortd]"),
        (Code::UnknownValue, "spec/shared/signing.yaml", "algorithm: md5", "algorithm: rsa"),
        (Code::UnknownValue, "spec/shared/signing.yaml", "algorithm: md5", "algorithm: { rule: rsa, source: sdk }"),
        (Code::MissingKey, "spec/shared/signing.yaml", "algorithm: md5", "algorithm: { rule: md5 }"),
        (Code::UnknownKey, "spec/shared/families.yaml", "body: json", "body: json\n    signing: { order: bytes }"),
        (Code::UnknownValue, REFUND, "idempotent: false", "idempotent: maybe"),
        (Code::UnknownType, QR, "type: String(64),  sample: WEB", "type: Sting(64),  sample: WEB"),
        (Code::UnknownType, QR, "type: int, ", "type: float, "),
    ] {
        let mut spec = Spec::real().edit(file, from, to);
        let text = spec.text(file);
        let found = File::parse(&SourceFile::new(file, &text)).expect_err(to);
        assert!(found.iter().any(|it| it.code == code), "{to}: {found:?}");
        assert_ne!(schema_errors(&validator, &text), [""; 0], "{to}");
    }
    // Endpoints without their page.
    let found = File::parse(&SourceFile::new("a.yaml", "endpoints: []\n")).unwrap_err();
    assert_eq!(found[0].code, Code::MissingKey);
    assert_ne!(schema_errors(&validator, "endpoints: []\n"), [""; 0]);
    // Invisible characters.
    let mut spec = Spec::real().edit(REFUND, "title: Refund", "title: \"Re\\u202efund\" # ");
    assert_eq!(spec.invalid().diagnostics[0].code, Code::WrongShape);
    assert_ne!(schema_errors(&validator, &spec.text(REFUND)), [""; 0]);
    // A schema of one file cannot know the names in other files.
    let mut spec = Spec::real().edit(QR, "only: [CAD, USD, CNY]", "only: [CAD, USD, CNX]");
    assert_eq!(spec.invalid().diagnostics[0].code, Code::UnknownValue);
    assert_eq!(schema_errors(&validator, &spec.text(QR)), [""; 0]);
}

/// A reproducible random number generator.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from((self.0 >> 33) % u64::try_from(end).unwrap()).unwrap()
    }
}

/// Collects the JSON pointers of all values in a tree.
fn places(value: &Value, here: &mut String, found: &mut Vec<String>) {
    found.push(here.clone());
    let length = here.len();
    let mut below = |key: &str, value: &Value| {
        here.push('/');
        here.push_str(&key.replace('~', "~0").replace('/', "~1"));
        places(value, here, found);
        here.truncate(length);
    };
    match value {
        Value::Object(object) => object.iter().for_each(|(key, value)| below(key, value)),
        Value::Array(items) => items.iter().enumerate().for_each(|(at, value)| below(&at.to_string(), value)),
        _ => {}
    }
}

/// Changes one value of a tree: removes, renames, adds or replaces something.
fn mutate(root: &mut Value, words: &[String], dice: &mut Dice) {
    let mut all = Vec::new();
    places(root, &mut String::new(), &mut all);
    let at = all.swap_remove(dice.below(all.len()));
    let place = root.pointer_mut(&at).unwrap();
    let word = || Value::from("x");
    match (dice.below(8), place) {
        (0, Value::Object(object)) if !object.is_empty() => {
            let key = object.keys().nth(dice.below(object.len())).unwrap().clone();
            object.remove(&key);
        }
        (1, Value::Object(object)) if !object.is_empty() => {
            let key = object.keys().nth(dice.below(object.len())).unwrap().clone();
            let value = object.remove(&key).unwrap();
            object.insert(format!("{key}x"), value);
        }
        (0..=2, Value::Object(object)) => {
            object.insert(words[dice.below(words.len())].clone(), word());
        }
        (0..=2, Value::Array(items)) => items.push(word()),
        (3, place) => *place = Value::Null,
        (4, place) => *place = serde_json::json!([]),
        (5, place) => *place = serde_json::json!({}),
        (6, place) => *place = word(),
        (_, place) => *place = Value::from(words[dice.below(words.len())].as_str()),
    }
}

/// Collects keys and short values, with which others are replaced.
fn vocabulary(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(object) => object.iter().for_each(|(key, value)| {
            found.push(key.clone());
            vocabulary(value, found);
        }),
        Value::Array(items) => items.iter().for_each(|item| vocabulary(item, found)),
        Value::String(text) if text.len() < 24 => found.push(text.clone()),
        _ => {}
    }
}

#[test]
fn schema_and_loader_reject_the_same_shapes() {
    let validator = validator();
    let files = Spec::embedded().files;
    let values: Vec<Value> = files.iter().map(|file| value(&file.text).unwrap()).collect();
    let mut words = vec!["true".to_owned(), "String(0)".to_owned(), "String(31)".to_owned(), "String()".to_owned()];
    for value in &values {
        vocabulary(value, &mut words);
    }
    words.sort();
    words.dedup();
    let mut dice = Dice(7);
    let (mut rejected, mut accepted) = (0, 0);
    for round in 0..3_000 {
        let at = dice.below(files.len());
        let mut changed = values[at].clone();
        for _ in 0..=dice.below(2) {
            mutate(&mut changed, &words, &mut dice);
        }
        // JSON is YAML. An empty file has another code.
        let text = changed.to_string();
        if changed.is_null() {
            continue;
        }
        let found = File::parse(&SourceFile::new("spec/a.yaml", &text)).err().unwrap_or_default();
        let loader = found.iter().any(|it| OF_SHAPE.contains(&it.code));
        // The loader has a separate code for an invalid limit of a type.
        let limit = found.iter().any(|it| it.code == Code::InvalidLimit);
        let errors: Vec<_> = validator.iter_errors(&changed).map(|it| it.to_string()).collect();
        assert_eq!(loader || limit, !errors.is_empty(), "round {round}: {found:?}\n{errors:?}\n{text}");
        if loader { rejected += 1 } else { accepted += 1 }
    }
    assert!(rejected > 1_000 && accepted > 200, "{rejected} {accepted}");
}

/// The exceptions: a schema sees values, and not how they are written.
#[test]
fn only_the_loader_checks_how_values_are_written() {
    let validator = validator();
    for (file, from, to) in [
        (REFUND, "idempotent: false", "idempotent: FALSE"),
        ("spec/shared/families.yaml", "seconds: 60", "seconds: 0x3C"),
    ] {
        let text = Spec::real().edit(file, from, to).text(file);
        assert!(File::parse(&SourceFile::new(file, &text)).is_err(), "{to}");
        assert_eq!(schema_errors(&validator, &text), [""; 0], "{to}");
    }
}

/// Every key of the format is in the tables of CONTRIBUTING.md.
#[test]
fn every_key_is_in_the_contribution_guide() {
    let guide = fs::read_to_string(root().join("CONTRIBUTING.md")).unwrap();
    let keys = guide.split("### The keys").nth(1).unwrap().split("\n### ").next().unwrap();
    let document: Value = serde_json::from_str(&schema()).unwrap();
    let mut mappings: Vec<&Value> = document["$defs"].as_object().unwrap().values().collect();
    mappings.push(&document);
    let mut number = 0;
    for mapping in mappings {
        for key in mapping["properties"].as_object().into_iter().flat_map(|it| it.keys()) {
            assert!(
                keys.contains(&format!("`{key}`")) || keys.contains(&format!("`{key}: ")),
                "`{key}` is not in the guide"
            );
            number += 1;
        }
    }
    assert!(number > 150, "{number}");
}
