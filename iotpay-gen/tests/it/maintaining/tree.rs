//! The files that the page's commands work on, which `scripts/maintaining-tree` also creates for readers.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

/// The project before the vendor's change.
pub struct Tree {
    folder: PathBuf,
}

impl Tree {
    /// Creates the files.
    pub fn new() -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("maintaining");
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir(&folder).unwrap();
        let tree = Self { folder };
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../scripts/maintaining-tree");
        let errors = tree.run(&format!("'{}' .", script.display()));
        assert!(errors.is_empty(), "{errors}");
        tree
    }

    /// Returns the output of a command, and its exit code if that is not 0.
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
        let mut errors = String::from_utf8(output.stdout).unwrap();
        // Hide the target folder of the tests.
        errors = errors.replace(target.to_str().unwrap(), "target");
        if !errors.is_empty() && !errors.ends_with('\n') {
            errors.push('\n');
        }
        match output.status.code() {
            Some(0) => errors,
            code => format!("{errors}[exit code {}]\n", code.unwrap()),
        }
    }

    /// Applies an edit that the page shows.
    pub fn apply(&self, edit: &str) {
        let file = self.folder.join("edit.diff");
        fs::write(&file, edit).unwrap();
        let errors = self.run("git apply --recount edit.diff");
        assert!(errors.is_empty(), "an edit of the page cannot be applied: {errors}\n{edit}");
        fs::remove_file(file).unwrap();
    }
}
