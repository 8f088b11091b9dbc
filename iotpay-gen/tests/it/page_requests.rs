//! Requests that take the channel as a value: their fields, the rules of single channels, and their names.

use crate::fixture::{Spec, assert_points_at};
use iotpay_gen::diagnostic::Code;
use iotpay_gen::model::{ChannelRules, Endpoint, PageRequest, Type};
use iotpay_gen::{coverage, load};

const QR: &str = "spec/general/04-customer-scan-qr.yaml";
const WEB: &str = "spec/general/06-wechat-web-browser.yaml";
const NOTIFY: &str = "spec/general/11-async-notify.yaml";

/// Returns the endpoint of the QR page in a spec.
fn endpoint(spec: &Spec) -> Endpoint {
    let model = load(&spec.files).unwrap_or_else(|invalid| panic!("{invalid}"));
    model.pages.iter().find(|page| page.file == QR).unwrap().endpoints[0].clone()
}

fn page_request(spec: &Spec) -> PageRequest {
    let endpoint = endpoint(spec);
    let reason = endpoint.no_page_request().map(ToString::to_string);
    endpoint.page_request().unwrap_or_else(|| panic!("{reason:?}")).clone()
}

/// Adds a channel with these rules.
fn with_channel(rules: &str) -> Spec {
    let added = format!("      - channel: WX_JSAPI\n        about: Another.\n{rules}\n      - channel: UPI_QR\n");
    Spec::real().edit(QR, "      - channel: UPI_QR\n", &added)
}

fn rules(field: &str) -> ChannelRules {
    ChannelRules { field: field.to_owned(), ..ChannelRules::default() }
}

#[test]
fn a_field_is_required_if_every_channel_requires_it() {
    let found = page_request(&with_channel("        request: { optional: [subject], forbid: [remarks] }\n"));
    assert_eq!(found.operation.type_name, "CustomerScanQr");
    let required = |wire: &str| found.operation.request_field(wire).unwrap().required;
    assert!(required("body") && !required("subject") && !required("remarks"));
    let all = |but: &str| {
        ["WX_NATIVE", "ALIPAY_QR", "WX_JSAPI", "UPI_QR"]
            .iter()
            .filter(|it| **it != but)
            .map(ToString::to_string)
            .collect::<Vec<_>>()
    };
    assert_eq!(found.rules_of("subject"), Some(&ChannelRules { required_on: all("WX_JSAPI"), ..rules("subject") }));
    assert_eq!(
        found.rules_of("remarks"),
        Some(&ChannelRules { not_on: vec!["WX_JSAPI".to_owned()], ..rules("remarks") })
    );
    assert_eq!(found.rules_of("body"), None);
}

#[test]
fn a_field_accepts_the_values_of_all_channels() {
    let found = page_request(&with_channel(
        "        request:\n          rules:\n            subject: { type: String(9) }\n            extra: { members: [{ name: shelf, required: n, type: String, sample: \"\", description: Shelf. }] }\n",
    ));
    let subject = found.operation.request_field("subject").unwrap();
    let limit = vec![("WX_JSAPI".to_owned(), 9)];
    assert_eq!((subject.max, found.rules_of("subject").map(|it| it.max_on.clone())), (Some(64), Some(limit)));
    let currency = found.rules_of("currency").unwrap();
    assert_eq!(
        currency.values_on.iter().map(|(channel, _)| channel.as_str()).collect::<Vec<_>>(),
        ["ALIPAY_QR", "WX_JSAPI", "UPI_QR"]
    );
    let Type::Json(Some(members)) = &found.operation.request_field("extra").unwrap().ty else { panic!("members") };
    let names: Vec<_> = members.fields.iter().map(|it| (it.wire.as_str(), it.required)).collect();
    assert_eq!(names, [("productId", false), ("shelf", false)]);
    let extra = found.rules_of("extra").unwrap();
    let listed: Vec<_> = extra
        .members_on
        .iter()
        .map(|(channel, members)| (channel.as_str(), members[0].wire.as_str(), members[0].required))
        .collect();
    assert_eq!(listed, [("WX_NATIVE", "productId", true), ("WX_JSAPI", "shelf", false)]);
    assert_eq!(extra.any_members_on, ["ALIPAY_QR", "UPI_QR"]);
}

#[test]
fn channels_that_differ_too_much_have_no_page_request() {
    for (rule, reason) in [
        ("rules: { subject: { format: ip } }", "`subject` has different types on its channels"),
        (
            "rules: { extra: { members: [{ name: productId, required: y, type: int, sample: \"\", description: Id. }] } }",
            "`extra` has a member with different types or limits on its channels",
        ),
        (
            "rules: { extra: { members: [{ name: kind, required: y, type: String, sample: \"\", description: Kind. }], fixed: { kind: a } } }",
            "`extra` has a constant member only on some channels, or different ones",
        ),
    ] {
        let spec = with_channel(&format!("        request: {{ {rule} }}\n"));
        assert_eq!(endpoint(&spec).no_page_request().map(ToString::to_string).as_deref(), Some(reason), "{rule}");
        let code = spec.generated().into_iter().find(|file| file.path == "general/customer_scan_qr.rs").unwrap().text;
        assert!(
            !code.contains("pub struct CustomerScanQr ") && code.contains("No request takes the channel as a value: "),
            "{rule}"
        );
        let text = coverage(&load(&spec.files).unwrap());
        assert!(text.contains("- `create_order` of Customer Scan QR Code: "), "{text}");
    }
}

/// The family of the QR page with requests in JSON, with more rows in its request. `forbidden` is not accepted on one channel.
fn with_nested(rows: &[(&str, &str)], forbidden: &str) -> Spec {
    let row = |(name, ty): &(&str, &str)| {
        format!("        - {{ name: \"{name}\", required: n, type: \"{ty}\", sample: \"\", description: A. }}\n")
    };
    let rows: String = rows.iter().map(row).collect();
    let request = "    request:\n      table:\n";
    let signing =
        "    body: json\n    signing:\n      nested_in_requests: { rule: raw, source: inferred, note: Made up. }\n";
    let forbid = if forbidden.is_empty() { String::new() } else { format!("\n          forbid: [\"{forbidden}\"]") };
    Spec::real()
        .edit(QR, request, &format!("{request}{rows}"))
        .edit(QR, "          require: [extra]", &format!("          require: [extra]{forbid}"))
        .edit("spec/shared/families.yaml", "    body: params-form\n", signing)
}

#[test]
fn objects_and_arrays_have_no_page_request() {
    for (rows, forbidden, field) in [
        // The array has no row of its own.
        (&[("goods[].name", "String(9)")][..], "", "goods"),
        (&[("buyer.name", "String(9)")], "buyer.name", "buyer"),
        (&[("tags", "String(5)[]")], "tags", "tags"),
        (&[("goods", "object[]"), ("goods[].name", "String(9)")], "goods", "goods"),
    ] {
        let spec = with_nested(rows, forbidden);
        let reason = endpoint(&spec).no_page_request().map(ToString::to_string);
        assert_eq!(reason.as_deref(), Some(&*format!("`{field}` is an object or an array")), "{rows:?}");
        let code = spec.generated().into_iter().find(|file| file.path == "general/customer_scan_qr.rs").unwrap().text;
        assert!(!code.contains("pub struct CustomerScanQr ") && code.contains("pub struct AlipayQr "), "{rows:?}");
    }
}

#[test]
fn a_constant_can_belong_to_a_channel() {
    let spec = with_channel("        request: { fixed: { subject: gift } }\n");
    let found = page_request(&spec);
    let constants: Vec<_> = found.constants.iter().map(|it| (it.field.wire.as_str(), it.values.clone())).collect();
    assert_eq!(constants, [("subject", vec![("WX_JSAPI".to_owned(), "gift".to_owned())])]);
    let subject = found.rules_of("subject").unwrap();
    assert_eq!((subject.not_on.len(), subject.required_on.len()), (1, 3));
    let code = spec.generated().into_iter().find(|file| file.path == "general/customer_scan_qr.rs").unwrap().text;
    assert!(code.contains(r#"fixed_on(channel, "subject" = ["WX_JSAPI" = "gift"])"#), "{code}");
    assert!(code.contains("`subject` is always `gift` on `WX_JSAPI`."), "{code}");
}

/// Adds optional rows to the request, and a part to the request of each channel.
fn with_rows(names: &[&str], part: impl Fn(&str) -> String) -> Spec {
    let row = |name: &&str| {
        format!("        - {{ name: {name}, required: n, type: String(24), sample: \"\", description: A. }}\n")
    };
    let rows: String = names.iter().map(row).collect();
    let mut spec =
        Spec::real().edit(QR, "    request:\n      table:\n", &format!("    request:\n      table:\n{rows}"));
    let wechat = "          require: [extra]\n";
    spec = spec.edit(QR, wechat, &format!("{wechat}          {}\n", part("WX_NATIVE")));
    for (channel, name) in [("ALIPAY_QR", "Alipay"), ("UPI_QR", "UnionPay")] {
        let about = format!("        about: \"{name}: the customer scans the QR code in `qr_code`.\"\n");
        spec = spec.edit(QR, &about, &format!("{about}        request: {{ {} }}\n", part(channel)));
    }
    spec
}

#[test]
fn the_channel_is_the_field_that_the_client_fills_in_with_it() {
    // A constant can have the same value as the channel.
    let found = page_request(&with_rows(&["method"], |channel| format!("fixed: {{ method: {channel} }}")));
    assert_eq!(found.channel, "channelId");
    let constants: Vec<_> = found.constants.iter().map(|it| (it.field.wire.as_str(), it.values.clone())).collect();
    let values = ["WX_NATIVE", "ALIPAY_QR", "UPI_QR"].map(|channel| (channel.to_owned(), channel.to_owned()));
    assert_eq!(constants, [("method", values.to_vec())]);
    assert!(found.operation.request_field("method").is_none());
}

#[test]
fn fields_of_different_channels_need_different_names_in_rust() {
    let spec = with_rows(&["shopId", "shop_id"], |channel| {
        format!("forbid: [{}]", if channel == "WX_NATIVE" { "shop_id" } else { "shopId" })
    });
    assert_points_at(&spec, Code::NameCollision, "shop_id");
    let rendered = spec.rendered();
    let message = "two fields of the request `CustomerScanQr` become `shop_id` in Rust";
    assert!(rendered.contains(message) && rendered.contains("on another channel"), "{rendered}");
    // Within a channel, the clash is reported once, for the channel.
    let both = |channel: &str| format!("forbid: [{}]", if channel == "WX_NATIVE" { "remarks" } else { "device" });
    let rendered = with_rows(&["shopId", "shop_id"], both).rendered();
    assert!(rendered.contains("two fields become `shop_id` in Rust") && !rendered.contains(message), "{rendered}");
    // Members of an object, too.
    let members = |name: &str| {
        format!(
            "rules: {{ extra: {{ members: [{{ name: {name}, required: n, type: String, sample: \"\", description: A. }}] }} }}"
        )
    };
    let spec = with_channel(&format!("        request: {{ {} }}\n", members("product_id")));
    assert_points_at(&spec, Code::NameCollision, "product_id");
}

#[test]
fn the_name_can_be_chosen() {
    let named = |name: &str| {
        Spec::real().edit(
            QR,
            "    type_name: \"{channel}\"\n",
            &format!("    type_name: \"{{channel}}\"\n    page_request: {name}\n"),
        )
    };
    let found = page_request(&named("qr-order"));
    assert_eq!(
        (found.operation.type_name.as_str(), found.operation.response_name.as_str()),
        ("QrOrder", "QrOrderResponse")
    );
    for name in ["wx-native", "query-order", "general", "order-status"] {
        assert_points_at(&named(name), Code::NameCollision, name);
    }
    assert_points_at(&named("text"), Code::NameCollision, "text");
    let alone =
        Spec::real().edit(WEB, "    type_name: WxJsapiWeb\n", "    type_name: WxJsapiWeb\n    page_request: web\n");
    assert_points_at(&alone, Code::InapplicableRule, "web");
    let rendered = named("wx-native").rendered();
    assert!(rendered.contains("with `page_request:`"), "{rendered}");
}

#[test]
fn only_text_in_a_response_has_a_purpose() {
    let sent = Spec::real().edit(
        QR,
        "        currency: { only: [CAD, USD] }\n\n",
        "        currency: { only: [CAD, USD] }\n        device: { purpose: qr_code }\n\n",
    );
    assert_points_at(&sent, Code::InapplicableRule, "qr_code");
    let id = Spec::real().edit(
        QR,
        "        qr_code:    { purpose: qr_code }\n",
        "        qr_code:    { purpose: qr_code }\n        payOrderId: { purpose: qr_code }\n",
    );
    assert_points_at(&id, Code::InapplicableRule, "qr_code");
    let mut spec = Spec::real();
    let text = spec.text(NOTIFY);
    let spec = if text.contains("    rules:\n") {
        spec.edit(NOTIFY, "    rules:\n", "    rules:\n      subject: { purpose: redirect_url }\n")
    } else {
        spec.set(NOTIFY, &format!("{}\n    rules:\n      subject: {{ purpose: redirect_url }}\n", text.trim_end()))
    };
    assert_points_at(&spec, Code::InapplicableRule, "subject");
    let unknown = Spec::real().edit(QR, "{ purpose: qr_code }", "{ purpose: qrcode }").rendered();
    assert!(unknown.contains("qr_code"), "{unknown}");
}

#[test]
fn a_method_returns_the_first_text_with_its_purpose() {
    let spec = with_channel("");
    let endpoint = endpoint(&spec);
    let methods: Vec<_> =
        endpoint.page_methods().iter().map(|method| (method.name.to_owned(), method.required)).collect();
    let expected = [
        ("ret_params", false),
        ("pay_order_id", true),
        ("mch_order_no", false),
        ("ret_detail", false),
        ("qr_code", false),
    ];
    assert_eq!(methods, expected.map(|(name, required)| (name.to_owned(), required)));
    let code = spec.generated().into_iter().find(|file| file.path == "general/customer_scan_qr.rs").unwrap().text;
    assert!(code.contains("Self::WxJsapi(it) => it.code_url.as_deref().or(it.qr_code.as_deref()),"), "{code}");
}
