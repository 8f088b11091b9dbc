//! Every request, by the pages of the vendor: first from literals for all of its fields, then from values that
//! only the running program has, for the required fields alone.

// Correct code gets no warning.
#![deny(deprecated, unused)]

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use iotpay_client::{Account, Explanation, Signed};
use iotpay_gen::model::{Model, Operation, Page};

macro_rules! pages {
    ($($page:ident),* $(,)?) => {
        $(mod $page;)*

        $(#[test]
        fn $page() {
            $page::run().unwrap();
        })*

        const PAGES: &[&str] = &[$(stringify!($page)),*];
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
    v2_credit_card_v2,
}

/// The fields that are signed and sent.
fn fields(request: &dyn Signed) -> Vec<String> {
    let account = Account { mch_id: "10000701", login_name: "jack123" };
    let explained = Explanation::of_request(request, &account);
    explained.fields().iter().map(|(name, value)| format!("{name}={value}")).collect()
}

/// The requests of a page are in one file, `<family>_<page>.rs`: each by literals alone, with
/// all that the caller can give, and by what only a running program has.
#[test]
fn every_request_is_filled_in_the_file_of_its_page() {
    let model = iotpay_gen::load(&iotpay_gen::embedded()).unwrap_or_else(|invalid| panic!("{invalid}"));
    let folder: PathBuf = [env!("CARGO_MANIFEST_DIR"), "tests", "it", "requests"].iter().collect();
    let read = |path: PathBuf| {
        let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        // Where the lines end is the formatter's business.
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let mut expected = BTreeSet::new();
    for page in &model.pages {
        let operations: Vec<_> = operations(page).collect();
        if operations.is_empty() {
            continue;
        }
        let name = format!("{}_{}", model.families[page.family].name, page.module);
        assert!(PAGES.contains(&name.as_str()), "`requests.rs` does not run `{name}`");
        let text = read(folder.join(format!("{name}.rs")));
        for operation in operations {
            assert_is_filled(&model, page, operation, &text);
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

fn assert_is_filled(model: &Model, page: &Page, operation: &Operation, text: &str) {
    let name = format!("{}::{}", model.families[page.family].name, operation.type_name);
    // Each up to the next call.
    let calls = |start: &str| -> Vec<String> {
        let calls = text.split(start).skip(1);
        calls.map(|call| call.split("request!(").next().unwrap_or_default().to_owned()).collect()
    };
    let literals = calls(&format!("let order: {name} = request!({name} {{")).concat();
    for field in operation.caller_fields() {
        let given = format!(" {}: ", field.rust_name);
        assert!(literals.contains(&given), "{name} is not filled by a literal for `{}`", field.rust_name);
    }
    let checked = calls(&format!("let order = request!({name} {{"));
    assert!(checked.iter().any(|call| call.contains("})?;")), "{name} is not filled by values of a running program");
}
