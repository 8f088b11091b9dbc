//! Runs the compiler without cargo, for crates that depend only on the client.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::SystemTime;
use std::{env, fs};

use proc_macro2::TokenStream;
use serde_json::Value;

/// Errors by module.
pub type Errors = BTreeMap<String, Vec<String>>;

/// A folder with crates, and the client with which this program is linked.
pub struct Compiler {
    folder: PathBuf,
    dependencies: PathBuf,
    client: PathBuf,
}

impl Compiler {
    /// Recreates the folder.
    pub fn new(name: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("verdict").join(name);
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        let dependencies = env::current_exe().unwrap().parent().unwrap().to_owned();
        // The newest artifact is the one built for this program, or a newer one.
        let is_client = |path: &PathBuf| {
            let name = path.file_name().and_then(|it| it.to_str()).unwrap_or_default();
            name.starts_with("libiotpay_client-") && path.extension().is_some_and(|it| it == "rlib")
        };
        let built = |path: &PathBuf| fs::metadata(path).and_then(|it| it.modified()).unwrap_or(SystemTime::UNIX_EPOCH);
        let all = fs::read_dir(&dependencies).unwrap().map(|entry| entry.unwrap().path()).filter(is_client);
        let mut all: Vec<_> = all.collect();
        all.sort_by_key(|path| std::cmp::Reverse(built(path)));
        let mut compiler = Self { folder, dependencies, client: PathBuf::new() };
        // It must have all families and the transport.
        let probe =
            "pub use iotpay_client::{Client, autodebit, card, card_v2, general};".parse::<TokenStream>().unwrap();
        let mut errors = Vec::new();
        let found = all.into_iter().find(|path| {
            compiler.client.clone_from(path);
            let probed = compiler.compile("probe", &[], &[("probe", probe.clone())]);
            errors.extend(probed.values().flatten().map(|error| format!("{}: {error}", path.display())));
            probed.is_empty()
        });
        compiler.client = found.unwrap_or_else(|| {
            // For example, if the macros were rebuilt while this program ran.
            panic!("no client with all families next to this program; rebuild it: {errors:#?}")
        });
        compiler
    }

    /// Returns the rendered errors of the compiler for a crate with this one file.
    pub fn rendered(&self, name: &str, source: &str) -> Vec<String> {
        let folder = self.folder.join(name);
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("lib.rs"), source).unwrap();
        let output = self.check(name, &folder, "allow").output().unwrap();
        let messages = String::from_utf8(output.stderr).unwrap();
        let messages = messages.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
        messages.filter(|it| it["level"] == "error").map(|it| it["rendered"].as_str().unwrap().to_owned()).collect()
    }

    /// Returns a compiler command for `lib.rs` of a folder, with the client. Lints are reported at most at this level.
    fn check(&self, name: &str, folder: &Path, lints: &str) -> Command {
        let compiler = Path::new(env!("CARGO")).with_file_name("rustc");
        let mut command = Command::new(if compiler.exists() { compiler } else { PathBuf::from("rustc") });
        command
            .args(["--edition", "2024", "--crate-type", "lib", "--emit", "metadata", "--cap-lints", lints])
            .args(["--error-format", "json", "--crate-name", name, "lib.rs", "--out-dir", "..", "-L", ".."])
            .arg("-L")
            .arg(format!("dependency={}", self.dependencies.display()))
            .arg("--extern")
            .arg(format!("iotpay_client={}", self.client.display()))
            .current_dir(folder);
        command
    }

    /// Checks a crate of these modules, which can use crates that were checked before.
    pub fn compile(&self, name: &str, others: &[&str], modules: &[(&str, TokenStream)]) -> Errors {
        let (is_compiled, errors) =
            self.reported(name, others, modules, "allow", |message| message["level"] == "error");
        assert_eq!(is_compiled, errors.is_empty(), "{name}: {errors:#?}");
        errors
    }

    /// Checks a crate like [`Self::compile`], and returns the warnings of deprecated items.
    pub fn deprecations(&self, name: &str, others: &[&str], modules: &[(&str, TokenStream)]) -> Errors {
        let is_deprecation = |message: &Value| message["code"]["code"] == "deprecated";
        let (is_compiled, warnings) = self.reported(name, others, modules, "warn", is_deprecation);
        assert!(is_compiled, "{name}");
        warnings
    }

    /// Returns whether a crate compiles, and the chosen messages of each module.
    fn reported(
        &self,
        name: &str,
        others: &[&str],
        modules: &[(&str, TokenStream)],
        lints: &str,
        is_chosen: impl Fn(&Value) -> bool,
    ) -> (bool, Errors) {
        let folder = self.folder.join(name);
        fs::create_dir_all(&folder).unwrap();
        let mut root = String::new();
        for (module, tokens) in modules {
            root.extend(["pub mod ", module, ";\n"]);
            fs::write(folder.join(format!("{module}.rs")), tokens.to_string()).unwrap();
        }
        fs::write(folder.join("lib.rs"), root).unwrap();
        let mut command = self.check(name, &folder, lints);
        for other in others {
            command.arg("--extern").arg(format!("{other}=../lib{other}.rmeta"));
        }
        let output = command.output().unwrap();
        let mut found = Errors::new();
        for line in String::from_utf8(output.stderr).unwrap().lines() {
            let Ok(message) = serde_json::from_str::<Value>(line) else { panic!("{name}: {line}") };
            if !is_chosen(&message) {
                continue;
            }
            let mut files = BTreeSet::new();
            for span in message["spans"].as_array().into_iter().flatten() {
                collect(span, &mut files);
            }
            for file in files {
                found.entry(file).or_default().push(message["message"].as_str().unwrap_or_default().to_owned());
            }
        }
        (output.status.success(), found)
    }
}

/// Returns the module of a location; for code from a macro, that of the call.
fn collect(span: &Value, files: &mut BTreeSet<String>) {
    if let Some(file) = span["file_name"].as_str().and_then(|it| it.strip_suffix(".rs")).filter(|it| !it.contains('/'))
    {
        files.insert(file.to_owned());
    }
    if !span["expansion"].is_null() {
        collect(&span["expansion"]["span"], files);
    }
}
