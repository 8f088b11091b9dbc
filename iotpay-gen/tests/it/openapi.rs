//! The OpenAPI document compared with the model: it contains the complete API, and nothing that other tools
//! could reject.

#![cfg(feature = "cli")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::fixture::Spec;
use iotpay_gen::model::{Endpoint, Field, Filler, Model, Page, Type};
use iotpay_gen::openapi::{Contents, FormParams, OpenApiError, openapi};
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
        kept == written(&Spec::real()),
        "docs/openapi.json is out of date; run `cargo run -p iotpay-gen -- openapi --out docs/openapi.json`"
    );
}

#[test]
fn document_is_reproducible() {
    assert_eq!(written(&Spec::real()), written(&Spec::real()));
}

#[test]
fn every_endpoint_has_its_url_and_body() {
    let (spec, model) = (document(&Spec::real()), model(&Spec::real()));
    let contents = Contents { form_params: FormParams::Text, ..Contents::default() };
    let with_text_params: Value = serde_json::from_str(&openapi(&model, &Settings::client(), contents).unwrap()).unwrap();
    let mut checked = 0;
    for (page, endpoint) in endpoints_of(&model) {
        let family = &model.families[page.family];
        let url = format!("{}{}", family.base_url, endpoint.path);
        let found = spec["paths"]
            .as_object()
            .unwrap()
            .iter()
            .find(|(path, item)| format!("{}{path}", item["servers"][0]["url"].as_str().unwrap()) == url);
        let operation = &found.unwrap_or_else(|| panic!("no {url}")).1["post"];
        let content = &operation["requestBody"]["content"];
        let body = match family.name.as_str() {
            "general" | "autodebit" => {
                let form = &content["application/x-www-form-urlencoded"];
                assert_eq!(form["encoding"]["params"]["contentType"], "application/json", "{url}");
                let text = &with_text_params["paths"][found.unwrap().0]["post"]["requestBody"]["content"]["application/x-www-form-urlencoded"];
                let (params, text) = (&form["schema"]["properties"]["params"], &text["schema"]["properties"]["params"]);
                assert_eq!(text["type"], "string", "{url}");
                assert_eq!(text["contentMediaType"], "application/json", "{url}");
                assert_eq!(text["contentSchema"], *params, "{url}");
                params
            }
            _ => &content["application/json"]["schema"],
        };
        assert!(body.is_object(), "{url}: {content}");
        let responses = operation["responses"]["200"]["content"]["application/json"]["schema"].to_string();
        for it in &endpoint.operations {
            let reference = |name: &str| format!("#/components/schemas/{}.{name}", family.name);
            let request = reference(&it.type_name);
            match &it.channel {
                None => assert_eq!(body["$ref"], *request, "{url}"),
                Some(channel) => {
                    assert_eq!(body["discriminator"]["mapping"][channel], *request, "{url}");
                    assert!(body["oneOf"].to_string().contains(&format!("\"{request}\"")), "{url}: {body}");
                }
            }
            let response = reference(&it.response_name);
            assert!(responses.contains(&format!("\"{response}\"")), "{url}: {responses}");
            let facts = operation["x-iotpay-operations"].as_array().unwrap();
            let facts = facts.iter().find(|facts| facts["request"]["$ref"] == *request).unwrap();
            assert_eq!(facts["response"]["$ref"], *response);
            assert_eq!(facts["idempotent"], endpoint.idempotent);
            assert_eq!(facts["effect"], endpoint.effect.as_str());
            assert_eq!(facts["resolved_by"].as_str(), endpoint.resolved_by.as_deref());
            checked += 1;
        }
        // Other channels of the endpoint may be on pages that are not deprecated.
        let mut same = endpoints_of(&model).filter(|(it, other)| it.family == page.family && other.path == endpoint.path);
        let is_old = same.all(|(it, _)| it.deprecated.is_some());
        assert_eq!(operation["deprecated"] == true, is_old, "{url}");
    }
    let all: usize = endpoints_of(&model).map(|(_, endpoint)| endpoint.operations.len()).sum();
    assert!(checked == all && all > 30, "{checked} of {all}");
    let listed: Vec<_> =
        spec["paths"].as_object().unwrap().values().map(|it| &it["post"]["x-iotpay-operations"]).collect();
    assert_eq!(listed.iter().map(|operations| operations.as_array().unwrap().len()).sum::<usize>(), all, "the model has no other operations");
}

#[test]
fn every_request_has_its_fields_and_rules() {
    let (spec, model) = (document(&Spec::real()), model(&Spec::real()));
    let mut fields = 0;
    for (page, endpoint) in endpoints_of(&model) {
        for it in &endpoint.operations {
            let request = schema(&spec, &model, page, &it.type_name);
            let wires: BTreeSet<&str> = it.request.iter().map(|field| field.wire.as_str()).collect();
            assert_eq!(names(&request["properties"]), wires, "{}", it.type_name);
            let needed = it.request.iter().filter(|field| field.required || field.filled.is_some());
            let needed: BTreeSet<&str> = needed.map(|field| field.wire.as_str()).collect();
            assert_eq!(texts_in(&request["required"]), needed, "{}", it.type_name);
            let rules = request["allOf"].to_string();
            for forbidden in &it.forbidden {
                let rule = format!(r#"{{"not":{{"required":["{forbidden}"]}}}}"#);
                assert!(rules.contains(&rule) && !wires.contains(forbidden.as_str()), "{}: {rules}", it.type_name);
            }
            for group in &it.one_of {
                let choices: Vec<_> = group.fields.iter().map(|name| format!(r#"{{"required":["{name}"]}}"#)).collect();
                assert!(rules.contains(&format!(r#"{{"oneOf":[{}]}}"#, choices.join(","))), "{rules}");
            }
            for field in &it.request {
                check_sent(&model, field, &request["properties"][&field.wire]);
                fields += 1;
                let Type::Json(Some(members)) = &field.ty else { continue };
                let object = schema(&spec, &model, page, &members.type_name);
                for member in &members.fields {
                    check_sent(&model, member, &object["properties"][&member.wire]);
                    let is_needed = member.required || member.filled.is_some();
                    assert_eq!(texts_in(&object["required"]).contains(member.wire.as_str()), is_needed, "{}", member.wire);
                }
                assert_eq!(names(&object["properties"]).len(), members.fields.len());
            }
        }
    }
    assert!(fields > 300, "{fields}");
}

#[track_caller]
fn check_sent(model: &Model, field: &Field, schema: &Value) {
    let name = &field.wire;
    assert!(schema["description"].as_str().unwrap().starts_with(&field.about), "{name}: {schema}");
    if let Some(Filler::Fixed(value)) = &field.filled {
        let constant = &schema["const"];
        assert_eq!(constant.as_str().map_or_else(|| constant.to_string(), str::to_owned), *value, "{name}");
        return;
    }
    match &field.ty {
        Type::Cents => assert_eq!((&schema["minimum"], &schema["maximum"]), (&1.into(), &i32::MAX.into()), "{name}"),
        Type::Integer(_) => assert_eq!(schema["type"], "integer", "{name}"),
        Type::Enum(choice) => {
            let known = &model.enumerations[choice.enumeration].values;
            let listed = schema["enum"].as_array().unwrap().iter();
            let listed: Vec<_> = listed.map(|it| it.as_str().map_or_else(|| it.to_string(), str::to_owned)).collect();
            let wanted: Vec<_> = choice.values.iter().map(|at| known[*at].wire.clone()).collect();
            assert_eq!(listed, wanted, "{name}");
        }
        Type::CardNumber | Type::Cvv | Type::ExpiryDate => assert!(schema["pattern"].is_string(), "{name}"),
        _ => {
            assert_eq!(schema["maxLength"].as_u64(), field.max.map(u64::from), "{name}: {schema}");
            assert_eq!(schema["minLength"], 1, "{name}: {schema}");
        }
    }
    match field.ty {
        Type::Url { .. } => assert_eq!(schema["format"], "uri", "{name}"),
        Type::Json(_) => assert!(schema["contentSchema"].is_object(), "{name}"),
        _ => {}
    }
}

#[test]
fn every_response_and_notification_has_its_fields() {
    let (spec, model) = (document(&Spec::real()), model(&Spec::real()));
    let mut fields = 0;
    for (page, endpoint) in endpoints_of(&model) {
        for it in &endpoint.operations {
            let response = schema(&spec, &model, page, &it.response_name);
            let whole = match &endpoint.nested_in {
                None => response.clone(),
                Some(_) => schema(&spec, &model, page, &format!("{}.nested", it.response_name)).clone(),
            };
            fields += check_received(&spec, &model, page, &it.response, &whole);
            let envelope = &model.families[page.family].envelope;
            for name in [&envelope.code, &envelope.message] {
                assert!(response["properties"][name].is_object(), "{}: {name}", it.response_name);
            }
            assert_eq!(response["x-iotpay-undocumented"] == true, endpoint.is_undocumented);
        }
    }
    let mut webhooks = 0;
    for page in &model.pages {
        let family = &model.families[page.family].name;
        for (it, is_signed) in
            page.notifications.iter().map(|it| (it, true)).chain(page.browser_returns.iter().map(|it| (it, false)))
        {
            let webhook = &spec["webhooks"][format!("{family}.{}", it.name)];
            assert_eq!(webhook[if is_signed { "post" } else { "get" }]["summary"], *it.name);
            let message = schema(&spec, &model, page, &it.type_name);
            fields += check_received(&spec, &model, page, &it.fields, message);
            assert_eq!(texts_in(&message["required"]).contains("sign"), is_signed, "{}", it.name);
            webhooks += 1;
        }
    }
    assert_eq!(spec["webhooks"].as_object().unwrap().len(), webhooks);
    assert!(fields > 250, "{fields}");
}

/// Checks the fields of a received message and returns their number, including those of nested objects.
#[track_caller]
fn check_received(spec: &Value, model: &Model, page: &Page, fields: &[Field], object: &Value) -> usize {
    let required = texts_in(&object["required"]);
    let mut count = 0;
    for field in fields {
        let it = &object["properties"][&field.wire];
        assert_eq!(it["description"], *field.about, "{}", field.wire);
        assert_eq!(it["x-iotpay-max-length"].as_u64(), field.max.map(u64::from), "{}", field.wire);
        assert!(it["maxLength"].is_null(), "{}: a received text may be longer", field.wire);
        for alias in &field.aliases {
            assert_eq!(object["properties"][alias]["x-iotpay-alias-of"], *field.wire);
        }
        assert_eq!(
            required.contains(field.wire.as_str()),
            field.required && field.aliases.is_empty(),
            "{}",
            field.wire
        );
        count += 1;
        if let Some(members) = field.ty.object() {
            count += check_received(spec, model, page, &members.fields, schema(spec, model, page, &members.type_name));
        }
    }
    count
}

#[test]
fn enum_values_are_listed_and_received_enumerations_are_open() {
    let (spec, model) = (document(&Spec::real()), model(&Spec::real()));
    for it in &model.enumerations {
        let family = it.family.map_or("shared", |id| &model.families[id].name);
        let schema = &spec["components"]["schemas"][format!("{family}.{}", it.type_name)];
        let listed = schema["x-iotpay-values"].as_array().unwrap();
        let pairs: Vec<_> =
            listed.iter().map(|it| (it["value"].as_str().unwrap(), it["about"].as_str().unwrap())).collect();
        let known: Vec<_> = it.values.iter().map(|it| (it.wire.as_str(), it.about.as_str())).collect();
        assert_eq!(pairs, known, "{}", it.name);
        for value in &it.values {
            assert!(schema["description"].as_str().unwrap().contains(&format!("- `{}`: {}", value.wire, value.about)));
        }
        assert!(schema["enum"].is_null() && schema["const"].is_null(), "{} also describes received values", it.name);
    }
    // Only requests have closed enumerations.
    let requests: BTreeSet<String> = endpoints_of(&model)
        .flat_map(|(page, endpoint)| endpoint.operations.iter().map(move |it| (page, it)))
        .map(|(page, it)| format!("/components/schemas/{}.{}", model.families[page.family].name, it.type_name))
        .collect();
    let mut closed = 0;
    walk(&spec, "", &mut |path, value| {
        if path.ends_with("/enum") && value.is_array() {
            let owner: Vec<_> = path.split('/').take(4).collect();
            assert!(requests.contains(&owner.join("/")), "{path}");
            closed += 1;
        }
    });
    assert!(closed > 20, "{closed}");
}

#[test]
fn secrets_have_no_examples() {
    let card = "spec/card/05-direct.yaml";
    let spec =
        Spec::real().edit(card, "432567******2266", "4242424242424242").edit(card, "sample: test,", "sample: Zoe,");
    let document = document(&spec);
    let mut secrets = 0;
    walk(&document, "", &mut |path, value| {
        if value["x-iotpay-secret"].is_string() {
            for key in ["examples", "example", "default", "const", "enum"] {
                assert!(value[key].is_null(), "{path} has {key}");
            }
            assert_eq!(value["format"], "password", "{path}");
            secrets += 1;
        }
    });
    assert!(secrets > 10, "{secrets}");
    let text = document.to_string();
    assert!(!text.contains("4242424242424242") && !text.contains("Zoe"));
    let direct = &document["components"]["schemas"]["card.CcDirectPurchase"]["properties"];
    for name in ["cardNum", "cvv", "expiryDate", "holder"] {
        assert_eq!(direct[name]["writeOnly"], true, "{name}");
    }
}

#[test]
fn descriptive_samples_are_not_examples() {
    let document = document(&Spec::real());
    let schemas = &document["components"]["schemas"];
    assert_eq!(schemas["general.WxNative"]["properties"]["amount"]["examples"], serde_json::json!([100]));
    let order = &schemas["general.AlipayMobile"]["properties"];
    assert_eq!(order["osType"]["examples"], serde_json::json!(["IOS"]));
    // The sample is "ALIPAY_PC,ALIPAY_WAP,ALIPAY_MOBILE need this".
    assert!(order["returnUrl"]["examples"].is_null());
    // The sample is "2 or 3".
    assert!(schemas["general.QueryOrderResponse"]["properties"]["status"]["examples"].is_null());
}

#[test]
fn references_resolve_and_operation_ids_are_unique() {
    let document = document(&Spec::real());
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
