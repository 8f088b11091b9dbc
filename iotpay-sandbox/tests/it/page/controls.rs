//! The clock and faults on the page.

use iotpay_sandbox::{Fault, FaultRule, Gateway, Timing};

use super::Browser;
use crate::shop::{Shop, merchant};

#[tokio::test]
async fn the_clock_is_set_advanced_and_sped_up() {
    let gateway = Gateway::start(merchant()).await.unwrap();
    let browser = Browser::new(&gateway);
    browser.follow("/page/clock", &[("action", "speed"), ("speed", "0")]).await;
    browser.follow("/page/clock", &[("action", "set"), ("time", "2021-04-07T19:44:51")]).await;
    let page = browser.follow("/page/clock", &[("action", "advance"), ("minutes", "1.5")]).await;
    assert!(page.contains("2021-04-07 19:46:21"), "{page}");
    assert_eq!(gateway.now(), 1_617_824_691_000 + 90_000);
    for fields in [
        [("action", "set"), ("time", "yesterday")],
        [("action", "advance"), ("minutes", "-1")],
        [("action", "advance"), ("minutes", "1e300")],
        [("action", "speed"), ("speed", "fast")],
        [("action", "stop"), ("speed", "1")],
    ] {
        browser.fail("/page/clock", &fields, 422).await;
    }
    assert_eq!(gateway.now(), 1_617_824_691_000 + 90_000);
}

#[tokio::test]
async fn rules_for_faults_are_added_and_removed() {
    let shop = Shop::new(|builder| builder).await;
    let browser = Browser::new(&shop.gateway);
    let fields = [("fault", "status"), ("number", "503"), ("timing", "before"), ("endpoint", "create_order")];
    let page = browser.follow("/page/faults", &fields).await;
    assert!(page.contains("status-503, before the effect; endpoint create_order"), "{page}");
    let rule = FaultRule::new(Fault::Status(503), Timing::Before).endpoint("create_order");
    assert_eq!(shop.gateway.fault_rules(), std::slice::from_ref(&rule));
    assert!(shop.client.send(&crate::shop::order("a", &shop.notify_url)).await.is_err());
    assert!(browser.get("/page/activity").await.contains("fault: status-503, before the effect"));

    let script = ("reference", "<script>");
    browser.follow("/page/faults", &[("fault", "reset"), ("timing", "after"), script]).await;
    assert!(!browser.get("/page/controls").await.contains("<script>"));
    browser.follow("/page/faults/1/remove", &[]).await;
    assert_eq!(shop.gateway.fault_rules(), [rule]);
    browser.fail("/page/faults/1/remove", &[], 404).await;
    browser.fail("/page/faults", &[("fault", "fire"), ("timing", "after")], 422).await;
    let typo = [("fault", "reset"), ("timing", "after"), ("channel", "WX_NATIV")];
    let page = browser.fail("/page/faults", &typo, 422).await;
    assert!(page.contains("The endpoint has no channel `WX_NATIV`; did you mean `WX_NATIVE`?"), "{page}");
    browser.follow("/page/faults/clear", &[]).await;
    assert!(shop.gateway.fault_rules().is_empty());
}

#[tokio::test]
async fn everything_is_removed() {
    let shop = Shop::new(|builder| builder).await;
    let browser = Browser::new(&shop.gateway);
    shop.order("a").await;
    browser.follow("/page/next-charge", &[("outcome", "failed")]).await;
    browser.fail("/page/next-charge", &[("outcome", "other")], 422).await;
    let before = shop.gateway.orders();
    browser.follow("/page/reset", &[]).await;
    assert!(shop.gateway.orders().is_empty());
    // The next order has the same id, and a new timeline.
    let id = shop.order("b").await;
    assert_eq!(id, before[0].pay_order_id);
    let page = browser.get(&format!("/page/orders/{id}")).await;
    assert_eq!(page.matches("Request general/create_order</b>").count(), 1, "{page}");
}

/// A rejected request belongs to no order: the activity shows the reason.
#[tokio::test]
async fn rejections_are_explained() {
    let shop = Shop::new(|builder| builder).await;
    let browser = Browser::new(&shop.gateway);
    let other = crate::shop::client(&shop.gateway, crate::shop::MCH_ID, "another-key");
    assert!(other.send(&crate::shop::order("a", &shop.notify_url)).await.is_err());
    let page = browser.get("/page/activity").await;
    for text in ["rejected", "Expected string to sign", "amount=2865&#38;", "perhaps because of another key"] {
        assert!(page.contains(text), "{text}: {page}");
    }
}
