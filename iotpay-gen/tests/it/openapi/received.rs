//! Every response, notification and enumeration of the model is in the document.

use std::collections::BTreeSet;

use super::{document, endpoints_of, model, schema, texts_in, walk};
use crate::fixture::Spec;
use iotpay_gen::model::{Field, Model, Page};
use serde_json::Value;

#[test]
fn every_response_and_notification_has_its_fields() {
    let (spec, model) = (document(&Spec::embedded()), model(&Spec::embedded()));
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
    let (spec, model) = (document(&Spec::embedded()), model(&Spec::embedded()));
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
