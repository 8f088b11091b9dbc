//! Tests of the comparison: differences, missing rows and unreadable rows.

#![cfg(feature = "cli")]

use std::fs;
use std::path::PathBuf;

use crate::fixture::Spec;
use iotpay_gen::diagnostic::{Code, Style, render};
use iotpay_gen::saved_page::{Drift, SpecIndex, drift, fingerprint, read, update_vendor_texts};
use iotpay_gen::source::SourceFile;

fn kept(name: &str) -> String {
    let file: PathBuf = [env!("CARGO_MANIFEST_DIR"), "tests", "import", name].iter().collect();
    fs::read_to_string(file).unwrap()
}

/// Returns the drift of a page, and its text.
fn compared(spec: &Spec, page: &str, wanted: Option<&str>) -> (Drift, String) {
    let known = SpecIndex::of(&spec.files);
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

/// Returns a refund page with these parts below its address.
fn refund(request: &str, response: &str) -> String {
    format!(
        "# Refund interface\n\nEndpoint\n\nhttps://api.iotpaycloud.com/v1/refund_order\n\nMethod\n\nPOST\n\n\
         ### Parameters\n\n{request}\n\n### Response\n\n{response}\n"
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

const RESPONSE: &str = "| Name | Required | Type | Sample | Description |
|---|---|---|---|---|
| retCode | y | String(16) | SUCCESS | code |
| retMsg | n | String(128) | signature error | words |";

#[test]
fn a_matching_page_has_no_drift() {
    let (drift, text) = compared(&Spec::real(), &refund(REQUEST, RESPONSE), None);
    assert_eq!((drift.right, drift.compared, drift.not_found), (10, 10, 0), "{text}");
    assert!(drift.found.is_empty(), "{text}");
}

/// A table that was not read is reported once, without advice to remove anything.
#[test]
fn a_missing_table_is_reported_once() {
    let prose = "The fields are mchId, mchRefundNo, refundAmount, clientIp, device, loginName, payOrderId and sign.";
    let elsewhere = "| Fehler | Bedeutung |\n|---|---|\n| SYSTEMERROR | try retCode, retMsg again |";
    let other = "| Name | Required | Type | Sample | Description |\n|---|---|---|---|---|\n\
                 | zone | y | String | | where |\n| shelf | y | String | | which |";
    let half = REQUEST.lines().take(6).collect::<Vec<_>>().join("\n");
    let rest = REQUEST.lines().skip(6).collect::<Vec<_>>().join("\n");
    for (name, page, expected, not_found) in [
        ("prose in place of both tables", refund(prose, "retCode and retMsg"), vec![Code::NoTable], 10),
        ("prose in place of one", refund(prose, RESPONSE), vec![Code::NoTable], 8),
        ("no response at all", refund(REQUEST, ""), vec![Code::NoTable], 2),
        ("another table", refund(REQUEST, elsewhere), vec![Code::NoTable], 2),
        ("a table of other fields", refund(REQUEST, other), vec![Code::NoTable], 2),
        (
            "a part of the table as prose",
            refund(&format!("{half}\n\nAlso device, loginName, payOrderId and sign."), RESPONSE),
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
        ("over two pages", refund(&format!("{half}\n\nPage 1 of 2\n\n# Refund interface\n\n{rest}"), RESPONSE)),
        (
            "the heading in a table of its own",
            refund(&REQUEST.replacen("|---|---|---|---|---|\n", "|---|---|---|---|---|\n\n", 1), RESPONSE),
        ),
        ("names with a star", refund(&REQUEST.replace(" | y |", "* | y |"), RESPONSE)),
        ("escaped names", refund(&REQUEST.replace("mchId", "mch\\Id"), RESPONSE)),
    ] {
        let (drift, text) = compared(&Spec::real(), &page, Some("13-refund.yaml"));
        assert!(!codes(&drift).contains(&"IOT042"), "{name}: {text}");
        let tables = codes(&drift).iter().filter(|code| **code == "IOT048").count();
        assert!(tables <= 2, "{name}: {text}");
        assert!(!text.contains("remove"), "{name}: {text}");
        assert!(drift.compared + drift.not_found > 0, "{name}: {text}");
    }
}

/// A name that the page does not contain is reported on its own.
#[test]
fn a_missing_row_must_be_verified() {
    let page = refund(&REQUEST.replace("| device | n | String(64) | WEB | name |\n", ""), RESPONSE);
    let (drift, text) = compared(&Spec::real(), &page, None);
    assert_eq!(codes(&drift), ["IOT042"], "{text}");
    assert!(text.contains("`device` was not found on the saved page") && text.contains("verify it"), "{text}");
    assert!(!text.contains("remove"), "{text}");
    let (drift, text) = compared(&Spec::real(), &(page + "\nThe device is shown at the till.\n"), None);
    assert_eq!(codes(&drift), ["IOT048"], "{text}");
    assert!(text.contains("1 row of the request of refund_order could not be found in its table"), "{text}");
}

/// Missing endpoints and notifications are reported without advice to remove them.
#[test]
fn a_missing_endpoint_must_be_verified() {
    let card = kept("card-embedded.txt").replace("https://ccapi.iotpaycloud.com/v3/cc_addcard", "see cc_addcard");
    let (_, text) = compared(&Spec::real(), &card, None);
    assert!(
        text.contains("the address of cc_addcard was not found on the saved page, but the page mentions its path"),
        "{text}"
    );
    assert!(!text.contains("remove"), "{text}");
    let notify = "# Asynchronous Notify\n\nThe gateway sends payOrderId, amount and sign.\n";
    let (drift, text) = compared(&Spec::real(), notify, Some("11-async-notify.yaml"));
    assert_eq!(codes(&drift).iter().filter(|code| **code == "IOT048").count(), 1, "{text}");
    assert!(!codes(&drift).contains(&"IOT042"), "{text}");
}

/// Paths and names are case-sensitive.
#[test]
fn case_is_compared() {
    let page = refund(REQUEST, RESPONSE);
    for (old, new, code, words) in [
        ("/refund_order", "/refund_Order", "IOT045", "differs in case"),
        ("/v1/", "/V1/", "IOT045", "has a different address"),
        ("| loginName |", "| loginname |", "IOT044", "`loginName` has a different name: \"loginname\" on the page"),
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

const APP: &str = "spec/general/09-app-integrate.yaml";

/// Returns the spec with the fingerprints of a page of the tests.
fn fingerprinted(page: &str, file: &str) -> Spec {
    let plain = Spec::real().without_vendor_texts();
    let (drift, text) = compared(&plain, page, None);
    assert!(drift.found.is_empty() && drift.without_vendor_text > 0, "{text}");
    assert!(drift.summary().contains("have no `vendor_text`"), "{}", drift.summary());
    let spec = plain.files.iter().find(|it| &*it.name == file).unwrap();
    let (updated, number) = update_vendor_texts(spec, &drift).unwrap();
    assert_eq!(number, drift.without_vendor_text);
    let fingerprinted = plain.clone().set(file, &updated);
    let (again, text) = compared(&fingerprinted, page, None);
    assert!(again.found.is_empty() && again.without_vendor_text == 0, "{text}");
    let file = fingerprinted.files.iter().find(|it| &*it.name == file).unwrap();
    assert_eq!(
        update_vendor_texts(file, &again).unwrap(),
        (file.text.to_string(), 0),
        "the fingerprints are already up to date"
    );
    fingerprinted
}

/// The three pages whose original text was available have fingerprints, and no other page has them.
#[test]
fn the_spec_has_the_fingerprints_of_the_saved_pages() {
    let number = |name: &str| {
        let files = Spec::real().files;
        files
            .iter()
            .filter(|file| file.name.contains(name))
            .map(|file| file.text.matches("vendor_text: ").count())
            .sum::<usize>()
    };
    let pages = ["09-app-integrate", "card/04-embedded", "04-customer-scan-qr"];
    assert_eq!(pages.map(number), [18, 26, 24]);
    assert_eq!(number(""), 68);
    // Both pages end with the same text.
    let spec = Spec::real();
    for file in spec.files.iter().filter(|file| pages[0..1].iter().chain(&pages[2..]).any(|it| file.name.contains(it)))
    {
        let row = file.text.lines().find(|line| line.contains("name: sign, ")).unwrap();
        assert!(row.contains(&format!("vendor_text: \"{}\"", fingerprint("signature"))), "{row}");
    }
}

#[test]
fn any_change_of_the_wording_is_found() {
    let app = kept("app-integrate.txt");
    let spec = fingerprinted(&app, APP);
    for (old, new) in [
        ("name of the terminal", "name of a terminal"),
        ("login of the shop", "Login of the shop"),
        ("Address of the payer", "Address of the payer, not of a proxy"),
        ("the sum in cents, so", "the sum in cents so"),
    ] {
        assert!(app.contains(old), "{old}");
        let (drift, text) = compared(&spec, &app.replacen(old, new, 1), None);
        assert_eq!(codes(&drift), ["IOT049"], "{new}: {text}");
        assert!(text.contains("has a different wording") && text.contains(" on the page, "), "{text}");
    }
    // Line ends, spaces and zero-width characters do not count.
    let spaced = app.replace('\n', "\r\n").replace("name of the terminal", "name  of the\u{200b} terminal");
    let (drift, text) = compared(&spec, &spaced, None);
    assert!(drift.found.is_empty(), "{text}");
}

/// Descriptions are compared with the values, channels and limits of the spec.
#[test]
fn values_channels_and_limits_of_descriptions_are_compared() {
    let plain = Spec::real().without_vendor_texts();
    for (page, old, new, words) in [
        (
            "app-integrate.txt",
            "IOS, ANDROID",
            "IOS, HARMONY",
            "names `HARMONY`, which the spec does not allow; the page does not name `ANDROID`",
        ),
        ("app-integrate.txt", "One of: IOS, ANDROID", "One of: IOS", "the page does not name `ANDROID`"),
        ("app-integrate.txt", "none but CAD and USD", "none but CAD, USD and EUR", "names `EUR`"),
        (
            "app-integrate.txt",
            "ALIPAY_MOBILE and ALIPAY_WAP ask for it",
            "WX_APP and ALIPAY_WAP ask for it",
            "the channels that need",
        ),
        (
            "app-integrate.txt",
            "name of the terminal",
            "name of the terminal, at most 32 characters",
            "different limit: 32 on the page, 64 in the spec",
        ),
        (
            "app-integrate.txt",
            "name of the terminal",
            "name of the terminal, WX_WATCH alone",
            "names `WX_WATCH`, which the spec does not contain",
        ),
        (
            "customer-scan-qr.md",
            "ALIPAY_QR , UPI_QR show",
            "ALIPAY_QR , UPI_QRC show",
            "names `UPI_QRC`, which the spec does not allow; the page does not name `UPI_QR`",
        ),
        ("customer-scan-qr.md", "with WX_NATIVE CNY too", "with WX_NATIVE RMB too", "names `RMB`"),
        ("card-embedded.txt", "PF_CC or UPI_EX", "PF_CC or UPI_EX or APPLE_PAY", "names `APPLE_PAY`"),
    ] {
        let text = kept(page);
        assert!(text.contains(old), "{page}: {old}");
        let (same, shown) = compared(&plain, &text, None);
        assert!(same.found.is_empty(), "{page}: {shown}");
        let (drift, shown) = compared(&plain, &text.replacen(old, new, 1), None);
        assert_eq!(codes(&drift), ["IOT049"], "{new}: {shown}");
        assert!(shown.contains(words), "{new}: {shown}");
    }
    // A channel that is renamed on the whole page.
    let page = kept("app-integrate.txt").replace("UPI_APP", "UPI_SDK");
    let (_, shown) = compared(&plain, &page, None);
    for words in ["names `UPI_SDK`, which the spec does not allow", "does not mention the channel `UPI_APP`"] {
        assert!(shown.contains(words), "{words}: {shown}");
    }
    // An example is not a list, and the page need not mention everything.
    for (old, new) in
        [("One of: IOS, ANDROID", "e.g. IOS"), ("none but CAD and USD", "the currency"), ("ask for it", "show it")]
    {
        let (drift, shown) = compared(&plain, &kept("app-integrate.txt").replacen(old, new, 1), None);
        assert!(drift.found.is_empty(), "{new}: {shown}");
    }
}

/// Listed differences are not reported, and stale entries are.
#[test]
fn only_listed_differences_are_accepted() {
    let page = kept("app-integrate.txt").replacen("devicenString(64)", "devicenString(60)", 1);
    let plain = Spec::real().without_vendor_texts();
    let (drift, _) = compared(&plain, &page, None);
    assert_eq!((codes(&drift), drift.differences.len()), (vec!["IOT044"], 1));
    let entry = drift.differences[0].to_yaml();
    let with =
        |entry: &str| plain.clone().edit(APP, "  changelog:\n", &format!("  accepted_drift:\n{entry}  changelog:\n"));
    // The draft of an entry is not accepted by `check` before a person completes it.
    assert!(with(&entry).rendered().contains("IOT006"));
    let entry =
        entry.replace("reason: \"\"", "reason: The gateway takes 64.").replace("date: \"\"", "date: 2026-11-28");
    let spec = with(&entry);
    let _ = spec.generated();
    let (drift, text) = compared(&spec, &page, None);
    assert_eq!((drift.found.len(), drift.accepted), (0, 1), "{text}");
    assert!(drift.summary().contains("1 differences are accepted"), "{}", drift.summary());
    // Another value is another difference, so that the entry is stale.
    let (drift, text) = compared(&spec, &page.replace("(60)", "(50)"), None);
    assert_eq!(codes(&drift), ["IOT044", "IOT050"], "{text}");
    let (drift, text) = compared(&spec, &kept("app-integrate.txt"), None);
    assert_eq!(codes(&drift), ["IOT050"], "{text}");
    for (from, to, code) in [
        ("date: 2026-11-28", "date: 2026-02-30", Code::WrongShape),
        ("reason: The gateway takes 64.", "reason: \" \"", Code::WrongShape),
        ("request.device", "request.devise", Code::UnknownName),
        ("create_order.", "create_odrer.", Code::UnknownName),
        (".request.", ".requests.", Code::UnknownName),
        ("code: IOT044", "code: IOT012", Code::UnknownValue),
        ("column: type", "column: typ", Code::UnknownValue),
    ] {
        assert!(entry.contains(from), "{from}: {entry}");
        let invalid = with(&entry.replacen(from, to, 1)).invalid();
        let found: Vec<_> = invalid.diagnostics.iter().map(|it| it.code).collect();
        assert_eq!(found, [code], "{to}: {invalid}");
    }
    let twice = with(&format!("{entry}{entry}")).invalid();
    assert_eq!(twice.diagnostics.iter().map(|it| it.code).collect::<Vec<_>>(), [Code::DuplicateName], "{twice}");
}

#[test]
fn a_fingerprint_is_checked() {
    let text = "description: Name of the device.";
    for (written, code) in
        [("3F9A1C2E", Code::WrongShape), ("3f9a1c2", Code::WrongShape), ("\"3f9a1c2g\"", Code::WrongShape)]
    {
        let spec = Spec::real().without_vendor_texts().edit(APP, text, &format!("{text}, vendor_text: {written}"));
        let invalid = spec.invalid();
        assert_eq!(invalid.diagnostics.iter().map(|it| it.code).collect::<Vec<_>>(), [code], "{written}: {invalid}");
    }
    let old = format!("{text}, vendor_text: \"3f9a1c2e\", source: docs-old");
    let invalid = Spec::real().without_vendor_texts().edit(APP, text, &old).invalid();
    assert!(invalid.to_string().contains("IOT023"), "{invalid}");
}
