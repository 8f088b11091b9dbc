//! The spec of this crate is valid, and the documents about it describe the family.

use iotpay_gen::openapi::{Contents, FormParams, openapi};
use iotpay_gen::source::SourceFile;
use iotpay_gen::{Settings, coverage_of, load_with_warnings};
use serde_json::Value;

use crate::harbor::files;

#[test]
fn spec_is_valid() {
    let (model, warnings) = load_with_warnings(&files()).unwrap_or_else(|invalid| panic!("{invalid}"));
    assert!(warnings.is_empty(), "{warnings:?}");
    let own = model.families.iter().find(|family| family.name == "harbor").unwrap();
    assert_eq!(model.signing_of(own).field, "signature");
    // The file with the families of the client has the same name as that of this crate.
    assert_eq!(model.families.len(), 5);
}

#[test]
fn the_signature_is_always_filled_in() {
    let edited = |from: &str, to: &str| {
        let mut files = files();
        let file = files.iter_mut().find(|file| file.text.contains(from)).unwrap();
        *file = SourceFile::new(&file.name, &file.text.replace(from, to));
        iotpay_gen::load(&files).unwrap_err().to_string()
    };
    let unfilled = edited("    signature:    { filled_by: signature }\n", "");
    assert!(unfilled.contains("`signature` contains the signature, but the client does not fill it in"), "{unfilled}");
    let shared = edited("    sign:         { format: text }\n", "");
    assert!(shared.contains("write `format: text` for it in `family_fields:`"), "{shared}");
}

#[test]
fn openapi_describes_only_the_pages_of_this_crate() {
    let files = files();
    let model = iotpay_gen::load(&files).unwrap();
    let settings = Settings::for_private_endpoints(&files, &model);
    let document = |family| openapi(&model, &settings, Contents { family, form_params: FormParams::default() });
    let all: Value = serde_json::from_str(&document(None).unwrap()).unwrap();
    let paths: Vec<_> = all["paths"].as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(
        paths,
        [
            "/v1/file_manifest",
            "/v1/order/create",
            "/v1/order/query",
            "/v1/order/return",
            "/v1/order/return/query",
            "/v1/query_berth_points",
        ]
    );
    let tag = all["tags"].as_array().unwrap().iter().find(|tag| tag["name"] == "harbor").unwrap();
    let family = &tag["x-iotpay-family"];
    assert_eq!(family["base_url"], "https://pay.harbor.example/v1/");
    assert_eq!((&family["signing"]["algorithm"], &family["signing"]["case"]), (&"hmac-sha256".into(), &"lower".into()));
    let schemas = &all["components"]["schemas"];
    assert!(schemas["harbor.OrderBerth"].is_object() && schemas["shared.VesselSize"].is_object(), "{schemas}");
    let manifest = &schemas["harbor.FileManifest"]["properties"];
    assert_eq!(
        (&manifest["crates"]["type"], &manifest["levels"]["items"]["type"]),
        (&"array".into(), &"integer".into())
    );
    let item = &schemas["harbor.FileManifestCratesItem"];
    assert_eq!(item["required"], serde_json::json!(["label", "parts"]));
    assert_eq!(item["properties"]["tags"]["items"]["maxLength"], 5);
    assert!(schemas["harbor.FileManifestCaptainHome"].is_object(), "{schemas}");
    assert!(schemas["harbor.BerthClass"].is_object() && schemas["shared.Currency"].is_object(), "{schemas}");

    let own: Value = serde_json::from_str(&document(Some("harbor")).unwrap()).unwrap();
    assert_eq!(own["servers"], serde_json::json!([{ "url": "https://pay.harbor.example" }]));
    assert!(own["paths"]["/v1/query_berth_points"].is_null() && own["webhooks"].as_object().unwrap().len() == 1);
    assert!(document(Some("card")).is_err());
}

#[test]
fn coverage_lists_the_family() {
    let files = files();
    let model = iotpay_gen::load(&files).unwrap();
    let text = coverage_of(&model, &Settings::for_private_endpoints(&files, &model));
    for part in [
        "\n5 pages: 5 complete",
        "Harbor has its own rule (hmac-sha256)",
        "\n### Harbor\n",
        "`harbor::OrderBerth`",
        "`POST https://pay.harbor.example/v1/order/create`",
        "`harbor::BerthNotification`",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert!(!text.contains("### CreditCard"), "{text}");
}
