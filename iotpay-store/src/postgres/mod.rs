//! The store in PostgreSQL.

mod inbox;
mod journal;
mod lease;
mod migrate;
mod outbox;
mod pool;
mod sql;
mod transaction;

use std::fmt;
use std::time::{Duration, SystemTime};

use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};

use crate::checks::Checks;
use crate::error::StoreError;
use crate::outbox::BACKFILL;
use crate::retention::{Pruned, Retention, prune, prune_events};
use crate::statement::{LONG_LIMIT, fetch_all_within};
use crate::time::milliseconds;
use lease::LongestLease;
use sql::today;

/// The journal and the inbox in a PostgreSQL database, for one or more processes on one or more machines.
///
/// It is tested with PostgreSQL 15 only. The statements use little that relatives such as CockroachDB and YugabyteDB
/// lack, but nobody has tried these.
///
/// A clone uses the same connections.
///
/// ```no_run
/// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
/// use iotpay_store::PostgresStore;
///
/// let store = PostgresStore::connect("postgres://shop@localhost/shop").await?;
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct PostgresStore {
    pool: PgPool,
    journal: PgPool,
    has_outbox: bool,
    /// `None` if the caller has set the limits of the sessions.
    longest_lease: Option<LongestLease>,
    checks: Checks,
}

impl PostgresStore {
    /// Connects to a database, and creates the tables if they do not exist. Uses at most 14 connections: 10, and 4 only
    /// for the journal, so that the shop can send requests while all others are used by handlers.
    ///
    /// `url` is a URL such as `postgres://user@host/database`. If it does not contain a password, the variable
    /// `PGPASSWORD` and the file `.pgpass` are used. Encrypted connections need the feature `tls`.
    ///
    /// The connections have the limits of [`pool_options`](Self::pool_options) for a lease of 30 seconds. If events are
    /// claimed with other leases, the transactions of [`begin`](iotpay_client::inbox::Inbox::begin) have the limits for the
    /// longest one.
    ///
    /// # Errors
    ///
    /// Returns [`StoreError::Open`] if the URL is invalid or no connection could be made, and the errors of
    /// [`migrate`](Self::migrate). Waits at most 4 seconds for a server that is not there yet, and 30 for one that is slow.
    pub async fn connect(url: &str) -> Result<Self, StoreError> {
        let options: PgConnectOptions = url.parse().map_err(StoreError::Open)?;
        let options = options.application_name("iotpay-store");
        pool::test(&options).await.map_err(StoreError::Open)?;
        let pool = Self::pool_options(lease::OF_SESSIONS).max_connections(10).connect_lazy_with(options.clone());
        let journal = Self::pool_options(lease::OF_SESSIONS).max_connections(4).connect_lazy_with(options);
        let mut store = Self::from_pool(pool).with_journal_pool(journal);
        store.longest_lease = Some(LongestLease::default());
        store.migrate().await?;
        Ok(store)
    }

    /// Returns options for a pool of your own. `lease` is the longest
    /// [lease](iotpay_client::inbox::ProcessingPolicy::lease) of your processors.
    ///
    /// - A call waits at most 4 seconds for a connection, and a statement at most 4 seconds for a lock
    ///   (`lock_timeout`).
    /// - A statement runs at most for the lease, but for 30 seconds if it is shorter (`statement_timeout`).
    /// - A transaction that does nothing for the time of the lease, but at least 5 seconds, is rolled back
    ///   (`idle_in_transaction_session_timeout`): its program has failed, and must not keep its locks.
    /// - A connection that does not answer within a second, or that was left in a transaction, is closed instead of
    ///   used again.
    ///
    /// ```no_run
    /// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
    /// use std::time::Duration;
    ///
    /// use iotpay_store::PostgresStore;
    ///
    /// let options = PostgresStore::pool_options(Duration::from_mins(5));
    /// let pool = options.max_connections(20).connect("postgres://shop@localhost/shop").await?;
    /// let store = PostgresStore::from_pool(pool);
    /// # Ok(()) }
    /// ```
    pub fn pool_options(lease: Duration) -> PgPoolOptions {
        pool::options(lease)
    }

    /// Uses your connections. Call [`migrate`](Self::migrate) to create the tables.
    ///
    /// The transactions of the inbox then run on the same connections as your own. Create the pool from
    /// [`pool_options`](Self::pool_options), or set the same limits. Without them, a server that stops answering can
    /// keep all connections of the pool. While handlers use all connections, the journal cannot be written, so no
    /// request is sent: use [`with_journal_pool`](Self::with_journal_pool), or a pool that is large enough.
    ///
    /// Do not begin transactions on these connections in a future that may be dropped, such as that of a web request
    /// whose client disconnects. If it is dropped while the server begins the transaction, sqlx 0.9 puts the connection
    /// back into the pool in this transaction. The next statement on it is then lost, which may be an entry of the
    /// journal. Begin transactions with [`Inbox::begin`](iotpay_client::inbox::Inbox::begin), or in a task of their
    /// own. A pool with [`pool_options`](Self::pool_options) does not use such connections.
    ///
    /// ```no_run
    /// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
    /// use iotpay_store::PostgresStore;
    /// use iotpay_store::sqlx::PgPool;
    ///
    /// let pool = PgPool::connect("postgres://shop@localhost/shop").await?;
    /// let store = PostgresStore::from_pool(pool.clone());
    /// store.migrate().await?;
    /// # Ok(()) }
    /// ```
    pub fn from_pool(pool: PgPool) -> Self {
        Self { journal: pool.clone(), pool, has_outbox: false, longest_lease: None, checks: Checks::default() }
    }

    /// Uses other connections to the same database and schema for the journal. Two to four are enough.
    ///
    /// ```no_run
    /// # async fn example(store: iotpay_store::PostgresStore) -> Result<(), Box<dyn std::error::Error>> {
    /// # use std::time::Duration;
    /// use iotpay_store::PostgresStore;
    ///
    /// let options = PostgresStore::pool_options(Duration::from_secs(30));
    /// let journal = options.max_connections(4).connect("postgres://shop@localhost/shop").await?;
    /// let store = store.with_journal_pool(journal);
    /// # Ok(()) }
    /// ```
    #[must_use]
    pub fn with_journal_pool(mut self, pool: PgPool) -> Self {
        self.journal = pool;
        self
    }

    /// Writes each event that is completed to the [outbox](crate::outbox), in the same transaction. Enable it in all
    /// processes, and run a [`Pump`](crate::outbox::Pump): otherwise, the outbox grows. After the deployment that
    /// enables it, call [`backfill_outbox`](Self::backfill_outbox).
    ///
    /// ```no_run
    /// # async fn example(store: iotpay_store::PostgresStore) {
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
    /// # async fn example(store: iotpay_store::PostgresStore) -> Result<(), iotpay_store::StoreError> {
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
        let added = fetch_all_within(LONG_LIMIT, &self.pool, query).await.map_err(StoreError::Statement)?;
        Ok(u64::try_from(added.len()).unwrap_or(u64::MAX))
    }

    /// Returns the connections. For transactions, see the advice for [`from_pool`](Self::from_pool).
    ///
    /// ```no_run
    /// # async fn example(store: iotpay_store::PostgresStore) -> Result<(), iotpay_store::sqlx::Error> {
    /// let transaction = store.pool().begin().await?;
    /// # Ok(()) }
    /// ```
    pub fn pool(&self) -> &PgPool {
        &self.pool
    }

    /// Creates the tables, or updates them. Does nothing if they are up to date. Several processes can call this at the
    /// same time.
    ///
    /// The tables are created in the first schema of the `search_path`. This needs the permission to create tables. If
    /// the program does not have it, let an administrator run the scripts in [`schema`](crate::schema).
    ///
    /// # Errors
    ///
    /// Returns [`StoreError::SchemaTooNew`] if a newer version of this crate has changed the tables in a way that this
    /// version does not support, and [`StoreError::Schema`] if the tables could not be read or created.
    pub async fn migrate(&self) -> Result<(), StoreError> {
        migrate::migrate(&self.pool).await
    }

    /// Deletes the events that were handled longer ago than the retention. Call it about once a day. The keys of
    /// handled events, and the journal, are kept forever, so nothing is handled twice. It deletes 1,000 rows at a time,
    /// so that other statements do not wait. It can be called while the store is used, and by several processes.
    ///
    /// ```no_run
    /// # async fn example(store: iotpay_store::PostgresStore) -> Result<(), iotpay_store::StoreError> {
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
        // The day of the server: the clock of one process must not decide what is old.
        prune(&self.pool, prune_events!(today!(), " - $1"), retention.history_days()).await
    }
}

impl fmt::Debug for PostgresStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The options of the pool contain the password.
        f.debug_struct("PostgresStore").field("connections", &self.pool.size()).finish_non_exhaustive()
    }
}
