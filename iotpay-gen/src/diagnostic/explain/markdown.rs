//! Explanations as a document, for the web.

use std::fmt::Write as _;

use super::Explanation;

const HEAD: &str = "\
# Diagnostics

Each rule about a spec or a saved page has a code whose meaning never changes. An **error** prevents code
generation; a **warning** does not, but `check` fails in both cases. The examples are parts of files; the
omitted parts are valid. `iotpay-gen explain CODE` prints the same explanation in a terminal.

This file is generated from the pages in `iotpay-gen/src/diagnostic/explain/pages/`: edit those, and regenerate it with
`cargo run -q -p iotpay-gen -- explain --all --format markdown > docs/diagnostics.md`.
";

/// Returns the explanations as one document, with a table of contents.
pub fn to_markdown(explanations: &[Explanation]) -> String {
    let mut text = format!("{HEAD}\n| Code | Severity | Rule |\n|---|---|---|\n");
    for it in explanations {
        let _ = writeln!(text, "| [{0}](#{1}) | {2} | {3} |", it.code, anchor(it), it.code.severity(), it.rule);
    }
    for it in explanations {
        let _ = write!(
            text,
            "\n<a id=\"{}\"></a>\n\n## {}: {}\n\n### Why\n\n{}\n\n### Wrong\n\n{}\n\n### Right\n\n{}\n\n### What to do\n\n{}\n",
            anchor(it),
            it.code,
            it.rule,
            it.why,
            it.wrong.markdown,
            it.right.markdown,
            it.remedy
        );
    }
    text
}

fn anchor(explanation: &Explanation) -> String {
    explanation.code.as_str().to_lowercase()
}
