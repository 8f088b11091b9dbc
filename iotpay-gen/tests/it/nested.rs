//! Objects in objects and arrays, in responses and notifications.

use crate::fixture::{Spec, assert_points_at};
use iotpay_gen::diagnostic::Code;
use iotpay_gen::diff::{ChangeKind, diff};
use iotpay_gen::load;

const REFUND: &str = "spec/general/13-refund.yaml";
const NOTIFY: &str = "spec/general/11-async-notify.yaml";

fn row(name: &str, required: &str, ty: &str) -> String {
    format!("        - {{ name: \"{name}\", required: {required}, type: \"{ty}\", sample: \"\", description: A. }}\n")
}

/// The real spec with more rows in the response to a refund, and with rules for them.
fn with(rows: &[(&str, &str, &str)], rules: &str) -> Spec {
    let table = "    response:\n      table:\n";
    let rows: String = rows.iter().map(|(name, required, ty)| row(name, required, ty)).collect();
    let spec = Spec::real().edit(REFUND, table, &format!("{table}{rows}"));
    let before = "        refundOrderId: { identifies: refund, source: third-party }\n";
    spec.edit(REFUND, before, &format!("{before}{rules}"))
}

fn field(spec: &Spec, of: &str, name: &str) -> String {
    spec.code("general/refund.rs").field(of, name).unwrap()
}

fn assert_reports(spec: &Spec, code: Code, at: &str, words: &str) {
    assert_points_at(spec, code, at);
    assert!(spec.rendered().contains(words), "{words}: {}", spec.rendered());
}

#[test]
fn objects_have_any_depth() {
    let spec = with(&[("a.b.c.d", "y", "String"), ("a.b.e", "n", "int"), ("a.f", "n", "String")], "");
    assert_eq!(field(&spec, "RefundOrderResponse", "a"), "RefundOrderA");
    assert_eq!(field(&spec, "RefundOrderA", "b"), "RefundOrderAB");
    assert_eq!(field(&spec, "RefundOrderA", "f"), "Option<String>");
    assert_eq!(field(&spec, "RefundOrderAB", "c"), "RefundOrderABC");
    assert_eq!(field(&spec, "RefundOrderAB", "e"), "Option<i64>");
    assert_eq!(field(&spec, "RefundOrderABC", "d"), "String");
    let own = with(&[("a", "n", "object"), ("a.b", "n", "object"), ("a.b.c", "y", "String")], "");
    assert_eq!(field(&own, "RefundOrderResponse", "a"), "Option<RefundOrderA>");
    assert_eq!(field(&own, "RefundOrderA", "b"), "Option<RefundOrderAB>");
    let deep = format!("a{}", ".b".repeat(16));
    assert_reports(&with(&[(&deep, "n", "String")], ""), Code::WrongShape, &format!("\"{deep}\""), "nested too deeply");
    // Each `[]` is a level, too.
    let (fits, deep) = (format!("{}end", "a[].".repeat(7)), format!("{}end", "a[].".repeat(8)));
    let spec = with(&[(&fits, "n", "String")], "");
    assert_eq!(field(&spec, "RefundOrderResponse", "a"), "Option<Vec<RefundOrderAItem>>");
    assert_reports(&with(&[(&deep, "n", "String")], ""), Code::WrongShape, &format!("\"{deep}\""), "nested too deeply");
}

#[test]
fn arrays_have_items_of_any_type() {
    let spec = with(
        &[
            ("tags", "y", "String(30)[]"),
            ("counts", "n", "List<int>"),
            ("rates", "n", "decimal(6,2)[]"),
            ("raws", "n", "object[]"),
            ("words", "n", "array"),
            ("ids", "n", "String[]"),
            ("hidden", "n", "String[]"),
        ],
        "        words: { type: \"String[]\", values: currency }\n        ids: { identifies: order }\n        hidden: { secret: last4 }\n",
    );
    for (name, ty) in [
        ("tags", "Vec<String>"),
        ("counts", "Option<Vec<i64>>"),
        ("rates", "Option<Vec<DecimalText<2>>>"),
        ("raws", "Option<Vec<RawJson>>"),
        ("words", "Option<Vec<crate::shared::Currency>>"),
        ("ids", "Option<Vec<OrderId>>"),
        ("hidden", "Option<Vec<SecretText<{u32::MAX},4>>>"),
    ] {
        assert_eq!(field(&spec, "RefundOrderResponse", name).replace(' ', ""), ty, "{name}");
    }
}

#[test]
fn arrays_have_objects_as_items() {
    let rows = [
        ("items[].name", "y", "String"),
        ("items[].parts[].no", "n", "int"),
        ("items[].tax.rate", "n", "int"),
        ("goods", "n", "object[]"),
        ("goods[].price", "n", "int"),
        ("list", "y", "array"),
        ("list[].price", "n", "int"),
    ];
    let spec =
        with(&rows, "        items[].parts[].no: { format: cents }\n        items[].name: { values: currency }\n");
    for (of, name, ty) in [
        ("RefundOrderResponse", "items", "Vec<RefundOrderItem>"),
        ("RefundOrderItem", "name", "crate::shared::Currency"),
        ("RefundOrderItem", "parts", "Option<Vec<RefundOrderItemPartsItem>>"),
        ("RefundOrderItemPartsItem", "no", "Option<Cents>"),
        ("RefundOrderItem", "tax", "Option<RefundOrderItemTax>"),
        ("RefundOrderResponse", "goods", "Option<Vec<RefundOrderGoodsItem>>"),
        ("RefundOrderGoodsItem", "price", "Option<i64>"),
        ("RefundOrderResponse", "list", "Vec<RefundOrderListItem>"),
    ] {
        assert_eq!(field(&spec, of, name).replace(' ', ""), ty, "{of}.{name}");
    }
}

#[test]
fn reports_types_that_do_not_fit_the_members() {
    let as_object = with(&[("items", "n", "object[]"), ("items.name", "n", "String")], "");
    assert_reports(
        &as_object,
        Code::InapplicableRule,
        "\"object[]\"",
        "write `items[]` before the name of each member",
    );
    let as_array = with(&[("items", "n", "object"), ("items[].name", "n", "String")], "");
    assert_reports(&as_array, Code::InapplicableRule, "\"object\"", "set the row's type to `object[]`");
    let of_text = with(&[("items", "n", "String[]"), ("items[].name", "n", "String")], "");
    assert_reports(&of_text, Code::InapplicableRule, "\"String[]\"", "not an array of objects");
    let both = with(&[("items[].name", "n", "String"), ("items.price", "n", "String")], "");
    assert_reports(&both, Code::InapplicableRule, "\"items.price\"", "both an object and an array");
    let untyped = with(&[("items", "n", "array")], "");
    assert_reports(&untyped, Code::UnknownType, "\"array\"", "missing type of the items of `items`");
    let name = with(&[("items[]", "n", "String[]")], "");
    assert_reports(&name, Code::WrongShape, "\"items[]\"", "write `items`");
    let twice = with(&[("items", "n", "String[][]")], "");
    assert_reports(&twice, Code::UnknownType, "\"String[][]\"", "arrays of arrays are not supported");
}

#[test]
fn reports_names_that_are_no_paths() {
    for (name, words) in [
        ("a[][].b", "`a[][]` is not a name"),
        ("a[0].b", "`a[0]` is not a name"),
        ("a[]b.c", "`a[]b` is not a name"),
        ("[].b", "`[]` is not a name"),
        ("a]", "`a]` is not a name"),
        ("a..b", "`a..b` contains an empty name"),
        (".a", "`.a` contains an empty name"),
        ("a.", "`a.` contains an empty name"),
    ] {
        assert_reports(&with(&[(name, "n", "String")], ""), Code::WrongShape, &format!("\"{name}\""), words);
        assert_reports(&requesting(&[(name, "n", "String")], "", RAW), Code::WrongShape, &format!("\"{name}\""), words);
    }
}

#[test]
fn reports_rules_that_do_not_apply_to_arrays() {
    let rows = [("items[].url", "n", "String"), ("a.b.url", "n", "String"), ("tags", "n", "String[]")];
    let reports = |rule: &str, at: &str, words: &str| {
        assert_reports(&with(&rows, &format!("        {rule}\n")), Code::InapplicableRule, at, words);
    };
    reports("items[].url: { purpose: qr_code }", "\"items[].url\"", "nested too deeply to have a purpose");
    reports("a.b.url: { purpose: qr_code }", "\"a.b.url\"", "nested too deeply to have a purpose");
    reports("items[].url: { echoes: payOrderId }", "\"items[].url\"", "cannot repeat a field of the request");
    reports("tags: { echoes: payOrderId }", "payOrderId", "`echoes` has no effect");
    reports("tags: { purpose: qr_code }", "qr_code", "is not text");
    reports("tags: { passthrough: true }", "true", "`passthrough:` applies to received fields of type `object`");
    let unknown = with(&rows, "        itemz[].url: { secret: hidden }\n");
    assert_reports(&unknown, Code::UnknownField, "itemz[].url", "did you mean `items[].url`?");
}

#[test]
fn forms_contain_arrays_as_text_but_no_objects() {
    let rows = |name: &str, ty: &str| {
        let row = row(name, "n", ty);
        let table = "    table:\n";
        Spec::real().edit(NOTIFY, table, &format!("{table}{}", row.replacen("        ", "      ", 1)))
    };
    rows("tags", "String[]").generated();
    rows("items[].a", "String").generated();
    assert_reports(&rows("box.a", "String"), Code::InapplicableRule, "\"box.a\"", "are forms with text values");
}

#[test]
fn forbidding_an_object_or_array_forbids_everything_in_it() {
    const APP: &str = "spec/general/09-app-integrate.yaml";
    let table = "        - { name: retParams.url, ";
    let rows = [
        ("a", "object"),
        ("a.items", "object[]"),
        ("a.items[].b", "String"),
        ("a.items[].c", "String"),
        ("a.d", "String"),
    ];
    let rows: String = rows.iter().map(|(name, ty)| row(name, "y", ty)).collect();
    let forbidding = |field: &str| {
        let list = "            fields: [retParams, retDetail";
        let spec = Spec::real().edit(APP, table, &format!("{rows}{table}"));
        spec.edit(APP, list, &format!("{list}, \"{field}\"")).code("general/app_integrate.rs")
    };
    assert!(forbidding("a").field("WxAppResponse", "a").is_none());
    let without_items = forbidding("a.items");
    assert_eq!(without_items.fields("WxAppA"), ["d"]);
    assert_eq!(forbidding("a.items[].b").fields("WxAppAItem"), ["c"]);
    assert_eq!(forbidding("a").fields("AlipayMobileAItem"), ["b", "c"]);
}

const CARD: &str = "spec/card/06-query-card.yaml";
const FAMILIES: &str = "spec/shared/families.yaml";

/// The real spec with more rows in a request of a JSON family. `rule` is the signing of nested values.
pub(crate) fn requesting(rows: &[(&str, &str, &str)], rules: &str, rule: &str) -> Spec {
    let row_of = |(name, required, ty): &(&str, &str, &str)| row(name, required, ty);
    let rows: String = rows.iter().map(row_of).collect();
    let table = "        - { name: sign, ";
    let mut spec = Spec::real();
    let text = spec.text(CARD);
    let (head, tail) = text.split_once("    response:\n").unwrap();
    let rules = if rules.is_empty() { String::new() } else { format!("      rules:\n{rules}") };
    let at = head.rfind(table).unwrap_or(head.len());
    let text = format!("{}{rows}{}{rules}    response:\n{tail}", &head[..at], &head[at..]);
    let base = "    base_url: https://ccapi.iotpaycloud.com/v3/\n";
    let signing =
        if rule.is_empty() { String::new() } else { format!("    signing:\n      nested_in_requests: {rule}\n") };
    spec.set(CARD, &text).edit(FAMILIES, base, &format!("{base}{signing}"))
}

pub(crate) const RAW: &str = "{ rule: raw, source: inferred, note: Made up. }";

#[test]
fn requests_in_json_have_objects_and_arrays() {
    let rows = [
        ("buyer.fullName", "y", "String(20)"),
        ("buyer.address.city", "n", "String(9)"),
        ("goods[].price", "y", "int"),
        ("tags", "n", "String(3)[]"),
    ];
    let code = requesting(&rows, "        \"goods[].price\": { format: cents }\n", RAW).code("card/query_card.rs");
    for (of, name, ty) in [
        ("CcQueryCard", "buyer", "CcQueryCardBuyer"),
        ("CcQueryCard", "goods", "Vec<CcQueryCardGoodsItem>"),
        ("CcQueryCard", "tags", "Option<Vec<Text<3>>>"),
        ("CcQueryCardBuyer", "full_name", "Text<20>"),
        ("CcQueryCardBuyer", "address", "Option<CcQueryCardBuyerAddress>"),
        ("CcQueryCardBuyerAddress", "city", "Option<Text<9>>"),
        ("CcQueryCardGoodsItem", "price", "Cents"),
    ] {
        assert_eq!(code.field(of, name).as_deref(), Some(ty), "{of}.{name}");
    }
    // An object of the response with the same name has another type.
    let both = requesting(&[("retData.a", "y", "String(3)")], "", RAW).code("card/query_card.rs");
    assert_eq!(both.field("CcQueryCard", "ret_data").unwrap(), "CcQueryCardRetData");
    assert!(both.field("CcQueryCardResponse", "ret_data").unwrap().contains("CcQueryCardResponseRetData"));
}

#[test]
fn nested_values_of_requests_must_be_signed_and_described() {
    let tags = [("tags", "n", "String[]")];
    let unsigned = requesting(&tags, "", "");
    assert_reports(&unsigned, Code::InvalidSigningRule, "\"tags\"", "does not say how `tags` is signed");
    for rule in ["raw", "sorted", "omitted"] {
        requesting(&tags, "", &format!("{{ rule: {rule}, source: inferred }}")).generated();
    }
    let bare = requesting(&[("box", "n", "object")], "", RAW);
    assert_reports(&bare, Code::NestedRequestField, "\"object\"", "add a row for each member, such as `box.name`");
    let any = requesting(&[("box", "n", "any")], "", RAW);
    assert_reports(&any, Code::NestedRequestField, "\"any\"", "the request field `box` can contain an object or array");
    let filled = requesting(&[("box.mchId", "n", "String(30)")], "", RAW);
    assert!(filled.rendered().contains("`box.mchId` is a member of an object, which the client does not fill in"));
    let text = "        \"box.extra\": { format: json-object, members: [{ name: a, required: y, type: String, sample: \"\", description: A. }] }\n";
    let text = requesting(&[("box.extra", "n", "String(99)")], text, RAW);
    assert_reports(&text, Code::InapplicableRule, "\"box.extra\"", "is JSON text with members, inside an object");
}

#[test]
fn an_enumeration_that_becomes_an_array_is_a_breaking_change() {
    let with = |ty: &str| {
        let spec = requesting(&[("kind", "n", ty)], "        kind: { values: currency }\n", RAW);
        load(&spec.files).unwrap_or_else(|invalid| panic!("{invalid}"))
    };
    for (old, new) in [("String(3)", "String(3)[]"), ("String(3)[]", "String(3)")] {
        let changes = diff(&with(old), &with(new));
        let found: Vec<_> = changes.iter().map(|change| (change.id, change.item.as_str())).collect();
        assert_eq!(found, [(ChangeKind::RequestTypeChanged, "kind")]);
    }
}

#[test]
fn text_of_nested_values_is_free_text_in_notifications() {
    let words = |rows: &[(&str, &str, &str)]| {
        let files = requesting(rows, "", RAW).generated_no_line_numbers();
        let text = &files.iter().find(|file| file.path == "shared/mod.rs").unwrap().text;
        let words = text.split_once(".words(").unwrap().1.split_once(".references(").unwrap().0;
        words.contains("\"channelOrderNo\"")
    };
    assert!(words(&[("box.other", "n", "String(9)")]));
    for (name, ty) in
        [("box.channelOrderNo", "String(9)"), ("goods[].channelOrderNo", "String"), ("channelOrderNo", "String[]")]
    {
        assert!(!words(&[(name, "n", ty)]), "{name}");
    }
}

#[test]
fn the_time_of_a_payment_needs_a_type_with_a_time() {
    for ty in ["String", "long", "date(yyyyMMdd)", "datetime(yyyyMMddHHmmss, UTC)", "any"] {
        with(&[("when", "n", ty)], "        when: { role: paid-at }\n").generated();
    }
    for ty in ["boolean", "decimal(9,2)", "object"] {
        let spec = with(&[("when", "n", ty)], "        when: { role: paid-at }\n");
        assert_reports(&spec, Code::InapplicableRule, "paid-at", "`when` has a type that contains no time");
    }
}

#[test]
fn clashes_of_the_types_of_objects_point_at_their_rows() {
    let of_rows = with(&[("aB.c.e", "n", "String"), ("a.bC.d", "n", "String")], "");
    assert_points_at(&of_rows, Code::NameCollision, "\"a.bC.d\"");
    let rendered = of_rows.rendered();
    assert!(rendered.contains("name: \"aB.c.e\"") && rendered.contains("without rows of its members"), "{rendered}");
    assert!(!rendered.contains("{channel}"), "{rendered}");
    // An object of the response with the name of JSON text in the request has another type.
    let rule = "        pack: { format: json-object, members: [{ name: a, required: y, type: String, sample: \"\", description: A. }] }\n";
    let both = requesting(&[("pack", "n", "String(99)")], rule, RAW);
    let table = "    response:\n      table:\n";
    let both = both.edit(CARD, table, &format!("{table}{}", row("pack.b", "n", "String")));
    let code = both.code("card/query_card.rs");
    assert_eq!(code.field("CcQueryCardResponse", "pack").as_deref(), Some("Option<CcQueryCardResponsePack>"));
}

#[test]
fn forms_have_no_nested_values() {
    const QR: &str = "spec/general/04-customer-scan-qr.yaml";
    let with = |row: &str| Spec::real().insert_after(QR, "{ name: remarks, ", row);
    let array = with(row("tags", "n", "String[]").trim_end());
    assert_reports(&array, Code::NestedRequestField, "\"String[]\"", "only families with `body: json` can send arrays");
    let member = with(row("box.a", "n", "String").trim_end());
    assert_reports(&member, Code::NestedRequestField, "\"box.a\"", "only families with `body: json` can send objects");
}
