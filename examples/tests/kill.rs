//! Kills the shop at random moments and restarts it with the same file. Afterward, the shop has booked exactly the orders
//! that the sandbox books as paid.
//!
//! The variable `SHOP_KILLS` sets how often; the default is 20.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use iotpay_sandbox::{Fault, FaultRule, Gateway, Merchant, NotificationSchedule, Timing};
use reqwest::header::CONTENT_TYPE;

const MCH_ID: &str = "10000701";
const LOGIN_NAME: &str = "jack123";
const MERCHANT_KEY: &str = "made-up-key-for-the-shop";
const METHODS: [&str; 4] = ["WX_NATIVE", "ALIPAY_QR", "UPI_QR", "card"];

/// The process of the shop, which is killed when it is dropped.
struct Shop(Child);

impl Shop {
    fn start(gateway: &Gateway, address: &str, folder: &Path) -> Self {
        let child = Command::new(program())
            .env_clear()
            .env("IOTPAY_MCH_ID", MCH_ID)
            .env("IOTPAY_LOGIN_NAME", LOGIN_NAME)
            .env("IOTPAY_KEY", MERCHANT_KEY)
            .env("IOTPAY_GENERAL_URL", gateway.base_url("general").unwrap())
            .env("IOTPAY_CARD_URL", gateway.base_url("card").unwrap())
            // A sweep asks for a lost order when the request must be over.
            .env("IOTPAY_OPERATION_TIMEOUT", "1")
            .env("SHOP_URL", format!("http://{address}"))
            .env("SHOP_ADDRESS", address)
            .env("SHOP_DATABASE", folder.join("shop.db"))
            .env("SHOP_TOKEN", "made-up-token-of-the-staff")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        Self(child.unwrap())
    }
}

impl Drop for Shop {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The program, which is built together with this test.
fn program() -> PathBuf {
    let test = std::env::current_exe().unwrap();
    test.parent().and_then(Path::parent).unwrap().join("examples").join("shop")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_killed_shop_books_each_payment_once() {
    let kills: u32 = std::env::var("SHOP_KILLS").map_or(20, |kills| kills.parse().unwrap());
    let resent = (1..=60).map(|tenths| Duration::from_millis(tenths * 500));
    let gateway = Gateway::builder(Merchant::new(MCH_ID, LOGIN_NAME, MERCHANT_KEY).unwrap())
        .notification_schedule(NotificationSchedule::new(resent).duplicates(true));
    let gateway = Arc::new(gateway.start().await.unwrap());
    // Some responses are lost.
    let rule = FaultRule::new(Fault::Status(503), Timing::After).probability(0.2);
    gateway.inject(rule).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
    let http = reqwest::Client::builder().no_proxy().timeout(Duration::from_secs(3)).build().unwrap();
    let mut random = fastrand::Rng::with_seed(7);

    let mut shop = Shop::start(&gateway, &address, folder.path());
    for kill in 0..kills {
        let deadline = tokio::time::Instant::now() + Duration::from_millis(random.u64(150..900));
        let mut buys = 0;
        while tokio::time::Instant::now() < deadline {
            let method = METHODS[buys % METHODS.len()];
            let request = http.post(format!("http://{address}/orders"));
            let request = request.header(CONTENT_TYPE, "application/x-www-form-urlencoded");
            // The shop may be starting, or just have been killed.
            let _ = request.body(format!("method={method}")).send().await;
            buys += 1;
            pay(&gateway, &mut random);
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        println!("kill {kill} after {buys} orders");
        drop(shop);
        shop = Shop::start(&gateway, &address, folder.path());
    }

    gateway.clear_faults();
    let (paid, unpaid): (Vec<_>, Vec<_>) = gateway.orders().into_iter().partition(|order| order.paid_at.is_some());
    assert!(paid.len() >= kills as usize / 2 && !unpaid.is_empty(), "{} paid, {} unpaid", paid.len(), unpaid.len());
    for (orders, state) in [(paid, "paid"), (unpaid, "unpaid")] {
        for order in orders {
            let url = format!("http://{address}/orders/{}", order.mch_order_no);
            wait_for(&http, &url, &format!(": {state}")).await;
        }
    }
    drop(shop);
}

/// Pays one of the last orders, without waiting for the notification.
fn pay(gateway: &Arc<Gateway>, random: &mut fastrand::Rng) {
    let orders = gateway.orders();
    let last = orders.len().saturating_sub(5);
    if let Some(order) = orders.get(random.usize(last..=orders.len())).filter(|order| order.paid_at.is_none()) {
        let (gateway, id) = (Arc::clone(gateway), order.pay_order_id.clone());
        tokio::spawn(async move { gateway.pay(&id).await });
    }
}

/// Waits until a page ends with a text.
async fn wait_for(http: &reqwest::Client, url: &str, end: &str) {
    let mut last = String::new();
    for _ in 0..400 {
        if let Ok(response) = http.get(url).send().await {
            last = response.text().await.unwrap_or_default();
            if last.ends_with(end) {
                return;
            }
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("{url}: expected {end}, found {last}");
}
