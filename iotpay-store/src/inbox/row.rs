//! Rows of the inbox, and what they stand for.

use iotpay_client::inbox::{Claim, Event, EventKey, EventOutcome, InboxError, Recorded};
use iotpay_client::journal::JournalKey;
use iotpay_client::value::Cents;
use sqlx::{ColumnIndex, Decode, FromRow, Row, Type};

use crate::time::from_milliseconds;

/// An event, as the database stores it.
pub(crate) struct EventRow {
    key: JournalKey,
    outcome: String,
    amount: Option<i64>,
    currency: Option<String>,
    order_id: Option<String>,
    source: String,
    received_at: i64,
    content: String,
}

/// An event, and whether it is handled or pending.
pub(crate) struct KnownRow {
    event: EventRow,
    handled_at: Option<i64>,
    #[cfg(feature = "postgres")]
    pending: Option<i64>,
}

/// A claim.
pub(crate) struct ClaimRow {
    event: EventRow,
    token: i64,
    attempts: i64,
    claimed_until: i64,
}

impl<'r, R: Row> FromRow<'r, R> for EventRow
where
    &'static str: ColumnIndex<R>,
    String: Decode<'r, R::Database> + Type<R::Database>,
    i64: Decode<'r, R::Database> + Type<R::Database>,
    Option<String>: Decode<'r, R::Database> + Type<R::Database>,
    Option<i64>: Decode<'r, R::Database> + Type<R::Database>,
{
    fn from_row(row: &'r R) -> Result<Self, sqlx::Error> {
        let text = |column: &'static str| row.try_get::<String, _>(column);
        Ok(Self {
            key: JournalKey::new(text("mch_id")?, text("family")?, text("field")?, text("reference")?),
            outcome: text("outcome")?,
            amount: row.try_get("amount")?,
            currency: row.try_get("currency")?,
            order_id: row.try_get("order_id")?,
            source: text("source")?,
            received_at: row.try_get("received_at")?,
            content: text("content")?,
        })
    }
}

impl<'r, R: Row> FromRow<'r, R> for KnownRow
where
    EventRow: FromRow<'r, R>,
    &'static str: ColumnIndex<R>,
    Option<i64>: Decode<'r, R::Database> + Type<R::Database>,
{
    fn from_row(row: &'r R) -> Result<Self, sqlx::Error> {
        Ok(Self {
            event: EventRow::from_row(row)?,
            handled_at: row.try_get("handled_at")?,
            #[cfg(feature = "postgres")]
            pending: row.try_get("pending")?,
        })
    }
}

impl<'r, R: Row> FromRow<'r, R> for ClaimRow
where
    EventRow: FromRow<'r, R>,
    &'static str: ColumnIndex<R>,
    i64: Decode<'r, R::Database> + Type<R::Database>,
{
    fn from_row(row: &'r R) -> Result<Self, sqlx::Error> {
        Ok(Self {
            event: EventRow::from_row(row)?,
            token: row.try_get("token")?,
            attempts: row.try_get("attempts")?,
            claimed_until: row.try_get("claimed_until")?,
        })
    }
}

impl EventRow {
    #[cfg(feature = "sqlite")]
    pub(crate) fn key(&self) -> [&str; 5] {
        let Self { key, outcome, .. } = self;
        [&key.mch_id, &key.family, &key.field, &key.reference, outcome].map(String::as_str)
    }

    pub(crate) fn into_event(self) -> Result<Event, InboxError> {
        let outcome: EventOutcome = self.outcome.parse().map_err(InboxError::storage)?;
        let source = self.source.parse().map_err(InboxError::storage)?;
        Ok(Event::new(EventKey::new(self.key, outcome), source, from_milliseconds(self.received_at))
            .with_amount(self.amount.and_then(Cents::received))
            .with_currency(self.currency)
            .with_order_id(self.order_id)
            .with_content(self.content))
    }
}

impl KnownRow {
    /// Returns `true` if the event is not handled, but would never be offered: someone has deleted its row.
    #[cfg(feature = "postgres")]
    pub(crate) fn is_lost(&self) -> bool {
        self.handled_at.is_none() && self.pending.is_none()
    }

    /// Compares the event with one that was recorded now.
    pub(crate) fn into_recorded(self, event: &Event) -> Result<Recorded, InboxError> {
        let known = self.event.into_event()?;
        Ok(match self.handled_at {
            _ if !known.agrees_with(event) => Recorded::Conflict(Box::new(known)),
            Some(_) => Recorded::Handled,
            None => Recorded::Pending,
        })
    }
}

impl ClaimRow {
    #[cfg(feature = "sqlite")]
    pub(crate) fn key(&self) -> [&str; 5] {
        self.event.key()
    }

    #[cfg(feature = "sqlite")]
    pub(crate) fn claimed_until(&self) -> i64 {
        self.claimed_until
    }

    pub(crate) fn into_claim(self) -> Result<Claim, InboxError> {
        let expires_at = from_milliseconds(self.claimed_until);
        let token = u64::try_from(self.token).map_err(InboxError::storage)?;
        let attempts = u32::try_from(self.attempts).unwrap_or(u32::MAX);
        Ok(Claim::new(self.event.into_event()?, token, attempts, expires_at))
    }

    /// Returns the claims of [`known`] events. The others are offered again after the lease.
    pub(crate) fn into_claims(rows: Vec<Self>) -> Result<Vec<Claim>, InboxError> {
        known(rows, Self::into_claim)
    }
}

/// Converts the rows whose events this version knows. Others, which a newer version has written during a rolling
/// deployment, must not prevent these from being used. Returns an error if there are only others.
pub(crate) fn known<R, T, E>(rows: Vec<R>, convert: impl Fn(R) -> Result<T, E>) -> Result<Vec<T>, E> {
    let (mut known, mut unknown) = (Vec::with_capacity(rows.len()), None);
    for row in rows {
        match convert(row) {
            Ok(value) => known.push(value),
            Err(error) => unknown = Some(error),
        }
    }
    unknown.filter(|_| known.is_empty()).map_or(Ok(known), Err)
}

/// Returns the claim of an event that was recorded and claimed at once.
#[cfg(feature = "postgres")]
pub(crate) fn first_claim(event: &Event, claimed_until: i64) -> Claim {
    Claim::new(event.clone(), 1, 1, from_milliseconds(claimed_until))
}

/// Returns `true` if one of the outcomes of an order outranks that of the key. This version may not know all of them.
pub(crate) fn outranks(outcomes: &[(String,)], key: &EventKey) -> bool {
    let mut known = outcomes.iter().filter_map(|(outcome,)| outcome.parse::<EventOutcome>().ok());
    known.any(|outcome| outcome.outranks(&key.outcome))
}
