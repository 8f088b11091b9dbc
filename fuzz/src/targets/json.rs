//! JSON: accepted and decoded like `serde_json` does, except that repeated names are errors.

use std::collections::BTreeMap;

use iotpay_client::incoming::{FieldKind, Fields};
use serde_json::value::RawValue;

/// Pieces of JSON.
pub const TOKENS: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    "\"",
    ",",
    ":",
    "null",
    "true",
    "1e9",
    "-0",
    "1.0",
    "\\u00e9",
    "\\ud83d\\ude00",
    "\\ud800",
    "\\",
    "\u{feff}",
    "\"a\":1,",
    " ",
    "\n",
    "\0",
];

/// Returns a few objects.
pub fn seeds() -> Vec<Vec<u8>> {
    [
        r#"{"a": "caf\u00e9", "n": 1.0, "o": { "x" : [1] }, "z": null, "t": true}"#,
        "\u{feff}{\"a\\n\":\"茶\",\"b\":[[],{}],\"c\":-12345678901234567890}",
        "{}",
    ]
    .map(|text| text.as_bytes().to_vec())
    .into()
}

/// Compares the fields with those of `serde_json`.
pub fn run(data: &[u8]) {
    let Ok(text) = str::from_utf8(data) else { return };
    let Ok(fields) = Fields::from_json(text) else { return };
    let members: BTreeMap<String, &RawValue> =
        serde_json::from_str(text.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']))
            .expect("serde_json accepts the object");
    assert_eq!(members.len(), fields.iter().count());
    for field in &fields {
        let raw = members[field.name()].get();
        match field.kind() {
            FieldKind::Text => assert_eq!(serde_json::from_str::<String>(raw).ok().as_deref(), Some(field.text())),
            FieldKind::Null => assert_eq!(raw, "null"),
            FieldKind::Number | FieldKind::Bool | FieldKind::Object | FieldKind::Array => assert_eq!(raw, field.text()),
        }
        // Nested values are parsed lazily; that must not panic either.
        drop((field.object(), field.items(), field.integer()));
    }
}
