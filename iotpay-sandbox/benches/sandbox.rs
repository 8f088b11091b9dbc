//! Measures the program with the client over loopback.
//!
//! ```sh
//! cargo bench -p iotpay-sandbox             # prints all figures
//! cargo bench -p iotpay-sandbox -- --gate   # fewer orders; fails if a figure is much too large or too small
//! ```
//!
//! `.ci/run` runs the gate without optimization, because that needs no further build. Its limits detect costs that grow with
//! the number of orders, and too much memory.
//!
//! The client signs every order and verifies every response. It runs in this process, the sandbox in another one. On a
//! machine with other load, the times are longer. The processor time per order is hardly affected, so the number of orders
//! that one processor can process is derived from it.

#[path = "sandbox/process.rs"]
mod process;

use std::path::Path;
use std::time::{Duration, Instant};

use iotpay_client::{Credentials, general, request};

use process::Program;

type Result<T> = std::result::Result<T, Box<dyn std::error::Error + Send + Sync>>;

const MERCHANT: [&str; 3] = ["10000701", "jack123", "made-up-key-of-the-benchmark"];

/// The numbers of orders.
struct Scale {
    starts: usize,
    one_by_one: usize,
    /// The first fill the history, so that the others add only orders. In the gate, there are fewer than 14,336 in total:
    /// with more of them, the index would grow while few orders are measured.
    in_memory: (usize, usize),
    durable: usize,
}

const FULL: Scale = Scale { starts: 9, one_by_one: 5_000, in_memory: (50_000, 50_000), durable: 10_000 };
const GATE: Scale = Scale { starts: 3, one_by_one: 500, in_memory: (10_000, 3_000), durable: 500 };

/// The number of orders for which the memory is stated.
const MANY: usize = 100_000;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let is_gate = std::env::args().any(|argument| argument == "--gate");
    let scale = if is_gate { GATE } else { FULL };
    let mut report = Report { is_gate, failures: 0 };

    let mut starts = Vec::new();
    for _ in 0..scale.starts {
        starts.push(start_and_order().await?);
    }
    report.at_most("start to the first response", milliseconds(percentile(&mut starts, 50)), "ms", 150.0, 5_000.0);

    let program = Program::start(&[])?;
    let client = client(&program.base_url)?;
    place(&client, "warm-up", 200, 1).await?;
    let mut times = place(&client, "single", scale.one_by_one, 1).await?;
    report.at_most("order, 50th percentile", milliseconds(percentile(&mut times, 50)), "ms", 0.2, 20.0);
    report.at_most("order, 99th percentile", milliseconds(percentile(&mut times, 99)), "ms", 1.0, 500.0);

    let (before, start) = (program.processor_time(), Instant::now());
    let (first, second) = scale.in_memory;
    place(&client, "many", first, 16).await?;
    let memory_before = program.memory();
    place(&client, "more", second, 16).await?;
    report.note("orders per second, in memory, this process included", rate(first + second, start.elapsed()));
    if let (Some(before), Some(after)) = (before, program.processor_time()) {
        let of_one = rate(first + second, after.saturating_sub(before));
        report.at_least("orders per second of one processor, in memory", of_one, 5_000.0, 300.0);
    }
    if let (Some(before), Some(now)) = (memory_before, program.memory()) {
        // Few orders are extrapolated.
        let others = MANY.saturating_sub(first + second);
        let memory = now + (now - before) * count(others) / count(second);
        report.at_most("resident memory with 100,000 orders", memory, "MB", 150.0, 200.0);
    }
    for (path, mut times) in pages(&program.base_url).await? {
        let what = format!("page {path} with {} orders, 50th percentile", first + second);
        report.at_most(&what, milliseconds(percentile(&mut times, 50)), "ms", 20.0, 500.0);
    }
    drop(program);

    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("bench-{}.redb", std::process::id()));
    let program = Program::start(&["--data", &file.display().to_string()])?;
    let client = self::client(&program.base_url)?;
    let mut times = place(&client, "durable-single", scale.durable / 10, 1).await?;
    report.note("durable order, 50th percentile, in microseconds", 1000.0 * milliseconds(percentile(&mut times, 50)));
    let start = Instant::now();
    place(&client, "durable", scale.durable, 64).await?;
    report.at_least("durable orders per second", rate(scale.durable, start.elapsed()), 1_000.0, 20.0);
    drop(program);
    let start = Instant::now();
    drop(Program::start(&["--data", &file.display().to_string()])?);
    report.note("start after a kill, with these orders, in milliseconds", milliseconds(start.elapsed()));
    report.note(
        "size of the file, in bytes per order",
        count_of_bytes(&file)? / count(scale.durable + scale.durable / 10),
    );
    std::fs::remove_file(&file)?;

    match process::stripped_size()? {
        _ if cfg!(debug_assertions) => println!("the program is not optimized: its size was not measured"),
        Some(bytes) => report.at_most("stripped program", bytes / 1e6, "MB", 10.0, 15.0),
        None => println!("the program `strip` is not installed: the size was not measured"),
    }
    if report.failures > 0 {
        return Err(format!("{} figures are outside their limits", report.failures).into());
    }
    Ok(())
}

/// Prints figures with their goals; in the gate, compares them with limits that noise does not exceed.
struct Report {
    is_gate: bool,
    failures: usize,
}

impl Report {
    fn at_most(&mut self, what: &str, value: f64, unit: &str, goal: f64, limit: f64) {
        println!("{what}: {value:.2} {unit} (goal: at most {goal} {unit})");
        self.judge(what, value <= limit, limit);
    }

    fn at_least(&mut self, what: &str, value: f64, goal: f64, limit: f64) {
        println!("{what}: {value:.0} (goal: at least {goal})");
        self.judge(what, value >= limit, limit);
    }

    #[allow(clippy::unused_self)]
    fn note(&self, what: &str, value: f64) {
        println!("{what}: {value:.0}");
    }

    fn judge(&mut self, what: &str, is_within: bool, limit: f64) {
        if self.is_gate && !is_within {
            println!("error: {what}: the limit is {limit}");
            self.failures += 1;
        }
    }
}

/// The time from the start of the program to the response to the first order.
async fn start_and_order() -> Result<Duration> {
    // The client is built before the start, so the port must be known.
    let port = std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
    let client = client(&format!("http://127.0.0.1:{port}/v1/"))?;
    let order = order("first")?;
    let start = Instant::now();
    let _program = Program::start_on(port, &[])?;
    client.send(&order).await?;
    Ok(start.elapsed())
}

/// Loads pages of the browser page several times: the start page, a search that finds the oldest orders, the oldest order,
/// and everything that happened.
async fn pages(base_url: &str) -> Result<Vec<(&'static str, Vec<Duration>)>> {
    let origin = base_url.trim_end_matches("/v1/");
    let http = reqwest::Client::builder().no_proxy().build()?;
    let mut all = Vec::new();
    for path in ["/", "/?find=warm-up-0-1", "/page/orders/P00000000000000000001", "/page/activity"] {
        let mut times = Vec::new();
        for _ in 0..21 {
            let start = Instant::now();
            let response = http.get(format!("{origin}{path}")).send().await?.error_for_status()?;
            response.bytes().await?;
            times.push(start.elapsed());
        }
        all.push((path, times));
    }
    Ok(all)
}

fn client(base_url: &str) -> Result<general::Client> {
    let [mch_id, login_name, key] = MERCHANT;
    let credentials = Credentials::builder().mch_id(mch_id).login_name(login_name).merchant_key(key).build()?;
    Ok(general::Client::builder(credentials).base_url(base_url).build()?)
}

fn order(mch_order_no: &str) -> Result<general::WxNative> {
    Ok(request!(general::WxNative {
        mch_order_no,
        subject: "Green tea",
        body: "First flush, 250 g",
        amount: 2865,
        currency: Cad,
        client_ip: "203.0.113.7",
        notify_url: "http://127.0.0.1:9/iotpay",
        extra: Extra { product_id: "tea-250" },
    })?)
}

/// Places orders with several connections, and returns the time of each.
async fn place(client: &general::Client, name: &str, orders: usize, connections: usize) -> Result<Vec<Duration>> {
    let mut tasks = tokio::task::JoinSet::new();
    for connection in 0..connections {
        let (client, name) = (client.clone(), format!("{name}-{connection}"));
        let own = orders / connections + usize::from(connection < orders % connections);
        tasks.spawn(async move {
            let mut times = Vec::with_capacity(own);
            for number in 0..own {
                let order = order(&format!("{name}-{number}"))?;
                let start = Instant::now();
                client.send(&order).await?;
                times.push(start.elapsed());
            }
            Ok::<_, Box<dyn std::error::Error + Send + Sync>>(times)
        });
    }
    let mut times = Vec::with_capacity(orders);
    while let Some(of_connection) = tasks.join_next().await {
        times.extend(of_connection??);
    }
    Ok(times)
}

fn percentile(times: &mut [Duration], percent: usize) -> Duration {
    times.sort();
    times.get(times.len() * percent / 100).or(times.last()).copied().unwrap_or_default()
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

fn rate(orders: usize, time: Duration) -> f64 {
    count(orders) / time.as_secs_f64()
}

/// No count of this benchmark exceeds 32 bits.
fn count(number: usize) -> f64 {
    f64::from(u32::try_from(number).unwrap_or(u32::MAX))
}

fn count_of_bytes(file: &Path) -> Result<f64> {
    Ok(count(usize::try_from(std::fs::metadata(file)?.len())?))
}
