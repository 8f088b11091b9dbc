//! The contents of the published packages.

use std::fs;
use std::process::Command;

use crate::support::scratch::workspace;

const LICENSES: [&str; 2] = ["LICENSE-APACHE", "LICENSE-MIT"];

fn cargo(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO")).args(arguments).current_dir(workspace()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// Both licenses require their text in every copy. Each package has its own copy instead of a symbolic
/// link, which a checkout on Windows would replace with a text file.
#[test]
fn every_package_has_the_license_texts() {
    let metadata = cargo(&["metadata", "--no-deps", "--offline", "--format-version", "1"]);
    let metadata: serde_json::Value = serde_json::from_str(&metadata).unwrap();
    let packages = metadata["packages"].as_array().unwrap().iter();
    // `publish = false` is an empty list.
    let published: Vec<_> = packages.filter(|package| package["publish"].is_null()).collect();
    assert_eq!(published.len(), 6, "{published:?}");
    for package in published {
        let name = package["name"].as_str().unwrap();
        let listed = cargo(&["package", "--list", "--offline", "--allow-dirty", "-p", name]);
        let folder = std::path::Path::new(package["manifest_path"].as_str().unwrap()).parent().unwrap();
        for license in LICENSES {
            assert!(listed.lines().any(|file| file == license), "{name} does not contain {license}");
            let copy = folder.join(license);
            assert!(fs::symlink_metadata(&copy).unwrap().is_file(), "{} is a link", copy.display());
            let same = fs::read(&copy).unwrap() == fs::read(workspace().join(license)).unwrap();
            assert!(same, "{} is not the text of the workspace", copy.display());
        }
    }
}
