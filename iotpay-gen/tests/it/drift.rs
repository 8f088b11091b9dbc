//! What `drift` says of a page: what differs, and what was not found or understood.

#![cfg(feature = "cli")]

use std::fs;
use std::path::PathBuf;

use crate::fixture::Spec;
use iotpay_gen::diagnostic::{Code, Style, render};
use iotpay_gen::import::{Drift, Known, drift, read};
use iotpay_gen::source::SourceFile;

fn kept(name: &str) -> String {
    let file: PathBuf = [env!("CARGO_MANIFEST_DIR"), "tests", "import", name].iter().collect();
    fs::read_to_string(file).unwrap()
}

/// The drift of a page, and all of it as text.
fn compared(spec: &Spec, page: &str, wanted: Option<&str>) -> (Drift, String) {
    let known = Known::of(&spec.files);
    let mut files = spec.files.clone();
    let page = SourceFile::new("page", page);
    let imported = read(files.len(), &page, &known);
    files.push(page);
    let drift = drift(&files, files.len() - 1, &imported, wanted, &known).unwrap();
    let text = drift.found.iter().map(|found| render(&files, found, Style::Plain) + "\n\n").collect();
    (drift, text)
}

fn codes(drift: &Drift) -> Vec<&str> {
    drift.found.iter().map(|found| found.code.as_str()).collect()
}

/// A refund page with these parts below its address.
fn refund(request: &str, answer: &str) -> String {
    format!(
        "# Refund interface\n\nEndpoint\n\nhttps://api.iotpaycloud.com/v1/refund_order\n\nMethod\n\nPOST\n\n\
         ### Parameters\n\n{request}\n\n### Response\n\n{answer}\n"
    )
}

const REQUEST: &str = "| Name | Required | Type | Sample | Description |
|---|---|---|---|---|
| mchId | y | String(30) | 20001222 | id |
| mchRefundNo | y | String(30) | 20160427210604000490 | number |
| refundAmount | y | int | 100 | cents |
| clientIp | y | String(32) | 210.73.10.148 | address |
| device | n | String(64) | WEB | name |
| loginName | y | String(32) | xxx | login |
| payOrderId | y | String(64) | U00180918065500913991007022 | order |
| sign | y | String(32) | C380BEC2BFD727A4B6845133519F3AD6 | seal |";

const ANSWER: &str = "| Name | Required | Type | Sample | Description |
|---|---|---|---|---|
| retCode | y | String(16) | SUCCESS | code |
| retMsg | n | String(128) | signature error | words |";

#[test]
fn the_whole_page_has_no_drift() {
    let (drift, text) = compared(&Spec::real(), &refund(REQUEST, ANSWER), None);
    assert_eq!((drift.right, drift.compared, drift.not_found), (10, 10, 0), "{text}");
    assert!(drift.found.is_empty(), "{text}");
}

/// What was not read is not gone: one finding for each table, and no advice to remove anything.
#[test]
fn a_table_that_is_not_found_is_reported_once() {
    let prose = "The fields are mchId, mchRefundNo, refundAmount, clientIp, device, loginName, payOrderId and sign.";
    let elsewhere = "| Fehler | Bedeutung |\n|---|---|\n| SYSTEMERROR | try retCode, retMsg again |";
    let other = "| Name | Required | Type | Sample | Description |\n|---|---|---|---|---|\n\
                 | zone | y | String | | where |\n| shelf | y | String | | which |";
    let half = REQUEST.lines().take(6).collect::<Vec<_>>().join("\n");
    let rest = REQUEST.lines().skip(6).collect::<Vec<_>>().join("\n");
    for (name, page, expected, not_found) in [
        ("prose in place of both tables", refund(prose, "retCode and retMsg"), vec![Code::NoTable], 10),
        ("prose in place of one", refund(prose, ANSWER), vec![Code::NoTable], 8),
        ("no answer at all", refund(REQUEST, ""), vec![Code::NoTable], 2),
        ("another table", refund(REQUEST, elsewhere), vec![Code::NoTable], 2),
        ("a table of other fields", refund(REQUEST, other), vec![Code::NoTable], 2),
        (
            "a part of the table as prose",
            refund(&format!("{half}\n\nAlso device, loginName, payOrderId and sign."), ANSWER),
            vec![Code::NoTable],
            4,
        ),
    ] {
        let (drift, text) = compared(&Spec::real(), &page, Some("13-refund.yaml"));
        let found: Vec<_> = drift.found.iter().map(|found| found.code).collect();
        assert_eq!(found, expected, "{name}: {text}");
        assert_eq!(drift.not_found, not_found, "{name}: {}", drift.summary());
        assert!(drift.summary().contains("not found in a table"), "{name}: {}", drift.summary());
    }
    for (name, page) in [
        ("two columns of descriptions", kept("drift-two-descriptions.md")),
        ("a cell on each line", kept("drift-cell-per-line.txt")),
        ("a blank line between cells", kept("drift-cell-per-line.txt").replace('\n', "\n\n")),
        ("over two pages", refund(&format!("{half}\n\nPage 1 of 2\n\n# Refund interface\n\n{rest}"), ANSWER)),
        (
            "the heading in a table of its own",
            refund(&REQUEST.replacen("|---|---|---|---|---|\n", "|---|---|---|---|---|\n\n", 1), ANSWER),
        ),
        ("names with a star", refund(&REQUEST.replace(" | y |", "* | y |"), ANSWER)),
        ("escaped names", refund(&REQUEST.replace("mchId", "mch\\Id"), ANSWER)),
    ] {
        let (drift, text) = compared(&Spec::real(), &page, Some("13-refund.yaml"));
        assert!(!codes(&drift).contains(&"IOT042"), "{name}: {text}");
        let tables = codes(&drift).iter().filter(|code| **code == "IOT048").count();
        assert!(tables <= 2, "{name}: {text}");
        assert!(!text.contains("remove"), "{name}: {text}");
        assert!(drift.compared + drift.not_found > 0, "{name}: {text}");
    }
}

/// A name that is nowhere on the page is reported by itself, to be verified.
#[test]
fn a_row_that_is_gone_is_to_be_verified() {
    let page = refund(&REQUEST.replace("| device | n | String(64) | WEB | name |\n", ""), ANSWER);
    let (drift, text) = compared(&Spec::real(), &page, None);
    assert_eq!(codes(&drift), ["IOT042"], "{text}");
    assert!(text.contains("`device` was not found on the saved page") && text.contains("verify it"), "{text}");
    assert!(!text.contains("remove"), "{text}");
    let (drift, text) = compared(&Spec::real(), &(page + "\nThe device is shown at the till.\n"), None);
    assert_eq!(codes(&drift), ["IOT048"], "{text}");
    assert!(text.contains("1 row of the request of refund_order could not be found in its table"), "{text}");
}

/// Calls and notifications that are not found are not gone either.
#[test]
fn a_call_that_is_not_found_is_to_be_verified() {
    let card = kept("card-embedded.txt").replace("https://ccapi.iotpaycloud.com/v3/cc_addcard", "see cc_addcard");
    let (_, text) = compared(&Spec::real(), &card, None);
    assert!(
        text.contains("no address of cc_addcard was found on the saved page, but the page mentions its path"),
        "{text}"
    );
    assert!(!text.contains("remove"), "{text}");
    let notify = "# Asynchronous Notify\n\nThe gateway sends payOrderId, amount and sign.\n";
    let (drift, text) = compared(&Spec::real(), notify, Some("11-async-notify.yaml"));
    assert_eq!(codes(&drift).iter().filter(|code| **code == "IOT048").count(), 1, "{text}");
    assert!(!codes(&drift).contains(&"IOT042"), "{text}");
}

/// Upper and lower case of a path and of a name are not the same to a gateway.
#[test]
fn case_is_compared() {
    let page = refund(REQUEST, ANSWER);
    for (old, new, code, words) in [
        ("/refund_order", "/refund_Order", "IOT045", "differs in upper and lower case"),
        ("/v1/", "/V1/", "IOT045", "has another address"),
        ("| loginName |", "| loginname |", "IOT044", "`loginName` has another name: «loginname» on the page"),
    ] {
        let (drift, text) = compared(&Spec::real(), &page.replacen(old, new, 1), Some("13-refund.yaml"));
        assert_eq!(codes(&drift), [code], "{new}: {text}");
        assert!(text.contains(words), "{new}: {text}");
    }
    let html = "<!-- saved from url=(0050)https://develop.iotpay.ca/guide/Refund.html --><html><h1>Refund interface</h1>\
                <p>https://api.iotpaycloud.com/v1/refund_order</p></html>";
    let (drift, text) = compared(&Spec::real(), html, Some("13-refund.yaml"));
    assert!(codes(&drift).contains(&"IOT046"), "{text}");
}
