//! Samples of messages, decoded and encoded with the generated types: from the vendor's pages and SDKs,
//! notifications of similar gateways, and two messages constructed by their rules. Only signatures with the
//! invented key `k` can be verified; the keys of all others are unknown.

mod addresses;
mod card_requests;
mod notifications;
mod requests;
mod responses;
mod sent;
mod sibling_gateways;
mod signing;

use std::fs;
use std::path::PathBuf;

use crate::support::data;

/// Returns a file of `tests/data/samples`.
fn sample(name: &str) -> String {
    data::text(&format!("samples/{name}"))
}

/// The source files with tests of samples.
const TESTS: [&str; 7] = [
    include_str!("addresses.rs"),
    include_str!("responses.rs"),
    include_str!("card_requests.rs"),
    include_str!("notifications.rs"),
    include_str!("sibling_gateways.rs"),
    include_str!("requests.rs"),
    include_str!("signing.rs"),
];

#[test]
fn every_sample_is_used() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("data/samples");
    let names: Vec<_> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    assert!(names.len() >= 33, "{}", names.len());
    for name in names {
        let is_loaded = TESTS.iter().any(|test| test.contains(&format!("(\"{name}\")")));
        assert!(is_loaded, "no test loads tests/data/samples/{name}");
    }
}
