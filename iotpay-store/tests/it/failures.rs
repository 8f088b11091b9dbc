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

/// The event was not completed, because of what the handler did.
fn is_broken(completed: &Result<(), InboxError>, expected: &str) {
    let Err(InboxError::BrokenTransaction(cause)) = completed else { panic!("{completed:?}") };
    assert!(cause.to_string().contains(expected), "{cause}");
}

/// Statements of a handler after which SQLite is no longer in the transaction.
const ENDING: [&str; 5] = ["INSERT INTO audit VALUES ('a')", "ROLLBACK", "COMMIT", "ROLLBACK; BEGIN", "COMMIT; BEGIN"];

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
        is_broken(&store.complete(&mut transaction, &claim).await, "the transaction has ended");
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
    is_broken(&store.complete(&mut transaction, &claim).await, "the handler ignored its error");
    is_broken(&store.complete_on(&mut transaction, &claim).await, "the handler ignored its error");
}

/// What would be committed on its own: the event would be handled, and the booking perhaps not.
#[tokio::test]
async fn postgres_does_not_complete_an_event_after_the_transaction_has_ended() {
    let Some(store) = postgres::new_store().await else { return };
    raw_sql("CREATE TABLE booking (reference TEXT)").execute(store.pool()).await.unwrap();
    for ending in ["ROLLBACK", "COMMIT", "COMMIT AND CHAIN", "COMMIT; BEGIN"] {
        let event = event(ending);
        let claim = claimed(&store, &event).await;
        let mut transaction = store.begin().await.unwrap();
        query("INSERT INTO booking VALUES ('a')").execute(&mut *transaction).await.unwrap();
        raw_sql(ending).execute(&mut *transaction).await.unwrap();
        is_broken(&store.complete(&mut transaction, &claim).await, "the transaction has ended");
        drop(transaction);
        assert_eq!(store.record(&event).await.unwrap(), Recorded::Pending, "{ending}");
        let mut transaction = store.begin().await.unwrap();
        store.complete(&mut transaction, &claim).await.unwrap();
        store.commit(transaction).await.unwrap();
        // A claim that was lost is not taken for a transaction that has ended.
        let lost = store.complete(&mut store.begin().await.unwrap(), &claim).await;
        assert!(matches!(lost, Err(InboxError::LeaseLost)), "{lost:?}");
    }
}

#[tokio::test]
async fn postgres_completes_events_in_your_own_transactions() {
    let Some(store) = postgres::new_store().await else { return };
    let claims = [claimed(&store, &event("a")).await, claimed(&store, &event("b")).await];
    for ending in ["ROLLBACK", "COMMIT"] {
        let mut transaction = store.pool().begin().await.unwrap();
        raw_sql(ending).execute(&mut *transaction).await.unwrap();
        is_broken(&store.complete_on(&mut transaction, &claims[0]).await, "the transaction has ended");
    }
    let mut transaction = store.pool().begin().await.unwrap();
    for claim in &claims {
        store.complete_on(&mut transaction, claim).await.unwrap();
    }
    transaction.commit().await.unwrap();
    for claim in &claims {
        assert_eq!(store.record(&claim.event).await.unwrap(), Recorded::Handled);
    }
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
    for (lease, statement, idle) in [(1, "30s", "5s"), (20, "30s", "20s"), (300, "5min", "5min")] {
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

/// The limits of the session would end a handler that may take longer: a program that waits for another server.
#[tokio::test]
async fn transactions_have_the_limits_of_the_longest_lease() {
    let Some(url) = postgres::new_schema().await else { return };
    let limits = async |store: &PostgresStore| {
        let mut transaction = store.begin().await.unwrap();
        let select = "SELECT current_setting('statement_timeout') || ' and ' \
                      || current_setting('idle_in_transaction_session_timeout')";
        query_scalar::<_, String>(select).fetch_one(&mut *transaction).await.unwrap()
    };
    let store = PostgresStore::connect(&url).await.unwrap();
    store.claim_due(1, Duration::from_secs(20)).await.unwrap();
    assert_eq!(limits(&store).await, "30s and 20s");
    store.claim_due(1, Duration::from_mins(5)).await.unwrap();
    store.claim_due(1, Duration::from_mins(2)).await.unwrap();
    assert_eq!(limits(&store.clone()).await, "5min and 5min");
    let outside = query_scalar::<_, String>("SELECT current_setting('statement_timeout')");
    assert_eq!(outside.fetch_one(store.pool()).await.unwrap(), "30s");
    // The limits of your own pool are not changed.
    let pool = PostgresStore::pool_options(LEASE).connect(&url).await.unwrap();
    let store = PostgresStore::from_pool(pool);
    store.claim_due(1, Duration::from_mins(5)).await.unwrap();
    assert_eq!(limits(&store).await, "1min and 1min");
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

/// If no message arrives about an event whose row was deleted by hand, the next process offers it and counts it.
async fn offers_and_counts_lost_events<S: Inbox>(
    one: &S,
    other: &S,
    execute: impl AsyncFn(&'static str) -> Result<(), Error>,
) {
    for reference in ["a", "b"] {
        let claim = claimed(one, &event(reference)).await;
        if reference == "a" {
            let mut transaction = one.begin().await.unwrap();
            one.complete(&mut transaction, &claim).await.unwrap();
            one.commit(transaction).await.unwrap();
        }
    }
    execute("DELETE FROM iotpay_pending").await.unwrap();
    let offered = other.claim_due(10, LEASE).await.unwrap();
    let offered: Vec<_> = offered.iter().map(|claim| claim.event.key.reference.as_str()).collect();
    assert_eq!((offered, other.status().await.unwrap().pending), (vec!["b"], 1));
}

#[tokio::test]
async fn lost_events_are_offered_without_a_message() {
    let file = File::new();
    let (one, other) = (file.open().await, file.open().await);
    offers_and_counts_lost_events(&one, &other, async |sql| query(sql).execute(one.pool()).await.map(drop)).await;
    let Some(url) = postgres::new_schema().await else { return };
    let (one, other) = (PostgresStore::connect(&url).await.unwrap(), PostgresStore::connect(&url).await.unwrap());
    offers_and_counts_lost_events(&one, &other, async |sql| query(sql).execute(one.pool()).await.map(drop)).await;
}

/// If two processes offer a lost event again while it is handled, the slower one offers a handled event.
#[tokio::test]
async fn a_handled_event_that_is_offered_again_is_not_offered_forever() {
    let Some(store) = postgres::new_store().await else { return };
    let claim = claimed(&store, &event("a")).await;
    let mut transaction = store.begin().await.unwrap();
    store.complete(&mut transaction, &claim).await.unwrap();
    store.commit(transaction).await.unwrap();
    let slower = "INSERT INTO iotpay_pending SELECT mch_id, family, field, reference, outcome, 0, 0, 0, 0, 0, 0 \
                  FROM iotpay_handled";
    query(slower).execute(store.pool()).await.unwrap();
    let again = store.claim_due(10, LEASE).await.unwrap();
    let lost = store.complete(&mut store.begin().await.unwrap(), &again[0]).await;
    assert!(matches!(lost, Err(InboxError::LeaseLost)), "{lost:?}");
    store.release(&again[0], Duration::ZERO).await.unwrap();
    assert_eq!(store.claim_due(10, LEASE).await.unwrap(), []);
    assert_eq!(store.status().await.unwrap().pending, 0);
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
