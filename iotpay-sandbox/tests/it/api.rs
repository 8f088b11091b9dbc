//! The HTTP API that controls the sandbox.

mod inspect;
mod unprocessed;

use std::time::Duration;

use iotpay_sandbox::{Fault, FaultRule, Gateway, Snapshot, StartError, Timing};
use reqwest::{Client, Method, Response, StatusCode};
use serde_json::{Value, json};

use crate::shop::{Shop, merchant};

struct Api {
    http: Client,
    origin: String,
}

impl Api {
    fn of(gateway: &Gateway) -> Self {
        let http = Client::builder().no_proxy().timeout(Duration::from_secs(10)).build().unwrap();
        Self { http, origin: format!("http://{}", gateway.address()) }
    }

    async fn send(&self, method: Method, path: &str, body: Option<Value>) -> Response {
        let request = self.http.request(method, format!("{}/sandbox{path}", self.origin));
        let request = match body {
            Some(body) => request.header("content-type", "application/json").body(body.to_string()),
            None => request,
        };
        request.send().await.unwrap()
    }

    async fn get(&self, path: &str) -> Value {
        let response = self.send(Method::GET, path, None).await;
        assert_eq!(response.status(), 200, "{path}");
        serde_json::from_str(&response.text().await.unwrap()).unwrap()
    }

    /// Returns the status and the body, which is null if it is empty.
    async fn post(&self, path: &str, body: Option<Value>) -> (StatusCode, Value) {
        let response = self.send(Method::POST, path, body).await;
        let (status, text) = (response.status(), response.text().await.unwrap());
        (status, serde_json::from_str(&text).unwrap_or_default())
    }
}

#[tokio::test]
async fn orders_are_paid_and_notified() {
    let shop = Shop::new(|builder| builder).await;
    shop.respond("success");
    let api = Api::of(&shop.gateway);
    let [paid, cancelled, expired] = [shop.order("a").await, shop.order("b").await, shop.order("c").await];
    let (status, delivery) = api.post(&format!("/orders/{paid}/pay"), None).await;
    assert_eq!((status, &delivery["delivery"]["acknowledged"]), (StatusCode::OK, &json!(true)), "{delivery}");
    let edit = json!({ "fields": { "amount": "1" }, "signature": "wrong" });
    let (status, delivery) = api.post(&format!("/orders/{paid}/notify"), Some(edit)).await;
    assert!(status.is_success() && delivery["url"].as_str().unwrap().contains("amount=1&"), "{delivery}");
    for (id, action) in [(&cancelled, "cancel"), (&expired, "expire"), (&paid, "settle")] {
        assert_eq!(api.post(&format!("/orders/{id}/{action}"), None).await.0, 200);
    }
    let orders = api.get("/orders").await;
    let states: Vec<_> = orders.as_array().unwrap().iter().map(|order| order["status"].as_str().unwrap()).collect();
    assert_eq!(states, ["3", "9", "4"]);
    assert_eq!(api.get(&format!("/orders/{paid}")).await["is_settled"], true);

    // An order that cannot be notified is paid nevertheless.
    let placed = shop.client.send(&crate::shop::order("remote", "https://shop.example/notify")).await.unwrap();
    let (status, remote) = api.post(&format!("/orders/{}/pay", placed.pay_order_id), None).await;
    let reason = json!("the notification URL is not an allowed address");
    assert_eq!((status, remote), (StatusCode::OK, json!({ "delivery": null, "reason": reason })));
    assert_eq!(shop.status(placed.pay_order_id.as_str()), "2");

    let (status, error) = api.post(&format!("/orders/{cancelled}/pay"), None).await;
    assert_eq!((status, error), (StatusCode::CONFLICT, json!({ "error": "the payment of the order failed" })));
    assert_eq!(api.post("/orders/none/pay", None).await.0, 404);
    assert_eq!(api.post(&format!("/orders/{paid}/explode"), None).await.0, 404);
    let log = api.get("/deliveries").await;
    assert_eq!((log.as_array().unwrap().len(), &log[2]["not_sent"]), (3, &json!("not-allowed")), "{log}");
    assert_eq!(api.post("/deliveries/0/resend", None).await.1["attempt"], 2);
    assert_eq!(api.post("/deliveries/99/resend", None).await.0, 404);
}

#[tokio::test]
async fn the_clock_and_faults_are_set() {
    let shop = Shop::new(|builder| builder).await;
    let api = Api::of(&shop.gateway);
    let clock = api.send(Method::PUT, "/clock", Some(json!({ "now": 1000, "advance": 500, "speed": 0 }))).await;
    assert_eq!(clock.text().await.unwrap(), r#"{"now":1500,"speed":0.0}"#);
    assert_eq!(shop.gateway.now(), 1500);
    assert_eq!(api.send(Method::PUT, "/clock", Some(json!({ "then": 1 }))).await.status(), 422);

    let rule = json!({ "fault": "status-503", "timing": "before", "endpoint": "create_order" });
    assert_eq!(api.post("/faults", Some(rule.clone())).await.0, 204);
    assert_eq!(api.get("/faults").await, json!([rule]));
    assert!(shop.client.send(&crate::shop::order("a", &shop.notify_url)).await.is_err());
    let other = json!({ "fault": "reset", "timing": "after", "nth": 2 });
    assert_eq!(api.post("/faults", Some(other.clone())).await.0, 204);
    assert_eq!(api.send(Method::DELETE, "/faults/0", None).await.status(), 204);
    assert_eq!(api.send(Method::DELETE, "/faults/1", None).await.status(), 404);
    assert_eq!(api.get("/faults").await, json!([other]));
    assert_eq!(api.send(Method::DELETE, "/faults", None).await.status(), 204);
    assert_eq!(shop.order("a").await.len(), 21);
    let (status, error) = api.post("/faults", Some(json!({ "fault": "fire" }))).await;
    assert!(status == 422 && error["error"].as_str().unwrap().contains("unknown fault; expected reset,"), "{error}");
}

/// A refund without a request, and a payment that the bank declines.
#[tokio::test]
async fn orders_are_refunded_and_declined() {
    let shop = Shop::new(|builder| builder).await;
    let api = Api::of(&shop.gateway);
    let [paid, declined] = [shop.order("a").await, shop.order("b").await];
    let refund = format!("/orders/{paid}/refund");
    let (status, error) = api.post(&refund, None).await;
    assert_eq!((status, error), (StatusCode::CONFLICT, json!({ "error": "the order is not paid" })));
    api.post(&format!("/orders/{paid}/pay"), None).await;
    let (status, first) = api.post(&refund, Some(json!({ "amount": 865 }))).await;
    assert_eq!((status, &first["amount"]), (StatusCode::OK, &json!(865)), "{first}");
    for amount in [0, -1, 2001] {
        assert_eq!(api.post(&refund, Some(json!({ "amount": amount }))).await.0, 409, "{amount}");
    }
    assert_eq!(api.post(&refund, Some(json!({ "cents": 1 }))).await.0, 422);
    assert_eq!(api.post(&refund, None).await.1["amount"], 2000);
    assert_eq!(api.post(&refund, None).await.0, 409);
    assert_eq!(api.get("/refunds").await.as_array().unwrap()[0], first);

    assert_eq!(api.post(&format!("/orders/{declined}/decline"), None).await.0, 200);
    assert_eq!(api.post(&format!("/orders/{declined}/decline"), None).await.0, 409);
    let events = api.get("/events").await;
    assert_eq!(events.as_array().unwrap().last().unwrap()["change"], "declined");
}

#[tokio::test]
async fn a_snapshot_restores_the_state() {
    let shop = Shop::new(|builder| builder).await;
    let api = Api::of(&shop.gateway);
    let first = shop.order("a").await;
    shop.gateway.pay(&first).await.unwrap();
    let snapshot = api.get("/snapshot").await;
    assert_eq!(api.post("/reset", None).await.0, 204);
    assert!(shop.gateway.orders().is_empty());

    let other = Gateway::start(merchant()).await.unwrap();
    let others = Api::of(&other);
    assert_eq!(others.send(Method::PUT, "/snapshot", Some(snapshot.clone())).await.status(), 204);
    assert_eq!(json!(other.orders()), snapshot["books"]["orders"]);
    // Ids continue after those of the snapshot.
    let client = crate::shop::client(&other, crate::shop::MCH_ID, crate::shop::KEY);
    let next = client.send(&crate::shop::order("b", &shop.notify_url)).await.unwrap().pay_order_id.clone();
    assert!(next.as_str() > first.as_str(), "{next} {first}");
    let text = other.snapshot().to_string();
    assert_eq!(text.parse::<Snapshot>().unwrap().to_string(), text);
    assert!("{\"orders\":[]}".parse::<Snapshot>().is_err());
}

#[tokio::test]
async fn events_are_streamed_as_they_happen() {
    let shop = Shop::new(|builder| builder).await;
    let api = Api::of(&shop.gateway);
    let mut stream = api.send(Method::GET, "/events/stream", None).await;
    assert_eq!(stream.headers()["content-type"], "text/event-stream");
    let id = shop.order("a").await;
    shop.gateway.pay(&id).await.unwrap();
    let mut text = String::new();
    while text.matches("\n\n").count() < 3 {
        text.push_str(str::from_utf8(&stream.chunk().await.unwrap().unwrap()).unwrap());
    }
    let events: Vec<Value> = text
        .lines()
        .filter_map(|line| line.strip_prefix("data: "))
        .map(|data| serde_json::from_str(data).unwrap())
        .collect();
    let kinds: Vec<_> = events.iter().map(|event| event["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["request", "changed", "notification"]);
    assert_eq!((&events[0]["reference"], &events[1]["change"]), (&json!("a"), &json!("paid")));
    assert_eq!(json!(events), api.get("/events").await);
}

/// Examples never have the same reference, even if time stands still or the data has earlier ones.
#[tokio::test]
async fn example_orders_are_placed() {
    let shop = Shop::new(|builder| builder).await;
    let api = Api::of(&shop.gateway);
    shop.gateway.set_speed(0.0);
    shop.order("example-2").await;
    let (first, second) = tokio::join!(api.post("/example-order", None), api.post("/example-order", None));
    assert_eq!((first.0, second.0), (StatusCode::OK, StatusCode::OK), "{first:?} {second:?}");
    let mut references = [first.1["mch_order_no"].clone(), second.1["mch_order_no"].clone()];
    references.sort_by_key(ToString::to_string);
    assert_eq!(references, ["example-1", "example-3"]);
    shop.gateway.inject(FaultRule::new(Fault::Reset, Timing::Before)).unwrap();
    let (status, error) = api.post("/example-order", None).await;
    assert_eq!(status, StatusCode::CONFLICT, "{error}");
}

#[tokio::test]
async fn orders_are_found_with_their_events() {
    let shop = Shop::new(|builder| builder).await;
    let api = Api::of(&shop.gateway);
    for reference in ["tea-1", "tea-2", "cup-1", "tea-3"] {
        shop.order(reference).await;
    }
    let found = async |query: &str| {
        let orders = api.get(&format!("/orders{query}")).await;
        orders.as_array().unwrap().iter().map(|it| it["mch_order_no"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(found("?find=tea").await, ["tea-1", "tea-2", "tea-3"]);
    assert_eq!(found("?find=tea&skip=1&limit=1").await, ["tea-2"]);
    assert_eq!(found("?limit=2").await, ["tea-1", "tea-2"]);
    assert_eq!(api.send(Method::GET, "/orders?limit=x", None).await.status(), 422);
    let id = shop.gateway.orders()[1].pay_order_id.clone();
    shop.gateway.pay(&id).await.unwrap();
    shop.gateway.refund(&id, Some(1)).unwrap();
    let events = api.get(&format!("/orders/{id}/events")).await;
    let kinds: Vec<_> = events.as_array().unwrap().iter().map(|event| event["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["request", "changed", "notification", "changed"]);
    assert_eq!(api.get(&format!("/events/{}", events[1]["number"])).await, events[1]);
    assert_eq!(api.send(Method::GET, "/orders/none/events", None).await.status(), 404);
    assert_eq!(api.send(Method::GET, "/events/99", None).await.status(), 404);
}

/// URLs in responses are those by which clients reach the sandbox, and its host is allowed.
#[tokio::test]
async fn the_public_url_is_used() {
    let shop = Shop::new(|builder| builder.public_url("https://sandbox.example:8443/")).await;
    assert_eq!(shop.gateway.url(), "https://sandbox.example:8443/");
    assert_eq!(shop.gateway.base_url("card").unwrap(), "https://sandbox.example:8443/v3/");
    let api = Api::of(&shop.gateway);
    let (_, order) = api.post("/example-order", None).await;
    assert!(order["pay_order_id"].is_string(), "{order}");
    let events = api.get("/events").await.to_string();
    assert!(!events.contains("http://127.0.0.1"), "{events}");
    let url = format!("{}/sandbox/reset", api.origin);
    for (host, origin, status) in [
        ("sandbox.example:8443", "https://sandbox.example:8443", 204),
        ("127.0.0.1", "https://sandbox.example:8443", 204),
        ("sandbox.example:8443", "https://sandbox.example", 403),
        ("other.example", "https://sandbox.example:8443", 403),
    ] {
        let request = api.http.post(&url).header("host", host).header("origin", origin);
        assert_eq!(request.send().await.unwrap().status(), status, "{host} {origin}");
    }
    for invalid in ["sandbox.example", "http://sandbox.example/path", "ftp://sandbox.example"] {
        let started = Gateway::builder(merchant()).public_url(invalid).start().await;
        assert!(matches!(&started, Err(StartError::PublicUrl(url)) if url == invalid), "{started:?}");
    }
}

/// A page of another site must not control the sandbox, even if its name has the address of this machine.
#[tokio::test]
async fn pages_of_other_origins_are_rejected() {
    let shop =
        Shop::new(|builder| builder.allow_host("sandbox").allow_host("192.0.2.5").allow_host("2001:db8::5")).await;
    let api = Api::of(&shop.gateway);
    let own = shop.gateway.address().to_string();
    for (name, value, allowed) in [
        ("origin", format!("http://{own}"), true),
        ("sec-fetch-site", "same-origin".to_owned(), true),
        ("host", format!("localhost:{}", shop.gateway.address().port()), true),
        ("host", "Sandbox:4710".to_owned(), true),
        ("host", "sandbox".to_owned(), true),
        ("host", "192.0.2.5:4710".to_owned(), true),
        ("host", "[2001:db8:0::5]:4710".to_owned(), true),
        ("host", "192.0.2.6:4710".to_owned(), false),
        ("host", "sandbox.shop.example".to_owned(), false),
        ("host", "other".to_owned(), false),
        ("origin", "http://shop.example".to_owned(), false),
        ("origin", "null".to_owned(), false),
        ("origin", format!("http://{own}.shop.example"), false),
        ("sec-fetch-site", "cross-site".to_owned(), false),
        ("host", "shop.example".to_owned(), false),
        ("host", format!("{own}.shop.example"), false),
    ] {
        let request = api.http.post(format!("{}/sandbox/reset", api.origin)).header(name, &value);
        let status = request.send().await.unwrap().status();
        assert_eq!(status, if allowed { 204 } else { 403 }, "{name}: {value}");
    }
}

/// The document and the server agree: each operation exists, and takes the documented method.
#[tokio::test]
async fn the_document_describes_what_the_server_has() {
    let shop = Shop::new(|builder| builder).await;
    let api = Api::of(&shop.gateway);
    let document = api.get("/openapi.json").await;
    let mut operations = 0;
    for (path, methods) in document["paths"].as_object().unwrap() {
        let path = path.strip_prefix("/sandbox").unwrap().replace("{id}", "none").replace("{number}", "99");
        for method in methods.as_object().unwrap().keys() {
            let method: Method = method.to_uppercase().parse().unwrap();
            let response = api.send(method.clone(), &path, None).await;
            let status = response.status();
            // An unknown route responds with text; an unknown order with a JSON error.
            let is_json = response.headers().get("content-type").is_some_and(|it| it == "application/json");
            assert!(status != 405 && (status != 404 || is_json), "{method} {path}: {status}");
            operations += 1;
        }
    }
    assert_eq!(operations, 36);
    for reference in document.to_string().split("#/components/").skip(1) {
        let name = reference.split('"').next().unwrap();
        assert!(!document["components"].pointer(&format!("/{name}")).unwrap_or(&Value::Null).is_null(), "{name}");
    }
}

/// A name that would never match is an error at the start.
#[tokio::test]
async fn host_names_are_checked() {
    for name in ["sandbox:4710", "http://sandbox", "sand box", ""] {
        let started = Gateway::builder(merchant()).allow_host(name).start().await;
        assert!(matches!(&started, Err(StartError::HostName(invalid)) if invalid == name), "{started:?}");
    }
}

/// A snapshot after which no id is unused cannot be loaded.
#[tokio::test]
async fn a_snapshot_leaves_ids() {
    let shop = Shop::new(|builder| builder).await;
    let api = Api::of(&shop.gateway);
    for (last_id, status) in [(u64::MAX, 422), (u64::MAX / 2, 204)] {
        let response = api.send(Method::PUT, "/snapshot", Some(json!({ "books": { "last_id": last_id } }))).await;
        assert_eq!(response.status(), status, "{last_id}");
    }
    assert_ne!(shop.order("a").await, shop.order("b").await);
}
