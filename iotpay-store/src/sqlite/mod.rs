//! The store in a SQLite file.

mod inbox;
mod journal;
mod migrate;
mod outbox;

use std::fmt;
use std::path::Path;
use std::time::{Duration, SystemTime};

use sqlx::Transaction;
use sqlx::sqlite::{Sqlite, SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous};

use crate::error::StoreError;
use crate::retention::{self, Pruned, Retention};
use crate::time::milliseconds;

/// How long to wait for a connection, and for another process that writes to the file. The client waits at most 5
/// seconds for the journal.
const TIMEOUT: Duration = Duration::from_secs(4);

/// The journal and the inbox in a SQLite file, for the processes of one machine.
///
/// SQLite has one writer at a time. A transaction of the inbox excludes all other writers until it ends, so a handler
/// must not wait for other servers, and it must not send requests that move money: the journal could not record them,
/// and they would not be sent.
///
/// A clone uses the same connections.
///
/// ```
/// # let folder = std::env::temp_dir().join(format!("iotpay-store-doc-{}", std::process::id()));
/// # std::fs::create_dir_all(&folder)?;
/// # let path = folder.join("shop.db");
/// # tokio::runtime::Runtime::new()?.block_on(async {
/// use iotpay_store::SqliteStore;
///
/// let store = SqliteStore::open(&path).await?; // for example "shop.db"
/// # drop(store);
/// # Ok::<(), iotpay_store::StoreError>(()) })?;
/// # std::fs::remove_dir_all(folder)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct SqliteStore {
    reader: SqlitePool,
    /// One connection, so that the writers of this process wait in a queue instead of competing for the file.
    writer: SqlitePool,
    has_outbox: bool,
}

impl SqliteStore {
    /// Opens a file, or creates it with its tables. The file must be on a local disk, not on a network drive. Beside
    /// it, SQLite creates two files with the suffixes `-wal` and `-shm`, which belong to it.
    ///
    /// Each transaction is on the disk when it is committed (`synchronous = FULL`). Waits at most 4 seconds for another
    /// process that writes to the file.
    ///
    /// # Errors
    ///
    /// Returns [`StoreError::Open`] if the file could not be opened, and the errors of [`migrate`](Self::migrate).
    pub async fn open(path: impl AsRef<Path>) -> Result<Self, StoreError> {
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .busy_timeout(TIMEOUT);
        let pool = |connections| SqlitePoolOptions::new().max_connections(connections).acquire_timeout(TIMEOUT);
        // The first connection creates the file.
        let writer = pool(1).connect_with(options.clone()).await.map_err(StoreError::Open)?;
        let reader = pool(4).connect_lazy_with(options.read_only(true));
        let store = Self { reader, writer, has_outbox: false };
        store.migrate().await?;
        Ok(store)
    }

    /// Uses your connections. Call [`migrate`](Self::migrate) to create the tables.
    ///
    /// Use the write-ahead log (`journal_mode = WAL`) with `synchronous = FULL`, and set a `busy_timeout` and an
    /// `acquire_timeout` of less than 5 seconds. A pool with one connection is the fastest if there are many writers.
    ///
    /// ```
    /// # tokio::runtime::Runtime::new()?.block_on(async {
    /// use iotpay_store::SqliteStore;
    /// use iotpay_store::sqlx::sqlite::SqlitePoolOptions;
    ///
    /// let pool = SqlitePoolOptions::new().max_connections(1).connect("sqlite::memory:").await?;
    /// let store = SqliteStore::from_pool(pool.clone());
    /// store.migrate().await?;
    /// # Ok::<(), Box<dyn std::error::Error>>(()) })?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn from_pool(pool: SqlitePool) -> Self {
        Self { reader: pool.clone(), writer: pool, has_outbox: false }
    }

    /// Writes each event that is completed to the [outbox](crate::outbox), in the same transaction. Enable it in all
    /// processes, and run a [`Pump`](crate::outbox::Pump): otherwise, the outbox grows.
    ///
    /// ```no_run
    /// # async fn example(store: iotpay_store::SqliteStore) {
    /// let store = store.with_outbox();
    /// # }
    /// ```
    #[must_use]
    pub fn with_outbox(mut self) -> Self {
        self.has_outbox = true;
        self
    }

    /// Returns the connection that writes, for example for transactions of your own in the same file. If the store was
    /// created with [`open`](Self::open), it is a single connection.
    ///
    /// ```
    /// # async fn example(store: iotpay_store::SqliteStore) -> Result<(), iotpay_store::sqlx::Error> {
    /// let transaction = store.pool().begin_with("BEGIN IMMEDIATE").await?;
    /// # Ok(()) }
    /// ```
    pub fn pool(&self) -> &SqlitePool {
        &self.writer
    }

    /// Creates the tables, or updates them. Does nothing if they are up to date. Several processes can call this at the
    /// same time.
    ///
    /// # Errors
    ///
    /// Returns [`StoreError::SchemaTooNew`] if a newer version of this crate has changed the tables in a way that this
    /// version does not support, and [`StoreError::Schema`] if the tables could not be read or created.
    pub async fn migrate(&self) -> Result<(), StoreError> {
        migrate::migrate(&self.writer).await
    }

    /// Deletes handled events that are older than the retention. Call it about once a day. It deletes 1,000 rows at a
    /// time, so that other statements do not wait. It can be called while the store is used, and by several processes.
    ///
    /// ```no_run
    /// # async fn example(store: iotpay_store::SqliteStore) -> Result<(), iotpay_store::StoreError> {
    /// let pruned = store.prune(&iotpay_store::Retention::default()).await?;
    /// println!("deleted {} events", pruned.events);
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// Returns [`StoreError::Statement`] if a statement failed. Earlier batches are then deleted.
    pub async fn prune(&self, retention: &Retention) -> Result<Pruned, StoreError> {
        retention::prune(&self.writer, retention).await
    }
}

impl SqliteStore {
    /// Begins a transaction that excludes all other writers. Otherwise, a transaction that reads before it writes could
    /// fail.
    async fn write(&self) -> Result<Transaction<'static, Sqlite>, sqlx::Error> {
        self.writer.begin_with("BEGIN IMMEDIATE").await
    }
}

/// The time in milliseconds. The file is used on one machine, so the clock of the store is that of the process.
fn now() -> i64 {
    milliseconds(SystemTime::now())
}

impl fmt::Debug for SqliteStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SqliteStore").field("connections", &self.reader.size()).finish_non_exhaustive()
    }
}
