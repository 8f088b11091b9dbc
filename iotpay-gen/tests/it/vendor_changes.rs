//! Changes by the vendor need only edits in YAML, and the types follow.

use crate::fixture::Spec;

const CHANNELS: &str = "spec/shared/channels.yaml";
const FIELDS: &str = "spec/shared/fields.yaml";
const QR: &str = "spec/general/04-customer-scan-qr.yaml";
const APP: &str = "spec/general/09-app-integrate.yaml";

const QR_CODE: &str = "general/customer_scan_qr.rs";
const APP_CODE: &str = "general/app_integrate.rs";

/// Returns the embedded spec with a channel that the vendor does not have, at the end of a page with
/// channels.
fn with_new_channel() -> Spec {
    let entry = "
      - channel: UPI_WEB
        about: UnionPay in a browser.
        request:
          require: [returnUrl]
          forbid: [device, extra]
          fixed: { remarks: web }
          rules:
            currency: { only: [CAD] }
        response:
          require: [retDetail]
          forbid: [codeUrl]
";
    let text = Spec::real().text(QR);
    Spec::real().set(QR, &format!("{}{entry}", text.trim_end().to_owned() + "\n")).insert_after(
        CHANNELS,
        "value: UPI_APP",
        "      - { value: UPI_WEB, about: UnionPay in a browser. }",
    )
}

#[test]
fn new_channel_gets_its_types() {
    let before = Spec::real().code(QR_CODE);
    assert!(!before.has_struct("UpiWeb") && before.has_struct("UpiQr"));

    let code = with_new_channel().code(QR_CODE);
    for name in ["UpiWeb", "UpiWebResponse"] {
        assert!(code.has_struct(name), "no {name}");
    }
    let currency = code.field_attribute("UpiWeb", "currency", "request").unwrap();
    assert!(currency.contains(r#"values(Cad="CAD"),excluded(Usd="USD","#), "{currency}");
    let signed = code.attribute("UpiWeb", "signed").unwrap();
    assert!(signed.contains(r#""channelId"="UPI_WEB""#) && signed.contains(r#""remarks"="web""#), "{signed}");

    // Required by the channel, optional in the table.
    assert_eq!(code.field("UpiWeb", "return_url").as_deref(), Some("HttpUrl<200>"));
    assert_eq!(code.field("UpiQr", "return_url").as_deref(), Some("Option<HttpUrl<200>>"));
    assert!(code.required_fields("UpiWeb").contains(&"return_url".to_owned()));
    assert!(!code.required_fields("UpiQr").contains(&"return_url".to_owned()));
    assert_eq!(code.field("UpiWebResponse", "ret_detail").as_deref(), Some("String"));
    assert_eq!(code.field("UpiQrResponse", "ret_detail").as_deref(), Some("Option<String>"));

    // Forbidden, fixed, or filled by the client.
    for gone in ["device", "extra", "remarks", "channel_id", "mch_id", "job_no", "sign"] {
        assert_eq!(code.field("UpiWeb", gone), None);
    }
    assert_eq!(code.field("UpiWebResponse", "code_url"), None);
    assert_eq!(code.field("UpiWebResponse", "qr_code").as_deref(), Some("Option<String>"));
}

#[test]
fn new_channel_changes_no_other_type() {
    let before = Spec::real().generated_no_line_numbers();
    let after = with_new_channel().generated_no_line_numbers();
    let changed: Vec<_> = before.iter().zip(&after).filter(|(a, b)| a != b).map(|(file, _)| &file.path).collect();
    // The debit notification's test for channels of other families lists the new channel.
    assert_eq!(changed, ["autodebit/webhook.rs", QR_CODE, "general/mod.rs"]);
    let code = with_new_channel().code("general/mod.rs");
    assert!(code.variants("Channel").contains(&"UpiWeb".to_owned()));
}

#[test]
fn rejects_unknown_channels() {
    let rendered = Spec::real().edit(QR, "channel: UPI_QR", "channel: UPI_WEB").rendered();
    assert!(rendered.contains("unknown channel `UPI_WEB`"), "{rendered}");
}

#[test]
fn limit_of_a_row_becomes_the_limit_of_the_type() {
    let before = Spec::real().code(QR_CODE);
    assert_eq!(before.field("AlipayQr", "body").as_deref(), Some("Text<255>"));
    let narrow = Spec::real()
        .edit(QR, "type: String(255), sample: this product is for fun", "type: String(10), sample: for fun")
        .code(QR_CODE);
    for request in ["WxNative", "AlipayQr", "UpiQr"] {
        assert_eq!(narrow.field(request, "body").as_deref(), Some("Text<10>"));
    }
    // The sample is now too long for the type, which is only a warning.
    let narrow = Spec::real().edit(QR, "type: String(255)", "type: String(10)");
    assert_eq!(narrow.code(QR_CODE).field("WxNative", "body").as_deref(), Some("Text<10>"));
    assert!(narrow.rendered().starts_with("warning[IOT021]"), "{}", narrow.rendered());
    let unlimited = Spec::real().edit(QR, "type: String(255)", "type: String").code(QR_CODE);
    assert_eq!(unlimited.field("AlipayQr", "body").as_deref(), Some("Text"));
    let integer = Spec::real().edit(QR, "type: String(64),  sample: WEB", "type: long, sample: \"1\"").code(QR_CODE);
    assert_eq!(integer.field("AlipayQr", "device").as_deref(), Some("Option<i64>"));
}

/// Returns the spec of the page before 2026-03-10.
fn before_march_2026() -> Spec {
    let without = |text: &str, marks: &[&str]| -> String {
        text.split_inclusive('\n').filter(|line| !marks.iter().any(|mark| line.contains(mark))).collect()
    };
    let text = Spec::real().text(APP);
    let rows = ["name: osType,", "name: retParams."];
    let spec = Spec::real().set(APP, &without(&text, &rows)).remove_line(FIELDS, "osType:");
    let no_os = "          forbid:
            fields: [osType]
            source: inferred
            note: The page requires it only on the Alipay channels.
";
    spec.edit(APP, "retParams,           required: \"-\", type: object", "retParams, required: \"-\", type: String")
        .edit(APP, "require: [osType, returnUrl]", "require: [returnUrl]")
        .edit(APP, "fields: [extra, osType]", "fields: [extra]")
        .edit(APP, no_os, "")
        .edit(APP, "      rules:\n        retParams.url: { purpose: redirect_url }\n", "")
}

#[test]
fn change_of_march_2026_changes_the_types() {
    let (before, after) = (before_march_2026().code(APP_CODE), Spec::real().code(APP_CODE));

    assert_eq!(before.field("AlipayMobile", "os_type"), None);
    assert_eq!(after.field("AlipayMobile", "os_type").as_deref(), Some("crate::general::OsType"));
    let os_type = after.field_attribute("AlipayMobile", "os_type", "request");
    assert_eq!(os_type.as_deref(), Some(r#"request(values(Ios="IOS",Android="ANDROID"))"#));
    assert!(after.required_fields("AlipayMobile").contains(&"os_type".to_owned()));

    assert_eq!(before.field("AlipayMobileResponse", "ret_params").as_deref(), Some("Option<String>"));
    assert_eq!(after.field("AlipayMobileResponse", "ret_params").as_deref(), Some("Option<AlipayMobileRetParams>"));
    assert!(!before.has_struct("AlipayMobileRetParams"));
    assert_eq!(after.fields("AlipayMobileRetParams"), ["url", "scheme_url", "trade_no"]);

    // The other channels of the page are unchanged.
    for channel in ["WxApp", "WxAppResponse", "UpiApp", "UpiAppResponse"] {
        assert_eq!(before.fields(channel), after.fields(channel));
    }
}

#[test]
fn forbidden_field_is_removed() {
    let code = Spec::real().code(QR_CODE);
    assert_eq!(code.field("AlipayQr", "extra").as_deref(), Some("Option<JsonText<512>>"));
    let code = Spec::real()
        .edit(
            QR,
            "customer scans the QR code in `qr_code`.\"\n",
            "customer scans the QR code.\"\n        request: { forbid: [extra] }\n",
        )
        .code(QR_CODE);
    assert_eq!(code.field("AlipayQr", "extra"), None);
    assert_eq!(code.field("UpiQr", "extra").as_deref(), Some("Option<JsonText<512>>"));
    assert_eq!(code.field("WxNative", "extra").as_deref(), Some("WxNativeExtra"));
}

#[test]
fn new_page_gets_its_module() {
    let page = "
page: { title: Close Order, path: /guide/close.html, family: general, updated: unknown, completeness: complete, about: Ends an order. }
endpoints:
  - name: close_order
    path: close_order
    method: POST
    effect: refund_order
    idempotent: false
    reference: mchOrderNo
    about: Ends an unpaid order.
    request:
      table:
        - { name: mchId, required: y, type: String(30), sample: \"\", description: Merchant id. }
        - { name: mchOrderNo, required: y, type: String(30), sample: \"\", description: The order. }
        - { name: sign, required: y, type: String(32), sample: \"\", description: Signature. }
    response:
      table:
        - { name: retCode, required: y, type: String, sample: \"\", description: How it went. }
        - { name: state, required: n, type: int, sample: \"\", description: A number. }
";
    let code = Spec::real().add("spec/general/20-close-order.yaml", page).code("general/close_order.rs");
    assert_eq!(code.fields("CloseOrder"), ["mch_order_no"]);
    assert_eq!(code.field("CloseOrderResponse", "state").as_deref(), Some("Option<i64>"));
}

#[test]
fn rejects_keys_without_effect() {
    for (name, from, to) in [
        (
            QR,
            "    request:\n      table",
            "    request:\n      nested_in: { field: result, source: third-party }\n      table",
        ),
        (
            QR,
            "    response:\n      table",
            "    response:\n      one_of: [{ name: by, fields: [codeUrl, qr_code] }]\n      table",
        ),
        (QR, "currency: { only: [CAD, USD] }", "subject: { fixed: { a: b } }"),
        (QR, "currency: { only: [CAD, USD] }", "subject: { only: [CAD, USD] }"),
        (QR, "currency: { only: [CAD, USD] }", "currency: { only: [CAD, CAD] }"),
        (QR, "currency: { only: [CAD, USD] }", "amount: { format: text, values: currency }"),
        (QR, "currency: { only: [CAD, USD] }", "subject: { read_as: optional }"),
        (QR, "currency: { only: [CAD, USD] }", "subject: { aliases: [title] }"),
    ] {
        let rendered = Spec::real().edit(name, from, to).rendered();
        assert!(rendered.starts_with("error[IOT0"), "{to}: {rendered}");
    }
}

#[test]
fn fixed_value_must_be_valid_for_its_field() {
    let mark = "          require: [extra]";
    for (fixed, is_right) in [
        ("amount: '100'", true),
        ("amount: '0'", false),
        ("amount: ten", false),
        ("currency: CNY", true),
        ("currency: EUR", false),
        ("device: WEB", true),
        ("device: ''", false),
    ] {
        let spec = Spec::real().insert_after(QR, mark, &format!("          fixed: {{ {fixed} }}"));
        if is_right {
            spec.generated();
        } else {
            let rendered = spec.rendered();
            assert!(rendered.contains("is not valid for the field"), "{fixed}: {rendered}");
        }
    }
}

#[test]
fn rejects_forbidding_fields_that_the_client_fills() {
    let rendered = Spec::real()
        .edit(QR, "          require: [extra]", "          require: [extra]\n          forbid: [jobNo]")
        .rendered();
    assert!(rendered.contains("a channel cannot forbid `jobNo`, which the client fills"), "{rendered}");
}
