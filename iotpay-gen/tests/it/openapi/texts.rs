//! The texts of the OpenAPI document: wire names, sources of facts, and objects that may be sent as text.

use super::{document, walk};
use crate::fixture::Spec;

#[test]
fn facts_not_on_a_vendor_page_have_a_source() {
    let document = document(&Spec::embedded());
    let signing = &document["x-iotpay-signing"];
    assert_eq!(signing["order_from"]["source"], "inferred");
    let nested = signing["nested"].as_array().unwrap();
    let sources: Vec<_> = nested.iter().map(|it| (it["field"].as_str().unwrap(), it["source"].as_str())).collect();
    let known = [("result", Some("third-party")), ("payParams", Some("inferred")), ("retParams", Some("inferred"))];
    assert_eq!(sources, known);
    let tags = document["tags"].as_array().unwrap();
    for tag in tags.iter().filter(|tag| !tag["x-iotpay-family"].is_null()) {
        let family = &tag["x-iotpay-family"];
        assert!(family["timeout_from"]["source"].is_string(), "{tag}");
        for rejection in family["rejections"]["known"].as_array().unwrap() {
            assert!(rejection["source"].is_string(), "{rejection}");
        }
    }
}

#[test]
fn texts_use_wire_names() {
    let document = document(&Spec::embedded());
    let about = |schema: &str| document["components"]["schemas"][schema]["description"].as_str().unwrap().to_owned();
    assert!(about("general.WxNative").contains("`codeUrl`"));
    assert!(about("general.WxJsapiWeb").contains("`code_url`"), "the page's own name");
    for schema in ["card.CcQuery", "card.CardNotification"] {
        assert!(about(schema).contains("`payType`"), "{}", about(schema));
    }
    walk(&document, "", &mut |path, value| {
        let Some(text) = value["description"].as_str().filter(|_| path.starts_with("/components")) else { return };
        for name in ["pay_params", "ret_params", "ret_data", "pay_type", "os_type"] {
            assert!(!text.contains(&format!("`{name}`")), "{path}: {text}");
        }
    });
}

#[test]
fn passthrough_objects_may_be_text() {
    let document = document(&Spec::embedded());
    let schemas = &document["components"]["schemas"];
    let text = serde_json::json!({ "type": "string", "contentMediaType": "application/json" });
    for (response, field) in
        [("UpiSeqResponse", "retParams"), ("AlipayWapResponse", "retParams"), ("WxAppResponse", "payParams")]
    {
        let kinds = &schemas[format!("general.{response}")]["properties"][field]["anyOf"];
        assert!(kinds.as_array().unwrap().contains(&text), "{response}: {kinds}");
    }
}
