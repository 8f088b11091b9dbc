//! When the vendor changes a page and the code is regenerated, the compiler reports every call site to
//! update, and how. This tests the change of 2026-03-10: `osType` and `returnUrl` became required on
//! `ALIPAY_MOBILE`, and `retParams` became an object.

use std::path::Path;

use crate::support::data;
use crate::support::scratch::{Scratch, workspace};
use iotpay_gen::{Settings, build_script, from_folder, generate, load};

const CALLER: &str = r#"//! Pays by Alipay.

pub mod iotpay;

use iotpay::general::{AlipayMobile, AlipayMobileResponse};
use iotpay_client::{ValidationError, request};

pub fn order(number: &str) -> Result<AlipayMobile, ValidationError> {
    request!(AlipayMobile {
        mch_order_no: number,
        currency: Cad,
        amount: 2865,
        client_ip: "203.0.113.7",
        notify_url: "https://shop.example/iotpay",
        subject: "tea",
        body: "First flush",
    })
}

pub fn for_the_app(response: &AlipayMobileResponse) -> Option<&str> {
    response.ret_params.as_deref()
}
"#;

/// Checks the caller against requests that are generated from this version of the page.
fn check(name: &str, page: &Path, caller: &str) -> Result<(), String> {
    let mut own = from_folder(page).unwrap();
    own.retain(|file| file.name.ends_with("general/09-app-integrate.yaml"));
    assert_eq!(own.len(), 1);
    let files = build_script::with_embedded_spec(own);
    let model = load(&files).unwrap_or_else(|invalid| panic!("{invalid}"));
    let crate_ = Scratch::new(name, "iotpay-client");
    let generated = generate(&model, &Settings::for_private_endpoints(&files, &model));
    build_script::write(&generated, &crate_.src().join("iotpay")).unwrap();
    crate_.lib(caller);
    crate_.check()
}

#[test]
fn compiler_reports_callers_of_a_changed_page() {
    let (before, after) = (data::path("before-2026-03-10"), workspace().join("spec"));
    assert_eq!(check("before-the-change", &before, CALLER), Ok(()));

    let said = check("after-the-change", &after, CALLER).unwrap_err();
    let missing = "error: missing fields `os_type`, `return_url` in ALIPAY_MOBILE
         os_type: `Ios` or `Android`
         return_url: an absolute http or https URL, at most 200 characters
       see https://develop.iotpay.ca/guide/order_app.html
";
    assert!(said.contains(missing), "{said}");
    let line = |text: &str| CALLER.lines().position(|line| line.contains(text)).unwrap() + 1;
    assert!(said.contains(&format!("src/lib.rs:{}:14\n", line("request!(AlipayMobile"))), "{said}");
    assert!(said.contains(&format!("src/lib.rs:{}:", line("response.ret_params"))), "{said}");
    assert_eq!(said.matches("--> src/lib.rs:").count(), 2, "{said}");

    let fixed = CALLER
        .replace(
            "        body: ",
            "        os_type: Ios,\n        return_url: \"https://shop.example/paid\",\n        body: ",
        )
        .replace("response.ret_params.as_deref()", "response.ret_params.as_ref()?.scheme_url.as_deref()");
    assert_eq!(check("after-the-change", &after, &fixed), Ok(()));
}
