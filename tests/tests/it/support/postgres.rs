//! The PostgreSQL database of the tests, in which each test has its own schema.

use std::env::var;

use iotpay_client::journal::IntentId;
use iotpay_store::PostgresStore;
use iotpay_store::sqlx::postgres::PgConnection;
use iotpay_store::sqlx::{AssertSqlSafe, Connection as _, query};

/// Returns the URL of the database. Returns `None` if there is none, so that the test is skipped.
pub fn url() -> Option<String> {
    let url = var("IOTPAY_TEST_POSTGRES").ok();
    if url.is_none() {
        assert!(var("IOTPAY_REQUIRE_POSTGRES").is_err(), "set IOTPAY_TEST_POSTGRES, or run scripts/with-postgres");
        eprintln!("skipped: IOTPAY_TEST_POSTGRES is not set");
    }
    url
}

/// Opens a store in a new schema. Returns `None` if there is no database.
pub async fn new_store() -> Option<PostgresStore> {
    let url = url()?;
    let schema = format!("test_{}", IntentId::random());
    let mut connection = PgConnection::connect(&url).await.unwrap();
    query(AssertSqlSafe(format!("CREATE SCHEMA {schema}"))).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
    let separator = if url.contains('?') { '&' } else { '?' };
    let url = format!("{url}{separator}options[search_path]={schema}");
    Some(PostgresStore::connect(&url).await.unwrap())
}
