//! Every request, by vendor page: first with literals for all of its fields, then with run-time values for
//! the required fields only.

// Correct code has no warnings.
#![deny(deprecated, unused)]

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use crate::support::{KEY, data};
use iotpay_client::protocol::{Protocol, encode};
use iotpay_client::signing::StringToSign;
use iotpay_client::spec::Family;
use iotpay_client::{Credentials, Request};
use iotpay_gen::model::{Model, Operation, Page};

macro_rules! pages {
    ($($page:ident),* $(,)?) => {
        $(mod $page;)*

        $(#[test]
        fn $page() {
            $page::run().unwrap();
        })*

        const PAGES: &[(&str, fn() -> Result<(), iotpay_client::ValidationError>)] = &[$((stringify!($page), $page::run)),*];
    };
}

pages! {
    general_customer_scan_qr,
    general_merchant_scan_barcode,
    general_wechat_web_browser,
    general_wechat_mini_program,
    general_online_secure_payment,
    general_app_integrate,
    general_order_query,
    general_refund,
    general_pos_semi_integration,
    card_direct,
    card_embedded,
    card_purchase_with_token,
    card_purchase_with_wallet,
    card_query_card,
    card_query_transaction,
    card_refund,
    card_void,
    autodebit_contract,
    autodebit_create_order,
    autodebit_query,
    card_v2_credit_card_v2,
}

thread_local! {
    /// The strings to sign and bodies that [`fields`] has recorded in this thread.
    static SENT: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Returns the fields that are signed and sent.
fn fields<R: Request>(request: &R) -> Vec<String> {
    let credentials =
        Credentials::builder().mch_id("10000701").login_name("jack123").merchant_key(KEY).build().unwrap();
    let explained = StringToSign::for_request(request, &credentials.account());
    let body = encode(request, &credentials, R::Family::SPEC).body;
    let protocol = Protocol::<R::Family>::new(credentials);
    assert_eq!(protocol.prepare(request).unwrap().body(), body.as_str());
    SENT.with_borrow_mut(|sent| {
        let (endpoint, text) = (R::endpoint().name, explained.to_masked_string());
        writeln!(sent, "{endpoint}\n{text}\n{}\n", body.as_str()).unwrap();
    });
    explained.fields().iter().map(|(name, value)| format!("{name}={value}")).collect()
}

/// Compares the strings to sign (with masked secrets) and the bodies, including the signature, of all
/// requests above.
///
/// To update the file after an intended change: `UPDATE_GOLDEN=1 cargo test -p iotpay-tests --test it
/// requests::`.
#[test]
fn strings_to_sign_and_bodies_are_unchanged() {
    SENT.take();
    for (_, run) in PAGES {
        run().unwrap();
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

/// The requests of a page are in the file `<family>_<page>.rs`: each with literals only, with all fields,
/// and with run-time values.
#[test]
fn every_request_is_built_in_the_file_of_its_page() {
    let model = iotpay_gen::load(&iotpay_gen::embedded()).unwrap_or_else(|invalid| panic!("{invalid}"));
    let folder: PathBuf = [env!("CARGO_MANIFEST_DIR"), "tests", "it", "requests"].iter().collect();
    let read = |path: PathBuf| {
        let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        // Line breaks depend on the formatter.
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let mut expected = BTreeSet::new();
    for page in &model.pages {
        let operations: Vec<_> = operations(page).collect();
        if operations.is_empty() {
            continue;
        }
        let name = format!("{}_{}", model.families[page.family].name, page.module);
        assert!(PAGES.iter().any(|(page, _)| *page == name), "`requests.rs` does not run `{name}`");
        let text = read(folder.join(format!("{name}.rs")));
        for operation in operations {
            assert_is_built(&model, page, operation, &text);
        }
        expected.insert(format!("{name}.rs"));
    }
    let files = fs::read_dir(folder).unwrap();
    let files: BTreeSet<_> = files.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    assert_eq!(files, expected, "files of `tests/it/requests`");
}

fn operations(page: &Page) -> impl Iterator<Item = &Operation> {
    page.endpoints.iter().filter(|endpoint| !endpoint.is_overview).flat_map(|endpoint| &endpoint.operations)
}

fn assert_is_built(model: &Model, page: &Page, operation: &Operation, text: &str) {
    let name = format!("{}::{}", model.families[page.family].name, operation.type_name);
    // Each part ends at the next `request!`.
    let calls = |start: &str| -> Vec<String> {
        let calls = text.split(start).skip(1);
        calls.map(|call| call.split("request!(").next().unwrap_or_default().to_owned()).collect()
    };
    let literals = calls(&format!("let order: {name} = request!({name} {{")).concat();
    for field in operation.caller_fields() {
        let assignment = format!(" {}: ", field.rust_name);
        assert!(literals.contains(&assignment), "{name} is not set by a literal for `{}`", field.rust_name);
    }
    let checked = calls(&format!("let order = request!({name} {{"));
    assert!(checked.iter().any(|call| call.contains("})?;")), "{name} is not built from run-time values");
}
