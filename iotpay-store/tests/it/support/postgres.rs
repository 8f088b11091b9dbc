//! A schema in the PostgreSQL database of the tests.

use std::env::var;

use iotpay_client::journal::IntentId;
use iotpay_store::PostgresStore;
use iotpay_store::sqlx::postgres::PgConnection;
use iotpay_store::sqlx::{AssertSqlSafe, Connection as _, query};

/// Returns `false` if the tests that need PostgreSQL are skipped.
pub fn is_available() -> bool {
    let is_available = var("IOTPAY_TEST_POSTGRES").is_ok();
    if !is_available {
        assert!(var("IOTPAY_REQUIRE_POSTGRES").is_err(), "set IOTPAY_TEST_POSTGRES, or run scripts/with-postgres");
        eprintln!("skipped: IOTPAY_TEST_POSTGRES is not set");
    }
    is_available
}

/// Creates an empty schema and returns a URL whose connections use it. Returns `None` if there is no database.
pub async fn new_schema() -> Option<String> {
    if !is_available() {
        return None;
    }
    let url = var("IOTPAY_TEST_POSTGRES").unwrap();
    let schema = format!("test_{}", IntentId::random());
    let mut connection = PgConnection::connect(&url).await.unwrap();
    query(AssertSqlSafe(format!("CREATE SCHEMA {schema}"))).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
    let separator = if url.contains('?') { '&' } else { '?' };
    Some(format!("{url}{separator}options[search_path]={schema}"))
}

/// Opens a store in a new schema. Returns `None` if there is no database.
pub async fn new_store() -> Option<PostgresStore> {
    Some(PostgresStore::connect(&new_schema().await?).await.unwrap())
}
