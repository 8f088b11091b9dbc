//! The store in a SQLite file.

mod inbox;
mod journal;
mod lost_events;
mod migrate;
mod outbox;

use std::fmt;
use std::path::Path;
use std::time::{Duration, SystemTime};

use sqlx::sqlite::{Sqlite, SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Connection as _, Error, Transaction};

use crate::checks::Checks;
use crate::error::StoreError;
use crate::outbox::BACKFILL;
use crate::retention::{Pruned, Retention, prune, prune_events};
use crate::statement::{LIMIT, LONG_LIMIT, fetch_all_within, within};
use crate::time::{day, milliseconds};

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
    checks: Checks,
}

impl SqliteStore {
    /// Opens a file, or creates it with its tables. The file must be on a local disk, not on a network drive. Beside
    /// it, SQLite creates two files with the suffixes `-wal` and `-shm`, which belong to it.
    ///
    /// Each transaction is on the disk when it is committed (`synchronous = FULL`). A call waits at most 4 seconds for
    /// another process that writes to the file, and this one at most a minute.
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
        let pool = |connections| {
            let options = SqlitePoolOptions::new().max_connections(connections).acquire_timeout(TIMEOUT);
            options.before_acquire(|connection, _| Box::pin(async { Ok(!connection.is_in_transaction()) }))
        };
        // The first connection creates the file.
        let writer = migrate::open(&pool(1), &options).await?;
        let reader = pool(4).connect_lazy_with(options.read_only(true));
        let store = Self { reader, writer, has_outbox: false, checks: Checks::default() };
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
        Self { reader: pool.clone(), writer: pool, has_outbox: false, checks: Checks::default() }
    }

    /// Writes each event that is completed to the [outbox](crate::outbox), in the same transaction. Enable it in all
    /// processes, and run a [`Pump`](crate::outbox::Pump): otherwise, the outbox grows. After the deployment that
    /// enables it, call [`backfill_outbox`](Self::backfill_outbox).
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

    /// Adds the events to the outbox that were handled at this time or later, and are not in it. Returns their number.
    ///
    /// Call it once when all processes use [`with_outbox`](Self::with_outbox), with the time at which the first of them
    /// was started: the others have completed events without adding them. Events that were delivered since then are
    /// delivered again. Events whose content was [pruned](Self::prune) are not added.
    ///
    /// ```no_run
    /// # async fn example(store: iotpay_store::SqliteStore) -> Result<(), iotpay_store::StoreError> {
    /// use std::time::{Duration, SystemTime};
    ///
    /// let an_hour_ago = SystemTime::now() - Duration::from_hours(1);
    /// let added = store.backfill_outbox(an_hour_ago).await?;
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// Returns [`StoreError::Statement`] if the statement failed. Nothing is then added.
    pub async fn backfill_outbox(&self, since: SystemTime) -> Result<u64, StoreError> {
        let query = || sqlx::query_as::<_, (i64,)>(BACKFILL).bind(milliseconds(since));
        let added = fetch_all_within(LONG_LIMIT, &self.writer, query).await.map_err(StoreError::Statement)?;
        Ok(u64::try_from(added.len()).unwrap_or(u64::MAX))
    }

    /// Returns `true` if nothing can be read while a transaction is open.
    pub(crate) fn has_one_connection(&self) -> bool {
        // The reader of a file has connections of its own, which are opened when they are needed.
        self.reader.options().get_max_connections() == 1
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
    /// same time. Waits at most a minute for one that writes to the file.
    ///
    /// # Errors
    ///
    /// Returns [`StoreError::SchemaTooNew`] if a newer version of this crate has changed the tables in a way that this
    /// version does not support, and [`StoreError::Schema`] if the tables could not be read or created.
    pub async fn migrate(&self) -> Result<(), StoreError> {
        migrate::migrate(&self.writer).await
    }

    /// Deletes the events that were handled longer ago than the retention. Call it about once a day. The keys of
    /// handled events, and the journal, are kept forever, so nothing is handled twice. It deletes 1,000 rows at a time,
    /// so that other statements do not wait. It can be called while the store is used, and by several processes.
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
    /// Returns [`StoreError::SchemaTooNew`] if a newer version of this crate has changed the tables since the start,
    /// and [`StoreError::Statement`] if a statement failed. Earlier batches are then deleted.
    pub async fn prune(&self, retention: &Retention) -> Result<Pruned, StoreError> {
        let first_kept = day(now()).saturating_sub(retention.history_days());
        prune(&self.writer, prune_events!("$1"), first_kept).await
    }
}

impl SqliteStore {
    /// Begins a transaction that excludes all other writers. Otherwise, a transaction that reads before it writes could
    /// fail.
    async fn write(&self) -> Result<Transaction<'static, Sqlite>, Error> {
        let mut attempts = self.writer.size();
        loop {
            match within(LIMIT, self.writer.begin_with("BEGIN IMMEDIATE")).await {
                Err(Error::InvalidSavePointStatement) if attempts > 0 => self.close_stuck().await?,
                result => return result,
            }
            attempts -= 1;
        }
    }

    /// Closes a connection that sqlx takes to be in a transaction. This remains so after a failed COMMIT if SQLite has
    /// already rolled back, for example because the disk was full. The pool of `open` does not return such connections.
    async fn close_stuck(&self) -> Result<(), Error> {
        let connection = self.writer.acquire().await?;
        if connection.is_in_transaction() { connection.close().await } else { Ok(()) }
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
