//! Every endpoint and every request of the model is in the document.

use std::collections::BTreeSet;

use super::{document, endpoints_of, model, names, schema, texts_in};
use crate::fixture::Spec;
use iotpay_gen::Settings;
use iotpay_gen::model::{Field, Filler, Model, Type};
use iotpay_gen::openapi::{Contents, FormParams, openapi};
use serde_json::Value;

#[test]
fn every_endpoint_has_its_url_and_body() {
    let (spec, model) = (document(&Spec::embedded()), model(&Spec::embedded()));
    let contents = Contents { form_params: FormParams::Text, ..Contents::default() };
    let with_text_params: Value =
        serde_json::from_str(&openapi(&model, &Settings::client(), contents).unwrap()).unwrap();
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
            let resolver = endpoint.resolved_by.as_ref();
            assert_eq!(facts["resolved_by"].as_str(), resolver.map(|it| it.query.as_str()));
            assert_eq!(facts["resolved_by_field"].as_str(), resolver.and_then(|it| it.reference.as_deref()));
            let is_inferred = facts["resolved_by_source"] == "inferred";
            assert_eq!(is_inferred, resolver.is_some_and(|it| !it.proves_absence()), "{url}");
            checked += 1;
        }
        // Other channels of the endpoint may be on pages that are not deprecated.
        let mut same =
            endpoints_of(&model).filter(|(it, other)| it.family == page.family && other.path == endpoint.path);
        let is_old = same.all(|(it, _)| it.lifecycle.is_deprecated());
        assert_eq!(operation["deprecated"] == true, is_old, "{url}");
    }
    let all: usize = endpoints_of(&model).map(|(_, endpoint)| endpoint.operations.len()).sum();
    assert!(checked == all && all > 30, "{checked} of {all}");
    let listed: Vec<_> =
        spec["paths"].as_object().unwrap().values().map(|it| &it["post"]["x-iotpay-operations"]).collect();
    assert_eq!(
        listed.iter().map(|operations| operations.as_array().unwrap().len()).sum::<usize>(),
        all,
        "the model has no other operations"
    );
}

#[test]
fn every_request_has_its_fields_and_rules() {
    let (spec, model) = (document(&Spec::embedded()), model(&Spec::embedded()));
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
                    assert_eq!(
                        texts_in(&object["required"]).contains(member.wire.as_str()),
                        is_needed,
                        "{}",
                        member.wire
                    );
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
