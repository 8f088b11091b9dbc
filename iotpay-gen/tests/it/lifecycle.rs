//! Dates and deprecation of fields, values, channels, endpoints and pages: what is generated, and what is an error.

use crate::fixture::{Spec, assert_points_at};
use iotpay_gen::diagnostic::Code;
use iotpay_gen::{coverage, load};

const QR: &str = "spec/general/04-customer-scan-qr.yaml";
const APP: &str = "spec/general/09-app-integrate.yaml";
const REFUND: &str = "spec/general/13-refund.yaml";
const STATUSES: &str = "spec/shared/statuses.yaml";

const REMARKS: &str = "description: The merchant's remarks.";
const OS_TYPE: &str = "since: 2026-03-10 }";

/// Returns the embedded spec with keys in the row of the field `remarks`.
fn remarks(keys: &str) -> Spec {
    Spec::real().edit(QR, REMARKS, &format!("{REMARKS}, {keys}"))
}

/// Returns the embedded spec with keys in an endpoint.
fn refund(keys: &str) -> Spec {
    Spec::real().edit(REFUND, "    effect: refund_order\n", &format!("    effect: refund_order\n    {keys}\n"))
}

fn file(spec: &Spec, path: &str) -> String {
    let files = spec.generated_no_line_numbers();
    files.into_iter().find(|file| file.path == path).unwrap().text
}

#[test]
fn documentation_shows_dates() {
    let code = file(&Spec::real(), "general/app_integrate.rs");
    // Of both Alipay channels, and of the members that the response has since then.
    assert!(code.contains("/// Since 2026-03-10.\n"), "{code}");
    let with_source = remarks("since: { date: 2025-01-02, source: sdk, note: Version 3 has it. }");
    let code = file(&with_source, "general/customer_scan_qr.rs");
    assert!(code.contains("/// Since 2025-01-02. Version 3 has it. Source: the vendor's SDKs.\n"), "{code}");
}

#[test]
fn deprecated_items_have_the_attribute() {
    let attribute = |spec: &Spec, path: &str, item: &str| {
        let text = file(spec, path);
        let (before, _) = text.split_once(item).unwrap_or_else(|| panic!("no {item} in {text}"));
        let tail: Vec<&str> = before.trim_end().rsplit("\n\n").next().unwrap().lines().map(str::trim).collect();
        tail.iter().filter(|line| line.contains("deprecated")).map(|line| (*line).to_owned()).collect::<Vec<_>>()
    };
    let dated = "deprecated: { since: 2026-03-10, source: sdk, replacement: device, note: it is ignored }";
    let since = "#[deprecated(since = \"2026-03-10\", note = \"use `device`; it is ignored\")]";
    let semver = "#[allow(clippy::deprecated_semver)]";
    assert_eq!(
        attribute(&remarks(dated), "general/customer_scan_qr.rs", "pub remarks: Option<Text<200>>"),
        [semver, since]
    );
    let until = "deprecated: { note: it is ignored }, until: { date: 2026-12-31, source: sdk }";
    assert_eq!(
        attribute(&remarks(until), "general/customer_scan_qr.rs", "pub remarks: Option<Text<200>>"),
        ["#[deprecated(note = \"it is ignored; accepted until 2026-12-31\")]"]
    );
    let endpoint = refund("deprecated: { replacement: query_order }");
    for item in ["pub static REFUND_ORDER", "pub struct RefundOrder ", "pub struct RefundOrderResponse "] {
        let note = "#[deprecated(note = \"use the endpoint `query_order`\")]";
        assert_eq!(attribute(&endpoint, "general/refund.rs", item), [note], "{item}");
    }
    assert_eq!(attribute(&endpoint, "general/refund.rs", "pub static PAGE"), [""; 0]);
    let channel = Spec::real().edit(
        QR,
        "      - channel: UPI_QR\n",
        "      - channel: UPI_QR\n        deprecated: { replacement: WX_NATIVE }\n",
    );
    let note = "#[deprecated(note = \"use `WxNative`\")]";
    for (item, expected) in [("pub struct UpiQr ", vec![note]), ("pub struct AlipayQr ", Vec::new())] {
        assert_eq!(attribute(&channel, "general/customer_scan_qr.rs", item), expected, "{item}");
    }
    let about = "about: Cancelled by the customer.";
    let value = Spec::real().edit(STATUSES, about, &format!("{about}, deprecated: {{ replacement: 4 }}"));
    assert_eq!(
        attribute(&value, "general/mod.rs", "#[wire(\"9\")]"),
        ["#[deprecated(note = \"use `CancelledBySystem`\")]"]
    );
}

#[test]
fn coverage_lists_dates_and_deprecations() {
    let document = |spec: &Spec| coverage(&load(&spec.files).unwrap());
    let section = |text: &str| text.split_once("## Dates and deprecations").unwrap().1.to_owned();
    let real = section(&document(&Spec::real()));
    let os_type = "| `create_order.request.osType` | App integrate IOTPay | 2026-03-10 | - | - |";
    assert_eq!(real.matches(os_type).count(), 1, "{real}");
    let old = section(&document(&remarks("deprecated: { since: 2026-03-10, source: sdk, replacement: device }")));
    let row = "| `create_order.request.remarks` | Customer Scan QR Code | - | - | since 2026-03-10: use device |";
    assert!(old.contains(row), "{old}");
}

#[test]
fn dates_need_the_changelog_or_a_source() {
    for keys in ["since: 2026-03-10", "deprecated: { since: 2026-03-10, note: a }"] {
        assert_points_at(&remarks(keys), Code::MissingSource, "2026-03-10");
    }
    assert_points_at(&Spec::real().edit(APP, OS_TYPE, "since: 2026-03-11 }"), Code::MissingSource, "2026-03-11");
    for date in ["2026-02-30", "2026-3-10", "soon"] {
        assert_points_at(&remarks(&format!("since: {{ date: {date}, source: sdk }}")), Code::WrongShape, date);
        assert_points_at(&remarks(&format!("deprecated: {{ since: {date}, note: a }}")), Code::WrongShape, date);
    }
    // The date of a value is in the changelog of the page of its enumeration.
    let about = "about: Cancelled by the customer.";
    let value = Spec::real().edit(STATUSES, about, &format!("{about}, since: 2026-03-10"));
    assert_points_at(&value, Code::MissingSource, "2026-03-10");
}

#[test]
fn dates_are_in_order() {
    let dated = |since: &str, deprecated: &str, until: &str| {
        remarks(&format!(
            "since: {{ date: {since}, source: sdk }}, deprecated: {{ since: {deprecated}, source: sdk, note: a }}, \
             until: {{ date: {until}, source: sdk }}"
        ))
    };
    assert_eq!(
        load(&dated("2025-01-01", "2025-02-01", "2025-02-01").files).map(|_| ()).map_err(|it| it.to_string()),
        Ok(())
    );
    for (since, deprecated, until, at) in [
        ("2025-03-01", "2025-02-01", "2025-05-01", "2025-02-01"),
        ("2025-01-01", "2025-02-01", "2025-01-15", "2025-01-15"),
    ] {
        assert_points_at(&dated(since, deprecated, until), Code::InvalidLifecycle, at);
    }
    let no_deprecation = remarks("until: { date: 2025-01-15, source: sdk }");
    assert_points_at(&no_deprecation, Code::InvalidLifecycle, "2025-01-15");
}

#[test]
fn replacements_exist_and_are_not_deprecated() {
    let help = |spec: &Spec| spec.rendered();
    let unknown = remarks("deprecated: { replacement: devise }");
    assert_points_at(&unknown, Code::UnknownName, "devise");
    assert!(help(&unknown).contains("help: did you mean `device`"), "{}", help(&unknown));
    assert_points_at(&remarks("deprecated: { replacement: remarks }"), Code::InvalidLifecycle, "remarks");
    assert_points_at(&refund("deprecated: { replacement: refund }"), Code::UnknownName, "refund");
    assert_points_at(&refund("deprecated: { replacement: cc_purchase }"), Code::UnknownName, "cc_purchase");
    let page =
        Spec::real().edit(REFUND, "  family: general\n", "  family: general\n  deprecated: { replacement: /x.html }\n");
    assert_points_at(&page, Code::UnknownName, "/x.html");
    // The only page with this path is deprecated.
    let to_old = "  deprecated: { replacement: /guide/creditCard/credit_card_v2.html }\n";
    let page = Spec::real().edit(REFUND, "  family: general\n", &format!("  family: general\n{to_old}"));
    assert_points_at(&page, Code::InvalidLifecycle, "/guide/creditCard/credit_card_v2.html");
}

#[test]
fn deprecation_is_a_mapping_that_says_what_to_use() {
    let text = refund("deprecated: use another");
    assert_points_at(&text, Code::WrongShape, "use another");
    assert!(text.rendered().contains("write `deprecated: { since: 2026-03-10, replacement: …, note: … }`"));
    assert_points_at(&refund("deprecated: { source: docs }"), Code::InvalidLifecycle, "source");
    assert_points_at(&refund("deprecated: { note: \" \" }"), Code::WrongShape, "\" \"");
}

#[cfg(feature = "cli")]
#[test]
fn openapi_marks_deprecated_items() {
    use iotpay_gen::Settings;
    use iotpay_gen::openapi::{Contents, openapi};
    use serde_json::{Value, json};

    let document = |spec: &Spec| -> Value {
        let model = load(&spec.files).unwrap();
        serde_json::from_str(&openapi(&model, &Settings::client(), Contents::default()).unwrap()).unwrap()
    };
    let real = document(&Spec::real());
    let os_type = &real["components"]["schemas"]["general.AlipayMobile"]["properties"]["osType"];
    assert_eq!((&os_type["x-iotpay-since"], &os_type["deprecated"]), (&json!({ "date": "2026-03-10" }), &Value::Null));
    let old = document(&remarks("deprecated: { since: 2026-03-10, source: sdk, replacement: device }"));
    let remarks = &old["components"]["schemas"]["general.WxNative"]["properties"]["remarks"];
    assert_eq!(remarks["deprecated"], true);
    let deprecated = json!({ "since": "2026-03-10", "replacement": "device", "source": "sdk" });
    assert_eq!(remarks["x-iotpay-deprecated"], deprecated);
    let channel = Spec::real().edit(
        QR,
        "      - channel: UPI_QR\n",
        "      - channel: UPI_QR\n        deprecated: { replacement: WX_NATIVE }\n",
    );
    let schemas = &document(&channel)["components"]["schemas"];
    for name in ["UpiQr", "UpiQrResponse"] {
        assert_eq!(schemas[format!("general.{name}")]["deprecated"], true, "{name}");
    }
    assert_eq!(schemas["general.WxNative"]["deprecated"], Value::Null);
    let endpoint = document(&refund("deprecated: { replacement: query_order }"));
    let refund =
        endpoint["paths"].as_object().unwrap().iter().find(|(path, _)| path.contains("refund_order")).unwrap().1;
    assert_eq!(refund["post"]["deprecated"], true);
    let about = "about: Cancelled by the customer.";
    let value = document(&Spec::real().edit(STATUSES, about, &format!("{about}, deprecated: {{ replacement: 4 }}")));
    let values = value["components"]["schemas"]["general.OrderStatus"]["x-iotpay-values"].as_array().unwrap();
    let cancelled = values.iter().find(|it| it["value"] == "9").unwrap();
    assert_eq!(cancelled["deprecated"], json!({ "replacement": "4" }));
}
