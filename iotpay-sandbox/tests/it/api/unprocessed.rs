//! Requests that no endpoint can process.

use super::*;

/// Requests that no endpoint can process are explained and recorded, too.
#[tokio::test]
async fn unprocessed_requests_are_explained() {
    let shop = Shop::new(|builder| builder).await;
    let api = Api::of(&shop.gateway);
    let form = "application/x-www-form-urlencoded";
    let mut expected = Vec::new();
    for (method, path, body, status, rule) in [
        (
            Method::POST,
            "/v1/creat_order",
            "",
            404,
            "there is none at `/v1/creat_order`; did you mean `/v1/create_order`?",
        ),
        (Method::POST, "/", "", 405, ""),
        (Method::POST, "/none", "", 404, "there is none at `/none`"),
        (Method::GET, "/v1/create_order", "", 405, "the method must be POST; this request has GET"),
        (Method::POST, "/v1/create_order", "", 400, "contains a JSON object; this body is empty"),
        (Method::POST, "/v1/create_order", "{}", 400, "contains a JSON object; this body is JSON"),
        (Method::POST, "/v1/create_order", "a=1", 400, "contains a JSON object; this form has no field `params`"),
        (Method::POST, "/v1/create_order", "params=1", 400, "contains a JSON object; this one does not: "),
        (Method::POST, "/v3/cc_purchase", "a=1", 400, "the body must be a JSON object; this body is not one: "),
        (Method::POST, "/v3/cc_purchase", &"a".repeat(3_000_000), 413, "the body must have at most 2 MB"),
    ] {
        let request = api.http.request(method.clone(), format!("{}{path}", api.origin));
        let response = request.header("content-type", form).body(body.to_owned()).send().await.unwrap();
        assert_eq!(response.status(), status, "{path}");
        if rule.is_empty() {
            // A page, not an endpoint.
            continue;
        }
        let explained = response.headers()["x-sandbox-rule"].to_str().unwrap();
        assert!(explained.contains(rule), "{path}: {explained}");
        if status == 405 {
            assert_eq!(response.headers()["allow"], "POST");
            assert!(response.headers()["x-sandbox-page"].to_str().unwrap().contains("/guide/"));
        }
        expected.push((method.to_string(), path.to_owned(), status, rule));
    }
    let events = api.get("/events").await;
    let events = events.as_array().unwrap();
    assert_eq!(events.len(), expected.len());
    for (event, (method, path, status, rule)) in events.iter().zip(expected) {
        assert_eq!((&event["kind"], &event["method"]), (&json!("unprocessed"), &json!(method)), "{event}");
        assert_eq!((&event["path"], &event["status"]), (&json!(path), &json!(status)), "{event}");
        assert!(event["explanation"]["rule"].as_str().unwrap().contains(rule), "{event}");
    }
}
