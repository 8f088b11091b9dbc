//! The browser page, with plain HTTP.

mod controls;
mod customer;
mod inspector;

use std::time::{Duration, Instant};

use iotpay_sandbox::{Fault, FaultRule, Gateway, Snapshot, Timing};
use reqwest::{Client, Response, StatusCode};
use serde_json::json;

use crate::shop::{MCH_ID, Shop, merchant};

/// The largest page with its style sheet and script, and the largest script, in bytes.
const LARGEST_PAGE: usize = 40_000;
const LARGEST_SCRIPT: usize = 10_000;

/// A browser without a script.
pub struct Browser {
    http: Client,
    origin: String,
}

impl Browser {
    pub fn new(gateway: &Gateway) -> Self {
        // Redirects are followed by hand, to see where they lead.
        let http = Client::builder()
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .timeout(Duration::from_secs(10))
            .build()
            .unwrap();
        Self { http, origin: format!("http://{}", gateway.address()) }
    }

    pub async fn get(&self, path: &str) -> String {
        let response = self.http.get(format!("{}{path}", self.origin)).send().await.unwrap();
        assert_eq!(response.status(), 200, "{path}");
        response.text().await.unwrap()
    }

    pub async fn submit(&self, path: &str, fields: &[(&str, &str)]) -> Response {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let request = self.http.post(format!("{}{path}", self.origin));
        let request = request.header("origin", &self.origin).header("sec-fetch-site", "same-origin");
        let request = request.header("content-type", "application/x-www-form-urlencoded");
        request.body(body).send().await.unwrap()
    }

    /// Submits a form and returns the page that the browser is redirected to.
    pub async fn follow(&self, path: &str, fields: &[(&str, &str)]) -> String {
        let response = self.submit(path, fields).await;
        let status = response.status();
        let text = response.headers().get("location").map(|it| it.to_str().unwrap().to_owned());
        assert_eq!(status, 303, "{path}: {}", response.text().await.unwrap());
        self.get(&text.unwrap()).await
    }

    /// Submits a form that is not accepted, and returns the page with the reason.
    pub async fn fail(&self, path: &str, fields: &[(&str, &str)], status: u16) -> String {
        let response = self.submit(path, fields).await;
        assert_eq!(response.status(), status, "{path}");
        response.text().await.unwrap()
    }
}

#[tokio::test]
async fn an_order_is_shown_with_its_timeline() {
    let shop = Shop::new(|builder| builder).await;
    shop.respond("success");
    let browser = Browser::new(&shop.gateway);
    assert!(browser.get("/").await.contains("No orders yet"));
    let id = shop.order("tea-1").await;
    let page = browser.get("/").await;
    for text in ["tea-1", &id, "28.65", "CAD", "WX_NATIVE", "Waiting", "<svg", "Request general/create_order"] {
        assert!(page.contains(text), "{text}: {page}");
    }
    let page = browser.follow(&format!("/page/orders/{id}/pay"), &[]).await;
    for text in ["The shop acknowledged", "Paid", "Notification, attempt 1", "HTTP 200", "3 (PaidAndNotified)"] {
        assert!(page.contains(text), "{text}: {page}");
    }
    assert!(!page.contains("<svg"), "a paid order needs no QR code");
    assert_eq!(shop.status(&id), "3");
}

#[tokio::test]
async fn forms_do_what_the_api_does() {
    let shop = Shop::new(|builder| builder).await;
    let browser = Browser::new(&shop.gateway);
    let order = async |reference: &str| format!("/page/orders/{}", shop.order(reference).await);
    for (action, notice) in [("cancel", "cancelled"), ("decline", "declined"), ("expire", "expired")] {
        let path = order(action).await;
        assert!(browser.follow(&format!("{path}/{action}"), &[]).await.contains(notice));
        let page = browser.fail(&format!("{path}/pay"), &[], 409).await;
        assert!(page.contains("The payment of the order failed."), "{page}");
    }
    let paid = order("paid").await;
    let page = browser.fail(&format!("{paid}/refund"), &[], 409).await;
    assert!(page.contains("The order is not paid."), "{page}");
    browser.follow(&format!("{paid}/pay"), &[]).await;
    browser.follow(&format!("{paid}/settle"), &[]).await;
    for (amount, status) in [("28.66", 409), ("0", 422), ("1,50", 422), ("-1", 422)] {
        browser.fail(&format!("{paid}/refund"), &[("amount", amount)], status).await;
    }
    let page = browser.follow(&format!("{paid}/refund"), &[("amount", "8.65")]).await;
    assert!(page.contains("Partly refunded") && page.contains("20.00"), "{page}");
    assert!(browser.follow(&format!("{paid}/refund"), &[]).await.contains("Refunded"));
    let refunds = shop.gateway.refunds();
    assert_eq!(refunds.iter().map(|refund| refund.amount).collect::<Vec<_>>(), [865, 2000]);

    let edit = [("field", "amount"), ("value", "1"), ("signature", "wrong")];
    browser.follow(&format!("{paid}/notify"), &edit).await;
    assert!(shop.received().last().unwrap().contains("amount=1&"));
    let page = browser.fail(&format!("{paid}/notify"), &[("field", "none")], 409).await;
    assert!(page.contains("no field with the name"), "{page}");
    browser.fail(&format!("{paid}/notify"), &[("signature", "other")], 422).await;
    let attempts = shop.gateway.deliveries().len();
    browser.follow("/page/deliveries/0/resend", &[]).await;
    assert_eq!(shop.gateway.deliveries().len(), attempts + 1);
    for path in ["/page/deliveries/99/resend", "/page/orders/none/pay", "/page/refunds/none/notify"] {
        browser.fail(path, &[], 404).await;
    }
    browser.fail(&format!("{paid}/explode"), &[], 404).await;
}

/// A shop that responds after the page has lost its patience gets the notification, and the attempt is recorded.
#[tokio::test]
async fn a_slow_shop_receives_a_notification_that_is_sent_again() {
    let shop = Shop::new(|builder| builder).await;
    let browser = Browser::new(&shop.gateway);
    let id = shop.order("a").await;
    shop.gateway.pay(&id).await.unwrap();
    shop.delay(Duration::from_millis(1_500));
    shop.respond("success");
    let page = browser.follow("/page/deliveries/0/resend", &[]).await;
    assert!(page.contains("has not responded to the notification yet"), "{page}");
    // A client of the API that disconnects changes nothing.
    let resent = tokio::time::timeout(Duration::from_millis(200), shop.gateway.resend(0)).await;
    assert!(resent.is_err());
    let recorded = async {
        while shop.gateway.deliveries().len() < 3 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(10), recorded).await.expect("the attempts are recorded");
    assert!(shop.gateway.deliveries()[1..].iter().all(|delivery| delivery.acknowledged));
    assert_eq!(shop.status(&id), "3");
}

#[tokio::test]
async fn an_example_order_needs_no_shop() {
    let gateway = Gateway::start(merchant()).await.unwrap();
    let browser = Browser::new(&gateway);
    let page = browser.follow("/page/example-order", &[]).await;
    assert!(page.contains("An example order was placed") && page.contains("Waiting"), "{page}");
    assert_eq!(gateway.orders().len(), 1);
}

/// What a shop, a customer or an attacker sends is text on the page, and never HTML.
#[tokio::test]
async fn texts_are_escaped() {
    let shop = Shop::new(|builder| builder).await;
    let browser = Browser::new(&shop.gateway);
    let script = "<script>alert(1)</script>";
    shop.respond(script);
    let mut order = crate::shop::order("a", &shop.notify_url);
    order.subject = "<script>alert(1)</script>'\"><img src=x>".parse().unwrap();
    let id = shop.client.send(&order).await.unwrap().pay_order_id.to_string();
    shop.gateway.pay(&id).await.unwrap();
    let find = "/?find=%3Cscript%3Ealert(1)%3C/script%3E".to_owned();
    for path in
        ["/".to_owned(), format!("/page/orders/{id}"), find, "/page/activity".to_owned(), "/page/events/2".to_owned()]
    {
        let page = browser.get(&path).await;
        assert!(page.contains("&#60;script&#62;alert(1)"), "{path}: {page}");
        assert!(!page.contains(script) && !page.contains("<img src=x"), "{path}");
    }
    let page = browser.fail("/page/orders/%3Cscript%3E/pay", &[], 404).await;
    assert!(!page.contains("<script>"), "{page}");
}

#[tokio::test]
async fn other_origins_cannot_use_the_forms_but_may_link() {
    let shop = Shop::new(|builder| builder).await;
    let browser = Browser::new(&shop.gateway);
    let id = shop.order("a").await;
    let own = shop.gateway.address().to_string();
    for (name, value) in [
        ("origin", "http://shop.example".to_owned()),
        ("origin", "null".to_owned()),
        ("sec-fetch-site", "cross-site".to_owned()),
        ("sec-fetch-site", "same-site".to_owned()),
        ("host", "shop.example".to_owned()),
        ("host", format!("{own}.shop.example")),
    ] {
        let url = format!("{}/page/orders/{id}/pay", browser.origin);
        // A form of another site is a navigation, too.
        let request = browser.http.post(url).header(name, &value).header("sec-fetch-mode", "navigate");
        assert_eq!(request.send().await.unwrap().status(), 403, "{name}: {value}");
    }
    assert_eq!(shop.gateway.orders()[0].paid_at, None);
    let link = async |mode: &str, host: &str| {
        let request = browser.http.get(format!("{}/", browser.origin)).header("host", host);
        let request = request.header("sec-fetch-site", "cross-site").header("sec-fetch-mode", mode);
        request.send().await.unwrap().status()
    };
    assert_eq!(link("navigate", &own).await, 200);
    assert_eq!(link("no-cors", &own).await, StatusCode::FORBIDDEN);
    assert_eq!(link("navigate", "shop.example").await, StatusCode::FORBIDDEN);
}

/// The state with 50 cards and 50 contracts.
fn with_cards() -> Snapshot {
    let card = |number: u32| {
        json!({
            "card_id": format!("a-card-of-32-characters-{number:08}"), "mch_id": MCH_ID, "family": "card",
            "masked_number": null, "page_expires_at": null,
        })
    };
    let contract = |number: u32| {
        json!({
            "iotpay_contract_id": format!("CWJ{number:020}"), "mch_id": MCH_ID, "contract_id": "2", "family": "autodebit",
            "mch_contract_id": format!("a-contract-of-32-letters-{number:07}"), "state": "pending", "signed_at": null,
            "cancelled_at": null, "fields": {},
        })
    };
    let (cards, contracts): (Vec<_>, Vec<_>) = (0..50).map(|number| (card(number), contract(number))).unzip();
    json!({ "books": { "cards": cards, "contracts": contracts } }).to_string().parse().unwrap()
}

/// The page with everything that it loads is small and comes from the sandbox only.
#[tokio::test]
async fn pages_are_small_and_load_nothing_from_elsewhere() {
    let shop = Shop::new(|builder| builder.snapshot(with_cards())).await;
    let browser = Browser::new(&shop.gateway);
    let mut id = String::new();
    // A merchant reference has at most 30 characters.
    for number in 0..40 {
        id = shop.order(&format!("a-long-merchant-reference-{number:04}")).await;
    }
    let pending = browser.get("/").await;
    // The response of a shop may be long.
    shop.respond(&"<p>".repeat(1_000));
    for _ in 0..30 {
        shop.gateway.pay(&id).await.unwrap();
    }
    for _ in 0..40 {
        shop.gateway.refund(&id, Some(1)).unwrap();
        let rule = FaultRule::new(Fault::Reset, Timing::After).endpoint("refund_order").reference("<".repeat(1_000));
        shop.gateway.inject(rule).unwrap();
    }
    let refunded = browser.get(&format!("/page/orders/{id}")).await;
    assert!(refunded.contains("30 earlier refunds are not shown."), "{refunded}");
    let controls = browser.get("/page/controls").await;
    assert!(controls.contains("30 earlier rules are not shown.") && controls.contains("/page/faults/39/remove"));
    let [style, script] = [browser.get("/page/page.css").await, browser.get("/page/page.js").await];
    assert!(script.len() <= LARGEST_SCRIPT, "{}", script.len());
    let mut pages = vec![pending];
    let order = format!("/page/orders/{id}");
    let cards = browser.get("/page/cards").await;
    assert!(cards.contains("-00000025<") && !cards.contains("-00000024<"), "the newest 25 cards: {cards}");
    assert!(browser.get("/page/events/60").await.contains(&"&#60;p&#62;".repeat(1_000)), "the whole response");
    let others = ["/page/activity", "/page/cards", "/page/controls", "/page/inspector", "/page/inspector?event=0"];
    let customers = [format!("/pay/{id}"), format!("/pay/{}", shop.gateway.orders()[0].pay_order_id)];
    for path in [order.as_str(), "/?page=2"].into_iter().chain(others).chain(customers.iter().map(String::as_str)) {
        pages.push(browser.get(path).await);
    }
    for page in pages {
        let size = page.len() + style.len() + script.len();
        assert!(size <= LARGEST_PAGE, "{size}, of which the page has {}: {page}", page.len());
        for attribute in ["src=\"", "href=\"", "action=\""] {
            for url in page.split(attribute).skip(1) {
                assert!(url.starts_with('/') || url.starts_with('#'), "{attribute}{}", &url[..40]);
            }
        }
        let is_attribute =
            |rest: &str| rest.trim_start_matches(|letter: char| letter.is_ascii_lowercase()).starts_with('=');
        let has_handlers = page.split(" on").skip(1).any(is_attribute);
        assert!(!page.contains("<style") && !page.contains(" style=") && !has_handlers, "{page}");
    }
    assert!(!style.contains("url(") && !style.contains("@import"));
    let response = browser.http.get(format!("{}/", browser.origin)).send().await.unwrap();
    let policy = response.headers()["content-security-policy"].to_str().unwrap();
    assert!(policy.contains("default-src 'none'; script-src 'self'; style-src 'self';"), "{policy}");
    assert!(!policy.contains("unsafe"), "{policy}");
    for (name, value) in [("x-content-type-options", "nosniff"), ("cache-control", "no-store")] {
        assert_eq!(response.headers()[name], value);
    }
}

/// The script loads the page again after each event: both together must be fast.
#[tokio::test]
async fn an_event_is_visible_within_200_milliseconds() {
    let shop = Shop::new(|builder| builder).await;
    let browser = Browser::new(&shop.gateway);
    shop.gateway.set_speed(0.0);
    let mut rounds = Vec::new();
    // Another load of the machine may slow down single events, or a whole round.
    for round in 0..5 {
        let mut times = Vec::new();
        for number in 0..7 {
            let id = shop.order(&format!("{round}-{number}")).await;
            let url = format!("{}/sandbox/events/stream", browser.origin);
            let mut stream = browser.http.get(url).send().await.unwrap();
            let start = Instant::now();
            // What happens at a time is as visible as what happens on request.
            let (change, title) = if number % 2 == 0 { ("cancelled", "Cancelled") } else { ("expired", "Expired") };
            match change {
                "cancelled" => shop.gateway.cancel(&id).unwrap(),
                _ => shop.gateway.advance(Duration::from_secs(2 * 60 * 60)),
            }
            let mut events = String::new();
            while !events.contains(change) {
                events.push_str(str::from_utf8(&stream.chunk().await.unwrap().unwrap()).unwrap());
            }
            assert!(browser.get(&format!("/page/orders/{id}")).await.contains(title));
            times.push(start.elapsed());
        }
        times.sort();
        if times[times.len() / 2] < Duration::from_millis(200) {
            return;
        }
        rounds.push(times);
    }
    panic!("{rounds:?}");
}

/// The QR code is for another device: it has the address at which the browser reaches the sandbox.
#[tokio::test]
async fn the_qr_code_has_the_address_of_the_request() {
    let shop = Shop::new(|builder| builder).await;
    let browser = Browser::new(&shop.gateway);
    shop.order("a").await;
    let code = async |host: String| {
        let response = browser.http.get(format!("{}/", browser.origin)).header("host", host).send().await.unwrap();
        let page = response.text().await.unwrap();
        page.split("<path d=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
    };
    let own = code(shop.gateway.address().to_string()).await;
    assert_eq!(own, code(shop.gateway.address().to_string()).await);
    assert_ne!(own, code(format!("localhost:{}", shop.gateway.address().port())).await);
}
