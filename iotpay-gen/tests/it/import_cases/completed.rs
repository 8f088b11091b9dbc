//! The draft of an imported page, completed in YAML alone. The spec of `tests/private-endpoints` has the result, so that
//! a build, a client and the sandbox use it.

use super::saved;
use crate::fixture::Spec;
use iotpay_gen::saved_page::{SpecIndex, read, to_yaml};
use iotpay_gen::schema::DEFAULT_SCHEMA_PATH;
use iotpay_gen::source::SourceFile;

/// Every edit of the draft, in its order.
const EDITS: &[(&str, &str)] = &[
    ("$schema=../schema/", "$schema=../../../spec/schema/"),
    (" # review: from the spec; not on the saved page", ""),
    (" # review: or 2026-03-11", ""),
    (
        "partial\n  missing: [everything except the tables] # review: list what is missing, or mark the page as complete",
        "complete",
    ),
    (ABOUT, "about: Queries a refund."),
    ("effect: # review: what does it do?", "effect: query_refund"),
    ("idempotent: # review: can the client retry it?", "idempotent: true"),
    (ABOUT, "about: Queries a refund by its IOTPay refund id or by its merchant reference."),
    ("\n    response:\n", GROUP),
    (FURTHER_ROWS, ENUMERATION),
];

const ABOUT: &str = "about: \"\" # describe";

const DESCRIPTIONS: [&str; 13] = [
    "Merchant id that IOTPay assigned.",
    "The merchant reference of the refund.",
    "IOTPay's id of the refund.",
    "Signature of the request.",
    "\"SUCCESS, or FAIL if the request could not be processed.\"",
    "Error message.",
    "\"SUCCESS, or FAIL if the query was rejected.\"",
    "The merchant reference of the refund.",
    "IOTPay's id of the refund.",
    "Refunded amount in cents.",
    "Status of the refund.",
    "\"Time of the refund, in milliseconds since 1970.\"",
    "Signature of the response.",
];

const GROUP: &str = "      one_of:
        - { name: by, fields: [mchRefundNo, refundOrderId] }
      rules:
        refundOrderId: { identifies: refund }

    response:
";

const FURTHER_ROWS: &str = "
# Rows of other tables:
# line 28: Value | Description
# line 29: 0 | created
# line 29: 1 | processing
# line 29: 2 | refunded
# line 29: 3 | failed
";

const ENUMERATION: &str = "      rules:
        refundOrderId: { identifies: refund }
        refundStatus: { values: refund-status }

enumerations:
  - name: refund-status
    family: general
    about: Status of a refund.
    page: /guide/query_refund.html
    outcome_of: refund
    values:
      - { value: 0, name: created,    outcome: pending, about: Created. }
      - { value: 1, name: processing, outcome: pending, about: In process. }
      - { value: 2, name: refunded,   outcome: success, about: Refunded. }
      - { value: 3, name: failed,     outcome: failed,  about: Failed. }
";

fn replace_first(text: &str, from: &str, to: &str) -> String {
    assert!(text.contains(from), "no {from:?} in {text}");
    text.replacen(from, to, 1)
}

#[test]
fn imported_page_is_completed_in_yaml_alone() {
    let (spec, page) = (Spec::real().files, SourceFile::new("page", &saved("query-refund.html")));
    let known = SpecIndex::of(&spec);
    let draft = to_yaml(&page, &read(0, &page, &known), &spec, &known, false, DEFAULT_SCHEMA_PATH);
    let described = DESCRIPTIONS.iter().fold(draft, |text, description| {
        let text = replace_first(&text, "description: \"\",", &format!("description: {description},"));
        replace_first(&text, " } # describe", " }")
    });
    let completed = EDITS.iter().fold(described, |text, (from, to)| replace_first(&text, from, to));
    let kept = include_str!("../../../../tests/private-endpoints/spec/query-refund.yaml");
    assert_eq!(completed, kept);
}

#[test]
fn deprecated_title_is_drafted_as_a_deprecation() {
    let of_title = |title: &str| {
        let text = super::html("").replace("<h1>T</h1>", &format!("<h1>{title}</h1>"));
        super::Reader::new().yaml(&text)
    };
    let key = "  deprecated: { note: \"\" } # describe: the title calls the page deprecated\n";
    assert!(of_title("Orders V2(Deprecated)").contains(key));
    assert!(!of_title("Orders V2").contains("deprecated:"));
}
