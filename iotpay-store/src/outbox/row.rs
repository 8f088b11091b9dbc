//! A row of the outbox with its event.

use sqlx::{ColumnIndex, Decode, FromRow, Row, Type};

use super::event::HandledEvent;
use super::pump::Delivery;
use crate::error::StoreError;
use crate::inbox::{EventRow, known};
use crate::time::from_milliseconds;

/// A claimed row.
pub(crate) struct DeliveryRow {
    pub(crate) event: EventRow,
    handled_at: i64,
    token: i64,
    attempts: i64,
}

impl<'r, R: Row> FromRow<'r, R> for DeliveryRow
where
    EventRow: FromRow<'r, R>,
    &'static str: ColumnIndex<R>,
    i64: Decode<'r, R::Database> + Type<R::Database>,
{
    fn from_row(row: &'r R) -> Result<Self, sqlx::Error> {
        Ok(Self {
            event: EventRow::from_row(row)?,
            handled_at: row.try_get("handled_at")?,
            token: row.try_get("token")?,
            attempts: row.try_get("attempts")?,
        })
    }
}

impl DeliveryRow {
    fn into_delivery(self) -> Result<Delivery, StoreError> {
        let event =
            self.event.into_event().map_err(|error| StoreError::Statement(sqlx::Error::Decode(error.into())))?;
        let attempts = u32::try_from(self.attempts).unwrap_or(u32::MAX);
        Ok(Delivery {
            event: HandledEvent::new(event, from_milliseconds(self.handled_at)),
            token: self.token,
            attempts,
        })
    }

    /// Returns the deliveries of [`known`] events, those that were handled first first.
    pub(crate) fn into_deliveries(rows: Vec<Self>) -> Result<Vec<Delivery>, StoreError> {
        let mut deliveries = known(rows, Self::into_delivery)?;
        deliveries.sort_by_key(|delivery| delivery.event.handled_at);
        Ok(deliveries)
    }
}
