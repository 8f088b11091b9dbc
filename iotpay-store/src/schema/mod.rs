//! The tables, as SQL that can also be run by hand, and their versions.
//!
//! The crate keeps its own table of versions, `iotpay_version`, and never uses `_sqlx_migrations`, which belongs to the
//! program. All its tables begin with `iotpay_`. To let an administrator create them, run [`POSTGRES`] or [`SQLITE`]
//! from the first statement to the last; [`migrate`](crate::PostgresStore::migrate) then finds nothing to do.
//!
//! ```
//! let script = iotpay_store::schema::SQLITE.concat();
//! assert!(script.contains("CREATE TABLE iotpay_journal"));
//! ```
#![cfg_attr(feature = "postgres", doc = "\n# PostgreSQL\n\n```sql")]
#![cfg_attr(feature = "postgres", doc = include_str!("postgres/version.sql"))]
#![cfg_attr(feature = "postgres", doc = include_str!("postgres/1.sql"))]
#![cfg_attr(feature = "postgres", doc = "```")]
#![cfg_attr(feature = "sqlite", doc = "\n# SQLite\n\n```sql")]
#![cfg_attr(feature = "sqlite", doc = include_str!("sqlite/version.sql"))]
#![cfg_attr(feature = "sqlite", doc = include_str!("sqlite/1.sql"))]
#![cfg_attr(feature = "sqlite", doc = "```")]

mod version;

pub(crate) use version::{State, read_state};

/// The scripts that create the tables in PostgreSQL: the table of versions, and then each version.
///
/// ```
/// for script in iotpay_store::schema::POSTGRES {
///     println!("{script}"); // for `psql`
/// }
/// ```
#[cfg(feature = "postgres")]
pub const POSTGRES: &[&str] = &[include_str!("postgres/version.sql"), include_str!("postgres/1.sql")];

/// The scripts that create the tables in SQLite: the table of versions, and then each version.
///
/// ```
/// # tokio::runtime::Runtime::new()?.block_on(async {
/// use iotpay_store::SqliteStore;
/// use iotpay_store::schema::SQLITE;
/// use iotpay_store::sqlx::{self, sqlite::SqlitePoolOptions};
///
/// let pool = SqlitePoolOptions::new().max_connections(1).connect("sqlite::memory:").await?;
/// for script in SQLITE {
///     sqlx::raw_sql(*script).execute(&pool).await?;
/// }
/// SqliteStore::from_pool(pool).migrate().await?; // finds nothing to do
/// # Ok::<(), Box<dyn std::error::Error>>(()) })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[cfg(feature = "sqlite")]
pub const SQLITE: &[&str] = &[include_str!("sqlite/version.sql"), include_str!("sqlite/1.sql")];

/// Returns the version that a script creates.
pub(crate) fn numbered(scripts: &'static [&'static str]) -> impl Iterator<Item = (i64, &'static str)> {
    (1..).zip(scripts.iter().skip(1).copied())
}
