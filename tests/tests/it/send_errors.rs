//! `Client::send` reports a wrong request as `docs/compile-errors.md` shows it. The page's cases use a function with
//! the same bound, since they are checked without `transport`.

use std::fs;

use crate::support::scratch::workspace;
use crate::verdict::compiler::Compiler;

/// The case, and the same mistake with the client itself.
const CASES: [(&str, &str); 2] = [
    (
        "08_mismatched_type/request_of_another_family",
        "pub async fn pay(client: &iotpay_client::general::Client, purchase: &iotpay_client::card::CcPurchase) {
            let _ = client.send(purchase).await;
        }",
    ),
    (
        "11_type/result_as_the_request_to_send",
        "pub async fn look(client: &iotpay_client::card::Client, card: &str) {
            let order = iotpay_client::request!(iotpay_client::card::CcQueryCard { card_id: card });
            let _ = client.send(&order).await;
        }",
    ),
];

#[test]
fn client_reports_the_same_errors_as_the_page() {
    let compiler = Compiler::new("send");
    for (case, source) in CASES {
        let shown = workspace().join("tests/compile-fail/cases").join(case).with_extension("stderr");
        let shown = fs::read_to_string(shown).unwrap();
        let errors = compiler.rendered("send", source).join("\n").replace("iotpay_client::", "");
        let texts: Vec<String> = shown
            .lines()
            .filter_map(|line| line.strip_prefix("error[E0277]: ").or_else(|| line.trim().strip_prefix("= note: ")))
            .map(|text| text.replace("iotpay_client::", ""))
            .collect();
        assert!(texts.len() > 1, "{shown}");
        for text in texts {
            assert!(errors.contains(&text), "{case}: the client does not report {text:?}:\n{errors}");
        }
    }
}
