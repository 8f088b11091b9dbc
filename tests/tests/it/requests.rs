//! Every request, by vendor page: first with literals for all of its fields, then with run-time values for
//! the required fields only. `tests/generate/request_calls.rs` generates the calls from the spec.

// Correct code has no warnings.
#![deny(deprecated, unused)]

use std::cell::RefCell;
use std::fmt::Write as _;
use std::fs;

use crate::support::{KEY, data};
use iotpay_client::protocol::{Protocol, encode};
use iotpay_client::signing::StringToSign;
use iotpay_client::spec::Family;
use iotpay_client::{Credentials, Request, ValidationError};

include!(concat!(env!("OUT_DIR"), "/request_calls.rs"));

thread_local! {
    /// The strings to sign and bodies that [`fields`] has recorded in this thread.
    static SENT: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Returns the fields that are signed and sent.
fn fields<R: Request>(request: &R) -> Vec<String> {
    let credentials =
        Credentials::builder().mch_id("10000701").login_name("jack123").merchant_key(KEY).build().unwrap();
    let explained = StringToSign::for_request(request, &credentials.account(), R::Family::SPEC.signing);
    let body = encode(request, &credentials, R::Family::SPEC).body;
    let protocol = Protocol::<R::Family>::new(credentials);
    assert_eq!(protocol.prepare(request).unwrap().body(), body.as_str());
    SENT.with_borrow_mut(|sent| {
        let (endpoint, text) = (R::endpoint().name, explained.to_masked_string());
        writeln!(sent, "{endpoint}\n{text}\n{}\n", body.as_str()).unwrap();
    });
    explained.fields().iter().map(|(name, value)| format!("{name}={value}")).collect()
}

#[test]
fn every_page_with_requests_has_calls() {
    let model = iotpay_gen::load(&iotpay_gen::embedded()).unwrap_or_else(|invalid| panic!("{invalid}"));
    let operations =
        |page: &iotpay_gen::model::Page| page.endpoints.iter().map(|it| it.operations.len()).sum::<usize>();
    let pages = model.pages.iter().filter(|page| operations(page) > 0).count();
    assert!(pages > 20 && PAGES.len() == pages, "{pages} {}", PAGES.len());
}

/// Compares the strings to sign (with masked secrets) and the bodies, including the signature, of all
/// requests above.
///
/// To update the file after an intended change: `UPDATE_GOLDEN=1 cargo test -p iotpay-tests --test it
/// requests::`.
#[test]
fn strings_to_sign_and_bodies_are_unchanged() {
    SENT.take();
    for (page, run) in PAGES {
        run().unwrap_or_else(|invalid| panic!("{page}: {invalid}"));
    }
    let (sent, path) = (SENT.take(), data::path("requests.txt"));
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(&path, &sent).unwrap();
    }
    let recorded = fs::read_to_string(path).unwrap();
    for (at, (sent, recorded)) in sent.lines().zip(recorded.lines()).enumerate() {
        assert_eq!(sent, recorded, "line {} of tests/data/requests.txt", at + 1);
    }
    assert_eq!(sent.len(), recorded.len());
}
