//! The tree that the page's commands work in: this project before the vendor's change of 2026-03-10,
//! with a merchant's crate beside it, as a repository with a release.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

/// What the page's first words say of it.
const MANIFEST_MEMBERS: &str = r#"["spec", "iotpay-gen", "iotpay-macros", "iotpay-client", "shop"]"#;

/// A copy of the project, without its tests.
pub struct Tree {
    folder: PathBuf,
}

impl Tree {
    /// A fresh one.
    pub fn new() -> Self {
        let project = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("maintaining");
        let _ = fs::remove_dir_all(&folder);
        for part in ["spec", "iotpay-gen", "iotpay-macros", "iotpay-client"] {
            copy(&project.join(part), &folder.join(part));
        }
        copy(&project.join("iotpay-gen/tests/maintaining/shop"), &folder.join("shop"));
        let before = "general/09-app-integrate.yaml";
        let text = fs::read_to_string(project.join("tests/data/before-2026-03-10").join(before)).unwrap();
        fs::write(folder.join("spec").join(before), without_remark(&text)).unwrap();
        fs::create_dir(folder.join("pages")).unwrap();
        fs::copy(project.join("iotpay-gen/tests/import/app-integrate.txt"), folder.join("pages/app-integrate.txt"))
            .unwrap();
        let manifest = fs::read_to_string(project.join("Cargo.toml")).unwrap();
        let (start, rest) = manifest.split_once("members = [").unwrap();
        let (_, end) = rest.split_once(']').unwrap();
        fs::write(folder.join("Cargo.toml"), format!("{start}members = {MANIFEST_MEMBERS}{end}")).unwrap();
        // The same versions of everything, which are there already.
        fs::copy(project.join("Cargo.lock"), folder.join("Cargo.lock")).unwrap();
        fs::write(folder.join("CHANGELOG.md"), "# Changelog\n\n## 0.1.0\n\n- The first release.\n").unwrap();
        let tree = Self { folder };
        tree.run("iotpay-gen emit spec --without-lines --out tests/golden");
        tree.run("git init -q -b main && git add -A && git commit -qm 'Release 0.1.0' && git tag v0.1.0");
        tree
    }

    /// What a command prints, and with what code it ends if that is not 0.
    pub fn run(&self, command: &str) -> String {
        let program = Path::new(env!("CARGO_BIN_EXE_iotpay-gen")).parent().unwrap();
        let path = format!("{}:{}", program.display(), env::var("PATH").unwrap());
        let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("scratch-target");
        let output = Command::new("bash")
            .args(["-c", &format!("exec 2>&1\n{command}")])
            .current_dir(&self.folder)
            .env("PATH", path)
            .env("CARGO_TARGET_DIR", &target)
            .envs([("CARGO_NET_OFFLINE", "true"), ("CARGO_TERM_COLOR", "never"), ("CARGO_TERM_QUIET", "true")])
            .envs([("GIT_CONFIG_GLOBAL", "/dev/null"), ("GIT_CONFIG_NOSYSTEM", "1")])
            .envs([("GIT_AUTHOR_NAME", "Maintainer"), ("GIT_AUTHOR_EMAIL", "maintainer@example.invalid")])
            .envs([("GIT_COMMITTER_NAME", "Maintainer"), ("GIT_COMMITTER_EMAIL", "maintainer@example.invalid")])
            .env_remove("RUSTFLAGS")
            .output()
            .unwrap();
        let mut said = String::from_utf8(output.stdout).unwrap();
        // As it would be without a target folder of the tests' own.
        said = said.replace(target.to_str().unwrap(), "target");
        if !said.is_empty() && !said.ends_with('\n') {
            said.push('\n');
        }
        match output.status.code() {
            Some(0) => said,
            code => format!("{said}[exit code {}]\n", code.unwrap()),
        }
    }

    /// Applies an edit that the page shows.
    pub fn apply(&self, edit: &str) {
        let file = self.folder.join("edit.diff");
        fs::write(&file, edit).unwrap();
        let said = self.run("git apply --recount edit.diff");
        assert!(said.is_empty(), "an edit of the page does not fit: {said}\n{edit}");
        fs::remove_file(file).unwrap();
    }
}

/// Without the words on why the tests have this file.
fn without_remark(text: &str) -> String {
    let (remark, rest) = text.split_once("\n\n").unwrap();
    let kept = remark.lines().filter(|line| line.starts_with("# yaml-language-server"));
    kept.map(|line| format!("{line}\n")).chain([rest.to_owned()]).collect()
}

/// A folder without what is not needed to build it.
fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let (from, to) = (entry.path(), to.join(entry.file_name()));
        if entry.file_type().unwrap().is_file() {
            fs::copy(from, to).unwrap();
        } else if !["tests", "target"].iter().any(|left_out| entry.file_name() == *left_out) {
            copy(&from, &to);
        }
    }
}
