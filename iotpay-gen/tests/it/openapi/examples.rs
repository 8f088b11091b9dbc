//! The examples of the document: valid values, and never secrets.

use super::{document, walk};
use crate::fixture::Spec;

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
fn examples_are_valid_values() {
    let document = document(&Spec::real());
    let (mut examples, mut odd) = (0, Vec::new());
    walk(&document, "", &mut |path, value| {
        for text in value.as_array().filter(|_| path.ends_with("/examples")).into_iter().flatten() {
            examples += 1;
            let text = text.as_str().unwrap_or_default();
            if text.starts_with(['\'', '"']) || text.contains("***") || text.contains("IOS, ANDROID") {
                odd.push(format!("{path}: {text}"));
            }
        }
    });
    assert!(examples > 300, "{examples}");
    assert!(odd.is_empty(), "{odd:#?}");
}
