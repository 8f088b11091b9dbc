//! Generates specs of any size: the project's shared tables with synthetic pages.
//!
//! No two pages are copies. Names, limits, channels, objects and texts differ between endpoints, as on the vendor's
//! site; the content of an endpoint depends only on its number.

use std::fmt::Write as _;

use iotpay_gen::embedded;
use iotpay_gen::source::SourceFile;

/// The number of endpoints on a page: as many as on the vendor's longest page.
const ENDPOINTS_PER_PAGE: usize = 4;

const THINGS: [&str; 23] = [
    "gift", "parcel", "invoice", "voucher", "ticket", "deposit", "terminal", "courier", "member", "coupon", "batch",
    "payout", "contract", "visit", "table", "room", "locker", "meter", "lesson", "donation", "fare", "permit",
    "rental",
];
const PARTS: [&str; 19] = [
    "number", "label", "owner", "region", "reason", "branch", "season", "color", "grade", "weight", "origin", "holder",
    "window", "basket", "counter", "section", "ledger", "period", "margin",
];
const CHANNELS: [&str; 7] = ["WX_NATIVE", "ALIPAY_QR", "UPI_QR", "WX_APP", "ALIPAY_MOBILE", "UPI_APP", "WX_JSAPI"];

/// The project's spec, with additional pages that have this number of endpoints.
pub fn spec(endpoints: usize) -> Vec<SourceFile> {
    with(endpoints, |_, text| text)
}

/// Returns the same spec and another version of it: one row, one limit, one value and one description of each page
/// differ.
pub fn changed(endpoints: usize) -> Vec<SourceFile> {
    with(endpoints, |number, text| {
        let text = text.replace("String(64)", "String(80)").replace("The merchant's own", "The shop's own");
        let member = format!("      - {{ value: LATE{number}, about: Came late. }}\n");
        let text = text.replacen("    values:\n", &format!("    values:\n{member}"), 1);
        text.replacen("{ name: subject,", "{ name: heading,", 1)
    })
}

/// Returns the same spec with an error in each endpoint: a rule for a field that no table has.
pub fn broken(endpoints: usize) -> Vec<SourceFile> {
    with(endpoints, |_, text| text.replace("        currency: {", "        curency: {"))
}

fn with(endpoints: usize, change: impl Fn(usize, String) -> String) -> Vec<SourceFile> {
    let mut files = embedded();
    for page in 0..endpoints.div_ceil(ENDPOINTS_PER_PAGE) {
        let first = page * ENDPOINTS_PER_PAGE;
        let text = page_text(page, first..endpoints.min(first + ENDPOINTS_PER_PAGE));
        let name = format!("spec/general/{:05}-{}-{page}.yaml", 100 + page, THINGS[page % THINGS.len()]);
        files.push(SourceFile::new(&name, &change(page, text)));
    }
    files
}

/// Returns a pseudo-random number that depends on another number.
fn mixed(number: usize, salt: usize) -> usize {
    let mut bits = (number as u64).wrapping_add((salt as u64) << 32).wrapping_add(0x9e37_79b9_7f4a_7c15);
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    usize::try_from((bits ^ (bits >> 31)) >> 33).unwrap_or(0)
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn page_text(page: usize, endpoints: std::ops::Range<usize>) -> String {
    let thing = THINGS[page % THINGS.len()];
    let title = capital(thing);
    let mut text = format!(
        "page:\n  title: {title} {page}\n  path: /guide/{thing}_{page}.html\n  family: general\n  updated: 2026-{:02}-{:02}\n  completeness: complete\n  about: What is done with {thing} {page}.\n  changelog:\n    - date: 2026-01-{:02}\n      changes:\n        - The {} is new.\n\n",
        2 + mixed(page, 1) % 10,
        1 + mixed(page, 2) % 28,
        1 + mixed(page, 3) % 28,
        PARTS[mixed(page, 4) % PARTS.len()],
    );
    let state = format!("{thing}-{page}-state");
    let _ = write!(
        text,
        "enumerations:\n  - name: {state}\n    family: general\n    about: How far the {thing} of page {page} has come.\n    page: /guide/{thing}_{page}.html\n    values:\n"
    );
    for value in 0..3 + mixed(page, 5) % 6 {
        let name = PARTS[(mixed(page, 6) + value) % PARTS.len()].to_uppercase();
        let _ = writeln!(text, "      - {{ value: {name}_{value}, about: It is at the {}. }}", name.to_lowercase());
    }
    text.push_str("\nendpoints:\n");
    for endpoint in endpoints {
        endpoint_text(&mut text, endpoint, thing, &state);
    }
    text
}

fn endpoint_text(text: &mut String, endpoint: usize, thing: &str, state: &str) {
    let verb = ["open", "hold", "send", "close"][endpoint % 4];
    let name = format!("{verb}_{thing}_{endpoint}");
    let channels: Vec<&str> =
        (0..mixed(endpoint, 7) % 4).map(|at| CHANNELS[(mixed(endpoint, 8) + at) % CHANNELS.len()]).collect();
    let _ = write!(
        text,
        "  - name: {name}\n    path: {thing}/{name}\n    method: POST\n    effect: create_order\n    idempotent: false\n    reference: mchOrderNo\n    resolved_by: query_order\n"
    );
    if !channels.is_empty() {
        let _ = writeln!(text, "    type_name: \"{{channel}}_{name}\"");
    }
    if channels.len() > 1 {
        let _ = writeln!(text, "    page_request: {}{}{endpoint}", capital(verb), capital(thing));
    }
    let _ = write!(text, "    about: \"To {verb} the {thing} number {endpoint}.\"\n    request:\n      table:\n");
    for (name, ty, sample, about) in [
        ("mchId", "String(30)", "10000701", "Merchant id that IOTPay assigned."),
        ("mchOrderNo", "String(30)", "20160427210604000490", "The merchant's own number."),
        ("currency", "String(3)", "CAD", "Currency of the amount."),
        ("channelId", "String(24)", "WX_NATIVE", "Payment channel."),
        ("amount", "int", "100", "Amount to pay, in cents."),
        ("notifyUrl", "String(200)", "http://xxx.com/notify.php", "URL to which IOTPay sends the notification."),
        ("subject", "String(64)", "test product", "Title of the product."),
        ("extra", "String(512)", "", "Parameters of the channel."),
    ] {
        row(text, name, if name == "extra" { "n" } else { "y" }, ty, sample, about);
    }
    for at in 0..4 + mixed(endpoint, 9) % 9 {
        let part = PARTS[(mixed(endpoint, 10) + at) % PARTS.len()];
        let mark = if mixed(endpoint, 20 + at).is_multiple_of(3) { "y" } else { "n" };
        let ty = match mixed(endpoint, 40 + at) % 4 {
            0 => "int".to_owned(),
            1 => "long".to_owned(),
            limit => format!("String({})", 8 * limit + mixed(endpoint, 60 + at) % 200),
        };
        row(
            text,
            &format!("{thing}{}{}", capital(part), endpoint % 10),
            mark,
            &ty,
            "",
            &format!("The {part} of the {thing}, as {verb} {endpoint} takes it."),
        );
    }
    row(text, "remarks", "n", "String(200)", "", "The merchant's remarks.");
    row(text, "sign", "y", "String(32)", "C380BEC2BFD727A4B6845133519F3AD6", "Signature of the request.");
    let _ = write!(text, "      rules:\n        currency: {{ only: [CAD, USD] }}\n    response:\n      table:\n");
    for name in ["retCode", "resCode", "sign"] {
        row(text, name, "y", "String", "", "Around the response.");
    }
    row(text, &format!("{thing}State"), "y", "String(24)", "", "How far it has come.");
    let object = format!("{thing}Detail{}", endpoint % 7);
    row(text, &object, "n", "object", "", "What there is to say of it.");
    for at in 0..2 + mixed(endpoint, 11) % 5 {
        let part = PARTS[(mixed(endpoint, 12) + at) % PARTS.len()];
        let ty = ["String", "int", "long"][mixed(endpoint, 80 + at) % 3];
        row(text, &format!("{object}.{part}"), "n", ty, "", &format!("The {part}."));
    }
    let _ = write!(text, "      rules:\n        {thing}State: {{ values: {state} }}\n");
    if channels.is_empty() {
        // A table with a channel field has a channel.
        let end = text.rfind("        - { name: channelId").unwrap_or(text.len());
        let line = text[end..].find('\n').map_or(text.len(), |newline| end + newline + 1);
        text.replace_range(end..line, "");
    } else {
        text.push_str("    channels:\n");
    }
    for (at, channel) in channels.iter().enumerate() {
        let _ = write!(
            text,
            "      - channel: {channel}\n        about: The {thing} by way {at} of endpoint {endpoint}.\n"
        );
        if at == 0 {
            let _ = write!(
                text,
                "        request:\n          require: [extra]\n          rules:\n            extra:\n              members:\n"
            );
            for member in 0..=mixed(endpoint, 13) % 3 {
                let part = PARTS[(mixed(endpoint, 14) + member) % PARTS.len()];
                let _ = writeln!(
                    text,
                    "                - {{ name: {part}, required: y, type: String, sample: \"\", description: The {part}. }}"
                );
            }
        } else if at == 1 {
            let _ = write!(text, "        request:\n          forbid: [remarks]\n");
        }
    }
}

fn row(text: &mut String, name: &str, required: &str, ty: &str, sample: &str, about: &str) {
    let _ = writeln!(
        text,
        "        - {{ name: {name}, required: {required}, type: {ty}, sample: \"{sample}\", description: \"{about}\" }}"
    );
}

/// Returns a saved page with a table of this number of rows, as Markdown.
pub fn page(rows: usize) -> SourceFile {
    let mut text = "# Refund interface\n\nEndpoint\n\nhttps://api.iotpaycloud.com/v1/refund_order\n\nMethod\n\nPOST\n\n## Request\n\n| Name | Required | Type | Sample | Description |\n|---|---|---|---|---|\n".to_owned();
    for at in 0..rows {
        let (thing, part) = (THINGS[at % THINGS.len()], PARTS[mixed(at, 1) % PARTS.len()]);
        let ty = ["String(30)", "int", "long", "String(64)"][mixed(at, 2) % 4];
        let mark = ["y", "n"][mixed(at, 3) % 2];
        let _ = writeln!(
            text,
            "| {thing}{}{at} | {mark} | {ty} | {} | The {part} of the {thing}. |",
            capital(part),
            mixed(at, 4) % 1000
        );
    }
    SourceFile::new("saved/refund.md", &text)
}
