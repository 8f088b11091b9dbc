//! The shop's own tables, in the same database as those of the store.

use iotpay_store::sqlx;
use iotpay_store::{PostgresStore, SqliteStore};

use crate::settings::{Result, Version};

/// A line in the books: an outcome, with the amount of the order.
#[derive(Debug)]
pub struct Booking<'a> {
    pub reference: &'a str,
    pub outcome: String,
    pub version: Version,
}

/// Nothing here is unique, so that the test sees what is booked twice.
const TABLES: &str = "CREATE TABLE IF NOT EXISTS shop_order (reference TEXT NOT NULL, amount BIGINT NOT NULL);
CREATE INDEX IF NOT EXISTS shop_order_reference ON shop_order (reference);
CREATE TABLE IF NOT EXISTS shop_booking
    (reference TEXT NOT NULL, outcome TEXT NOT NULL, amount BIGINT NOT NULL, handler TEXT NOT NULL);";

/// What version 2 adds. It fails if the column exists.
const COLUMN: &str = "ALTER TABLE shop_booking ADD COLUMN note TEXT";

const ORDER: &str = "INSERT INTO shop_order (reference, amount) VALUES ($1, $2)";
const BOOK: [&str; 2] = [
    "INSERT INTO shop_booking (reference, outcome, amount, handler) \
     SELECT reference, $2, amount, $3 FROM shop_order WHERE reference = $1",
    "INSERT INTO shop_booking (reference, outcome, amount, handler, note) \
     SELECT reference, $2, amount, $3, 'by version 2' FROM shop_order WHERE reference = $1",
];

/// A database with the shop's own tables.
pub trait Books: Clone + Send + Sync + 'static {
    type OwnTransaction: Send;

    /// Creates the tables that the version needs.
    fn create_tables(&self, version: Version) -> impl Future<Output = Result<()>> + Send;
    /// Notes an order or a refund before the request is sent.
    fn note_order(&self, reference: &str, amount: i64) -> impl Future<Output = Result<()>> + Send;
    /// Books an outcome as part of a transaction.
    fn book(transaction: &mut Self::OwnTransaction, booking: &Booking<'_>) -> impl Future<Output = Result<()>> + Send;
}

/// The statements are the same in both databases, but sqlx has a type for each.
macro_rules! books {
    ($store:ty, $database:ty) => {
        impl Books for $store {
            type OwnTransaction = sqlx::Transaction<'static, $database>;

            async fn create_tables(&self, version: Version) -> Result<()> {
                let scripts = [TABLES, COLUMN];
                for script in &scripts[..if version == Version::Two { 2 } else { 1 }] {
                    // Another process may do the same at the same time.
                    for _ in 0..3 {
                        match sqlx::raw_sql(*script).execute(self.pool()).await {
                            Err(sqlx::Error::Database(_)) => {}
                            result => {
                                result?;
                                break;
                            }
                        }
                    }
                }
                Ok(())
            }

            async fn note_order(&self, reference: &str, amount: i64) -> Result<()> {
                sqlx::query(ORDER).bind(reference).bind(amount).execute(self.pool()).await?;
                Ok(())
            }

            async fn book(transaction: &mut Self::OwnTransaction, booking: &Booking<'_>) -> Result<()> {
                let Booking { reference, outcome, version } = booking;
                let statement = BOOK[usize::from(*version == Version::Two)];
                let query = sqlx::query(statement).bind(*reference).bind(outcome.as_str()).bind(version.name());
                match query.execute(&mut **transaction).await?.rows_affected() {
                    1 => Ok(()),
                    rows => Err(format!("{rows} orders have the reference {reference}").into()),
                }
            }
        }
    };
}

books!(PostgresStore, sqlx::Postgres);
books!(SqliteStore, sqlx::Sqlite);
