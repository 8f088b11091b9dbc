//! No table of a database contains a secret, after every request was in the journal and every notification in the inbox.

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::SystemTime;

use iotpay_client::inbox::{Event, EventKey, EventOutcome, EventSource, Inbox, JournalWithInbox};
use iotpay_client::journal::{
    Intent, IntentId, Journal, JournalEntry, JournalFuture, JournalKey, JournalOutcome, Settlement,
};
use iotpay_client::notification::{Notification, ReceivedNotification};
use iotpay_client::spec::{Family, NotificationBody};
use iotpay_client::{NotificationReceiver, NotificationRequest};
use iotpay_store::sqlx::{AssertSqlSafe, PgPool, query, query_scalar};
use iotpay_store::{PostgresStore, SqliteStore};
use tokio::runtime::Runtime;

use super::observed::leak;
use super::{Content, Message, VisitNotification, every_type, repeated, values};
use crate::support::signing::{of_json, signed, to_json, to_query};
use crate::support::{KEY, MCH_ID, credentials, postgres};

/// Gives each request its own reference, so that it is in the journal however often it is sent.
struct Renumbered<J>(J);

fn renumbered(key: &JournalKey, id: IntentId) -> JournalKey {
    let reference = format!("{}-{id}", key.reference);
    JournalKey::new(&key.mch_id, &key.family, &key.field, reference)
}

impl<J: Journal> Journal for Renumbered<J> {
    fn begin<'a>(&'a self, intent: &'a Intent) -> JournalFuture<'a, ()> {
        Box::pin(async move {
            let mut intent = intent.clone();
            intent.key = renumbered(&intent.key, intent.id);
            self.0.begin(&intent).await
        })
    }

    fn record<'a>(
        &'a self,
        key: &'a JournalKey,
        id: IntentId,
        outcome: &'a JournalOutcome,
    ) -> JournalFuture<'a, JournalEntry> {
        Box::pin(async move { self.0.record(&renumbered(key, id), id, outcome).await })
    }

    fn entry<'a>(&'a self, key: &'a JournalKey) -> JournalFuture<'a, Option<JournalEntry>> {
        self.0.entry(key)
    }

    fn open<'a>(
        &'a self,
        mch_id: &'a str,
        family: &'a str,
        after: Option<&'a JournalKey>,
        limit: usize,
    ) -> JournalFuture<'a, Vec<JournalEntry>> {
        self.0.open(mch_id, family, after, limit)
    }
}

/// The events of all notifications with canaries.
#[derive(Default)]
struct Received(Vec<Event>);

impl VisitNotification for Received {
    fn notification<N: Notification + Content>(&mut self, message: &Message) {
        let mut fields: serde_json::Value = serde_json::from_str(message.json).unwrap();
        // A final status, from the server.
        fields["status"] = 2.into();
        if let Some((marker, _)) = N::BROWSER_MARKER {
            fields.as_object_mut().unwrap().remove(marker);
        }
        let signed = signed(of_json(&fields), KEY);
        let (query, body) = match N::Family::SPEC.notifications {
            NotificationBody::Form => (to_query(&signed), String::new()),
            NotificationBody::Json | NotificationBody::Any => (String::new(), to_json(&signed)),
        };
        let incoming = NotificationRequest { method: "POST", query: &query, content_type: None, body: body.as_bytes() };
        let received = NotificationReceiver::<N::Family>::new(credentials()).receive::<N>(incoming).unwrap();
        let ReceivedNotification::Server(verified) = received else { panic!("{}: {received:?}", message.name) };
        let event = verified.event(SystemTime::now()).unwrap();
        self.0.push(event.unwrap_or_else(|| panic!("{}: no event", message.name)));
    }
}

/// Fills the tables: all requests in the journal, all notifications in the inbox, half of them handled.
fn fill<S: Journal + Inbox + Clone + 'static>(runtime: &Runtime, store: &S) {
    let journal = Arc::new(Renumbered(JournalWithInbox::new(store.clone(), store.clone())));
    assert!(!repeated::send_all(runtime, None, Some(journal)).is_empty());
    let mut received = Received::default();
    every_type::every_notification(&mut received);
    runtime.block_on(async {
        for event in &received.0 {
            drop(Inbox::record(store, event).await.unwrap());
        }
        for claim in store.claim_due(received.0.len().div_ceil(2), std::time::Duration::from_secs(60)).await.unwrap() {
            let mut transaction = Inbox::begin(store).await.unwrap();
            store.complete(&mut transaction, &claim).await.unwrap();
            store.commit(transaction).await.unwrap();
        }
    });
}

/// An event that an incorrect client would record.
fn with_a_secret(secret: &str) -> Event {
    let key = EventKey::new(
        JournalKey::new(MCH_ID, "general", "mchOrderNo", format!("incorrect-{}", IntentId::random())),
        EventOutcome::Settled(Settlement::Paid),
    );
    Event::new(key, EventSource::Notification, SystemTime::now()).with_content(format!(r#"{{"secret":"{secret}"}}"#))
}

/// Returns all rows of all tables as text, with the number of tables that have rows.
async fn rows(pool: &PgPool) -> (String, usize) {
    let statement = "SELECT table_name::text FROM information_schema.tables WHERE table_schema = current_schema()";
    let tables: Vec<String> = query_scalar(statement).fetch_all(pool).await.unwrap();
    let (mut text, mut filled) = (String::new(), 0);
    for table in tables {
        let statement = AssertSqlSafe(format!("SELECT row_to_json(it)::text FROM {table} AS it"));
        let rows: Vec<String> = query_scalar(statement).fetch_all(pool).await.unwrap();
        filled += usize::from(!rows.is_empty());
        text.push_str(&rows.join("\n"));
    }
    (text, filled)
}

#[test]
fn no_table_of_postgres_contains_a_secret() {
    let runtime = Runtime::new().unwrap();
    let Some(store) = runtime.block_on(postgres::new_store()) else { return };
    fill(&runtime, &store);
    let dump = |store: &PostgresStore| runtime.block_on(rows(store.pool()));
    let (text, filled) = dump(&store);
    assert!(filled >= 4, "the journal, the events, the pending and the handled ones: {filled} tables have rows");
    assert_eq!(leak(&text), None);
    for secret in [values::CARD_NUMBER, values::CVV, values::EXPIRY_DATE, values::WORD, values::BASE64, KEY] {
        let _ = runtime.block_on(Inbox::record(&store, &with_a_secret(secret))).unwrap();
        assert!(leak(&dump(&store).0).is_some(), "{secret} would be found");
        let delete = query("DELETE FROM iotpay_event WHERE reference LIKE 'incorrect-%'");
        runtime.block_on(delete.execute(store.pool())).unwrap();
        assert_eq!(leak(&dump(&store).0), None);
    }
}

/// Returns the bytes of the file and of its log as text.
fn bytes(folder: &Path) -> String {
    let mut text = String::new();
    for file in fs::read_dir(folder).unwrap() {
        text.push_str(&String::from_utf8_lossy(&fs::read(file.unwrap().path()).unwrap()));
    }
    text
}

#[test]
fn no_file_of_sqlite_contains_a_secret() {
    let runtime = Runtime::new().unwrap();
    for secret in [values::CARD_NUMBER, values::CVV, values::EXPIRY_DATE, values::WORD, values::BASE64, KEY] {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("canaries-{}", IntentId::random()));
        fs::create_dir(&folder).unwrap();
        let store = runtime.block_on(SqliteStore::open(folder.join("shop.db"))).unwrap();
        // The first file contains everything; the others only prove that a secret would be found.
        if secret == values::CARD_NUMBER {
            fill(&runtime, &store);
            assert!(bytes(&folder).contains(MCH_ID));
            assert_eq!(leak(&bytes(&folder)), None);
        }
        let _ = runtime.block_on(Inbox::record(&store, &with_a_secret(secret))).unwrap();
        assert!(leak(&bytes(&folder)).is_some(), "{secret} would be found");
        runtime.block_on(store.pool().close());
        fs::remove_dir_all(folder).unwrap();
    }
}
