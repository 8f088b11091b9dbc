//! Explanations for programs.

use serde_json::{Value, json};

use super::{Example, Explanation};
use crate::diagnostic::Code;

/// Returns the explanations as one JSON object: `codes`, each with `code`, `severity` (`error` or `warning`),
/// `rule`, `why`, `wrong`, `right` and `remedy`.
///
/// An example has its `markdown`, and of that the `page` and the `yaml` alone (or null). Texts are in
/// Markdown.
pub fn to_json(explanations: &[Explanation]) -> String {
    let one = |it: &Explanation| {
        let mut object = head(it.code);
        for (key, value) in [
            ("why", json!(it.why)),
            ("wrong", example(&it.wrong)),
            ("right", example(&it.right)),
            ("remedy", json!(it.remedy)),
        ] {
            object[key] = value;
        }
        object
    };
    all(&explanations.iter().map(one).collect())
}

/// Returns every code as one JSON object: `codes`, each with `code`, `severity` and `rule`.
pub fn list_to_json() -> String {
    all(&Code::ALL.iter().map(|code| head(*code)).collect())
}

fn all(codes: &Value) -> String {
    format!("{:#}\n", json!({ "codes": codes }))
}

fn head(code: Code) -> Value {
    json!({ "code": code.as_str(), "severity": code.severity().to_string(), "rule": code.summary() })
}

fn example(example: &Example) -> Value {
    json!({ "markdown": example.markdown, "page": example.page, "yaml": example.yaml })
}
