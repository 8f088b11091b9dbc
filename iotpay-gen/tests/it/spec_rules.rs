//! A spec that would generate code that does not compile, or wrong data on the wire, is rejected with the
//! location of the mistake.

use crate::fixture::{Spec, assert_points_at};
use iotpay_gen::build_script::with_embedded_spec;
use iotpay_gen::diagnostic::Code;
use iotpay_gen::source::SourceFile;
use iotpay_gen::{Settings, generate, load};

const QR: &str = "spec/general/04-customer-scan-qr.yaml";
const APP: &str = "spec/general/09-app-integrate.yaml";
const QUERY: &str = "spec/general/10-order-query.yaml";
const REFUND: &str = "spec/general/13-refund.yaml";

fn assert_rejected(spec: &Spec, words: &str) {
    let rendered = spec.rendered();
    assert!(rendered.starts_with("error[IOT0") && rendered.contains(words), "{words}: {rendered}");
}

#[test]
fn rejects_endpoints_with_the_same_constant() {
    let again = |name: &str| {
        let text = Spec::real().text(QUERY);
        let (head, endpoint) = text.split_once("endpoints:\n").unwrap();
        let first = endpoint.replace("name: query_order", "name: q_b\n    type_name: first");
        let second = endpoint.replace("name: query_order", &format!("name: {name}\n    type_name: second"));
        let rest = "  - name: query_order\n".to_owned() + endpoint.split_once("- name: query_order\n").unwrap().1;
        Spec::real().set(QUERY, &format!("{head}endpoints:\n{first}\n{second}\n{rest}"))
    };
    assert_rejected(&again("qB"), "two endpoints of a page become the constant `Q_B`");
    assert!(again("q_c").code("general/order_query.rs").has_struct("FirstResponse"));
}

#[test]
fn rejects_duplicate_fields_in_one_of() {
    let with =
        |fields: &str| Spec::real().edit(QUERY, "fields: [payOrderId, mchOrderNo]", &format!("fields: {fields}"));
    assert_rejected(&with("[payOrderId, payOrderId]"), "`payOrderId` is listed twice in `one_of:`");
    assert_rejected(&with("[payOrderId]"), "fewer than two fields");
    assert_rejected(&with("[]"), "fewer than two fields");
    let twice = Spec::real().insert_after(
        QUERY,
        "fields: [payOrderId, mchOrderNo]",
        "        - { name: other, fields: [mchOrderNo, payOrderId] }",
    );
    assert_rejected(&twice, "`mchOrderNo` is listed twice in `one_of:`");
}

#[test]
fn rejects_invisible_characters() {
    for written in [r"a\rb", r"a\0b", r"a\eb", r"a\u202Eb", r"a\u2028b", r"a\tb"] {
        let spec = Spec::real().edit(QR, "about: ", &format!("about: \"{written}\" #"));
        assert_rejected(&spec, "the invisible character");
    }
    Spec::real().edit(QR, "description: Payment channel.", "description: \"a\\nb\"").generated();
}

#[test]
fn object_is_required_if_a_member_is() {
    let rows = |first: &str, second: &str| {
        format!(
            "        - {{ name: box.a, required: {first}, type: String, sample: \"\", description: A. }}
        - {{ name: box.b, required: {second}, type: String, sample: \"\", description: B. }}"
        )
    };
    let ty = |rows: &str| {
        let table = "    response:\n      table:\n";
        let code = Spec::real().edit("spec/general/13-refund.yaml", table, &format!("{table}{rows}\n"));
        code.code("general/refund.rs").field("RefundOrderResponse", "box_").unwrap()
    };
    assert_eq!(ty(&rows("y", "n")), "RefundOrderBox");
    assert_eq!(ty(&rows("n", "y")), "RefundOrderBox");
    assert_eq!(ty(&rows("n", "n")), "Option<RefundOrderBox>");
    let own = "        - { name: box, required: n, type: object, sample: \"\", description: A box. }";
    assert_eq!(ty(&format!("{}\n{own}", rows("y", "n"))), "Option<RefundOrderBox>");
    assert_eq!(ty(&format!("{own}\n{}", rows("n", "y"))), "Option<RefundOrderBox>");
}

#[test]
fn members_need_their_object() {
    let row = |name: &str, ty: &str| {
        format!("        - {{ name: {name}, required: n, type: {ty}, sample: \"\", description: A box. }}\n")
    };
    let members = row("retData.a", "String") + &row("retData.b", "String");
    let with = |rows: &str| {
        let table = "    response:\n      table:\n";
        Spec::real().edit(REFUND, table, &format!("{table}{rows}{members}"))
    };
    let misspelt = with(&row("retDataX", "object"));
    assert_points_at(&misspelt, Code::UnknownName, "retData.a");
    assert!(misspelt.rendered().contains("did you mean `retDataX`?"));
    for rows in [String::new(), row("retData", "object"), row("retDataX", "String"), row("box", "object")] {
        with(&rows).generated();
    }
    with(&(row("retDate", "object") + &row("retDate.c", "String"))).generated();
}

#[test]
fn rejects_pages_with_the_same_title_or_path() {
    let titled = "two pages of `general` have the title `Order Query`";
    assert_rejected(&Spec::real().edit(REFUND, "title: Refund interface", "title: Order Query"), titled);
    let same_path = Spec::real().edit(REFUND, "path: /guide/refund.html", "path: /guide/orderquery.html");
    assert_points_at(&same_path, Code::DuplicateName, "/guide/orderquery.html");
    Spec::real().edit(REFUND, "path: /guide/refund.html", "path: unknown").generated();
    Spec::real().edit(REFUND, "title: Refund interface", "title: Refund Transaction").generated();
}

#[test]
fn changelog_must_be_sorted_by_date() {
    let with = |entries: &str| Spec::real().edit(APP, "  changelog:\n", &format!("  changelog:\n{entries}"));
    let entry = |date: &str, changes: &str| format!("    - {{ date: {date}, changes: {changes} }}\n");
    assert_points_at(&with(&entry("2026-03-10", "[A.]")), Code::DuplicateName, "2026-03-10");
    assert_points_at(&with(&entry("2026-03-09", "[A.]")), Code::WrongShape, "2026-03-10");
    assert_rejected(&with(&entry("2026-03-11", "[]")), "`changes` must not be empty");
    let without = with("    - { date: 2026-03-11 }\n");
    assert_rejected(&without, "missing key `changes` in a change");
    let newer = with(&entry("2026-03-11", "[A.]")).edit(APP, "updated: 2026-03-10", "updated: 2026-03-11");
    newer.generated();
}

#[test]
fn conditionally_required_row_needs_its_condition() {
    let without =
        Spec::real().edit(QUERY, "      one_of:\n        - { name: by, fields: [payOrderId, mchOrderNo] }\n", "");
    let invalid = without.invalid();
    let found: Vec<_> = invalid.diagnostics.iter().map(|found| found.code).collect();
    assert_eq!(found, [Code::MissingKey, Code::MissingKey], "{invalid}");
    assert_rejected(&without, "`mchOrderNo` is conditionally required, but its condition is missing");
    let without = Spec::real().edit(QR, "          require: [extra]\n", "");
    assert_points_at(&without, Code::MissingKey, "y*");
    let noted = "            extra:\n              source: docs-old\n              note: Only for shops.\n";
    without.edit(QR, "            extra:\n", noted).generated();
}

#[test]
fn fixed_values_must_be_valid_for_their_fields() {
    for (fixed, is_right) in [
        ("notifyUrl: 'https://shop.example/n'", true),
        ("notifyUrl: 'https://shop.example/n?a'", false),
        ("returnUrl: shop", false),
        ("clientIp: 203.0.113.7", true),
        ("clientIp: localhost", false),
        ("device: WEB", true),
        ("amount: '0100'", false),
        ("amount: '+100'", false),
        ("amount: '2147483648'", false),
    ] {
        let spec =
            Spec::real().insert_after(QR, "          require: [extra]", &format!("          fixed: {{ {fixed} }}"));
        if is_right {
            spec.generated();
        } else {
            assert_rejected(&spec, "is not valid for the field");
        }
    }
    let fixed =
        |value: &str| Spec::real().edit(QR, "          require: [extra]", &format!("          fixed: {{ {value} }}"));
    assert_rejected(&fixed("extra: '[]'"), "is not valid for the field");
    assert!(fixed("extra: '{\"productId\":\"1\"}'").code("general/customer_scan_qr.rs").has_struct("WxNative"));
    let mark = "          require: [extra]";
    let with_amount = Spec::real().insert_after(QR, mark, "          fixed: { amount: 100 }");
    let amount = with_amount.code("general/customer_scan_qr.rs").attribute("WxNative", "signed").unwrap();
    assert!(amount.contains("\"amount\"=100"), "{amount}");
}

#[test]
fn rejects_fixed_values_of_filled_fields() {
    for field in ["mchId", "jobNo", "channelId", "sign"] {
        let mark = "          require: [extra]";
        let spec = Spec::real().insert_after(QR, mark, &format!("          fixed: {{ {field}: \"1\" }}"));
        assert_rejected(&spec, &format!("a channel cannot fix `{field}`, which the client fills"));
    }
}

#[test]
fn rejects_secrets_that_are_not_text() {
    for field in ["notifyUrl", "clientIp", "amount", "extra", "currency"] {
        let spec = Spec::real().edit(QR, "currency: { only: [CAD, USD] }", &format!("{field}: {{ secret: hidden }}"));
        assert_rejected(&spec, &format!("`{field}` cannot be secret"));
    }
    Spec::real().edit(QR, "currency: { only: [CAD, USD] }", "remarks: { secret: hidden }").generated();
}

#[test]
fn rejects_aliases_that_are_field_names() {
    for alias in ["[payOrderId]", "[qr_code]", "[payUrl, payUrl]"] {
        assert_rejected(
            &Spec::real().edit(QR, "aliases: [payUrl]", &format!("aliases: {alias}")),
            "is already the name of a field",
        );
    }
}

/// Returns the spec files of a crate with a private page.
fn private(enumeration: &str, values: &str) -> Vec<SourceFile> {
    let text = format!(
        "
page: {{ title: A, path: /a.html, family: general, updated: unknown, completeness: complete, about: A. }}
{enumeration}
endpoints:
  - name: ask
    path: ask
    method: POST
    effect: query_order
    idempotent: true
    about: Asks.
    request:
      table:
        - {{ name: mchId, required: y, type: String(30), sample: \"\", description: Merchant id. }}
        - {{ name: sign, required: y, type: String(32), sample: \"\", description: Signature. }}
    response:
      table:
        - {{ name: mood, required: y, type: String, sample: \"\", description: A mood. }}
      rules: {{ mood: {{ values: {values} }} }}
"
    );
    with_embedded_spec(vec![SourceFile::new("own/refund.yaml", &text)])
}

fn mood(family: &str) -> String {
    format!(
        "enumerations: [{{ name: mood, {family} about: A mood., page: /a.html, values: [{{ value: GOOD, about: Good. }}] }}]"
    )
}

#[test]
fn private_pages_can_define_enumerations() {
    let files = private(&mood("family: general,"), "mood");
    let model = load(&files).unwrap();
    let generated = generate(&model, &Settings::for_private_endpoints(&files, &model));
    let text = |path: &str| &generated.iter().find(|file| file.path == path).unwrap().text;
    assert_eq!(generated.len(), 3);
    assert!(text("general/refund.rs").contains("pub mood: super::Mood"), "{}", text("general/refund.rs"));
    assert!(text("general/mod.rs").contains("pub enum Mood"), "{}", text("general/mod.rs"));
    let files = private("", "currency");
    let model = load(&files).unwrap();
    let generated = generate(&model, &Settings::for_private_endpoints(&files, &model));
    assert!(generated.iter().any(|file| file.text.contains("::iotpay_client::shared::Currency")));
    assert!(!generated.iter().any(|file| file.text.contains("pub enum")));
}

#[test]
fn rejects_private_enumerations_of_another_family() {
    let files = private(&mood("family: card,"), "mood");
    assert_rejected(&Spec { files }, "is an enumeration of another family");
}

#[test]
fn texts_cannot_become_doctests() {
    let about = "description: \"A.\\n\\n    panic!()\\n\\n```\\npanic!()\\n```\\n- ~~~rust\\n  panic!()\"";
    let spec = Spec::real().edit(QR, "description: Type of the shop's device; WEB for an online shop.", about);
    let file = spec.generated().into_iter().find(|file| file.path == "general/customer_scan_qr.rs").unwrap().text;
    assert!(file.contains("panic!()"), "{file}");
    for line in file.lines().map(str::trim).filter_map(|line| line.strip_prefix("///")) {
        assert!(!line.starts_with("  ") && !line.contains("```") && !line.contains("~~~"), "{line}");
    }
}

#[test]
fn says_which_requests_are_supported() {
    const SENTENCE: &str =
        "only POST requests with a signed body are supported; GET, path parameters, headers and paging are not";
    const REFUND: &str = "spec/general/13-refund.yaml";
    for to in ["method: GET", "method: PUT", "method: POST\n    headers: [a]", "method: POST\n    paging: page"] {
        let rendered = Spec::real().edit(REFUND, "method: POST", to).rendered();
        assert!(rendered.contains(SENTENCE) && rendered.ends_with("the spec has 1 error\n"), "{to}: {rendered}");
    }
    let rendered = Spec::real().edit(REFUND, "method: POST", "method: post").rendered();
    assert!(rendered.contains("`POST`") && !rendered.contains(SENTENCE), "{rendered}");
}
