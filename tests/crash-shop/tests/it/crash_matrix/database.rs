//! The database of the shop: what it contains, and its restarts.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use iotpay_client::journal::{Journal, JournalEntry, JournalKey};
use iotpay_store::sqlx;
use iotpay_store::sqlx::postgres::{PgPool, PgPoolOptions};
use iotpay_store::sqlx::sqlite::{SqliteConnectOptions, SqlitePool};
use iotpay_store::{PostgresStore, SqliteStore};
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};
use tokio::sync::Mutex;

/// A database, and the test's own connections to it.
pub enum Database {
    Postgres { pool: PgPool, server: Box<Server> },
    Sqlite { pool: SqlitePool, path: PathBuf },
}

/// A line in the books of the shop.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Booking {
    pub reference: String,
    pub outcome: String,
    pub amount: i64,
    pub handler: String,
}

/// A PostgreSQL server of its own, because it is restarted. It ends with the process of the test.
pub struct Server {
    url: String,
    restart: String,
    /// `scripts/with-postgres`, which ends when its standard input does.
    process: Mutex<Child>,
}

impl Server {
    /// Starts a server. Returns `None` if PostgreSQL is not installed, unless the tests must not be skipped.
    async fn start() -> Option<Self> {
        let is_required = std::env::var_os("IOTPAY_REQUIRE_POSTGRES").is_some();
        if !is_required && std::env::var_os("IOTPAY_TEST_POSTGRES").is_none() {
            eprintln!("skipped: IOTPAY_TEST_POSTGRES is not set");
            return None;
        }
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scripts/with-postgres");
        let say = "echo \"$IOTPAY_TEST_POSTGRES\"; echo \"$IOTPAY_TEST_POSTGRES_RESTART\"; exec cat >/dev/null";
        let mut command = Command::new(script);
        command.args(["sh", "-c", say]).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut process = command.spawn().unwrap();
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let url = lines.next_line().await.unwrap().expect("PostgreSQL starts: see scripts/with-postgres");
        let restart = lines.next_line().await.unwrap().expect("the program that restarts PostgreSQL");
        Some(Self { url, restart, process: Mutex::new(process) })
    }
}

impl Database {
    pub async fn postgres() -> Option<Self> {
        let server = Server::start().await?;
        let pool = PgPoolOptions::new().acquire_timeout(Duration::from_secs(2)).connect(&server.url).await.unwrap();
        PostgresStore::from_pool(pool.clone()).migrate().await.unwrap();
        Some(Self::Postgres { pool, server: Box::new(server) })
    }

    pub async fn sqlite(folder: &Path) -> Self {
        let path = folder.join("shop.db");
        // Creates the file.
        drop(SqliteStore::open(&path).await.unwrap());
        let pool = SqlitePool::connect_with(SqliteConnectOptions::new().filename(&path)).await.unwrap();
        Self::Sqlite { pool, path }
    }

    /// Returns what the shop needs to connect.
    pub fn url(&self) -> String {
        match self {
            Self::Postgres { server, .. } => server.url.clone(),
            Self::Sqlite { path, .. } => format!("sqlite:{}", path.display()),
        }
    }

    /// Stops the server as a crash would, and starts it again. A file has no server.
    pub async fn restart(&self) -> bool {
        let Self::Postgres { server, .. } = self else { return false };
        assert!(Command::new(&server.restart).status().await.unwrap().success(), "PostgreSQL is restarted");
        true
    }

    /// Stops the server. If this is not called, it ends with the process of the test.
    pub async fn stop(&self) {
        if let Self::Postgres { server, .. } = self {
            let mut process = server.process.lock().await;
            drop(process.stdin.take());
            process.wait().await.unwrap();
        }
    }

    fn journal(&self) -> Box<dyn Journal> {
        match self {
            Self::Postgres { pool, .. } => Box::new(PostgresStore::from_pool(pool.clone())),
            Self::Sqlite { pool, .. } => Box::new(SqliteStore::from_pool(pool.clone())),
        }
    }

    pub async fn entries(&self, keys: &[JournalKey]) -> BTreeMap<String, JournalEntry> {
        let journal = self.journal();
        let mut entries = BTreeMap::new();
        for key in keys {
            if let Some(entry) = journal.entry(key).await.unwrap() {
                entries.insert(key.reference.clone(), entry);
            }
        }
        entries
    }

    /// Returns the events that are not handled, each with the time for which it has been due without a claim.
    pub async fn overdue(&self) -> Result<Vec<(String, Duration)>, sqlx::Error> {
        let statement = "SELECT reference, outcome, due_at FROM iotpay_pending";
        let rows: Vec<(String, String, i64)> = match self {
            Self::Postgres { pool, .. } => sqlx::query_as(statement).fetch_all(pool).await?,
            Self::Sqlite { pool, .. } => sqlx::query_as(statement).fetch_all(pool).await?,
        };
        // All programs use the clock of this machine.
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
        let overdue = |(reference, outcome, due_at)| {
            let due_at = Duration::from_millis(u64::try_from(due_at).unwrap());
            (format!("{reference} ({outcome})"), now.saturating_sub(due_at))
        };
        Ok(rows.into_iter().map(overdue).collect())
    }

    /// Returns the number of events that are not handled.
    pub async fn pending(&self) -> Result<usize, sqlx::Error> {
        Ok(self.overdue().await?.len())
    }

    /// Returns what the shop has booked.
    pub async fn bookings(&self) -> Result<Vec<Booking>, sqlx::Error> {
        type Row = (String, String, i64, String);
        let statement = "SELECT reference, outcome, amount, handler FROM shop_booking";
        let rows: Vec<Row> = match self {
            Self::Postgres { pool, .. } => sqlx::query_as(statement).fetch_all(pool).await?,
            Self::Sqlite { pool, .. } => sqlx::query_as(statement).fetch_all(pool).await?,
        };
        let booking = |(reference, outcome, amount, handler)| Booking { reference, outcome, amount, handler };
        Ok(rows.into_iter().map(booking).collect())
    }
}
