//! Completions inside `request!`, from the real rust-analyzer.

mod editor;
mod shop;

use std::process::Command;

use shop::Shop;

/// The command that installs rust-analyzer, with the sources of `std`, which it needs to expand macros.
const INSTALL: &str = "rustup component add rust-analyzer rust-src";

/// A position, and what is and is not offered there.
struct Case {
    code: &'static str,
    offered: &'static [&'static str],
    not_offered: &'static [&'static str],
}

/// A request with all of its fields except the last.
macro_rules! complete_but {
    ($last:literal) => {
        concat!(
            "general::WxNative { mch_order_no: number, subject: \"Tea\", body: \"Green\", amount: total, ",
            "currency: Cad, client_ip: \"203.0.113.7\", notify_url: \"https://shop.example/iotpay\", ",
            "extra: Extra { product_id: \"tea\" }, ",
            $last,
            " }"
        )
    };
}

const CASES: &[Case] = &[
    // The names of the fields, even if other fields are missing or wrong.
    Case {
        code: "general::WxNative { mch_order_no: number, sub| }",
        offered: &["subject", "amount", "remarks"],
        not_offered: &["mch_order_no", "os_type", "total"],
    },
    Case { code: "general::WxNative { | }", offered: &["mch_order_no", "subject"], not_offered: &["os_type"] },
    Case {
        code: "general::WxNative { mch_order_no: number, | }",
        offered: &["subject", "amount"],
        not_offered: &["mch_order_no", "os_type"],
    },
    Case {
        code: "general::WxNative { mch_order_no: number, | currency: Cad }",
        offered: &["subject", "amount"],
        not_offered: &["currency"],
    },
    Case {
        code: "general::WxNative { mch_order_no: \"\", sub|, currency: Xyz, amount: 28.65, os_type: Ios }",
        offered: &["subject", "body"],
        not_offered: &["amount"],
    },
    Case {
        code: "general::WxNative { mch_order_no: number, sub|: \"Tea\" }",
        offered: &["subject"],
        not_offered: &["os_type"],
    },
    Case { code: "general::QueryOrder { mch| }", offered: &["mch_order_no", "pay_order_id"], not_offered: &[] },
    // Also for a complete request.
    Case { code: complete_but!("|"), offered: &["device", "remarks"], not_offered: &["subject"] },
    Case { code: complete_but!("rem|"), offered: &["device", "remarks"], not_offered: &["subject"] },
    // The caller's variables and their methods.
    Case {
        code: "general::WxNative { mch_order_no: number, amount: tot| }",
        offered: &["total"],
        not_offered: &["subject"],
    },
    Case { code: "general::WxNative { amount: | }", offered: &["total"], not_offered: &["subject"] },
    Case { code: complete_but!("remarks: num|"), offered: &["number"], not_offered: &["subject"] },
    Case { code: "general::WxNative { subject: number.| }", offered: &["trim"], not_offered: &["subject"] },
    // The names of enum values.
    Case { code: "general::WxNative { currency: Ca| }", offered: &["Cad", "Cny", "number"], not_offered: &["Ios"] },
    Case { code: "general::WxNative { currency: |, subject: \"Tea\" }", offered: &["Cad"], not_offered: &[] },
    Case { code: "general::WxApp { currency: | }", offered: &["Cad", "Usd"], not_offered: &["Cny"] },
    // Objects and their members.
    Case { code: "general::WxNative { extra: Ext| }", offered: &["Extra"], not_offered: &[] },
    Case {
        code: "general::WxNative { extra: Extra { prod| } }",
        offered: &["product_id"],
        not_offered: &["app_id", "subject"],
    },
    // The request of a page: its fields, its channels, and the members of all channels.
    Case { code: "general::CustomerScanQr { | }", offered: &["channel", "mch_order_no"], not_offered: &["os_type"] },
    Case { code: "general::CustomerScanQr { channel: | }", offered: &["WxNative", "UpiQr"], not_offered: &["WxApp"] },
    Case {
        code: "general::CustomerScanQr { extra: Extra { | } }",
        offered: &["product_id"],
        not_offered: &["subject"],
    },
    Case { code: "general::WxNative { extra: Extra { | } }", offered: &["product_id"], not_offered: &["subject"] },
];

#[test]
fn editor_completes_requests() {
    let runs = Command::new("rust-analyzer").arg("--version").output().is_ok_and(|output| output.status.success());
    if !runs {
        // In CI, the test must not pass by being skipped.
        assert!(std::env::var_os("CI").is_none(), "rust-analyzer cannot run: {INSTALL}");
        println!("skipped: rust-analyzer cannot run; {INSTALL}");
        return;
    }
    let mut shop = Shop::open();
    let mut wrong: Vec<_> = CASES.iter().filter_map(|case| check(&mut shop, case)).collect();
    wrong.extend(rules(&mut shop));
    wrong.extend(finished_code(&mut shop));
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn check(shop: &mut Shop, case: &Case) -> Option<String> {
    let labels: Vec<_> = shop.offered(case.code).iter().map(shop::label).collect();
    let is_offered = |name: &&&str| labels.iter().any(|label| label == **name);
    let missing: Vec<_> = case.offered.iter().filter(|name| !is_offered(name)).collect();
    let needless: Vec<_> = case.not_offered.iter().filter(is_offered).collect();
    if missing.is_empty() && needless.is_empty() {
        return None;
    }
    let some = &labels[..labels.len().min(20)];
    Some(format!("{}\n  does not offer {missing:?}, should not offer {needless:?}; offers {some:?}", case.code))
}

/// The rule of a field is shown next to its name.
fn rules(shop: &mut Shop) -> Option<String> {
    let offered = shop.offered("general::WxNative { mch_order_no: number, sub| }");
    let rule = offered.iter().find(|item| shop::label(item) == "subject").map(|item| shop.documentation(item));
    (rule.as_deref() != Some("1 to 64 characters")).then(|| format!("`subject` is offered with {rule:?}"))
}

/// Returns the diagnostics that an editor shows for complete code.
fn finished_code(shop: &mut Shop) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut expect = |what: &str, said: &str, expected: &str| {
        if !said.contains(expected) {
            wrong.push(format!("of {what} it says {said:?}, and not {expected:?}"));
        }
    };
    let shown = shop.hover(complete_but!("|remarks: None"));
    expect("an optional field", &shown, "Option<Text<200>>");
    let shown = shop.hover("general::QueryOrder { |mch_order_no: number }");
    expect("a field of a choice", &shown, "1 to 30 characters");
    let shown = shop.hover("general::WxApp { currency: C|ad }");
    expect("a code", &shown, "CAD");
    for code in [complete_but!("|"), complete_but!("remarks: None,|"), "general::QueryOrder { |mch_order_no: number }"]
    {
        let problems = shop.problems(code);
        if !problems.is_empty() {
            wrong.push(format!("nothing is wrong with {code}, and it says {problems:?}"));
        }
    }
    let unfinished = shop.problems("general::WxNative { |mch_order_no: number }");
    if !unfinished.iter().any(|problem| problem.contains("missing fields `currency`")) {
        wrong.push(format!("of a request without its fields it says {unfinished:?}"));
    }
    wrong
}
