//! Crates that a test makes and has checked by cargo.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The folder of the workspace.
pub fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// A crate that depends on the client.
pub struct Scratch {
    folder: PathBuf,
}

impl Scratch {
    /// A crate with an empty library, which calls the client by this name.
    pub fn new(name: &str, client: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("scratch").join(name);
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(folder.join("src")).unwrap();
        let path = workspace().join("iotpay-client");
        let manifest = format!(
            "[package]\nname = \"{name}\"\nedition = \"2024\"\n\n[workspace]\n\n[dependencies.{client}]\n\
             package = \"iotpay-client\"\npath = '{}'\ndefault-features = false\nfeatures = [\"general\"]\n",
            path.display()
        );
        fs::write(folder.join("Cargo.toml"), manifest).unwrap();
        // The same versions of everything, which are there already.
        fs::copy(workspace().join("Cargo.lock"), folder.join("Cargo.lock")).unwrap();
        Self { folder }
    }

    /// The folder of its sources.
    pub fn src(&self) -> PathBuf {
        self.folder.join("src")
    }

    /// Writes `src/lib.rs`.
    pub fn lib(&self, text: &str) {
        fs::write(self.src().join("lib.rs"), text).unwrap();
    }

    /// What the compiler has against it; nothing if it is fine.
    pub fn check(&self) -> Result<(), String> {
        let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("scratch-target");
        let output = Command::new(env!("CARGO"))
            .args(["check", "--quiet", "--offline", "--color", "never", "--target-dir"])
            .arg(target)
            .current_dir(&self.folder)
            .env_remove("RUSTFLAGS")
            .output()
            .unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        if output.status.success() { Ok(()) } else { Err(said) }
    }
}
