//! The store in PostgreSQL.

mod inbox;
mod journal;
mod migrate;
mod outbox;
mod sql;

use std::fmt;
use std::time::Duration;

use sqlx::Row as _;
use sqlx::postgres::{PgConnectOptions, PgConnection, PgPool, PgPoolOptions};

use crate::error::StoreError;
use crate::retention::{self, Pruned, Retention};

/// How long to wait for a connection. The client waits at most 5 seconds for the journal.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(4);

/// No statement waits longer for a row that another transaction has locked. A transaction whose program no longer does
/// anything is rolled back, so that it does not keep its locks.
const SESSION: &str = "SET lock_timeout = '4s'; SET idle_in_transaction_session_timeout = '60s'";

/// Returns `true` if the connection is not in a transaction: only then, the statement is the first of its transaction.
/// See `begin` for how a connection in a transaction could be in a pool. Also tests whether the connection is alive.
const IS_CLEAN: &str = "SELECT now() = statement_timestamp()";

/// The journal and the inbox in a PostgreSQL database, for one or more processes on one or more machines.
///
/// The statements stay within the part of SQL that CockroachDB and YugabyteDB share with PostgreSQL. The tests use
/// PostgreSQL 15.
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
    has_outbox: bool,
}

impl PostgresStore {
    /// Connects to a database, and creates the tables if they do not exist. Uses at most 10 connections.
    ///
    /// `url` is a URL such as `postgres://user@host/database`. If it does not contain a password, the variable
    /// `PGPASSWORD` and the file `.pgpass` are used. Encrypted connections need the feature `tls`.
    ///
    /// On these connections, no statement waits longer than 4 seconds for a lock (`lock_timeout`), and a transaction
    /// that does nothing for 60 seconds is rolled back (`idle_in_transaction_session_timeout`).
    ///
    /// # Errors
    ///
    /// Returns [`StoreError::Open`] if the URL is invalid or no connection could be made, and the errors of
    /// [`migrate`](Self::migrate).
    pub async fn connect(url: &str) -> Result<Self, StoreError> {
        let options: PgConnectOptions = url.parse().map_err(StoreError::Open)?;
        let pool = PgPoolOptions::new()
            .max_connections(10)
            .acquire_timeout(ACQUIRE_TIMEOUT)
            .after_connect(|connection, _| {
                Box::pin(async { sqlx::raw_sql(SESSION).execute(connection).await.map(drop) })
            })
            // Instead of the usual test.
            .test_before_acquire(false)
            .before_acquire(|connection, _| Box::pin(is_clean(connection)))
            .connect_with(options.application_name("iotpay-store"))
            .await
            .map_err(StoreError::Open)?;
        let store = Self::from_pool(pool);
        store.migrate().await?;
        Ok(store)
    }

    /// Uses your connections. Call [`migrate`](Self::migrate) to create the tables.
    ///
    /// The transactions of the inbox then run on the same connections as your own. Set an `acquire_timeout` of less
    /// than 5 seconds, because the client does not wait longer for the journal, and the timeouts that
    /// [`connect`](Self::connect) sets.
    ///
    /// Do not begin transactions on these connections in a future that may be dropped, such as that of a web request
    /// whose client disconnects. If it is dropped while the server begins the transaction, sqlx 0.9 puts the connection
    /// back into the pool in this transaction. The next statement on it is then lost, which may be an entry of the
    /// journal. Begin transactions with [`Inbox::begin`](iotpay_client::inbox::Inbox::begin), or in a task of their
    /// own. The pool that [`connect`](Self::connect) creates does not use such connections.
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
        Self { pool, has_outbox: false }
    }

    /// Writes each event that is completed to the [outbox](crate::outbox), in the same transaction. Enable it in all
    /// processes, and run a [`Pump`](crate::outbox::Pump): otherwise, the outbox grows.
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

    /// Deletes handled events that are older than the retention. Call it about once a day. It deletes 1,000 rows at a
    /// time, so that other statements do not wait. It can be called while the store is used, and by several processes.
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
    /// Returns [`StoreError::Statement`] if a statement failed. Earlier batches are then deleted.
    pub async fn prune(&self, retention: &Retention) -> Result<Pruned, StoreError> {
        retention::prune(&self.pool, retention).await
    }
}

async fn is_clean(connection: &mut PgConnection) -> Result<bool, sqlx::Error> {
    sqlx::raw_sql(IS_CLEAN).fetch_one(connection).await?.try_get(0)
}

impl fmt::Debug for PostgresStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The options of the pool contain the password.
        f.debug_struct("PostgresStore").field("connections", &self.pool.size()).finish_non_exhaustive()
    }
}
