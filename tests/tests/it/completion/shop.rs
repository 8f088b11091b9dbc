//! A merchant's crate in which the cursor is placed.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::completion::editor::Editor;

/// The code before and after that of a case.
const BEFORE: &str = "use iotpay_client::{general, request};

pub fn order(number: String, total: u64) {
    let _ = request!(";
const AFTER: &str = ");\n}\n";

pub struct Shop {
    editor: Editor,
}

impl Shop {
    pub fn open() -> Self {
        let scratch = Path::new(env!("CARGO_TARGET_TMPDIR"));
        let folder = scratch.join("shop");
        let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        let client = workspace.join("iotpay-client");
        let file = folder.join("src/lib.rs");
        fs::create_dir_all(folder.join("src")).unwrap();
        let manifest = format!(
            "[package]\nname = \"shop\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n\
             [dependencies.iotpay-client]\npath = '{}'\ndefault-features = false\nfeatures = [\"general\"]\n\n\
             [workspace]\n",
            client.display()
        );
        fs::write(folder.join("Cargo.toml"), manifest).unwrap();
        // Uses the versions of the workspace, which are available offline.
        fs::copy(workspace.join("Cargo.lock"), folder.join("Cargo.lock")).unwrap();
        fs::write(&file, "").unwrap();
        let settings = json!({
            // The dependencies of the tests need not be rebuilt.
            "cargo": { "extraEnv": { "CARGO_TARGET_DIR": scratch.parent() }, "allTargets": false },
            "checkOnSave": false,
            "cachePriming": { "enable": false },
        });
        Self { editor: Editor::open(&folder, &file, &settings) }
    }

    /// Returns the completions at the `|`.
    pub fn offered(&mut self, code: &str) -> Vec<Value> {
        let position = self.put(code);
        let mut offered = self.editor.at("textDocument/completion", position);
        let items = if offered.is_array() { &mut offered } else { &mut offered["items"] };
        items.as_array_mut().map(std::mem::take).unwrap_or_default()
    }

    /// Returns the documentation of a completion.
    pub fn documentation(&mut self, item: &Value) -> String {
        let item = self.editor.ask("completionItem/resolve", item);
        item["documentation"]["value"].as_str().unwrap_or_default().to_owned()
    }

    /// Returns the hover text of the name at the `|`.
    pub fn hover(&mut self, code: &str) -> String {
        let position = self.put(code);
        self.editor.at("textDocument/hover", position)["contents"]["value"].as_str().unwrap_or_default().to_owned()
    }

    /// Returns the errors that are shown.
    pub fn problems(&mut self, code: &str) -> Vec<String> {
        self.put(code);
        let report = self.editor.of_file("textDocument/diagnostic");
        let items = report["items"].as_array().unwrap_or_else(|| panic!("no report: {report}"));
        items.iter().filter(|item| item["severity"] == 1).map(|item| item["message"].to_string()).collect()
    }

    /// Writes the code, and returns the position of its `|`.
    fn put(&mut self, code: &str) -> (usize, usize) {
        let text = format!("{BEFORE}{code}{AFTER}");
        let (before, after) = text.split_once('|').unwrap();
        self.editor.write(&format!("{before}{after}"));
        let line = before.rfind('\n').map_or(0, |at| at + 1);
        (before.matches('\n').count(), before[line..].encode_utf16().count())
    }
}

/// Returns the offered name, without the `…` of a struct's fields.
pub fn label(item: &Value) -> String {
    let label = item["label"].as_str().unwrap_or_default();
    label.split([' ', '(', '{']).next().unwrap_or_default().to_owned()
}
