//! Databases that fail, and handlers that ignore it.

use std::time::{Duration, Instant, SystemTime};

use iotpay_client::inbox::{Claim, Event, EventKey, EventOutcome, EventSource, Inbox, InboxError, Recorded};
use iotpay_client::journal::{self, Intent, JournalError, JournalKey, Settlement};
use iotpay_store::sqlx::{AssertSqlSafe, Error, query, query_scalar, raw_sql};
use iotpay_store::{PostgresStore, SqliteStore};
use tokio::time::timeout;

use crate::support::{postgres, proxy::Proxy, sqlite::File};

const LEASE: Duration = Duration::from_mins(1);

fn event(reference: &str) -> Event {
    let order = JournalKey::new("1", "general", "mchOrderNo", reference);
    Event::new(EventKey::new(order, EventOutcome::Settled(Settlement::Paid)), EventSource::Query, SystemTime::now())
}

async fn begin_request(journal: &impl journal::Journal, reference: &str) -> Result<(), JournalError> {
    let now = SystemTime::now();
    let key = JournalKey::new("1", "general", "mchOrderNo", reference);
    journal.begin(&Intent::new(key, "create_order", now, now + LEASE)).await
}

async fn claimed(inbox: &impl Inbox, event: &Event) -> Claim {
    assert_eq!(inbox.record(event).await.unwrap(), Recorded::New);
    inbox.claim(&event.key, LEASE).await.unwrap().unwrap()
}

/// Returns the text of the cause.
fn cause(error: &InboxError) -> String {
    std::error::Error::source(error).map(ToString::to_string).unwrap_or_default()
}

/// Statements of a handler after which SQLite is no longer in the transaction.
const ENDING: [&str; 3] = ["INSERT INTO audit VALUES ('a')", "ROLLBACK", "COMMIT"];

#[tokio::test]
async fn sqlite_does_not_complete_an_event_after_the_transaction_has_ended() {
    for ending in ENDING {
        let file = File::new();
        let store = file.open().await;
        let schema = "CREATE TABLE booking (reference TEXT); CREATE TABLE audit (reference TEXT); \
             CREATE TRIGGER full BEFORE INSERT ON audit BEGIN SELECT RAISE(ROLLBACK, 'no more audits'); END";
        raw_sql(schema).execute(store.pool()).await.unwrap();
        let event = event("a");
        let claim = claimed(&store, &event).await;
        let mut transaction = store.begin().await.unwrap();
        query("INSERT INTO booking VALUES ('a')").execute(&mut *transaction).await.unwrap();
        // The handler ignores the error.
        let _ = raw_sql(ending).execute(&mut *transaction).await;
        let error = store.complete(&mut transaction, &claim).await.unwrap_err();
        assert!(cause(&error).contains("the transaction has ended"), "{error:?}");
        drop(transaction);
        assert_eq!(store.record(&event).await.unwrap(), Recorded::Pending, "{ending}");
        // The connection works again: sqlx counted the transaction as open.
        let mut transaction = store.begin().await.unwrap();
        store.complete(&mut transaction, &claim).await.unwrap();
        store.commit(transaction).await.unwrap();
    }
}

#[tokio::test]
async fn postgres_says_why_it_does_not_complete_an_event() {
    let Some(store) = postgres::new_store().await else { return };
    let event = event("a");
    let claim = claimed(&store, &event).await;
    let mut transaction = store.begin().await.unwrap();
    query("SELECT 1 / 0").execute(&mut *transaction).await.unwrap_err();
    let error = store.complete(&mut transaction, &claim).await.unwrap_err();
    assert!(cause(&error).contains("the handler ignored its error"), "{error:?}");
}

/// A full disk ends the transaction in SQLite. sqlx does not notice, and refuses all later ones on the connection.
async fn works_after_a_full_disk(store: &SqliteStore) {
    let schema = "CREATE TABLE booking (content BLOB)";
    raw_sql(schema).execute(store.pool()).await.unwrap();
    let event = event("a");
    let claim = claimed(store, &event).await;
    let pages: i64 = query_scalar("PRAGMA page_count").fetch_one(store.pool()).await.unwrap();
    let limit = |pages: i64| AssertSqlSafe(format!("PRAGMA max_page_count = {pages}"));
    raw_sql(limit(pages)).execute(store.pool()).await.unwrap();
    let mut transaction = store.begin().await.unwrap();
    // A statement that fails before it has written anything leaves the transaction open, and its end then fails.
    let full = query("INSERT INTO booking VALUES (zeroblob(1000000))").execute(&mut *transaction).await;
    assert!(full.is_err_and(|error| error.to_string().contains("full")));
    let _ = raw_sql("ROLLBACK").execute(&mut *transaction).await;
    assert!(transaction.commit().await.is_err(), "there is nothing to commit");
    let mut transaction = store.begin().await.unwrap();
    raw_sql(limit(pages + 1000)).execute(&mut *transaction).await.unwrap();
    query("INSERT INTO booking VALUES (zeroblob(1000000))").execute(&mut *transaction).await.unwrap();
    store.complete(&mut transaction, &claim).await.unwrap();
    store.commit(transaction).await.unwrap();
    assert_eq!(store.record(&event).await.unwrap(), Recorded::Handled);
}

#[tokio::test]
async fn sqlite_works_after_a_full_disk() {
    let file = File::new();
    works_after_a_full_disk(&file.open().await).await;
    let (file, url) = (File::new(), "sqlite:");
    let url = format!("{url}{}?mode=rwc", file.path().display());
    let pool = iotpay_store::sqlx::sqlite::SqlitePoolOptions::new().max_connections(1).connect(&url).await.unwrap();
    let store = SqliteStore::from_pool(pool);
    store.migrate().await.unwrap();
    works_after_a_full_disk(&store).await;
}

/// The machine of the server fails: connections stay open, and nobody answers. Each call returns an error in time, and
/// afterward the store uses the next server.
#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_stops_answering_is_noticed() {
    let Some(url) = postgres::new_schema().await else { return };
    let proxy = Proxy::new(&url).await;
    let store = PostgresStore::connect(&proxy.url).await.unwrap();
    let known = event("known");
    let claim = claimed(&store, &known).await;
    let mut transactions = Vec::new();
    for _ in 0..8 {
        transactions.push(store.begin().await.unwrap());
    }
    // An idle connection for the journal.
    begin_request(&store, "first").await.unwrap();
    proxy.freeze();
    let start = Instant::now();
    let calls = timeout(Duration::from_secs(8), async {
        let mut completed = transactions.pop().unwrap();
        let committed = transactions.pop().unwrap();
        let (completed, committed) = tokio::join!(store.complete(&mut completed, &claim), store.commit(committed));
        assert!(matches!(completed, Err(InboxError::Storage(_))), "{completed:?}");
        assert!(matches!(committed, Err(InboxError::Storage(_))), "{committed:?}");
    });
    calls.await.expect("each call ends in time");
    // Handlers give up, and their connections go back to the pool.
    drop(transactions);
    timeout(Duration::from_secs(12), async {
        loop {
            let lost = event("lost");
            let begun = begin_request(&store, "second").await;
            let recorded = store.record(&lost).await;
            if begun.is_ok() && recorded.is_ok() {
                break;
            }
        }
        let mut transactions = Vec::new();
        for _ in 0..10 {
            transactions.push(store.begin().await.unwrap());
        }
    })
    .await
    .expect("the store uses new connections");
    assert!(start.elapsed() < Duration::from_secs(20));
}

/// A statement is given up while the server works on it.
#[tokio::test(flavor = "multi_thread")]
async fn a_statement_that_is_given_up_does_not_keep_its_connection() {
    let Some(url) = postgres::new_schema().await else { return };
    let proxy = Proxy::new(&url).await;
    let pool = PostgresStore::pool_options(LEASE).max_connections(1).connect(&proxy.url).await.unwrap();
    let store = PostgresStore::from_pool(pool);
    store.migrate().await.unwrap();
    let connection = store.pool().acquire().await.unwrap();
    proxy.freeze();
    drop(connection);
    let event = event("a");
    let recorded = timeout(Duration::from_secs(12), async {
        loop {
            if let Ok(recorded) = store.record(&event).await {
                break recorded;
            }
        }
    });
    assert_eq!(recorded.await.unwrap(), Recorded::New);
}

/// Handlers use all connections. The shop can still send requests.
#[tokio::test]
async fn the_journal_has_its_own_connections() {
    let Some(store) = postgres::new_store().await else { return };
    let mut handlers = Vec::new();
    for _ in 0..10 {
        handlers.push(store.begin().await.unwrap());
    }
    assert!(store.pool().try_acquire().is_none(), "all are used");
    timeout(Duration::from_secs(2), begin_request(&store, "a")).await.unwrap().unwrap();
}

/// A query of a handler that never ends would keep a connection after the handler was given up.
#[tokio::test]
async fn sessions_have_limits() {
    let Some(url) = postgres::new_schema().await else { return };
    for (lease, statement, idle) in [(5, "30s", "1min"), (300, "5min", "10min")] {
        let options = PostgresStore::pool_options(Duration::from_secs(lease));
        let pool = options.connect(&url).await.unwrap();
        let setting = async |name: &str| {
            let select = format!("SELECT current_setting('{name}')");
            query_scalar::<_, String>(AssertSqlSafe(select)).fetch_one(&pool).await.unwrap()
        };
        assert_eq!(setting("lock_timeout").await, "4s");
        assert_eq!(setting("statement_timeout").await, statement);
        assert_eq!(setting("idle_in_transaction_session_timeout").await, idle);
    }
}

/// Someone deletes rows by hand, or a program has completed an event without a transaction.
async fn offers_lost_events<S: Inbox>(store: &S, execute: impl AsyncFn(&'static str) -> Result<(), Error>) {
    for reference in ["a", "b"] {
        assert_eq!(store.record(&event(reference)).await.unwrap(), Recorded::New);
    }
    execute("DELETE FROM iotpay_pending WHERE reference = 'a'").await.unwrap();
    assert_eq!(store.claim(&event("a").key, LEASE).await.unwrap(), None);
    assert_eq!(store.record(&event("a")).await.unwrap(), Recorded::Pending);
    let claim = store.claim(&event("a").key, LEASE).await.unwrap().unwrap();
    let mut transaction = store.begin().await.unwrap();
    store.complete(&mut transaction, &claim).await.unwrap();
    store.commit(transaction).await.unwrap();
    assert_eq!(store.record(&event("a")).await.unwrap(), Recorded::Handled);
    assert_eq!(store.claim(&event("a").key, LEASE).await.unwrap(), None, "a handled event is not offered");
    // The mirror image: a row without its event must not hold up the others.
    for reference in ["c", "d"] {
        assert_eq!(store.record(&event(reference)).await.unwrap(), Recorded::New);
    }
    execute("UPDATE iotpay_pending SET due_at = 1 WHERE reference = 'b'").await.unwrap();
    execute("DELETE FROM iotpay_event WHERE reference = 'b'").await.unwrap();
    assert_eq!(store.claim_due(1, LEASE).await.unwrap().len(), 1);
}

#[tokio::test]
async fn lost_events_are_offered_again() {
    let file = File::new();
    let store = file.open().await;
    offers_lost_events(&store, async |sql| query(sql).execute(store.pool()).await.map(drop)).await;
    let Some(store) = postgres::new_store().await else { return };
    offers_lost_events(&store, async |sql| query(sql).execute(store.pool()).await.map(drop)).await;
}

/// The clock was years ahead when the rows were written, and then it was corrected.
async fn does_not_wait_for_years<S: Inbox>(store: &S, execute: impl AsyncFn(&'static str) -> Result<(), Error>) {
    let ahead = [
        "UPDATE iotpay_pending SET claimed_until = claimed_until + 300000000000, due_at = due_at + 300000000000",
        "UPDATE iotpay_pending SET changed_at = changed_at + 300000000000, recorded_at = recorded_at + 300000000000",
    ];
    let stuck = event("claimed");
    let stale = claimed(store, &stuck).await;
    for statement in ahead {
        execute(statement).await.unwrap();
    }
    let claim = store.claim(&stuck.key, LEASE).await.unwrap().unwrap();
    assert!(matches!(store.complete(&mut store.begin().await.unwrap(), &stale).await, Err(InboxError::LeaseLost)));
    assert_eq!(store.claim(&stuck.key, LEASE).await.unwrap(), None, "this lease is right");
    store.release(&claim, Duration::ZERO).await.unwrap();
    assert_eq!(store.record(&event("recorded")).await.unwrap(), Recorded::New);
    for statement in ahead {
        execute(statement).await.unwrap();
    }
    assert_eq!(store.claim_due(10, LEASE).await.unwrap().len(), 2);
    assert!(store.status().await.unwrap().oldest.unwrap() < LEASE);
}

#[tokio::test]
async fn leases_from_a_wrong_clock_expire() {
    let file = File::new();
    let store = file.open().await;
    does_not_wait_for_years(&store, async |sql| query(sql).execute(store.pool()).await.map(drop)).await;
    let Some(store) = postgres::new_store().await else { return };
    does_not_wait_for_years(&store, async |sql| query(sql).execute(store.pool()).await.map(drop)).await;
}
