//! The families of the spec are the features of the client.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use iotpay_gen::model::Family;
use iotpay_gen::{embedded, load};

/// Returns the features of the client's manifest, and the features that each one enables.
fn features() -> BTreeMap<String, BTreeSet<String>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../iotpay-client/Cargo.toml");
    let manifest = fs::read_to_string(path).unwrap();
    let table = manifest.split("[features]\n").nth(1).unwrap().split("\n[").next().unwrap();
    let lines = table.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines
        .map(|line| {
            let (name, brings) = line.split_once(" = [").unwrap_or_else(|| panic!("{line}"));
            let brings = brings.trim_end_matches(']').split(',').map(|it| it.trim().trim_matches('"').to_owned());
            (name.to_owned(), brings.filter(|it| !it.is_empty()).collect())
        })
        .collect()
}

/// Returns the feature of a family, which has hyphens instead of the underscores of its module.
fn feature(family: &Family) -> String {
    family.name.replace('_', "-")
}

#[test]
fn every_family_is_a_feature_and_only_deprecated_ones_are_off_by_default() {
    let model = load(&embedded()).unwrap();
    let mut features = features();
    let default = features.remove("default").unwrap();
    let http = ["transport", "rustls", "rustls-no-provider", "native-tls"];
    for feature in http.into_iter().chain([
        "blocking",
        "rust_decimal",
        "serde",
        "tracing",
        "metrics",
        "test-util",
        "axum",
        "actix",
    ]) {
        features.remove(feature).unwrap();
    }
    let families: BTreeSet<String> = model.families.iter().map(feature).collect();
    assert_eq!(features.keys().cloned().collect::<BTreeSet<_>>(), families);
    for (id, family) in model.families.iter().enumerate() {
        let feature = feature(family);
        assert!(features[&feature].is_empty(), "{feature} enables another feature");
        let mut pages = model.pages.iter().filter(|page| page.family == id);
        let is_deprecated = pages.all(|page| page.lifecycle.is_deprecated());
        assert_eq!(default.contains(&feature), !is_deprecated, "{feature}");
    }
}
