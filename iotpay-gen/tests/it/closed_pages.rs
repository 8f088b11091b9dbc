//! A page can add values to an enumeration: its channels, and values of its fields. No other request accepts them.

use crate::fixture::{Spec, assert_points_at};
use iotpay_gen::build_script::with_embedded_spec;
use iotpay_gen::diagnostic::Code;
use iotpay_gen::diff::{Level, diff};
use iotpay_gen::load;
use iotpay_gen::model::{Field, Model, Operation};
use iotpay_gen::source::SourceFile;

const QR: &str = "spec/general/04-customer-scan-qr.yaml";
const TILL: &str = "spec/general/05-merchant-scan-barcode.yaml";
const FIELDS: &str = "spec/shared/fields.yaml";
const CURRENCY: &str = "{ value: XTS, about: Made up. }";

/// The channel of `scripts/new-channel`, which runs these tests with that channel in the embedded spec.
const PIX: &str = include_str!("../../../tests/data/new-channel/channel.txt");

/// Returns the embedded spec with the channel `TEST_QR`, whose currency no other channel has.
fn with_channel() -> Spec {
    let text = PIX.replace("PIX_QR", "TEST_QR").replace("BRL, about: Brazilian real.", "XTS, about: Made up.");
    let own = Spec::real().text(QR);
    Spec::real().set(QR, &(own + &text.replace("String(40)", "String(41)")))
}

fn model(spec: &Spec) -> Model {
    load(&spec.files).unwrap_or_else(|invalid| panic!("{invalid}"))
}

fn operations(model: &Model) -> impl Iterator<Item = &Operation> {
    model.pages.iter().flat_map(|page| &page.endpoints).flat_map(|endpoint| &endpoint.operations)
}

fn operation<'m>(model: &'m Model, name: &str) -> &'m Operation {
    operations(model).find(|operation| operation.type_name == name).unwrap()
}

/// Returns the values that a field accepts.
fn values<'m>(model: &'m Model, field: &Field) -> Vec<&'m str> {
    let choice = field.ty.choice().unwrap();
    let all = &model.enumerations[choice.enumeration].values;
    choice.values.iter().map(|at| all[*at].wire.as_str()).collect()
}

#[test]
fn only_the_page_accepts_its_values() {
    let model = model(&with_channel());
    let mut others = 0;
    for operation in operations(&model) {
        let Some(currency) =
            operation.request.iter().find(|field| field.ty.choice().is_some() && field.wire == "currency")
        else {
            continue;
        };
        if operation.type_name == "TestQr" {
            assert_eq!(values(&model, currency), ["XTS"]);
        } else {
            others += 1;
            assert!(!values(&model, currency).contains(&"XTS"), "{}", operation.type_name);
        }
    }
    assert!(others > 20, "{others}");
}

#[test]
fn shared_types_gain_the_values() {
    let spec = with_channel();
    assert!(spec.code("shared/mod.rs").variants("Currency").contains(&"Xts".to_owned()));
    let general = spec.code("general/mod.rs");
    assert!(general.variants("Channel").contains(&"TestQr".to_owned()));
    let shared = spec.generated().into_iter().find(|file| file.path == "shared/mod.rs").unwrap().text;
    assert!(shared.contains("Defined by the page Customer Scan QR Code."), "{shared}");
}

#[test]
fn samples_are_those_that_the_channel_accepts() {
    let model = model(&with_channel());
    let pix = operation(&model, "TestQr");
    let sample = |operation: &Operation, wire: &str| operation.request_field(wire).unwrap().sample.clone();
    assert_eq!(sample(pix, "currency"), "");
    assert_eq!(sample(operation(&model, "WxNative"), "currency"), "CAD");
    // The page prints which channels need the field, and members of another channel's object.
    assert_eq!(sample(pix, "returnUrl"), "");
    assert_eq!(sample(pix, "extra"), "");
    assert_eq!(sample(operation(&model, "WxNative"), "extra"), r#"{"productId":"120989823"}"#);
    assert_eq!(sample(pix, "subject"), "test product");
    let narrow = with_channel().edit(QR, "subject: { type: String(41) }", "subject: { type: String(5) }");
    assert_eq!(sample(operation(&self::model(&narrow), "TestQr"), "subject"), "");
}

#[test]
fn an_added_channel_is_compatible() {
    let changes = diff(&model(&Spec::real()), &model(&with_channel()));
    let ids: Vec<_> = changes.iter().map(|change| change.id.as_str()).collect();
    assert_eq!(ids, ["value-added", "value-added", "channel-added"]);
    assert!(changes.iter().all(|change| change.id.level() == Level::Compatible));
}

#[test]
fn a_page_names_only_its_own_values() {
    let on = |only: &str| with_channel().edit(TILL, "only: [CAD, USD]", &format!("only: {only}"));
    assert_points_at(&on("[CAD, XTS]"), Code::UnknownValue, "XTS");
    assert!(on("[CAD, XTS]").rendered().contains("write `{ value: XTS, about: ... }` here"));
    // Both pages document the value.
    let model = model(&on(&format!("[CAD, {CURRENCY}]")));
    assert_eq!(values(&model, operation(&model, "WxMicropay").request_field("currency").unwrap()), ["CAD", "XTS"]);
    let currency = model.enumerations.iter().find(|it| it.name == "currency").unwrap();
    assert_eq!(currency.values.iter().filter(|value| value.wire == "XTS").count(), 1);
    // A channel of another page.
    let channel = with_channel().edit(TILL, "channel: WX_MICROPAY", "channel: TEST_QR");
    assert_points_at(&channel, Code::UnknownValue, "TEST_QR");
    // A sample of another page.
    let sample = with_channel().edit(TILL, "sample: CAD,", "sample: XTS,");
    assert_points_at(&sample, Code::SampleTypeMismatch, "XTS");
}

#[test]
fn reports_definitions_without_effect() {
    let again = |from: &str, to: &str| with_channel().edit(QR, from, to);
    let twice = again("only: [CAD, USD] }", &format!("only: [CAD, USD, {CURRENCY}] }}"));
    assert_points_at(&twice, Code::DuplicateName, "XTS");
    let shared = again("{ value: XTS, about: Made up. }", "{ value: USD, about: United States dollar. }");
    assert_points_at(&shared, Code::DuplicateName, "USD");
    assert!(shared.rendered().contains("write only `USD`"));
    let channel = again("channel: UPI_QR", "channel: { value: UPI_QR, about: UnionPay. }");
    assert_points_at(&channel, Code::DuplicateName, "UPI_QR");
    let in_shared = Spec::real().edit(FIELDS, "values: currency", &format!("values: currency, only: [{CURRENCY}]"));
    assert_points_at(&in_shared, Code::InapplicableRule, "XTS");
    let variant = again("{ value: XTS, about:", "{ value: XTS, name: CAD, about:");
    assert_points_at(&variant, Code::NameCollision, "CAD");
    let unclear = again("XTS, about: Made up.", "XTS, about: TODO");
    assert_points_at(&unclear, Code::Draft, "TODO");
    let without = again("{ value: XTS, about: Made up. }", "{ value: XTS }");
    assert_points_at(&without, Code::MissingKey, "value");
}

#[test]
fn both_pages_define_a_value_alike() {
    let other_name = with_channel().edit(TILL, "only: [CAD, USD]", "only: [{ value: XTS, name: real, about: Real. }]");
    assert_points_at(&other_name, Code::DuplicateName, "XTS");
}

#[test]
fn a_crate_adds_channels_but_not_values_of_the_client() {
    let mut text = with_channel().text(QR).replace("title: Customer Scan QR Code", "title: Pix");
    text = text.replace("path: /guide/customer_scan_qr.html", "path: /pix.html");
    let channels = text.find("      - channel: WX_NATIVE").unwrap();
    let own = text.find("      - channel: { value: TEST_QR").unwrap();
    text.replace_range(channels..own, "");
    let page = |text: &str| with_embedded_spec(vec![SourceFile::new("spec/pix.yaml", text)]);
    let invalid = load(&page(&text)).unwrap_err();
    assert_eq!(invalid.diagnostics.len(), 1, "{invalid}");
    assert!(
        invalid.to_string().contains("`currency` is an enumeration of iotpay-client, which has no `XTS`"),
        "{invalid}"
    );
    let enumeration = "enumerations:\n  - name: pix-currency\n    family: general\n    about: Currencies of Pix.\n    page: /pix.html\n    values: [{ value: XTS, about: Made up. }]\n";
    let own = text.replace("only: [{ value: XTS, about: Made up. }]", "values: pix-currency, only: [XTS]");
    load(&page(&(own + enumeration))).unwrap_or_else(|invalid| panic!("{invalid}"));
}

#[test]
fn a_page_has_an_enumeration_of_its_own_channels() {
    let own = "enumerations:\n  - name: pix-channel\n    family: general\n    about: Channels of this page.\n    page: /pix.html\n    values: [{ value: TEST_QR, about: Pix. }]\n";
    let mut spec = with_channel()
        .edit(QR, "channel: { value: TEST_QR, about: Pix; the customer scans a QR code. }", "channel: TEST_QR")
        .edit(QR, "sample: WX_NATIVE, ", "sample: TEST_QR, ")
        .edit(
            QR,
            "        currency: { only: [CAD, USD] }",
            "        currency: { only: [CAD, USD] }\n        channelId: { filled_by: channel, values: pix-channel }",
        );
    let mut text = spec.text(QR);
    let channels = text.find("      - channel: WX_NATIVE").unwrap();
    text.replace_range(channels..text.find("      - channel: TEST_QR").unwrap(), "");
    let spec = spec.set(QR, &(text + own));
    assert!(spec.code("general/customer_scan_qr.rs").has_struct("TestQr"));
    assert_points_at(&spec.edit(QR, "- channel: TEST_QR", "- channel: WX_NATIVE"), Code::UnknownName, "WX_NATIVE");
}
