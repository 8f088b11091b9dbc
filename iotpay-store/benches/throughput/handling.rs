//! Handlers that receive events one after another, as fast as they can.

use std::fmt;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant, SystemTime};

use iotpay_client::Cents;
use iotpay_client::inbox::{Event, EventKey, EventOutcome, EventSource, Inbox, InboxError, Recorded};
use iotpay_client::journal::{JournalKey, Settlement};
use iotpay_store::sqlx::{self, query};
use iotpay_store::{PostgresStore, SqliteStore};

/// As long as the fields of a typical notification.
pub const CONTENT: &str = r#"{"amount":"2865","attach":"","channelId":"WX_NATIVE","channelOrderNo":"4200002287202604276081912345","currency":"CAD","income":"2865","jobNo":"10000701","mchId":"10000701","mchOrderNo":"20260427-0001","param1":"","param2":"","payOrderId":"PM202604271030001234567","paySuccTime":"2026-04-27 10:31:12","status":"2"}"#;

/// A shop that books orders in a table of its own.
pub trait Shop: Inbox + Clone + 'static {
    fn create(&self) -> impl Future<Output = Result<(), sqlx::Error>> + Send;
    fn book(
        &self,
        transaction: &mut Self::Transaction,
        reference: &str,
    ) -> impl Future<Output = Result<(), sqlx::Error>> + Send;
}

macro_rules! shop {
    ($($store:ty),*) => {
        $(impl Shop for $store {
            async fn create(&self) -> Result<(), sqlx::Error> {
                let table = query("CREATE TABLE booking (reference TEXT NOT NULL PRIMARY KEY)");
                table.execute(self.pool()).await.map(drop)
            }

            async fn book(&self, transaction: &mut Self::Transaction, reference: &str) -> Result<(), sqlx::Error> {
                let book = query("INSERT INTO booking VALUES ($1)").bind(reference);
                book.execute(&mut **transaction).await.map(drop)
            }
        })*
    };
}

shop!(PostgresStore, SqliteStore);

pub fn event(reference: u32) -> Event {
    let order = JournalKey::new("10000701", "general", "mchOrderNo", format!("20260427-{reference:08}"));
    let key = EventKey::new(order, EventOutcome::Settled(Settlement::Paid));
    Event::new(key, EventSource::Notification, SystemTime::now())
        .with_amount(Cents::new(2865).ok())
        .with_currency("CAD".to_owned())
        .with_order_id(format!("PM20260427103000{reference:08}"))
        .with_content(CONTENT)
}

/// Handles one event, and returns how long it took to record and claim it.
pub async fn handle<S: Shop>(shop: &S, event: &Event) -> Result<Duration, InboxError> {
    let began = Instant::now();
    let (recorded, claim) = shop.record_and_claim(event, Duration::from_secs(30)).await?;
    let claimed_after = began.elapsed();
    assert_eq!(recorded, Recorded::New);
    let claim = claim.expect("a new event can be claimed");
    let mut transaction = shop.begin().await?;
    shop.book(&mut transaction, &event.key.reference).await.map_err(InboxError::storage)?;
    shop.complete(&mut transaction, &claim).await?;
    shop.commit(transaction).await?;
    Ok(claimed_after)
}

/// The result of a run.
pub struct Handled {
    pub per_second: f64,
    pub claim_p99: Duration,
    claim_median: Duration,
}

/// Handles events for some time.
pub async fn run<S: Shop>(shop: &S, handlers: u32, length: Duration) -> Handled {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    shop.create().await.expect("the table can be created");
    let began = Instant::now();
    let tasks: Vec<_> = (0..handlers)
        .map(|_| {
            let shop = shop.clone();
            tokio::spawn(async move {
                let mut claims = Vec::new();
                while began.elapsed() < length {
                    let event = event(NEXT.fetch_add(1, Ordering::Relaxed));
                    claims.push(handle(&shop, &event).await.expect("an event is handled"));
                }
                claims
            })
        })
        .collect();
    let mut claims = Vec::new();
    for task in tasks {
        claims.extend(task.await.expect("a handler does not panic"));
    }
    let elapsed = began.elapsed();
    claims.sort_unstable();
    Handled {
        per_second: f64::from(u32::try_from(claims.len()).unwrap_or(u32::MAX)) / elapsed.as_secs_f64(),
        claim_median: claims[claims.len() / 2],
        claim_p99: claims[claims.len() * 99 / 100],
    }
}

impl fmt::Display for Handled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { per_second, claim_median, claim_p99 } = self;
        write!(
            f,
            "{per_second:.0} events/s; recording and claiming one takes {claim_median:.1?} (median), {claim_p99:.1?} (99 %)"
        )
    }
}
