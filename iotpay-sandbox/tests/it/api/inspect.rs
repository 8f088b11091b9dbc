//! The signature inspector.

use iotpay_sandbox::Merchant;

use super::*;

#[tokio::test]
async fn signatures_are_inspected() {
    let shop = Shop::new(|builder| builder).await;
    let api = Api::of(&shop.gateway);
    let id = shop.order("a").await;
    shop.gateway.pay(&id).await.unwrap();
    let query = shop.received().remove(0);
    let inspect = async |message: &str, key: Option<&str>| {
        api.post("/inspect", Some(json!({ "family": "general", "message": message, "key": key }))).await
    };
    let (status, inspected) = inspect(&query, None).await;
    assert_eq!((status, &inspected["matches"], &inspected["mistakes"]), (StatusCode::OK, &json!(true), &json!([])));
    let text = inspected["string_to_sign"].as_str().unwrap();
    assert!(text.starts_with("amount=2865&") && text.ends_with("&key=***"), "{text}");
    assert!(inspected["omitted"].as_array().unwrap().contains(&json!({ "field": "param1", "reason": "empty" })));

    let (_, inspected) = inspect(&query, Some(&crate::shop::KEY.to_uppercase())).await;
    assert_eq!((&inspected["matches"], &inspected["mistakes"]), (&json!(false), &json!(["the key has another case"])));
    let (_, inspected) = inspect(r#"{"a":"1","sign":"B"}"#, None).await;
    assert_eq!((&inspected["matches"], &inspected["mistakes"]), (&json!(false), &json!([])));
    assert_eq!(inspect("{", None).await.0, 422);
    assert_eq!(inspect(&query, Some("a key")).await.0, 422);
}

/// The inspector of the API has everything that the page shows.
#[tokio::test]
async fn an_inspection_has_every_step() {
    let other = Merchant::new("10000702", "jill456", "made-up-key-of-the-second").unwrap();
    let shop = Shop::new(|builder| builder.merchant(other)).await;
    let api = Api::of(&shop.gateway);
    let inspect = async |question: Value| api.post("/inspect", Some(question)).await;
    let message = r#"{"b":"2","a":1,"c":"","sign":"1F8B8DD8CCC8C3A3A4E9A4D4D1E3AF53"}"#;
    let (status, steps) = inspect(json!({ "family": "general", "message": message, "mch_id": "10000702" })).await;
    assert_eq!(status, 200, "{steps}");
    let expected = json!({
        "family": "general", "mch_id": "10000702", "message": message, "explanation": null, "is_redacted": false,
        "matches": false, "received": 4, "mistakes": [], "algorithm": "MD5", "signature_field": "sign",
        "signed": [{ "field": "a", "value": "1" }, { "field": "b", "value": "2" }],
        "omitted": [{ "field": "c", "reason": "empty" }, { "field": "sign", "reason": "the signature itself" }],
        "string_to_sign": "a=1&b=2&key=***", "received_signature": "1F8B8DD8CCC8C3A3A4E9A4D4D1E3AF53",
        "expected_signature": md5_of("a=1&b=2&key=made-up-key-of-the-second"),
    });
    assert_eq!(steps, expected);
    // Without a merchant, the key of the first one is used.
    let (_, steps) = inspect(json!({ "family": "general", "message": message })).await;
    assert_eq!(steps["expected_signature"], json!(md5_of(&format!("a=1&b=2&key={}", crate::shop::KEY))));
    for (question, status) in [
        (json!({ "family": "general", "message": message, "mch_id": "1" }), 404),
        (json!({ "family": "none", "message": message }), 404),
        (json!({ "message": message }), 404),
        (json!({ "family": "general" }), 422),
        (json!({ "family": "general", "message": message, "event": 0 }), 422),
        (json!({ "event": 99 }), 404),
    ] {
        assert_eq!(inspect(question.clone()).await.0, status, "{question}");
    }
}

fn md5_of(text: &str) -> String {
    use md5::{Digest as _, Md5};
    Md5::digest(text.as_bytes()).iter().fold(String::new(), |digits, byte| format!("{digits}{byte:02X}"))
}

/// The history keeps rejected requests, so that they can be inspected, but no secrets.
#[tokio::test]
async fn rejected_requests_are_inspected() {
    let shop = Shop::new(|builder| builder).await;
    let api = Api::of(&shop.gateway);
    let wrong = crate::shop::client(&shop.gateway, crate::shop::MCH_ID, &crate::shop::KEY.to_uppercase());
    wrong.send(&crate::shop::order("a", &shop.notify_url)).await.unwrap_err();
    let event = api.get("/events/0").await;
    assert!(event["request"].as_str().unwrap().contains(r#""amount":2865"#), "{event}");
    let (status, steps) = api.post("/inspect", Some(json!({ "event": 0 }))).await;
    assert_eq!((status, &steps["is_redacted"], &steps["matches"]), (StatusCode::OK, &json!(false), &json!(false)));
    assert_eq!(steps["mistakes"], json!(["the key has another case"]), "{steps}");
    assert_eq!(steps["explanation"], event["rejected"]);
    assert_eq!(steps["explanation"]["field"], "sign");

    // A card number is not kept, so the signature cannot be computed again.
    let number = "4111111111111111";
    let card = json!({ "mchId": crate::shop::MCH_ID, "cardNum": number, "amount": 1, "sign": "0".repeat(32) });
    let url = format!("{}cc_purchase", shop.gateway.base_url("card").unwrap());
    api.http.post(url).header("content-type", "application/json").body(card.to_string()).send().await.unwrap();
    let (status, steps) = api.post("/inspect", Some(json!({ "event": 1 }))).await;
    assert_eq!((status, &steps["is_redacted"], steps.get("matches")), (StatusCode::OK, &json!(true), None));
    assert!(steps["message"].as_str().unwrap().contains(r#""cardNum":"***""#), "{steps}");
    assert!(!format!("{steps} {}", api.get("/events").await).contains(number));
}
