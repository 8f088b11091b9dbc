//! Creating the tables.

use iotpay_store::sqlx::{self, AssertSqlSafe, Connection as _};
use iotpay_store::{PostgresStore, SqliteStore, StoreError, schema};

use crate::support::{postgres, sqlite::File};

const TOO_NEW: &str = "UPDATE iotpay_version SET version = 7, oldest_program = 6";
const NEWER: &str = "INSERT INTO iotpay_version (version, oldest_program) VALUES (7, 1)";

/// All processes of a deployment start at the same time.
#[tokio::test(flavor = "multi_thread")]
async fn several_processes_can_start_at_the_same_time() {
    for _ in 0..5 {
        let file = File::new();
        let opened: Vec<_> = (0..8).map(|_| tokio::spawn(SqliteStore::open(file.path()))).collect();
        for store in opened {
            store.await.unwrap().unwrap();
        }
        let Some(url) = postgres::new_schema().await else { continue };
        let connected: Vec<_> = (0..8)
            .map(|_| {
                let url = url.clone();
                tokio::spawn(async move { PostgresStore::connect(&url).await.map(drop) })
            })
            .collect();
        for store in connected {
            store.await.unwrap().unwrap();
        }
    }
}

/// A process that creates or changes the tables may need longer than the others wait for its locks.
#[tokio::test(flavor = "multi_thread")]
async fn processes_wait_for_the_one_that_changes_the_tables() {
    let Some(url) = postgres::new_schema().await else { return };
    let pool = sqlx::PgPool::connect(&url).await.unwrap();
    sqlx::raw_sql(schema::POSTGRES[0]).execute(&pool).await.unwrap();
    let mut slow = pool.begin().await.unwrap();
    sqlx::raw_sql(schema::POSTGRES[1]).execute(&mut *slow).await.unwrap();
    let waiting = tokio::spawn(async move { PostgresStore::connect(&url).await.map(drop) });
    tokio::time::sleep(std::time::Duration::from_secs(12)).await;
    assert!(!waiting.is_finished());
    slow.commit().await.unwrap();
    waiting.await.unwrap().unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn processes_wait_for_the_one_that_changes_the_tables_in_sqlite() {
    let file = File::new();
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(file.path()).create_if_missing(true);
    for journal_mode in ["DELETE", "WAL"] {
        let mut slow = sqlx::SqliteConnection::connect_with(&options).await.unwrap();
        sqlx::query(AssertSqlSafe(format!("PRAGMA journal_mode = {journal_mode}"))).execute(&mut slow).await.unwrap();
        sqlx::query("BEGIN EXCLUSIVE").execute(&mut slow).await.unwrap();
        let waiting = tokio::spawn(SqliteStore::open(file.path()));
        tokio::time::sleep(std::time::Duration::from_secs(6)).await;
        assert!(!waiting.is_finished());
        sqlx::query("COMMIT").execute(&mut slow).await.unwrap();
        slow.close().await.unwrap();
        let store = waiting.await.unwrap().unwrap();
        store.pool().close().await;
    }
}

/// A process was killed in the middle, and the database did not undo what it had created.
#[tokio::test]
async fn a_migration_that_was_interrupted_is_continued() {
    let Some(url) = postgres::new_schema().await else { return };
    let pool = sqlx::PgPool::connect(&url).await.unwrap();
    sqlx::raw_sql(schema::POSTGRES[0]).execute(&pool).await.unwrap();
    for statement in schema::POSTGRES[1].split_inclusive(";\n").take(3) {
        sqlx::raw_sql(statement).execute(&pool).await.unwrap();
    }
    let store = PostgresStore::connect(&url).await.unwrap();
    sqlx::query("SELECT 1 FROM iotpay_outbox").execute(store.pool()).await.unwrap();
}

/// During a rolling deployment, the old version runs on the tables of the new one, unless the new one forbids it.
#[tokio::test]
async fn tables_of_newer_versions_are_used_if_they_allow_it() {
    let file = File::new();
    let store = file.open().await;
    sqlx::query(NEWER).execute(store.pool()).await.unwrap();
    store.migrate().await.unwrap();
    sqlx::query(TOO_NEW).execute(store.pool()).await.unwrap_err();
    sqlx::query("DELETE FROM iotpay_version WHERE version = 1").execute(store.pool()).await.unwrap();
    sqlx::query(TOO_NEW).execute(store.pool()).await.unwrap();
    assert!(matches!(store.migrate().await, Err(StoreError::SchemaTooNew { required: 6, known: 1 })));
    if let Some(store) = postgres::new_store().await {
        sqlx::query(NEWER).execute(store.pool()).await.unwrap();
        store.migrate().await.unwrap();
        sqlx::query("DELETE FROM iotpay_version WHERE version = 1").execute(store.pool()).await.unwrap();
        sqlx::query(TOO_NEW).execute(store.pool()).await.unwrap();
        assert!(matches!(store.migrate().await, Err(StoreError::SchemaTooNew { required: 6, known: 1 })));
    }
}

/// An administrator can run the scripts, and the program then needs no permission to create tables.
#[tokio::test]
async fn the_scripts_can_be_run_by_hand() {
    let Some(url) = postgres::new_schema().await else { return };
    let pool = sqlx::PgPool::connect(&url).await.unwrap();
    sqlx::raw_sql(AssertSqlSafe(schema::POSTGRES.concat())).execute(&pool).await.unwrap();
    // Only the scripts can have created the tables.
    sqlx::query("SET default_transaction_read_only = on").execute(&pool).await.unwrap();
    let read_only = url + "&options[default_transaction_read_only]=on";
    PostgresStore::connect(&read_only).await.unwrap();
}

/// The user's own migrations with sqlx are not touched.
#[tokio::test]
async fn every_table_has_the_prefix() {
    let file = File::new();
    let store = file.open().await;
    let names: Vec<String> = sqlx::query_scalar("SELECT name FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%'")
        .fetch_all(store.pool())
        .await
        .unwrap();
    assert!(names.len() > 2 && names.iter().all(|name| name.starts_with("iotpay_")), "{names:?}");
    if let Some(url) = postgres::new_schema().await {
        let store = PostgresStore::connect(&url).await.unwrap();
        let names: Vec<String> = sqlx::query_scalar(
            "SELECT relname::text FROM pg_class WHERE relnamespace = current_schema()::regnamespace",
        )
        .fetch_all(store.pool())
        .await
        .unwrap();
        assert!(names.len() > 2 && names.iter().all(|name| name.starts_with("iotpay_")), "{names:?}");
    }
}

#[tokio::test]
async fn errors_say_what_to_do_and_contain_no_password() {
    let error = SqliteStore::open("/nonexistent/folder/shop.db").await.unwrap_err();
    assert!(error.to_string().contains("check its URL or path"), "{error}");
    for url in ["postgres://shop:canary-password@127.0.0.1:1/shop", "postgres://shop:canary-password@127.0.0.1:x/shop"]
    {
        let error = PostgresStore::connect(url).await.unwrap_err();
        let mut text = format!("{error} {error:?}");
        let mut cause: &dyn std::error::Error = &error;
        while let Some(next) = cause.source() {
            text.push_str(&next.to_string());
            cause = next;
        }
        assert!(!text.contains("canary"), "{text}");
        // A pool would say that it timed out.
        assert!(url.contains(":x/") || text.to_lowercase().contains("connection refused"), "{text}");
    }
    if let Some(store) = postgres::new_store().await {
        assert!(!format!("{store:?}").contains("iotpay@"), "{store:?}");
    }
}
