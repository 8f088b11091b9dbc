//! Uses the client for a while under faults, and checks that its memory, its open files and its tasks do not grow.
//!
//! ```sh
//! cargo bench -p iotpay-sandbox --bench soak             # 10 minutes
//! cargo bench -p iotpay-sandbox --bench soak -- --gate   # one minute
//! ```
//!
//! The client runs in this process, the sandbox in another one. The sandbox answers some requests with errors or closes
//! their connections, and the customers of some orders disconnect.

#[path = "soak/journal.rs"]
mod journal;
#[path = "sandbox/process.rs"]
#[allow(dead_code)]
mod process;
#[path = "soak/usage.rs"]
mod usage;

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use iotpay_client::notification::ReceivedNotification;
use iotpay_client::signing::{FieldValue, Signer};
use iotpay_client::spec::Family;
use iotpay_client::{Credentials, Error, NotificationRequest, general, request};
use tokio::task::JoinSet;

use journal::OpenEntries;
use process::Program;
use usage::Usage;

type Result<T> = std::result::Result<T, Box<dyn std::error::Error + Send + Sync>>;

const MERCHANT: [&str; 3] = ["10000701", "jack123", "made-up-key-of-the-soak-test"];

/// The number of tasks that send requests.
const CUSTOMERS: u64 = 16;

/// The faults, each for two of a hundred requests.
const FAULTS: [&str; 4] = [
    r#"{"fault": "status-503", "timing": "before", "probability": 0.02}"#,
    r#"{"fault": "status-503", "timing": "after", "probability": 0.02}"#,
    r#"{"fault": "reset", "timing": "before", "probability": 0.02}"#,
    r#"{"fault": "reset", "timing": "after", "probability": 0.02}"#,
];

/// What a leak of a few bytes per request would exceed: the memory of an allocator is never quite constant.
const MEMORY_LIMIT: f64 = 12.0;

#[tokio::main(worker_threads = 2)]
async fn main() -> Result<()> {
    let is_gate = std::env::args().any(|argument| argument == "--gate");
    let duration = Duration::from_secs(if is_gate { 60 } else { 600 });
    let program = Program::start(&[])?;
    for fault in FAULTS {
        post(&program.base_url, "/sandbox/faults", fault)?;
    }
    let shop = Arc::new(Shop::new(&program.base_url)?);
    let mut customers = JoinSet::new();
    let end = Instant::now() + duration;
    for customer in 0..CUSTOMERS {
        let shop = Arc::clone(&shop);
        customers.spawn(async move {
            for number in 0.. {
                if Instant::now() >= end {
                    break;
                }
                shop.visit(&format!("c{customer}-{number}")).await?;
            }
            Ok::<_, Box<dyn std::error::Error + Send + Sync>>(())
        });
    }

    let mut samples = Vec::new();
    while Instant::now() + duration / 12 < end {
        tokio::time::sleep(duration / 12).await;
        let usage = Usage::now(shop.client.requests_in_progress())?;
        println!("{usage}; {} orders", shop.orders.load(Ordering::Relaxed));
        samples.push(usage);
    }
    while let Some(customer) = customers.join_next().await {
        customer??;
    }
    shop.client.wait_for_requests().await;
    let contradictions = shop.sweep().await?;
    let last = Usage::now(shop.client.requests_in_progress())?;
    println!("{last}; the end; {} notifications", shop.notifications.load(Ordering::Relaxed));

    // At first, memory grows: connections, buffers and the caches of the allocator.
    let (warm_up, rest) = samples.split_at(samples.len() / 3);
    let before = warm_up.last().ok_or("no samples")?;
    let mut problems = Vec::new();
    let highest = rest.iter().chain([&last]).map(|usage| usage.memory).fold(0.0, f64::max);
    if highest > before.memory + MEMORY_LIMIT {
        problems.push(format!("memory grew from {:.1} to {highest:.1} MB", before.memory));
    }
    let most = rest.iter().map(|usage| usage.files).max().unwrap_or_default();
    if most > before.files + usize::try_from(CUSTOMERS)? {
        problems.push(format!("open files grew from {} to {most}", before.files));
    }
    if last.tasks > 0 {
        problems.push(format!("{} requests are still in progress", last.tasks));
    }
    if contradictions > 0 {
        problems.push(format!("{contradictions} entries of the journal contradict the gateway"));
    }
    if shop.orders.load(Ordering::Relaxed) < duration.as_secs() * 10 || shop.dropped.load(Ordering::Relaxed) == 0 {
        problems.push("too few orders".to_owned());
    }
    if problems.is_empty() { Ok(()) } else { Err(problems.join("; ").into()) }
}

/// A shop with its customers.
struct Shop {
    client: general::Client,
    receiver: general::NotificationReceiver,
    credentials: Credentials,
    journal: Arc<OpenEntries>,
    orders: AtomicU64,
    dropped: AtomicU64,
    notifications: AtomicU64,
}

impl Shop {
    fn new(base_url: &str) -> Result<Self> {
        let [mch_id, login_name, key] = MERCHANT;
        let credentials = Credentials::builder().mch_id(mch_id).login_name(login_name).merchant_key(key).build()?;
        let journal = Arc::new(OpenEntries::default());
        let client = general::Client::builder(credentials.clone())
            .base_url(base_url)
            .timeout(Duration::from_secs(5))
            .journal(journal.clone())
            .build()?;
        Ok(Self {
            client,
            receiver: general::NotificationReceiver::new(credentials.clone()),
            credentials,
            journal,
            orders: AtomicU64::new(0),
            dropped: AtomicU64::new(0),
            notifications: AtomicU64::new(0),
        })
    }

    /// A customer places an order, may disconnect, and asks about it; the gateway sends a notification.
    async fn visit(&self, mch_order_no: &str) -> Result<()> {
        let order = request!(general::WxNative {
            mch_order_no,
            subject: "Green tea",
            body: "First flush, 250 g",
            amount: 2865,
            currency: Cad,
            client_ip: "203.0.113.7",
            notify_url: "http://127.0.0.1:9/iotpay",
            extra: Extra { product_id: "tea-250" },
        })?;
        let number = self.orders.fetch_add(1, Ordering::Relaxed);
        if number.is_multiple_of(5) {
            let patience = Duration::from_micros(100 * (number % 40));
            if tokio::time::timeout(patience, self.client.send(&order)).await.is_err() {
                self.dropped.fetch_add(1, Ordering::Relaxed);
            }
        } else {
            expected(self.client.send(&order).await)?;
        }
        expected(self.client.send(&general::QueryOrder::by_mch_order_no(mch_order_no)?).await)?;
        self.receive(mch_order_no)
    }

    fn receive(&self, mch_order_no: &str) -> Result<()> {
        let fields = [
            ("amount", "2865"),
            ("channelId", "WX_NATIVE"),
            ("currency", "CAD"),
            ("mchId", MERCHANT[0]),
            ("mchOrderNo", mch_order_no),
            ("payOrderId", "P1"),
            ("status", "2"),
        ];
        let mut signer = Signer::new(general::General::SPEC.signing, self.credentials.key());
        for (name, text) in fields {
            signer.field(name, FieldValue::Text(text));
        }
        let pairs: Vec<_> = fields.iter().map(|(name, text)| format!("{name}={text}")).collect();
        let query = format!("{}&sign={}", pairs.join("&"), signer.finish());
        let request = NotificationRequest { method: "POST", query: &query, content_type: None, body: b"" };
        match self.receiver.receive::<general::OrderNotification>(request)? {
            ReceivedNotification::Server(_) => self.notifications.fetch_add(1, Ordering::Relaxed),
            other => return Err(format!("not a notification from the server: {other:?}").into()),
        };
        Ok(())
    }

    /// Resolves the open entries of the journal, and returns the number of those that contradict the gateway or could not
    /// be recorded. Others stay unknown for minutes, since their requests might still arrive.
    async fn sweep(&self) -> Result<usize> {
        let report = self.client.sweep_journal(&*self.journal).await?;
        println!(
            "sweep: {} settled, {} pending, {} never arrived, {} still unknown",
            report.settled,
            report.pending,
            report.never_arrived,
            report.still_unknown.len()
        );
        Ok(report.not_resolvable.len() + report.mismatched.len() + report.not_recorded.len())
    }
}

/// Faults are expected; a request that the gateway rejects as invalid is not.
fn expected<T>(result: std::result::Result<T, Error>) -> Result<()> {
    match result {
        Err(error @ (Error::Invalid(_) | Error::SignatureMismatch(_))) => Err(error.into()),
        Ok(_) | Err(_) => Ok(()),
    }
}

/// Sends a request to the API of the sandbox.
fn post(base_url: &str, path: &str, body: &str) -> Result<()> {
    let host = base_url.trim_start_matches("http://").split('/').next().unwrap_or_default();
    let mut connection = TcpStream::connect(host)?;
    write!(
        connection,
        "POST {path} HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: \
         close\r\n\r\n{body}",
        body.len()
    )?;
    let mut response = String::new();
    connection.read_to_string(&mut response)?;
    if response.starts_with("HTTP/1.1 2") { Ok(()) } else { Err(format!("{path}: {response}").into()) }
}
