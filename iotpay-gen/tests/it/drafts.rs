//! A draft must be completed before `check` accepts it.

#![cfg(feature = "cli")]

use crate::fixture::Spec;
use iotpay_gen::diagnostic::Code;
use iotpay_gen::saved_page::{SpecIndex, read, to_yaml};
use iotpay_gen::source::SourceFile;

/// A draft is not valid before a person has completed it.
#[test]
fn a_draft_fails_the_check() {
    const NEW: &str = "spec/general/17-new.yaml";
    let page = "# Query points\n\nhttps://api.iotpaycloud.com/v1/query_order\n\n### Parameters\n\n\
                | Name | Required | Type | Sample | Description |\n|---|---|---|---|---|\n\
                | mchId | y | String(30) | 20001222 | id |\n\n### Response\n";
    let spec = Spec::real();
    let known = SpecIndex::of(&spec.files);
    let saved = SourceFile::new("page", page);
    let draft = to_yaml(&saved, &read(0, &saved, &known), &spec.files, &known, false, "x.json");
    let drafted = |text: &str| spec.clone().add(NEW, text).invalid();
    let first = drafted(&draft);
    let shown = first.to_string();
    for words in ["IOT037", "this file is a draft with ", "a required text is empty", "has no description"] {
        assert!(shown.contains(words), "{words}: {shown}");
    }
    // Each open item is reported on its own.
    let whole = "spec/general/04-customer-scan-qr.yaml";
    for (from, to, words) in [
        (
            "about: The merchant displays a one-time QR code; the customer scans it with a wallet.",
            "about: \"\"",
            "a required text is empty",
        ),
        (
            "about: Creates an order that the customer pays by scanning a QR code.",
            "about: \" \"",
            "a required text is empty",
        ),
        (
            "about: \"WeChat Pay: the customer scans the QR code in `code_url`.\"",
            "about: TODO",
            "this text is a placeholder",
        ),
        ("description: Payment channel.", "description: \"\"", "`channelId` has no description"),
        ("family: general\n", "family: general # review: is it?\n", "this file is a draft with 1 location"),
        ("family: general\n", "family: general # describe\n", "this file is a draft with 1 location"),
        ("title: Customer Scan QR Code", "title: unknown", "missing title of the page"),
    ] {
        let invalid = Spec::real().edit(whole, from, to).invalid();
        assert!(
            invalid.diagnostics.iter().any(|it| it.code == Code::Draft && it.message.contains(words)),
            "{to}: {invalid}"
        );
    }
    let page = |completeness: &str, response: &str| {
        format!(
            "page: {{ title: Points, path: /points.html, family: general, updated: unknown, {completeness}, about: Points. }}\n\
             endpoints:\n  - name: query_points\n    path: query_points\n    method: POST\n    effect: query_order\n    \
             idempotent: true\n    about: Asks for points.\n    request:\n      table:\n        \
             - {{ name: mchId, required: y, type: String(30), sample: \"\", description: Merchant id. }}\n        \
             - {{ name: customerNo, required: y, type: String(20), sample: \"\", description: The customer. }}\n        \
             - {{ name: sign, required: y, type: String(32), sample: \"\", description: Signature. }}\n    \
             response: {response}\n"
        )
    };
    let empty = drafted(&page("completeness: complete", "{ table: [] }")).to_string();
    assert!(empty.contains("error[IOT037]: the table of the response of query_points is empty"), "{empty}");
    for (completeness, response) in [
        ("completeness: complete", "{ table: [], undocumented: { source: docs } }"),
        ("completeness: partial, missing: [the response]", "{ table: [] }"),
    ] {
        let spec = spec.clone().add(NEW, &page(completeness, response));
        let found = match iotpay_gen::load_with_warnings(&spec.files) {
            Ok((_, found)) => found,
            Err(invalid) => invalid.diagnostics,
        };
        assert!(found.iter().all(|it| it.code != Code::Draft), "{response}: {found:#?}");
    }
}
