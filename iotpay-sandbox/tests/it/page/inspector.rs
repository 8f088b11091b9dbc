//! The signature inspector.

use super::Browser;
use crate::shop::{KEY, Shop};

#[tokio::test]
async fn finds_the_mistake_in_a_signature() {
    let shop = Shop::new(|builder| builder).await;
    let browser = Browser::new(&shop.gateway);
    let id = shop.order("a").await;
    shop.gateway.pay(&id).await.unwrap();
    let query = shop.received().remove(0);
    let inspect = async |message: &str, key: &str| {
        let fields = [("family", "general"), ("message", message), ("key", key)];
        let response = browser.submit("/page/inspector", &fields).await;
        (response.status().as_u16(), response.text().await.unwrap())
    };
    let (status, page) = inspect(&query, "").await;
    assert_eq!(status, 200);
    for text in ["The signature matches", "amount=2865&#38;", "&#38;key=***", "<code>param1</code></td><td>empty"] {
        assert!(page.contains(text), "{text}: {page}");
    }
    let upper = KEY.to_uppercase();
    let (_, page) = inspect(&query, &upper).await;
    assert!(page.contains("the key has another case") && page.contains("does not match"), "{page}");
    // The key is neither shown again nor recorded.
    assert!(!page.contains(&upper) && !page.contains(KEY));
    assert!(!browser.get("/page/activity").await.contains(&upper));
    assert!(!format!("{:?}", shop.gateway.events()).contains(&upper));

    let sign = query.split("sign=").nth(1).unwrap().split('&').next().unwrap();
    let (_, page) = inspect(&query.replace(sign, &"0".repeat(32)), "").await;
    assert!(page.contains("None of the usual mistakes"), "{page}");
    let (_, page) = inspect(r#"{"a":"<script>alert(1)</script>"}"#, "").await;
    assert!(page.contains("has no field sign") && !page.contains("<script>alert"), "{page}");
    for (message, key) in [("{", ""), ("", ""), (query.as_str(), "a key")] {
        assert_eq!(inspect(message, key).await.0, 422, "{message}");
    }
}

/// The timeline links to the inspector, which reads the message from the history: no key and no message is in a URL.
#[tokio::test]
async fn inspects_the_messages_of_the_timeline() {
    let shop = Shop::new(|builder| builder).await;
    let browser = Browser::new(&shop.gateway);
    let id = shop.order("a").await;
    shop.gateway.pay(&id).await.unwrap();
    let page = browser.get(&format!("/page/orders/{id}")).await;
    let links: Vec<_> =
        page.split("/page/inspector?event=").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
    assert_eq!(links, ["0", "2"]);
    for link in links {
        let page = browser.get(&format!("/page/inspector?event={link}")).await;
        assert!(page.contains("The signature matches"), "{page}");
    }
    assert!(browser.get("/page/inspector?event=99").await.contains("Signature inspector"));
}

/// A rejected request is inspected with its explanation: the field, the rule, the page and the expected string to sign.
#[tokio::test]
async fn inspects_rejected_requests() {
    let shop = Shop::new(|builder| builder).await;
    let browser = Browser::new(&shop.gateway);
    let other = crate::shop::client(&shop.gateway, crate::shop::MCH_ID, &KEY.to_uppercase());
    other.send(&crate::shop::order("b", &shop.notify_url)).await.unwrap_err();
    for path in ["/page/activity", "/page/events/0"] {
        let page = browser.get(path).await;
        assert!(page.contains("Expected string to sign") && page.contains("/page/inspector?event=0"), "{page}");
    }
    let page = browser.get("/page/inspector?event=0").await;
    for text in [
        "The request was rejected",
        "<code>sign</code>",
        "must be the MD5 signature",
        "Customer Scan QR Code, /guide/",
        "Expected string to sign</dt><dd><code>amount=2865&#38;",
        "&#34;mchOrderNo&#34;:&#34;b&#34;",
        "The received signature results if <b>the key has another case</b>",
    ] {
        assert!(page.contains(text), "{text}: {page}");
    }
    // Without the secrets, the signature cannot be verified.
    let body = format!(r#"{{"mchId":"{}","cardNum":"4111111111111111","sign":"x"}}"#, crate::shop::MCH_ID);
    let url = format!("{}cc_purchase", shop.gateway.base_url("card").unwrap());
    browser.http.post(url).header("content-type", "application/json").body(body).send().await.unwrap();
    let page = browser.get("/page/inspector?event=1").await;
    assert!(page.contains("The sandbox keeps no secrets") && !page.contains("The signature "), "{page}");
    assert!(page.contains("&#34;cardNum&#34;:&#34;***&#34;") && !page.contains("4111111111111111"), "{page}");
}

/// A request as in a `curl` command: the object is not encoded yet.
#[tokio::test]
async fn reads_requests_before_encoding() {
    let shop = Shop::new(|builder| builder).await;
    let browser = Browser::new(&shop.gateway);
    let example = shop.gateway.example_order(&crate::shop::merchant()).unwrap();
    let fields = [("family", "general"), ("message", example.body.as_str())];
    let page = browser.submit("/page/inspector", &fields).await.text().await.unwrap();
    assert!(page.contains("The signature matches"), "{page}");
}
