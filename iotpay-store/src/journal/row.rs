//! A row of the journal, and the entry that it stands for.

use iotpay_client::journal::{Intent, JournalEntry, JournalError, JournalKey};
use iotpay_client::value::Cents;
use sqlx::{ColumnIndex, Decode, FromRow, Row, Type};

use crate::time::from_milliseconds;

/// The columns, as the database stores them.
pub(crate) struct EntryRow {
    key: JournalKey,
    id: String,
    operation: String,
    amount: Option<i64>,
    currency: Option<String>,
    order_id: Option<String>,
    status_query: Option<String>,
    created_at: i64,
    in_progress_until: i64,
    outcome: Option<String>,
}

impl<'r, R: Row> FromRow<'r, R> for EntryRow
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
            id: text("id")?,
            operation: text("operation")?,
            amount: row.try_get("amount")?,
            currency: row.try_get("currency")?,
            order_id: row.try_get("order_id")?,
            status_query: row.try_get("status_query")?,
            created_at: row.try_get("created_at")?,
            in_progress_until: row.try_get("in_progress_until")?,
            outcome: row.try_get("outcome")?,
        })
    }
}

impl EntryRow {
    pub(crate) fn into_entry(self) -> Result<JournalEntry, JournalError> {
        let outcome = self.outcome.as_deref().map(str::parse).transpose().map_err(JournalError::storage)?;
        Ok(JournalEntry::new(self.into_intent()?, outcome))
    }

    /// Returns an open entry for a sweep. If this version does not know its outcome, which a newer version has recorded
    /// during a rolling deployment, the entry has none: it must not prevent that the sweep asks about the ones after
    /// it, and the sweep asks about this one, too. What it finds is recorded only if it has a higher rank.
    pub(crate) fn into_open_entry(self) -> Result<JournalEntry, JournalError> {
        let outcome = self.outcome.as_deref().and_then(|text| text.parse().ok());
        Ok(JournalEntry::new(self.into_intent()?, outcome))
    }

    fn into_intent(self) -> Result<Intent, JournalError> {
        let id = self.id.parse().map_err(JournalError::storage)?;
        let created_at = from_milliseconds(self.created_at);
        let mut intent = Intent::new(self.key, self.operation, created_at, from_milliseconds(self.in_progress_until))
            .with_id(id)
            .with_amount(self.amount.and_then(Cents::received));
        (intent.currency, intent.order_id, intent.status_query) = (self.currency, self.order_id, self.status_query);
        Ok(intent)
    }
}
