//! Claims of events, and what an inbox knows about events.

use std::time::{Duration, SystemTime};

use super::event::Event;

/// What an inbox knew about an event when it was recorded.
///
/// ```
/// use iotpay_client::inbox::Recorded;
///
/// /// Returns `true` if a notification of the event may be acknowledged: stored is not handled.
/// fn is_done(recorded: &Recorded) -> bool {
///     matches!(recorded, Recorded::Handled)
/// }
/// assert!(is_done(&Recorded::Handled) && !is_done(&Recorded::Pending));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
#[must_use = "only a handled event may be acknowledged"]
pub enum Recorded {
    /// The event was not known. It is now recorded.
    New,
    /// The event was recorded before and is not handled yet.
    Pending,
    /// The event is handled.
    Handled,
    /// An event with this key was recorded before, handled or not, and does not [agree](Event::agrees_with) with the
    /// new one. Contains the recorded event, whose content may be empty if it is handled. Nothing was recorded.
    Conflict(Box<Event>),
}

/// An event that is reserved for one handler until its lease expires.
///
/// ```
/// # use std::time::{Duration, SystemTime};
/// # use iotpay_client::inbox::{Event, EventKey, EventOutcome, EventSource, Inbox as _, MemoryInbox};
/// # use iotpay_client::journal::{JournalKey, Settlement};
/// # tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async {
/// # let order = JournalKey::new("10000701", "general", "mchOrderNo", "20260427-0001");
/// # let key = EventKey::new(order, EventOutcome::Settled(Settlement::Paid));
/// # let event = Event::new(key, EventSource::Query, SystemTime::now());
/// let inbox = MemoryInbox::new();
/// # let _ =
/// inbox.record(&event).await?;
/// let claim = inbox.claim(&event.key, Duration::from_secs(30)).await?.unwrap();
/// assert_eq!((claim.event, claim.attempts), (event.clone(), 1));
/// // Another handler has to wait.
/// assert_eq!(inbox.claim(&event.key, Duration::from_secs(30)).await?, None);
/// # Ok::<(), iotpay_client::inbox::InboxError>(())
/// # }).unwrap();
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Claim {
    /// The event.
    pub event: Event,
    /// The fencing token, which is higher than those of earlier claims of the event, and below 2^63.
    pub token: u64,
    /// How often the event was claimed, including this claim.
    pub attempts: u32,
    /// The time at which the lease expires, by the clock of the inbox. This clock may differ from that of the process:
    /// to limit the time of a handler, measure from before the claim.
    pub expires_at: SystemTime,
}

impl Claim {
    /// Creates a claim. Only implementations of [`Inbox`](super::Inbox) need this.
    pub fn new(event: Event, token: u64, attempts: u32, expires_at: SystemTime) -> Self {
        Self { event, token, attempts, expires_at }
    }
}

/// The events that are not handled.
///
/// ```
/// # use std::time::Duration;
/// use iotpay_client::inbox::InboxStatus;
///
/// let status = InboxStatus::new(2, Some(Duration::from_secs(90)));
/// assert_eq!(status.pending, 2);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct InboxStatus {
    /// The number of events that are not handled, claimed or not.
    pub pending: u64,
    /// The time since the oldest of them was recorded; `None` if there are none.
    pub oldest: Option<Duration>,
}

impl InboxStatus {
    /// Creates a status. Only implementations of [`Inbox`](super::Inbox) need this.
    pub fn new(pending: u64, oldest: Option<Duration>) -> Self {
        Self { pending, oldest }
    }
}
