//! The data file keeps the state across restarts.

mod notifications;
mod unusable;

use std::path::{Path, PathBuf};
use std::time::Duration;

use iotpay_client::value::OrderId;
use iotpay_client::{card, general, request};
use iotpay_sandbox::{
    CardError, ChargeOutcome, DataError, Fault, FaultRule, Gateway, GatewayBuilder, Merchant, NotSent,
    NotificationSchedule, Order, OrderError, StartError, Timing,
};

use crate::numbers::contains_number;
use crate::shop::{KEY, LOGIN_NAME, MCH_ID, Shop, client, credentials, merchant, order};

/// The path of a data file, which is removed at the end.
pub struct TemporaryFile(PathBuf);

impl TemporaryFile {
    pub fn new(name: &str) -> Self {
        let file = Self(std::env::temp_dir().join(format!("iotpay-sandbox-{}-{name}.redb", std::process::id())));
        let _ = std::fs::remove_file(&file.0);
        file
    }

    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for TemporaryFile {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

async fn start(file: &TemporaryFile) -> Gateway {
    Gateway::builder(merchant()).data(file.path()).start().await.unwrap()
}

async fn fail(builder: GatewayBuilder) -> DataError {
    match builder.start().await {
        Err(StartError::Data(error)) => error,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn orders_and_refunds_survive() {
    let file = TemporaryFile::new("orders");
    let shop = Shop::new(|builder| builder.data(file.path())).await;
    shop.respond("success");
    let [paid, refunded, _] = [shop.order("d-1").await, shop.order("d-2").await, shop.order("d-3").await];
    for id in [&paid, &refunded] {
        assert!(shop.gateway.pay(id).await.unwrap().acknowledged);
    }
    let refund = request!(general::RefundOrder {
        pay_order_id: OrderId::new(&refunded).unwrap(),
        mch_refund_no: "d-r1",
        refund_amount: 2000,
        client_ip: "203.0.113.7",
    });
    shop.client.send(&refund.unwrap()).await.unwrap();
    shop.gateway.settle(&paid).unwrap();
    let (orders, refunds, snapshot) = (shop.gateway.orders(), shop.gateway.refunds(), shop.gateway.snapshot());
    assert_eq!((orders.len(), refunds.len(), orders[1].refunded), (3, 1, 2000));
    shop.gateway.shut_down().await.unwrap();

    let gateway = start(&file).await;
    assert_eq!((gateway.orders(), gateway.refunds()), (orders.clone(), refunds));
    assert_eq!(without_time(&gateway.snapshot().to_string()), without_time(&snapshot.to_string()));
    // Ids are not used again.
    let client = client(&gateway, MCH_ID, KEY);
    let next = client.send(&order("d-4", "http://127.0.0.1:9/")).await.unwrap().pay_order_id.to_string();
    assert!(gateway.orders().iter().filter(|order| order.pay_order_id == next).count() == 1);
    // References are known.
    assert!(client.send(&order("d-1", "http://127.0.0.1:9/")).await.is_err());
    // A sandbox that is dropped has saved its state, too.
    drop(gateway);
    assert_eq!(start(&file).await.orders().len(), 4);
}

fn without_time(snapshot: &str) -> String {
    snapshot.lines().filter(|line| !line.contains("\"now\"")).collect()
}

#[tokio::test]
async fn faults_clock_and_outcomes_survive() {
    let file = TemporaryFile::new("settings");
    let gateway = start(&file).await;
    gateway.set_speed(0.0);
    gateway.set_time(1_700_000_000_000);
    gateway.advance(Duration::from_secs(1));
    let second = FaultRule::new(Fault::Status(503), Timing::After).endpoint("create_order").nth(2);
    gateway.inject(second.clone()).unwrap();
    gateway.set_next_charge_outcome(ChargeOutcome::Failed);
    gateway.set_next_charge_outcome(ChargeOutcome::Pending);
    let snapshot = gateway.snapshot();
    let place = async |gateway: &Gateway, number| {
        client(gateway, MCH_ID, KEY).send(&order(number, "http://127.0.0.1:9/")).await.is_ok()
    };
    assert!(place(&gateway, "f-1").await);
    gateway.saved().await.unwrap();
    gateway.shut_down().await.unwrap();

    let gateway = start(&file).await;
    assert_eq!((gateway.now(), gateway.fault_rules()), (1_700_000_001_000, vec![second]));
    assert!(snapshot.to_string().contains("failed"));
    assert!(gateway.snapshot().to_string().contains("\"failed\",\n      \"pending\""), "{}", gateway.snapshot());
    // The first request of the rule was before the restart.
    assert!(!place(&gateway, "f-2").await);
    assert!(place(&gateway, "f-3").await);
    gateway.clear_faults();
    gateway.set_speed(60.0);
    gateway.shut_down().await.unwrap();

    // The clock runs on.
    tokio::time::sleep(Duration::from_millis(20)).await;
    let gateway = start(&file).await;
    assert!(gateway.now() >= 1_700_000_002_200 && gateway.fault_rules().is_empty(), "{}", gateway.now());
}

#[tokio::test]
async fn the_same_random_numbers_follow() {
    let file = TemporaryFile::new("random");
    let run = async |restarts: bool| {
        let _ = std::fs::remove_file(file.path());
        let mut gateway = Gateway::builder(merchant()).seed(7).data(file.path()).start().await.unwrap();
        gateway.inject(FaultRule::new(Fault::Empty, Timing::Before).probability(0.5)).unwrap();
        // A rule that is removed has used random numbers, too.
        gateway.inject(FaultRule::new(Fault::Empty, Timing::Before)).unwrap();
        let _removed = gateway.remove_fault(1).unwrap();
        let mut results = Vec::new();
        for number in 0..30 {
            if number == 15 {
                let _removed = gateway.remove_fault(0).unwrap();
                gateway.inject(FaultRule::new(Fault::Empty, Timing::Before).probability(0.5)).unwrap();
            }
            if restarts && number % 10 == 5 {
                gateway.shut_down().await.unwrap();
                gateway = Gateway::builder(merchant()).seed(7).data(file.path()).start().await.unwrap();
            }
            let order = order(&format!("random-{number}"), "http://127.0.0.1:9/");
            results.push(client(&gateway, MCH_ID, KEY).send(&order).await.is_ok());
        }
        results
    };
    let results = run(false).await;
    assert!(results.contains(&true) && results.contains(&false));
    assert_eq!(run(true).await, results);
}

#[tokio::test]
async fn cards_survive_and_secrets_are_not_in_the_file() {
    let file = TemporaryFile::new("cards");
    let gateway = start(&file).await;
    let url = gateway.base_url("card").unwrap();
    let client = card::Client::builder(credentials(MCH_ID, KEY)).base_url(url).build().unwrap();
    let add = request!(card::CcAddCard { card_id: "card-1", channel: UpiEx, return_url: "http://127.0.0.1:9/" });
    client.send(&add.unwrap()).await.unwrap();
    gateway.store_card("card-1", "4325670123452266").unwrap();
    let purchase = request!(card::CcDirectPurchase {
        mch_order_no: "purchase-1",
        amount: 1500,
        currency: Cad,
        card_num: "4325671234562266",
        expiry_date: "0735",
        cvv: "7861",
        holder: "Jane Canary",
        channel: PfCc,
        client_ip: "203.0.113.7",
    });
    client.send(&purchase.unwrap()).await.unwrap();
    let cards = gateway.cards();
    gateway.shut_down().await.unwrap();
    let bytes = std::fs::read(file.path()).unwrap();
    assert!(contains(&bytes, "432567******2266"));
    for secret in [KEY, "4325670123452266", "4325671234562266"] {
        assert!(!contains(&bytes, secret), "{secret}");
    }
    for number in ["0735", "7861"] {
        assert!(!contains_number(&bytes, number), "{number}");
    }

    let gateway = start(&file).await;
    assert_eq!((gateway.cards(), cards[0].masked_number.as_deref()), (cards.clone(), Some("432567******2266")));
    assert_eq!(gateway.store_card("card-1", "4325670123452266"), Err(CardError::AlreadyStored));
}

fn contains(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

#[tokio::test]
async fn a_reset_and_a_restored_snapshot_survive() {
    let file = TemporaryFile::new("reset");
    let gateway = start(&file).await;
    let send = async |gateway: &Gateway, number: &str| {
        client(gateway, MCH_ID, KEY).send(&order(number, "http://127.0.0.1:9/")).await.unwrap();
    };
    send(&gateway, "a").await;
    send(&gateway, "b").await;
    let snapshot = gateway.snapshot();
    gateway.reset();
    send(&gateway, "c").await;
    gateway.shut_down().await.unwrap();

    let gateway = start(&file).await;
    let references = |gateway: &Gateway| gateway.orders().into_iter().map(|it| it.mch_order_no).collect::<Vec<_>>();
    assert_eq!(references(&gateway), ["c"]);
    gateway.restore(snapshot.clone()).unwrap();
    gateway.shut_down().await.unwrap();

    let gateway = start(&file).await;
    assert_eq!(references(&gateway), ["a", "b"]);
    gateway.shut_down().await.unwrap();

    // A snapshot is the initial state of a new file only: it would replace what the file has.
    let with_snapshot =
        |file: &TemporaryFile| Gateway::builder(merchant()).snapshot(snapshot.clone()).data(file.path());
    let started = with_snapshot(&file).start().await;
    assert!(matches!(&started, Err(StartError::HasState(path)) if path == file.path()), "{started:?}");
    let text = started.unwrap_err().to_string();
    assert!(text.contains("already has a state, so the snapshot was not loaded"), "{text}");
    let gateway = start(&file).await;
    assert_eq!(references(&gateway), ["a", "b"]);
    gateway.shut_down().await.unwrap();
    let other = TemporaryFile::new("seeded");
    with_snapshot(&other).start().await.unwrap().shut_down().await.unwrap();
    assert_eq!(references(&start(&other).await), ["a", "b"]);
}

/// A sandbox that is killed when it is ready has saved the snapshot, and one that cannot load it creates no file.
#[tokio::test]
async fn a_snapshot_is_saved_before_the_sandbox_is_ready() {
    let (file, copy) = (TemporaryFile::new("snapshot"), TemporaryFile::new("snapshot-copy"));
    let shop = Shop::new(|builder| builder).await;
    for number in 0..20 {
        shop.order(&format!("snapshot-{number}")).await;
    }
    let snapshot = shop.gateway.snapshot();
    let other = Merchant::new("10000777", LOGIN_NAME, KEY).unwrap();
    let unsuitable = Gateway::builder(other).snapshot(snapshot.clone()).data(file.path()).start().await;
    assert!(matches!(unsuitable, Err(StartError::Snapshot(_))), "{unsuitable:?}");
    assert!(!file.path().exists());
    // Of a sandbox that was killed before it had a state.
    std::fs::write(file.path(), "").unwrap();
    let gateway = Gateway::builder(merchant()).snapshot(snapshot).data(file.path()).start().await.unwrap();
    std::fs::copy(file.path(), copy.path()).unwrap();
    assert_eq!(gateway.orders().len(), 20);
    assert_eq!(start(&copy).await.orders(), gateway.orders());
}

/// The acknowledgement of an order before a reset must not change the order with the same id after it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reset_ends_the_attempt_that_is_being_made() {
    let shop = Shop::new(|builder| builder).await;
    let slow = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", slow.local_addr().unwrap());
    let placed = async |number: &str| {
        let placed = shop.client.send(&order(number, &url)).await.unwrap().pay_order_id.to_string();
        assert_eq!(placed, "P00000000000000000001");
        placed
    };
    let id = placed("before").await;
    let pay = shop.gateway.pay(&id);
    let reset = async {
        let (connection, _) = slow.accept().await.unwrap();
        shop.gateway.reset();
        placed("after").await;
        connection
    };
    let (sent, connection) = tokio::join!(pay, reset);
    assert_eq!(sent, Err(OrderError::NotSent(NotSent::Stopped)));
    drop(connection);
    assert!(shop.gateway.deliveries().is_empty());
    let status = shop.status(&id);
    assert!(status != "2" && status != "3", "{status}");
}

/// The same notification that is sent again by hand, after a reset and a restart.
#[tokio::test]
async fn an_acknowledgement_of_an_earlier_state_changes_nothing() {
    let file = TemporaryFile::new("earlier");
    let shop = Shop::new(|builder| builder.data(file.path())).await;
    let id = shop.order("earlier").await;
    assert!(!shop.gateway.pay(&id).await.unwrap().acknowledged);
    shop.gateway.reset();
    assert_eq!(shop.order("later").await, id);
    let shop = shop.restart(&file).await;
    shop.respond("no");
    assert!(!shop.gateway.pay(&id).await.unwrap().acknowledged);
    shop.respond("success");
    assert!(shop.gateway.resend(0).await.unwrap().acknowledged);
    assert_eq!(shop.status(&id), "2");
    assert!(shop.gateway.resend(1).await.unwrap().acknowledged);
    assert_eq!(shop.status(&id), "3");
}
