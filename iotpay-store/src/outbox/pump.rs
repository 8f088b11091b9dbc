//! Delivers handled events to a sink.

use std::error::Error as StdError;
use std::fmt;
use std::pin::Pin;
use std::time::Duration;

use iotpay_client::inbox::EventKey;
use tokio::time::{Instant, sleep, timeout};

use super::event::HandledEvent;
use crate::error::StoreError;

/// An error of a [`Sink`].
///
/// ```
/// use std::fs::File;
/// use std::io::Write as _;
///
/// use iotpay_store::outbox::SinkError;
///
/// /// Appends a line to a file. `?` converts any error.
/// fn append(mut file: &File, line: &str) -> Result<(), SinkError> {
///     writeln!(file, "{line}")?;
///     file.sync_all()?;
///     Ok(())
/// }
/// ```
pub type SinkError = Box<dyn StdError + Send + Sync>;

/// The future that a method of [`Outbox`] returns.
///
/// ```
/// # use std::time::Duration;
/// # use iotpay_store::outbox::Delivery;
/// use iotpay_store::outbox::{Outbox, OutboxFuture};
///
/// /// An outbox that reports how long its queue is.
/// struct Metered<O>(O);
///
/// impl<O: Outbox> Outbox for Metered<O> {
///     fn undelivered(&self) -> OutboxFuture<'_, u64> {
///         Box::pin(async move {
///             let events = self.0.undelivered().await?;
///             println!("{events} events wait for the sink");
///             Ok(events)
///         })
///     }
///     // … and the other methods.
/// #     fn claim_deliveries(&self, limit: usize, lease: Duration) -> OutboxFuture<'_, Vec<Delivery>> {
/// #         self.0.claim_deliveries(limit, lease)
/// #     }
/// #     fn delivered<'a>(&'a self, delivery: &'a Delivery) -> OutboxFuture<'a, ()> {
/// #         self.0.delivered(delivery)
/// #     }
/// #     fn postpone<'a>(&'a self, delivery: &'a Delivery, pause: Duration) -> OutboxFuture<'a, ()> {
/// #         self.0.postpone(delivery, pause)
/// #     }
/// }
/// ```
pub type OutboxFuture<'a, T> = Pin<Box<dyn Future<Output = Result<T, StoreError>> + Send + 'a>>;

/// A system that handled events are passed on to.
///
/// ```
/// use iotpay_store::outbox::{HandledEvent, Sink, SinkError};
///
/// struct Print;
///
/// impl Sink for Print {
///     async fn deliver(&self, event: &HandledEvent) -> Result<(), SinkError> {
///         println!("{}", event.to_json());
///         Ok(())
///     }
/// }
/// ```
pub trait Sink: Send + Sync {
    /// Delivers an event. Returns `Ok` when the system has stored it. The event is delivered again after an error, and
    /// also if the process ends before the success is recorded.
    fn deliver(&self, event: &HandledEvent) -> impl Future<Output = Result<(), SinkError>> + Send;
}

/// The rows that have not been delivered. The stores implement it, and a [`Pump`] uses it.
///
/// ```
/// # tokio::runtime::Runtime::new()?.block_on(async {
/// # let pool =
/// iotpay_store::sqlx::sqlite::SqlitePoolOptions::new().max_connections(1).connect("sqlite::memory:").await?;
/// # let store = iotpay_store::SqliteStore::from_pool(pool).with_outbox();
/// # store.migrate().await?;
/// use std::time::Duration;
///
/// use iotpay_store::outbox::Outbox;
///
/// for delivery in store.claim_deliveries(10, Duration::from_secs(30)).await? {
///     println!("{}", delivery.event.to_json());
///     store.delivered(&delivery).await?;
/// }
/// assert_eq!(store.undelivered().await?, 0);
/// # Ok::<(), Box<dyn std::error::Error>>(()) })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub trait Outbox: Send + Sync {
    /// Claims at most `limit` rows for the time of the lease, those that were handled first first.
    ///
    /// # Errors
    ///
    /// Returns [`StoreError::Statement`] if the statement failed.
    fn claim_deliveries(&self, limit: usize, lease: Duration) -> OutboxFuture<'_, Vec<Delivery>>;

    /// Deletes a row that was delivered. Does nothing if another claim has replaced this one.
    ///
    /// # Errors
    ///
    /// Returns [`StoreError::Statement`] if the statement failed.
    fn delivered<'a>(&'a self, delivery: &'a Delivery) -> OutboxFuture<'a, ()>;

    /// Ends a claim. The row can be claimed again after the pause.
    ///
    /// # Errors
    ///
    /// Returns [`StoreError::Statement`] if the statement failed.
    fn postpone<'a>(&'a self, delivery: &'a Delivery, pause: Duration) -> OutboxFuture<'a, ()>;

    /// Returns the number of events that have not been delivered, for monitoring.
    ///
    /// # Errors
    ///
    /// Returns [`StoreError::Statement`] if the statement failed.
    fn undelivered(&self) -> OutboxFuture<'_, u64>;
}

/// A claimed row of an [`Outbox`].
///
/// ```
/// # use std::time::Duration;
/// use iotpay_store::StoreError;
/// use iotpay_store::outbox::{Delivery, Outbox};
///
/// /// Puts an event back that the sink has not accepted.
/// async fn put_back(outbox: &impl Outbox, delivery: &Delivery) -> Result<(), StoreError> {
///     eprintln!("{}: attempt {} has failed", delivery.event.id(), delivery.attempts);
///     outbox.postpone(delivery, Duration::from_secs(u64::from(delivery.attempts))).await
/// }
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Delivery {
    /// The event.
    pub event: HandledEvent,
    /// How often the row was claimed, including this claim.
    pub attempts: u32,
    /// The fencing token of the claim.
    pub(crate) token: i64,
}

/// Delivers the events of an outbox to a sink, at least once each. The order is that in which they were handled, except
/// after failures and if several processes deliver at the same time.
///
/// ```
/// # use iotpay_store::outbox::{HandledEvent, Sink, SinkError};
/// # struct Print;
/// # impl Sink for Print {
/// #     async fn deliver(&self, event: &HandledEvent) -> Result<(), SinkError> { Ok(()) }
/// # }
/// # tokio::runtime::Runtime::new()?.block_on(async {
/// # let pool =
/// iotpay_store::sqlx::sqlite::SqlitePoolOptions::new().max_connections(1).connect("sqlite::memory:").await?;
/// # let store = iotpay_store::SqliteStore::from_pool(pool).with_outbox();
/// # store.migrate().await?;
/// use iotpay_store::outbox::Pump;
///
/// let report = Pump::new(store, Print).deliver_due().await?;
/// assert_eq!(report.delivered, 0);
/// # Ok::<(), Box<dyn std::error::Error>>(()) })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct Pump<O, S> {
    outbox: O,
    sink: S,
    batch: usize,
    lease: Duration,
    delivery_limit: Duration,
    pause: Duration,
}

impl<O: Outbox, S: Sink> Pump<O, S> {
    /// Creates a pump that claims 100 events at a time for 30 seconds, gives each delivery 5 seconds, and tries a
    /// failed one again after 1 second.
    pub fn new(outbox: O, sink: S) -> Self {
        let (lease, delivery_limit, pause) = (Duration::from_secs(30), Duration::from_secs(5), Duration::from_secs(1));
        Self { outbox, sink, batch: 100, lease, delivery_limit, pause }
    }

    /// Sets how many events are claimed at a time.
    #[must_use]
    pub fn with_batch(mut self, events: usize) -> Self {
        self.batch = events;
        self
    }

    /// Sets the lease: the time in which a batch must be delivered. After it, another process may deliver the rest.
    #[must_use]
    pub fn with_lease(mut self, lease: Duration) -> Self {
        self.lease = lease;
        self
    }

    /// Sets how long one delivery may take. One that takes longer is tried again after a pause that is at least as long
    /// as the lease, so that it does not hold up the others. Choose a time well below the lease.
    ///
    /// ```
    /// # use std::time::Duration;
    /// # use iotpay_store::outbox::{Outbox, Pump, Sink};
    /// # fn example(outbox: impl Outbox, sink: impl Sink) {
    /// // A slow sink: small batches, so that all deliveries end before the lease.
    /// let pump = Pump::new(outbox, sink)
    ///     .with_batch(10)
    ///     .with_delivery_limit(Duration::from_secs(10))
    ///     .with_lease(Duration::from_secs(120));
    /// # }
    /// ```
    #[must_use]
    pub fn with_delivery_limit(mut self, limit: Duration) -> Self {
        self.delivery_limit = limit;
        self
    }

    /// Sets the pause after the first failed delivery of an event. It doubles with each failure, to at most 64 times.
    #[must_use]
    pub fn with_pause(mut self, pause: Duration) -> Self {
        self.pause = pause;
        self
    }

    /// Delivers one batch of the events that are due.
    ///
    /// # Errors
    ///
    /// Returns [`StoreError::Statement`] if a statement failed. Events that were delivered may then be delivered again.
    pub async fn deliver_due(&self) -> Result<PumpReport, StoreError> {
        let start = Instant::now();
        let deliveries = self.outbox.claim_deliveries(self.batch, self.lease).await?;
        let mut report = PumpReport { claimed: deliveries.len(), ..PumpReport::default() };
        for delivery in deliveries {
            let left = self.lease.saturating_sub(start.elapsed());
            if left.is_zero() && report.delivered + report.failures.len() > 0 {
                // The rest is offered again, because the lease has ended.
                break;
            }
            let pause = self.pause.saturating_mul(1 << (delivery.attempts.saturating_sub(1)).min(6));
            let (pause, error) = match timeout(self.delivery_limit.min(left), self.sink.deliver(&delivery.event)).await
            {
                Ok(Ok(())) => {
                    self.outbox.delivered(&delivery).await?;
                    report.delivered += 1;
                    continue;
                }
                Ok(Err(error)) => (pause, error),
                Err(elapsed) => (pause.max(self.lease), elapsed.into()),
            };
            self.outbox.postpone(&delivery, pause).await?;
            report.failures.push(DeliveryFailure { key: delivery.event.event.key, error });
        }
        Ok(report)
    }

    /// Delivers events until the future is dropped. Looks for new ones at the interval, and at once while batches are
    /// full. `report` is called after each batch, also after an empty one, for example to log failures.
    ///
    /// ```no_run
    /// # use std::time::Duration;
    /// # use iotpay_store::outbox::{Outbox, Pump, Sink};
    /// # async fn example(pump: Pump<impl Outbox, impl Sink>) {
    /// pump.run(Duration::from_secs(1), |result| match result {
    ///     Ok(report) => report.failures.iter().for_each(|failure| eprintln!("{failure}: {}", failure.error)),
    ///     Err(error) => eprintln!("{error}"),
    /// })
    /// .await;
    /// # }
    /// ```
    pub async fn run(&self, interval: Duration, report: impl Fn(Result<PumpReport, StoreError>)) {
        loop {
            let result = self.deliver_due().await;
            let is_full = result.as_ref().is_ok_and(|report| report.claimed >= self.batch && self.batch > 0);
            report(result);
            if !is_full {
                sleep(interval).await;
            }
        }
    }
}

/// What [`Pump::deliver_due`] did.
///
/// ```
/// use iotpay_store::outbox::PumpReport;
///
/// fn log(report: &PumpReport) {
///     println!("delivered {} of {} events", report.delivered, report.claimed);
///     for failure in &report.failures {
///         eprintln!("{failure}: {}", failure.error);
///     }
/// }
/// ```
#[derive(Debug, Default)]
#[non_exhaustive]
pub struct PumpReport {
    /// The number of events that were claimed.
    pub claimed: usize,
    /// The number of events that the sink accepted.
    pub delivered: usize,
    /// The deliveries that failed. They are tried again.
    pub failures: Vec<DeliveryFailure>,
}

/// A delivery that failed.
///
/// ```
/// use iotpay_store::outbox::DeliveryFailure;
///
/// /// `Display` names the event, and `error` says why.
/// fn line(failure: &DeliveryFailure) -> String {
///     format!("{failure}: {}", failure.error)
/// }
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub struct DeliveryFailure {
    /// The key of the event.
    pub key: EventKey,
    /// The error of the sink, or that the delivery took too long.
    pub error: SinkError,
}

impl fmt::Display for DeliveryFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the sink did not accept {}", self.key)
    }
}

impl StdError for DeliveryFailure {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(&*self.error)
    }
}
