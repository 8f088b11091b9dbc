//! Notifications that were not acknowledged are sent after a restart.

use super::*;

#[tokio::test]
async fn notifications_are_sent_again_after_a_restart() {
    let file = TemporaryFile::new("notifications");
    let shop = Shop::new(|builder| builder.data(file.path())).await;
    let id = shop.order("n-1").await;
    shop.gateway.set_speed(0.0);
    assert!(!shop.gateway.pay(&id).await.unwrap().acknowledged);
    shop.gateway.advance(Duration::from_secs(60));
    shop.wait_for(2).await;
    let acknowledged = shop.order("n-2").await;
    shop.respond("success");
    assert!(shop.gateway.pay(&acknowledged).await.unwrap().acknowledged);
    shop.respond("no");
    while shop.gateway.deliveries().len() < 3 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let deliveries = shop.gateway.deliveries();
    shop.gateway.saved().await.unwrap();
    let (received, notify_url) = (shop.received(), shop.notify_url.clone());
    let shop = shop.restart(&file).await;

    // The log survives, and so does the next attempt, three minutes after the first one.
    assert_eq!(shop.gateway.deliveries(), deliveries);
    shop.gateway.advance(Duration::from_secs(119));
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert_eq!((shop.received().len(), &shop.notify_url), (3, &notify_url));
    shop.gateway.advance(Duration::from_secs(1));
    shop.wait_for(4).await;
    assert_eq!(shop.received()[3], received[0]);
    while shop.gateway.deliveries().len() < 4 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let last = shop.gateway.deliveries().pop().unwrap();
    assert_eq!((last.number, last.attempt, last.acknowledged), (3, 3, false));

    // If an attempt by hand is acknowledged, nothing is sent after another restart.
    shop.respond("success");
    assert!(shop.gateway.resend(0).await.unwrap().acknowledged);
    let shop = shop.restart(&file).await;
    shop.gateway.advance(Duration::from_secs(3600));
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert_eq!(shop.received().len(), 5);
    assert_eq!(shop.gateway.deliveries()[4].attempt, 4);
}

/// A notification that was not sent before the end is sent after the start.
#[tokio::test]
async fn postponed_notifications_are_sent_after_a_restart() {
    let file = TemporaryFile::new("postponed");
    let schedule = || NotificationSchedule::default().reorders_within(Duration::from_secs(3600));
    let shop = Shop::new(|builder| builder.data(file.path()).notification_schedule(schedule())).await;
    shop.gateway.set_speed(0.0);
    let id = shop.order("p-1").await;
    assert_eq!(shop.gateway.pay(&id).await, Err(OrderError::NotSent(NotSent::Postponed)));
    shop.gateway.saved().await.unwrap();
    assert!(shop.received().is_empty());
    // Without reordering, it is due at once.
    let shop = shop.restart(&file).await;
    shop.wait_for(1).await;
    // A reset removes it.
    shop.gateway.reset();
    let shop = shop.restart(&file).await;
    shop.gateway.advance(Duration::from_secs(3600));
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert_eq!(shop.received().len(), 1);
}

/// A sandbox that allows fewer addresses than the one before sends nothing to the others.
#[tokio::test]
async fn the_addresses_that_are_allowed_now_count_after_a_restart() {
    let file = TemporaryFile::new("not-allowed");
    let schedule = NotificationSchedule::default().reorders_within(Duration::from_secs(3600));
    let settings = |builder: GatewayBuilder| builder.data(file.path()).notification_schedule(schedule);
    let shop = Shop::new(|builder| settings(builder).allow_notifications_to("192.0.2.1")).await;
    shop.gateway.set_speed(0.0);
    let order = crate::shop::order("p-1", "http://192.0.2.1:9/notify");
    let id = shop.client.send(&order).await.unwrap().pay_order_id.to_string();
    assert_eq!(shop.gateway.pay(&id).await, Err(OrderError::NotSent(NotSent::Postponed)));
    shop.gateway.saved().await.unwrap();
    let shop = shop.restart(&file).await;
    crate::shop::wait_until(|| !shop.gateway.deliveries().is_empty()).await;
    let sent = shop.gateway.deliveries();
    assert_eq!((sent[0].not_sent, sent[0].attempt), (Some(NotSent::NotAllowed), 0));
    // The schedule has ended.
    let shop = shop.restart(&file).await;
    shop.gateway.advance(Duration::from_secs(3600));
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert_eq!(shop.gateway.deliveries(), sent);
}
