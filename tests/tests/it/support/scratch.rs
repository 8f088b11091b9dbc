//! Crates that a test creates and checks with cargo.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Returns the folder of the workspace.
pub fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// Returns the client as a dependency with this name.
fn client_by(name: &str) -> String {
    let path = workspace().join("iotpay-client");
    format!(
        "[dependencies.{name}]\npackage = \"iotpay-client\"\npath = '{}'\ndefault-features = false\n\
         features = [\"general\", \"card\", \"serde\"]\n\n",
        path.display()
    )
}

fn package(name: &str, dependencies: &str) -> String {
    format!("[package]\nname = \"{name}\"\nedition = \"2024\"\n\n{dependencies}")
}

/// A crate that depends on the client.
pub struct Scratch {
    folder: PathBuf,
}

impl Scratch {
    /// Creates a crate with an empty library that has the client as a dependency with this name.
    pub fn new(name: &str, client: &str) -> Self {
        Self::with(name, &client_by(client))
    }

    /// Creates a crate that has the client only through a crate `facade` with this library.
    pub fn through_facade(name: &str, facade: &str) -> Self {
        let crate_ = Self::with(name, "[dependencies.facade]\npath = 'facade'\n");
        let folder = crate_.folder.join("facade");
        fs::create_dir_all(folder.join("src")).unwrap();
        fs::write(folder.join("Cargo.toml"), package("facade", &client_by("iotpay-client"))).unwrap();
        fs::write(folder.join("src/lib.rs"), facade).unwrap();
        crate_
    }

    fn with(name: &str, dependencies: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("scratch").join(name);
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(folder.join("src")).unwrap();
        let build = format!(
            "[build-dependencies.iotpay-gen]\npath = '{}'\ndefault-features = false\n",
            workspace().join("iotpay-gen").display()
        );
        let manifest = format!("{}{build}\n[workspace]\n", package(name, dependencies));
        fs::write(folder.join("Cargo.toml"), manifest).unwrap();
        // Uses the versions of the workspace, which are available offline.
        fs::copy(workspace().join("Cargo.lock"), folder.join("Cargo.lock")).unwrap();
        Self { folder }
    }

    /// Writes `build.rs`, which generates code from a spec folder for a client with this path.
    pub fn generate(&self, spec: &Path, client: &str) {
        let script = format!(
            "fn main() {{\n    iotpay_gen::build_script::PrivateEndpoints::new(r\"{}\").client({client:?}).generate();\n}}\n",
            spec.display()
        );
        fs::write(self.folder.join("build.rs"), script).unwrap();
    }

    /// Returns the folder of the sources.
    pub fn src(&self) -> PathBuf {
        self.folder.join("src")
    }

    /// Writes `src/lib.rs`.
    pub fn lib(&self, text: &str) {
        fs::write(self.src().join("lib.rs"), text).unwrap();
    }

    /// Checks the crate, and returns the errors of the compiler.
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
