//! The OpenAPI document compared with the model: it contains the complete API, and nothing that other tools could
//! reject.

#![cfg(feature = "cli")]

mod command;
mod examples;
mod received;
mod requests;
mod texts;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::fixture::Spec;
use iotpay_gen::model::{Endpoint, Model, Page};
use iotpay_gen::openapi::{Contents, OpenApiError, openapi};
use iotpay_gen::{Settings, load};
use serde_json::Value;

fn model(spec: &Spec) -> Model {
    load(&spec.files).unwrap_or_else(|invalid| panic!("{invalid}"))
}

fn written(spec: &Spec) -> String {
    openapi(&model(spec), &Settings::client(), Contents::default()).unwrap()
}

fn of_family(family: &str) -> Contents<'_> {
    Contents { family: Some(family), ..Contents::default() }
}

fn document(spec: &Spec) -> Value {
    serde_json::from_str(&written(spec)).unwrap()
}

/// Returns the endpoints for which types are generated, with their pages.
fn endpoints_of(model: &Model) -> impl Iterator<Item = (&Page, &Endpoint)> {
    let all = model.pages.iter().flat_map(|page| page.endpoints.iter().map(move |endpoint| (page, endpoint)));
    all.filter(|(_, endpoint)| !endpoint.is_overview)
}

fn schema<'a>(document: &'a Value, model: &Model, page: &Page, type_name: &str) -> &'a Value {
    let name = format!("{}.{type_name}", model.families[page.family].name);
    let schema = &document["components"]["schemas"][&name];
    assert!(schema.is_object(), "no schema {name}");
    schema
}

fn texts_in(list: &Value) -> BTreeSet<&str> {
    list.as_array().into_iter().flatten().map(|text| text.as_str().unwrap()).collect()
}

fn names(object: &Value) -> BTreeSet<&str> {
    object.as_object().unwrap().keys().map(String::as_str).collect()
}

/// Visits every value in a document with its path.
fn walk<'a>(value: &'a Value, path: &str, visit: &mut dyn FnMut(&str, &'a Value)) {
    visit(path, value);
    match value {
        Value::Object(members) => members.iter().for_each(|(name, it)| walk(it, &format!("{path}/{name}"), visit)),
        Value::Array(items) => items.iter().enumerate().for_each(|(at, it)| walk(it, &format!("{path}/{at}"), visit)),
        _ => {}
    }
}

#[test]
fn checked_in_document_is_up_to_date() {
    let kept = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/openapi.json")).unwrap();
    assert!(
        kept == written(&Spec::embedded()),
        "docs/openapi.json is out of date; run `cargo run -p iotpay-gen -- openapi --out docs/openapi.json`"
    );
}

#[test]
fn document_is_reproducible() {
    assert_eq!(written(&Spec::embedded()), written(&Spec::embedded()));
}

#[test]
fn references_resolve_and_operation_ids_are_unique() {
    let document = document(&Spec::embedded());
    let mut ids = BTreeSet::new();
    let mut references = 0;
    walk(&document, "", &mut |path, value| {
        if let Some(target) = value["$ref"].as_str() {
            assert!(document.pointer(&target[1..]).is_some_and(Value::is_object), "{path}: {target}");
            references += 1;
        }
        if let Some(id) = value["operationId"].as_str() {
            assert!(ids.insert(id), "duplicate operation id {id}");
        }
    });
    assert!(references > 100 && ids.len() > 20, "{references} {}", ids.len());
}

#[test]
fn family_document_contains_only_its_family() {
    let model = model(&Spec::real());
    let text = openapi(&model, &Settings::client(), of_family("card")).unwrap();
    let document: Value = serde_json::from_str(&text).unwrap();
    assert!(names(&document["paths"]).iter().all(|path| path.starts_with("/v3/")));
    let families: BTreeSet<_> =
        names(&document["components"]["schemas"]).iter().map(|name| name.split('.').next().unwrap()).collect();
    assert_eq!(families, BTreeSet::from(["card", "shared"]));
    assert_eq!(document["servers"], serde_json::json!([{ "url": "https://ccapi.iotpaycloud.com" }]));
    assert!(self::document(&Spec::real())["servers"].is_null(), "the families have three servers");
    let unknown = openapi(&model, &Settings::client(), of_family("cards")).unwrap_err();
    assert_eq!(unknown.to_string(), "unknown family `cards`; expected one of: general, card, card_v2, autodebit");
}

#[test]
fn rejects_two_families_with_the_same_path() {
    let spec = Spec::real().edit(
        "spec/shared/families.yaml",
        "https://apiv3.iotpaycloud.com/contract/",
        "https://apiv3.iotpaycloud.com/v1/",
    );
    let model = model(&spec);
    let error = openapi(&model, &Settings::client(), Contents::default()).unwrap_err();
    assert!(matches!(&error, OpenApiError::SharedPath { path, .. } if path == "/v1/create_order"), "{error}");
    assert!(error.to_string().contains("`general` and `autodebit`"), "{error}");
    assert!(openapi(&model, &Settings::client(), of_family("autodebit")).is_ok());
}

#[test]
fn new_channel_adds_a_schema() {
    let entry = "      - channel: WX_MICROPAY\n        about: Another channel.\n        request: { forbid: [extra] }\n";
    let spec = Spec::real().insert_after("spec/general/04-customer-scan-qr.yaml", "    channels:", entry);
    let spec = spec.edit(
        "spec/general/05-merchant-scan-barcode.yaml",
        "type_name: \"{channel}\"",
        "type_name: \"till-{channel}\"",
    );
    let document = document(&spec);
    let schema = &document["components"]["schemas"]["general.WxMicropay"];
    assert_eq!(schema["properties"]["channelId"]["const"], "WX_MICROPAY");
    assert_eq!(schema["x-iotpay-forbidden"], serde_json::json!(["extra"]));
    // The barcode page also has the channel, and no field of the request distinguishes the two.
    let params = &document["paths"]["/v1/create_order"]["post"]["requestBody"]["content"]["application/x-www-form-urlencoded"]
        ["schema"]["properties"]["params"];
    let both = [".WxMicropay\"", ".TillWxMicropay\""].map(|name| params["anyOf"].to_string().matches(name).count());
    assert!(params["discriminator"].is_null() && both == [1, 1], "{params}");
}

/// Generators write one file for each tag: a tag shared by endpoints and webhooks would overwrite a file.
#[test]
fn endpoints_and_webhooks_have_different_tags() {
    let document = document(&Spec::real());
    let tags_of = |part: &str| -> BTreeSet<String> {
        let items = document[part].as_object().unwrap().values();
        let operations = items.flat_map(|item| item.as_object().unwrap().values().filter(|it| it["tags"].is_array()));
        operations.flat_map(|it| it["tags"].as_array().unwrap()).map(|tag| tag.as_str().unwrap().to_owned()).collect()
    };
    let (endpoints, webhooks) = (tags_of("paths"), tags_of("webhooks"));
    assert_eq!(endpoints.len(), 4, "{endpoints:?}");
    assert_eq!(webhooks.len(), 3, "{webhooks:?}");
    assert!(endpoints.is_disjoint(&webhooks), "{endpoints:?} {webhooks:?}");
    let declared: BTreeSet<_> =
        document["tags"].as_array().unwrap().iter().map(|tag| tag["name"].as_str().unwrap().to_owned()).collect();
    assert_eq!(declared, &endpoints | &webhooks);
}
