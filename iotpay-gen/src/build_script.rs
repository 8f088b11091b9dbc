//! Functions for build scripts: read a spec and generate Rust code in `OUT_DIR`.
//!
//! A crate can have private endpoints in addition to those of `iotpay-client`. It depends on both crates:
//!
//! ```toml
//! [dependencies]
//! iotpay-client = "0.1"
//!
//! [build-dependencies]
//! iotpay-gen = { version = "0.1", default-features = false }
//! ```
//!
//! Its `build.rs` generates the pages of a folder:
//!
//! ```no_run
//! iotpay_gen::build_script::private_endpoints("spec");
//! ```
//!
//! `spec/points.yaml` is such a page. The name of the file becomes the name of its module:
//!
//! ```yaml
//! # yaml-language-server: $schema=schema/spec-file.json
//! page: { title: Points, path: /points.html, family: general, updated: unknown, completeness: complete, about: Points. }
//! endpoints:
//!   - name: query_points
//!     path: query_points
//!     method: POST
//!     effect: query_order
//!     idempotent: true
//!     about: Queries the points of a customer.
//!     request:
//!       table:
//!         - { name: mchId, required: y, type: String(30), sample: "", description: Merchant id. }
//!         - { name: customerNo, required: y, type: String(20), sample: "", description: The customer. }
//!         - { name: sign, required: y, type: String(32), sample: "", description: Signature of the request. }
//!     response:
//!       table:
//!         - { name: points, required: y, type: int, sample: "", description: Points. }
//! ```
//!
//! The first line lets editors complete and check the file. `iotpay-gen schema --out
//! spec/schema/spec-file.json` writes the schema.
//!
//! Its `src/lib.rs` includes the modules of the families, here `general` with `QueryPoints`:
//!
//! ```ignore
//! include!(concat!(env!("OUT_DIR"), "/iotpay/mod.rs"));
//! ```
//!
//! If the crate depends on the client under another name, or through a crate that re-exports it, set its path:
//!
//! ```no_run
//! iotpay_gen::build_script::PrivateEndpoints::new("spec").client("facade::pay").generate();
//! ```
//!
//! # Families of the crate
//!
//! A page has a family of the embedded spec, or one that the crate defines. `spec/shared/families.yaml` defines one with
//! another host, another signing rule, and its own rules for fields:
//!
//! ```yaml
//! families:
//!   - name: harbor
//!     title: Harbor
//!     about: An invented API.
//!     page: /harbor.html
//!     base_url: https://pay.harbor.example/v1/
//!     body: json
//!     timeout: { seconds: 20, source: inferred }
//!     envelope: { code: code, message: message }
//!     signed_responses: { policy: required, source: docs }
//!     notifications: { body: json, acknowledgement: received, source: docs }
//!     signing:
//!       algorithm: hmac-sha256
//!       key: { position: hmac-only }
//!       case: lower
//!       field: signature
//! family_fields:
//!   harbor:
//!     merchantCode: { filled_by: mch_id }
//!     signature: { filled_by: signature }
//! ```
//!
//! The module of the family has what that of an embedded family has: the type `harbor::Harbor`, `harbor::Client` (if
//! `iotpay-client` has the feature `transport`), `harbor::Protocol`, `harbor::NotificationReceiver` and
//! `harbor::SIGNING`. The sandbox serves the family, too.
//!
//! # What is shared with the client
//!
//! The shared field rules (`fields`) and the signing rule of the embedded spec also apply to a family of the crate, which
//! can override them with `family_fields:` and `signing:`. A crate cannot change what `iotpay-client` defines:
//!
//! - A family needs a new name. A shared file of the crate may have the name of an embedded one.
//! - The `fields:` of the crate apply to all of its pages, so they cannot contain a field that the embedded pages have.
//!   The `family_fields:` of the crate cannot contain an embedded family.
//! - A page can add a channel to its family with `channel: { value: PIX_QR, about: … }`. It cannot add other values to the
//!   enumerations of the embedded spec; define an enumeration instead.
//!
//! An enumeration with a `family:` is generated in the module of that family, and only its pages can use it. One without
//! a family is generated in the module `shared`.
//!
//! The command-line tool reads such a folder with `--private`: `iotpay-gen check spec --private` checks it,
//! `generate` writes the code that the build generates, `coverage` lists what it covers, and `openapi` describes it for
//! other languages.

use std::collections::HashSet;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::{env, fs, io, process};

use crate::diagnostic::{Style, render};
use crate::generate::rust::{ClientPath, GENERATED, GeneratedFile, Settings, generate, listings};
use crate::load::{self, load_with_warnings};
use crate::model::Model;
use crate::source::SourceFile;

/// Generates the code of `iotpay-client` from the embedded spec, into `OUT_DIR/iotpay`.
///
/// Exits with the diagnostics on standard error if the spec is invalid.
pub fn client_spec() {
    println!("cargo::rerun-if-changed=build.rs");
    run(&load::embedded(), |_| Settings::client());
}

/// Generates the pages and families in a folder, in addition to the embedded spec, into `OUT_DIR/iotpay`. Equivalent to
/// [`PrivateEndpoints`] without further settings.
///
/// Exits with the diagnostics on standard error if the spec is invalid.
pub fn private_endpoints(folder: impl AsRef<Path>) {
    PrivateEndpoints::new(folder).generate();
}

/// A generator for the pages in a folder, with settings.
#[derive(Debug, Clone)]
#[must_use = "nothing is generated until `generate` is called"]
pub struct PrivateEndpoints {
    folder: PathBuf,
    client: String,
}

impl PrivateEndpoints {
    /// Creates a generator for this folder, whose pages can use the embedded spec's families, signing rule and
    /// enumerations.
    pub fn new(folder: impl AsRef<Path>) -> Self {
        Self { folder: folder.as_ref().to_owned(), client: ClientPath::default().to_string() }
    }

    /// Sets the path of `iotpay-client` in the crate, `iotpay_client` by default: `pay` if `Cargo.toml` has
    /// `pay = { package = "iotpay-client", … }`, `facade::pay` or `crate::pay` if it is re-exported there.
    pub fn client(mut self, path: impl Into<String>) -> Self {
        self.client = path.into();
        self
    }

    /// Generates the code into `OUT_DIR/iotpay`.
    ///
    /// Exits with an error message on standard error if the spec or a setting is invalid.
    pub fn generate(self) {
        println!("cargo::rerun-if-changed={}", self.folder.display());
        println!("cargo::rerun-if-changed=build.rs");
        let client: ClientPath = match self.client.parse() {
            Ok(client) => client,
            Err(error) => fail(&format!("`PrivateEndpoints::client`: {error}")),
        };
        let files = match load::from_folder(&self.folder) {
            Ok(files) => files,
            Err(error) => fail(&error.to_string()),
        };
        let files = with_embedded_spec(files);
        run(&files, |model| Settings::for_private_endpoints(&files, model).with_client(client));
    }
}

/// Returns the embedded files followed by those of another crate, whose pages replace embedded pages in files with the
/// same name. The shared files of the crate replace no embedded file: one with the same name is then called
/// `iotpay-spec/shared/families.yaml`, for example.
pub fn with_embedded_spec(files: Vec<SourceFile>) -> Vec<SourceFile> {
    let embedded = load::embedded().into_iter().filter_map(|file| {
        if !files.iter().any(|own| own.name == file.name) {
            return Some(file);
        }
        let name = file.name_in_folder();
        let is_shared = name.starts_with("shared/");
        is_shared.then(|| SourceFile::new(&format!("{EMBEDDED}/{name}"), &file.text).in_folder(EMBEDDED))
    });
    let mut all: Vec<SourceFile> = embedded.map(SourceFile::external).collect();
    all.extend(files);
    all
}

/// The folder of the embedded spec if a file of another crate has the same name.
const EMBEDDED: &str = "iotpay-spec";

fn run(files: &[SourceFile], settings: impl FnOnce(&Model) -> Settings) {
    let (model, warnings) = match load_with_warnings(files) {
        Ok(loaded) => loaded,
        Err(invalid) => fail(&invalid.render(Style::Plain)),
    };
    for warning in warnings {
        for line in render(files, &warning, Style::Plain).lines() {
            println!("cargo::warning={line}");
        }
    }
    let Some(out) = env::var_os("OUT_DIR") else { fail("OUT_DIR is not set; call this function from a build script") };
    let settings = settings(&model);
    let mut generated = generate(&model, &settings);
    generated.extend(listings(files, &model, &settings));
    if let Err(error) = write(&generated, &PathBuf::from(out).join("iotpay")) {
        fail(&error.to_string());
    }
}

/// Writes generated files below a folder. Unchanged files are not rewritten, so that they cause no rebuild.
/// Files of an earlier run that are no longer generated are removed.
///
/// # Errors
///
/// Returns an [`io::Error`] that names the path.
pub fn write(files: &[GeneratedFile], folder: &Path) -> io::Result<()> {
    for file in files {
        let path = folder.join(&file.path);
        if fs::read_to_string(&path).is_ok_and(|text| text == file.text) {
            continue;
        }
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent).map_err(|error| at(&path, &error))?;
        }
        fs::write(&path, &file.text).map_err(|error| at(&path, &error))?;
    }
    remove_stale(files, folder)
}

/// Removes generated files that are not listed. They are in the folder of their family, never deeper: files
/// below that belong to another run.
fn remove_stale(files: &[GeneratedFile], folder: &Path) -> io::Result<()> {
    let listed: HashSet<PathBuf> = files.iter().map(|file| folder.join(&file.path)).collect();
    for family in entries(folder)?.into_iter().filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir())) {
        let mut is_emptied = false;
        for entry in entries(&family.path())? {
            let path = entry.path();
            let is_file = entry.file_type().is_ok_and(|kind| kind.is_file());
            if is_file && !listed.contains(&path) && is_generated(&path) {
                fs::remove_file(&path).map_err(|error| at(&path, &error))?;
                is_emptied = true;
            }
        }
        if is_emptied {
            // Fails if the folder still contains files, which is intended.
            let _ = fs::remove_dir(family.path());
        }
    }
    Ok(())
}

fn entries(folder: &Path) -> io::Result<Vec<fs::DirEntry>> {
    fs::read_dir(folder).and_then(Iterator::collect).map_err(|error| at(folder, &error))
}

fn is_generated(path: &Path) -> bool {
    let mut head = vec![0; GENERATED.len()];
    let is_rust = path.extension().is_some_and(|extension| extension == "rs");
    is_rust && File::open(path).and_then(|mut file| file.read_exact(&mut head)).is_ok() && head == GENERATED.as_bytes()
}

fn at(path: &Path, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {error}", path.display()))
}

fn fail(message: &str) -> ! {
    eprintln!("{message}");
    process::exit(1)
}
