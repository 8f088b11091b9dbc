//! How many events a store handles, how long a claim takes, and how large the tables become.
//!
//! ```sh
//! scripts/with-postgres cargo bench -p iotpay-store --bench throughput            # 10 seconds, 100,000 rows
//! scripts/with-postgres cargo bench -p iotpay-store --bench throughput -- --rows 1000000
//! scripts/with-postgres cargo bench -p iotpay-store --bench throughput -- --gate  # short; fails if a limit is exceeded
//! ```
//!
//! An event is handled as a shop does it: recorded and claimed, then booked and completed in one transaction. The shop and
//! the database share the processors of the machine. Of a million orders, most are of the past, and written at once.

mod handling;
mod history;
mod orders;
mod size;

use std::time::Duration;

use iotpay_store::sqlx::{PgPool, query};
use iotpay_store::{PostgresStore, SqliteStore};

/// The limits of the short form. It runs on busy machines, without optimization, so they are far from the goals: 1,000
/// events a second, 50 ms and twice the size.
struct Limits {
    handled_per_second: f64,
    claim_p99: Duration,
    size: f64,
}

const LIMITS: Limits = Limits { handled_per_second: 300.0, claim_p99: Duration::from_millis(200), size: 2.0 };

/// How many orders are processed at most, as a shop does it.
const CURRENT_ROWS: u32 = 100_000;

/// What the command line asks for.
struct Options {
    gate: bool,
    seconds: u64,
    rows: u32,
}

impl Options {
    fn from_arguments() -> Self {
        let mut options = Self { gate: false, seconds: 10, rows: 100_000 };
        let mut arguments = std::env::args().skip(1);
        while let Some(argument) = arguments.next() {
            let mut number = || arguments.next().and_then(|number| number.parse().ok()).expect("a number follows");
            match argument.as_str() {
                "--gate" => options = Self { gate: true, seconds: 3, rows: 10_000 },
                "--seconds" => options.seconds = number(),
                "--rows" => options.rows = u32::try_from(number()).expect("at most 2^32 rows"),
                // What `cargo bench` passes.
                "--bench" => (),
                unknown => panic!("unknown argument {unknown}"),
            }
        }
        options
    }
}

#[tokio::main]
async fn main() {
    let options = Options::from_arguments();
    let length = Duration::from_secs(options.seconds);

    let path = std::env::temp_dir().join(format!("iotpay-throughput-{}.db", std::process::id()));
    let sqlite = SqliteStore::open(&path).await.expect("the temporary folder can be written");
    println!("SQLite, 4 handlers: {}", handling::run(&sqlite, 4, length).await);
    for suffix in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(format!("{}{suffix}", path.display()));
    }

    let Ok(url) = std::env::var("IOTPAY_TEST_POSTGRES") else {
        println!("IOTPAY_TEST_POSTGRES is not set: run the benchmark with scripts/with-postgres to measure PostgreSQL");
        assert!(!options.gate, "the gate needs PostgreSQL");
        return;
    };
    let pool = PgPool::connect(&url).await.expect("PostgreSQL accepts connections");
    query("DROP SCHEMA IF EXISTS throughput CASCADE").execute(&pool).await.expect("the schema can be dropped");
    query("CREATE SCHEMA throughput").execute(&pool).await.expect("the schema can be created");
    let store =
        PostgresStore::connect(&format!("{url}&options[search_path]=throughput")).await.expect("it can be opened");
    let handled = handling::run(&store, 32, length).await;
    println!("PostgreSQL, 32 handlers: {handled}");
    // More orders than these would take too long.
    let current = options.rows.min(CURRENT_ROWS);
    let history = history::write(store.pool(), options.rows - current).await;
    let orders = orders::run(&store, current).await;
    let size = size::measure(store.pool()).await;
    if options.rows > current {
        println!("PostgreSQL, {history}");
    }
    println!("PostgreSQL, {orders}");
    println!("PostgreSQL, {size}");
    if options.gate {
        assert!(handled.per_second >= LIMITS.handled_per_second, "at least {} events/s", LIMITS.handled_per_second);
        assert!(handled.claim_p99 <= LIMITS.claim_p99, "at most {:?} for a claim", LIMITS.claim_p99);
        assert!(size.ratio() <= LIMITS.size, "at most {} times the size of fresh tables", LIMITS.size);
    }
}
