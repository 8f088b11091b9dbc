//! The program is killed at random points, and loses nothing that it has acknowledged.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use iotpay_client::value::OrderId;
use iotpay_client::{general, request};
use serde_json::Value;

use crate::data::TemporaryFile;
use crate::program::{MERCHANT, Program};
use crate::shop::{KEY, MCH_ID, credentials, order};

/// The number of kills, unless the variable `SANDBOX_KILLS` sets it; see `scripts/kill-sandbox`.
const KILLS: usize = 50;

/// The orders are checked completely after each of this many kills, and after all kills as long as there are few orders.
const COMPLETE_CHECK: usize = 20;
const FEW_ORDERS: usize = 1_000;

/// The amount of each order, in cents, and those of its refunds: only one of them is possible.
const AMOUNT: i64 = 2865;
const REFUND: i64 = 1500;

/// What the program has acknowledged.
#[derive(Default)]
struct Acknowledged {
    /// The orders by their IOTPay id.
    orders: BTreeMap<String, Order>,
    /// Those that were acknowledged or changed since the last start.
    recent: BTreeSet<String>,
}

struct Order {
    mch_order_no: String,
    is_paid: bool,
    is_settled: bool,
    refunds: Vec<String>,
}

impl Acknowledged {
    fn change(&mut self, id: &str, change: impl FnOnce(&mut Order)) {
        change(self.orders.get_mut(id).unwrap());
        self.recent.insert(id.to_owned());
    }
}

/// A client of the running program, and of its API.
#[derive(Clone)]
struct Shop {
    client: general::Client,
    http: reqwest::Client,
    url: String,
}

impl Shop {
    fn new(program: &Program) -> Self {
        let client =
            general::Client::builder(credentials(MCH_ID, KEY)).base_url(program.variable("IOTPAY_GENERAL_URL"));
        Self {
            client: client.build().unwrap(),
            http: reqwest::Client::builder().no_proxy().build().unwrap(),
            url: program.url.clone(),
        }
    }

    async fn get(&self, path: &str) -> Value {
        let response = self.http.get(format!("{}sandbox/{path}", self.url)).send().await.unwrap();
        assert!(response.status().is_success(), "{path}: {}", response.status());
        serde_json::from_slice(&response.bytes().await.unwrap()).unwrap()
    }

    /// Returns `true` if the program has acknowledged the action, and `false` if it was killed before.
    async fn act(&self, id: &str, action: &str) -> bool {
        let url = format!("{}sandbox/orders/{id}/{action}", self.url);
        let Ok(response) = self.http.post(url).send().await else { return false };
        assert!(response.status().is_success(), "{action} {id}: {}", response.status());
        response.bytes().await.is_ok()
    }

    /// Returns `None` if the program was killed before it responded, and whether the refund was accepted.
    async fn refund(&self, id: &str, number: &str) -> Option<bool> {
        let refund = request!(general::RefundOrder {
            pay_order_id: OrderId::new(id).unwrap(),
            mch_refund_no: number,
            refund_amount: REFUND,
            client_ip: "203.0.113.7",
        });
        match self.client.send(&refund.unwrap()).await {
            Ok(_) => Some(true),
            Err(iotpay_client::Error::Rejected(_)) => Some(false),
            Err(_) => None,
        }
    }

    /// Places, pays, refunds and settles orders until the program is killed.
    async fn trade(self, name: String, acknowledged: Arc<Mutex<Acknowledged>>) {
        let change = |id: &str, change: &dyn Fn(&mut Order)| acknowledged.lock().unwrap().change(id, change);
        for number in 0.. {
            let mch_order_no = format!("{name}-{number}");
            let Ok(placed) = self.client.send(&order(&mch_order_no, "http://127.0.0.1:9/")).await else { return };
            let id = placed.pay_order_id.to_string();
            {
                let mut acknowledged = acknowledged.lock().unwrap();
                let order = Order { mch_order_no, is_paid: false, is_settled: false, refunds: Vec::new() };
                assert!(acknowledged.orders.insert(id.clone(), order).is_none(), "{id} was used before");
                acknowledged.recent.insert(id.clone());
            }
            if number % 4 == 3 {
                continue;
            }
            if !self.act(&id, "pay").await {
                return;
            }
            change(&id, &|order| order.is_paid = true);
            let numbers = ["a", "b"].map(|refund| format!("{name}-{number}{refund}"));
            let [first, second] = &numbers;
            let refunded = tokio::join!(self.refund(&id, first), self.refund(&id, second));
            assert_ne!(refunded, (Some(true), Some(true)), "{id}");
            for (refund, result) in numbers.iter().zip([refunded.0, refunded.1]) {
                match result {
                    Some(true) => change(&id, &|order| order.refunds.push(refund.clone())),
                    Some(false) => {}
                    None => return,
                }
            }
            if !self.act(&id, "settle").await {
                return;
            }
            change(&id, &|order| order.is_settled = true);
        }
    }

    /// Checks that the program has everything that it has acknowledged.
    async fn check(&self, acknowledged: &mut Acknowledged, kill: usize) {
        let is_complete = kill.is_multiple_of(COMPLETE_CHECK) || acknowledged.orders.len() < FEW_ORDERS;
        let refunds = self.get("refunds").await;
        let refunds = refunds.as_array().unwrap();
        let mut orders = Vec::new();
        if is_complete {
            orders.extend(self.get("orders").await.as_array().unwrap().iter().cloned());
            check_invariants(&orders, refunds);
        } else {
            for id in &acknowledged.recent {
                orders.push(self.get(&format!("orders/{id}")).await);
            }
        }
        let orders: BTreeMap<&str, &Value> =
            orders.iter().map(|order| (order["pay_order_id"].as_str().unwrap(), order)).collect();
        let refunds: BTreeMap<&str, &Value> =
            refunds.iter().map(|refund| (refund["mch_refund_no"].as_str().unwrap(), refund)).collect();
        // The log contains the latest attempts only.
        if is_complete && acknowledged.orders.len() < FEW_ORDERS {
            let paid = orders.values().filter(|order| order["paid_at"].is_u64());
            self.check_notified(paid.map(|order| order["pay_order_id"].as_str().unwrap()).collect(), kill).await;
        }
        for (id, expected) in &acknowledged.orders {
            if !is_complete && !acknowledged.recent.contains(id) {
                continue;
            }
            let order = orders.get(id.as_str()).unwrap_or_else(|| panic!("after kill {kill}, the order {id} is lost"));
            assert_eq!(order["mch_order_no"], expected.mch_order_no.as_str());
            assert!(!expected.is_paid || order["paid_at"].is_u64(), "after kill {kill}, the payment of {id} is lost");
            assert!(!expected.is_settled || order["is_settled"] == true, "after kill {kill}, {id} is not settled");
            for refund in &expected.refunds {
                let found = refunds.get(refund.as_str());
                let found = found.unwrap_or_else(|| panic!("after kill {kill}, the refund {refund} is lost"));
                assert_eq!(found["pay_order_id"], id.as_str());
            }
        }
        acknowledged.recent.clear();
    }

    /// Checks that the shop is notified of each payment, acknowledged or not: an attempt is in the file, or is made after
    /// the start.
    async fn check_notified(&self, paid: BTreeSet<&str>, kill: usize) {
        let start = Instant::now();
        loop {
            let deliveries = self.get("deliveries").await;
            let notified: BTreeSet<&str> =
                deliveries.as_array().unwrap().iter().map(|it| it["subject"].as_str().unwrap()).collect();
            let Some(missing) = paid.difference(&notified).next() else { return };
            let is_late = start.elapsed() > Duration::from_secs(20);
            assert!(!is_late, "after kill {kill}, {missing} is paid, but there is no attempt to notify the shop");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

/// Checks what is true of any state, acknowledged or not.
fn check_invariants(orders: &[Value], refunds: &[Value]) {
    let text = |value: &Value, name: &str| value[name].as_str().unwrap().to_owned();
    let mut refunded = BTreeMap::<String, i64>::new();
    for refund in refunds {
        *refunded.entry(text(refund, "pay_order_id")).or_default() += refund["amount"].as_i64().unwrap();
    }
    let mut references = BTreeSet::new();
    for order in orders {
        let id = text(order, "pay_order_id");
        let sum = refunded.remove(&id).unwrap_or_default();
        assert!(order["refunded"] == sum && sum <= AMOUNT && order["amount"] == AMOUNT, "{order}");
        assert!(sum == 0 || order["paid_at"].is_u64(), "{order}");
        assert!(references.insert(text(order, "mch_order_no")), "{order}");
    }
    assert!(refunded.is_empty(), "refunds without an order: {refunded:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_acknowledged_change_is_lost() {
    let kills = std::env::var("SANDBOX_KILLS").map_or(KILLS, |kills| kills.parse().unwrap());
    let file = TemporaryFile::new("kill");
    let start = || {
        let file = file.path().to_str().unwrap();
        Program::start(&["--port", "0", "--quiet", "--merchant", MERCHANT, "--data", file])
    };
    let acknowledged = Arc::new(Mutex::new(Acknowledged::default()));
    for kill in 0..kills {
        let program = start();
        let shop = Shop::new(&program);
        let mut before = std::mem::take(&mut *acknowledged.lock().unwrap());
        shop.check(&mut before, kill).await;
        *acknowledged.lock().unwrap() = before;
        let tasks: Vec<_> = (0..3)
            .map(|task| tokio::spawn(shop.clone().trade(format!("k{kill}-{task}"), Arc::clone(&acknowledged))))
            .collect();
        // On a machine with other load, the first response takes long.
        let is_working = || !acknowledged.lock().unwrap().recent.is_empty();
        crate::shop::wait_until(is_working).await;
        tokio::time::sleep(Duration::from_micros(fastrand::u64(0..150_000))).await;
        program.kill();
        for task in tasks {
            task.await.unwrap();
        }
    }
    let program = start();
    let mut acknowledged = std::mem::take(&mut *acknowledged.lock().unwrap());
    Shop::new(&program).check(&mut acknowledged, 0).await;
    let orders = acknowledged.orders.values();
    let (paid, refunds) =
        (orders.clone().filter(|it| it.is_paid).count(), orders.map(|it| it.refunds.len()).sum::<usize>());
    println!(
        "{kills} kills: {} orders, {paid} payments and {refunds} refunds were acknowledged, none is lost",
        acknowledged.orders.len()
    );
}
