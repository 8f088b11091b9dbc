//! Objects and arrays as JSON text in a field of a request, with nested and formatted values.

use iotpay_gen::diagnostic::Code;
use iotpay_gen::diff::{ChangeKind, diff};
use iotpay_gen::openapi::{Contents, openapi};
use iotpay_gen::{Settings, load};

use crate::fixture::{Spec, assert_points_at};

const APP: &str = "spec/general/13-refund.yaml";

fn member(name: &str, required: &str, ty: &str) -> String {
    format!(
        "            - {{ name: \"{name}\", required: {required}, type: \"{ty}\", sample: \"\", description: A. }}\n"
    )
}

/// Returns the embedded spec with a JSON text in the request for a refund; `keys` are the lines of its rule.
fn with(members: &[(&str, &str, &str)], keys: &str) -> Spec {
    let members: String = members.iter().map(|(name, required, ty)| member(name, required, ty)).collect();
    let members = if members.is_empty() { members } else { format!("          members:\n{members}") };
    let keys: String = keys.lines().map(|line| format!("          {line}\n")).collect();
    let row = "        - { name: basket, required: n, type: String(200), sample: \"\", description: The basket. }";
    let mut spec = Spec::real().insert_after(APP, "{ name: refundAmount, ", row);
    let (head, tail) = (spec.text(APP).clone(), "    response:\n");
    let (request, response) = head.split_once(tail).unwrap();
    let rules = if request.contains("      rules:\n") { "" } else { "      rules:\n" };
    spec.set(APP, &format!("{request}{rules}        basket:\n{keys}{members}{tail}{response}"))
}

fn code(spec: &Spec) -> String {
    spec.generated().into_iter().map(|file| file.text).collect()
}

#[test]
fn nested_members_make_a_typed_object() {
    let spec = with(
        &[
            ("note", "n", "String(5)"),
            ("buyer.name", "y", "String(9)"),
            ("items[].price", "y", "int"),
            ("items[].tags", "n", "String(3)[]"),
        ],
        "format: json-object\nmember_rules: { \"items[].price\": { format: cents, range: { max: 500 } } }",
    );
    let found = spec.code("general/refund.rs");
    for (of, name, ty) in [
        ("RefundOrder", "basket", "Option<RefundOrderBasket>"),
        ("RefundOrderBasket", "note", "Option<Text<5>>"),
        ("RefundOrderBasket", "buyer", "RefundOrderBasketBuyer"),
        ("RefundOrderBasket", "items", "Vec<RefundOrderBasketItem>"),
        ("RefundOrderBasketItem", "price", "Cents"),
        ("RefundOrderBasketItem", "tags", "Option<Vec<Text<3>>>"),
    ] {
        assert_eq!(found.field(of, name).as_deref(), Some(ty), "{of}.{name}");
    }
    let text = code(&spec);
    let compact: String = text.split_whitespace().collect();
    for part in ["#[signed(json_text)]", "json_text,max=200", "#[request(range(max=\"500\"))]"] {
        assert!(compact.contains(part), "{part}");
    }
    assert!(text.contains("A JSON object of at most 200 characters, sent as text."));
    let document = openapi(&load(&spec.files).unwrap(), &Settings::client(), Contents::default()).unwrap();
    assert!(document.contains("\"contentMediaType\": \"application/json\""));
    assert!(document.contains("RefundOrderBasketItem"));
}

#[test]
fn arrays_are_text_as_well() {
    let items = with(&[("name", "y", "String(9)")], "format: json-array\nmax_items: 3");
    assert_eq!(
        items.code("general/refund.rs").field("RefundOrder", "basket").as_deref(),
        Some("Option<Vec<RefundOrderBasketItem>>")
    );
    let text = code(&items);
    let compact: String = text.split_whitespace().collect();
    assert!(compact.contains("max_items=3,json_text,max=200"), "{compact}");
    let plain = with(&[], "format: json-array\nitems: String(4)\npattern: \"[a-z]+\"");
    assert_eq!(plain.code("general/refund.rs").field("RefundOrder", "basket").as_deref(), Some("Option<Vec<Text<4>>>"));
}

#[test]
fn flat_objects_keep_their_form_with_ranges_and_patterns() {
    let rules = "format: json-object\nmember_rules: { count: { range: { max: 5 }, default: 2 }, word: { pattern: \"[a-z]+\" } }";
    let members = [("count", "n", "int"), ("word", "y", "String(5)")];
    let text = code(&with(&members, rules));
    for part in [
        "#[request(range(max = \"5\"))]count?: i32 = \"count\"",
        "#[request(pattern = \"[a-z]+\")]word(5) = \"word\"",
        "Matches the pattern `[a-z]+`.",
    ] {
        let found: String = text.split_whitespace().collect();
        let part: String = part.split_whitespace().collect();
        assert!(found.contains(&part), "{part}");
    }
    let changes = diff(
        &load(&with(&members, "format: json-object").files).unwrap(),
        &load(&with(&members, rules).files).unwrap(),
    );
    let found: Vec<_> = changes.iter().map(|change| (change.id, change.item.as_str())).collect();
    let expected = [
        (ChangeKind::RequestRangeNarrowed, "basket.count"),
        (ChangeKind::RequestDefaultChanged, "basket.count"),
        (ChangeKind::RequestPatternChanged, "basket.word"),
    ];
    assert_eq!(found.len(), expected.len(), "{found:?}");
    assert!(expected.iter().all(|change| found.contains(change)), "{found:?}");
}

#[test]
fn reports_rules_that_do_not_apply() {
    let flat = [("count", "n", "int")];
    for (members, keys, code, at) in [
        (&flat[..], "format: json-object\nmember_rules: { cuont: { range: { max: 5 } } }", Code::UnknownField, "cuont"),
        (
            &flat,
            "format: json-object\nmember_rules: { count: { filled_by: mch_id } }",
            Code::InapplicableRule,
            "mch_id",
        ),
        (&flat, "format: json-object\nmember_rules: { count: { pattern: x } }", Code::InapplicableRule, "x"),
        (&flat, "format: json-object\nitems: int", Code::InapplicableRule, "int"),
        (&[], "format: json-array", Code::InapplicableRule, "json-array"),
        (&flat, "format: json-array\nitems: int", Code::InapplicableRule, "int"),
        (&flat, "format: json-array\nfixed: { count: 1 }", Code::InapplicableRule, "count"),
        (
            &[("a.b", "n", "int"), ("c", "y", "int")],
            "format: json-object\nfixed: { c: 1 }",
            Code::InapplicableRule,
            "c",
        ),
        (&[], "items: int", Code::InapplicableRule, "int"),
        (&[], "format: json-array\nitems: int\nmax_items: 2\nmin_items: 3", Code::InvalidLimit, "3"),
    ] {
        assert_points_at(&with(members, keys), code, at);
    }
}

#[test]
fn a_rule_names_the_type_of_an_object() {
    let members = [("buyer.name", "y", "String(9)"), ("buyer", "y", "object")];
    let named = with(&members, "format: json-object\ntype_name: cart\nmember_rules: { buyer: { type_name: payer } }");
    let found = named.code("general/refund.rs");
    assert_eq!(found.field("RefundOrder", "basket").as_deref(), Some("Option<Cart>"));
    assert_eq!(found.field("Cart", "buyer").as_deref(), Some("Payer"));
    let unnamed = with(&members, "format: json-object");
    let changes = diff(&load(&unnamed.files).unwrap(), &load(&named.files).unwrap());
    let renamed: Vec<_> = changes.iter().filter(|it| it.id == ChangeKind::TypeRenamed).map(|it| &*it.item).collect();
    assert_eq!(renamed, ["Cart", "Payer"]);
    let clash = with(&members, "format: json-object\ntype_name: refund_order");
    assert!(clash.invalid().diagnostics.iter().any(|it| it.code == Code::NameCollision), "{}", clash.rendered());
    let reserved = with(&members, "format: json-object\ntype_name: 1st");
    assert!(reserved.rendered().contains("is not a valid Rust name"), "{}", reserved.rendered());
    let no_type = with(&[], "format: http-url\ntype_name: link");
    assert_points_at(&no_type, Code::InapplicableRule, "link");
}

#[test]
fn text_removes_the_filler_of_a_wider_rule() {
    let member = |rule: &str| {
        let rows = [("box.mchId", "n", "String(30)")];
        crate::nested::requesting(&rows, rule, crate::nested::RAW)
    };
    assert!(member("").rendered().contains("which the client does not fill in"));
    let set = member("        \"box.mchId\": { format: text }\n");
    assert_eq!(set.code("card/query_card.rs").field("CcQueryCardBox", "mch_id").as_deref(), Some("Option<Text<30>>"));
}
