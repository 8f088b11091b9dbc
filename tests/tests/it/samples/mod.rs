//! Samples of messages through the generated types: those of the vendor's pages, those of the
//! vendor's SDKs, notifications of other gateways of the same family, and two constructed by that
//! family's rules. Only what is signed with the made-up key `k` has a signature that can be checked;
//! the keys of all others are unknown.

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

/// A file of `tests/data/samples`.
fn sample(name: &str) -> String {
    data::text(&format!("samples/{name}"))
}

/// The files with tests of samples.
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
fn no_sample_is_left_out() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("data/samples");
    let names: Vec<_> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    assert!(names.len() >= 33, "{}", names.len());
    for name in names {
        let is_loaded = TESTS.iter().any(|test| test.contains(&format!("(\"{name}\")")));
        assert!(is_loaded, "no test loads tests/data/samples/{name}");
    }
}
