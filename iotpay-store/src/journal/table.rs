//! The statements of the journal. They are the same in both databases.

use iotpay_client::journal::{Intent, IntentId, JournalEntry, JournalError, JournalKey, JournalOutcome};
use sqlx::{Database, Encode, Executor, FromRow, IntoArguments, Pool, Type};

use super::row::EntryRow;
use crate::statement::fetch_all;
use crate::time::milliseconds;

/// Every column of an entry, in the order of the parameters of [`BEGIN`].
macro_rules! columns {
    () => {
        "mch_id, family, field, reference, id, operation, amount, currency, order_id, status_query, created_at, \
         in_progress_until, outcome"
    };
}

/// Changes a row if the key is new, or if the earlier request had no effect (rank 3).
const BEGIN: &str = concat!(
    "INSERT INTO iotpay_journal (",
    columns!(),
    ", rank, is_open) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, NULL, 0, TRUE) ",
    "ON CONFLICT (mch_id, family, field, reference) DO UPDATE SET id = excluded.id, operation = excluded.operation, \
     amount = excluded.amount, currency = excluded.currency, order_id = excluded.order_id, \
     status_query = excluded.status_query, created_at = excluded.created_at, \
     in_progress_until = excluded.in_progress_until, outcome = NULL, rank = 0, is_open = TRUE \
     WHERE iotpay_journal.rank = 3 RETURNING ",
    columns!(),
);

/// An accepted request (rank 4) is open only if a query finds out what became of it.
const RECORD: &str = concat!(
    "UPDATE iotpay_journal SET outcome = $6, rank = $7, \
     is_open = CASE WHEN $7 = 4 THEN status_query IS NOT NULL ELSE $8 END \
     WHERE mch_id = $1 AND family = $2 AND field = $3 AND reference = $4 AND id = $5 AND rank < $7 RETURNING ",
    columns!(),
);

const ENTRY: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM iotpay_journal WHERE mch_id = $1 AND family = $2 AND field = $3 AND reference = $4",
);

const OPEN: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM iotpay_journal WHERE is_open AND mch_id = $1 AND family = $2 \
     AND (mch_id, family, field, reference) > ($3, $4, $5, $6) ORDER BY mch_id, family, field, reference LIMIT $7",
);

/// The table, with the connections that read it and those that write it.
pub(crate) struct JournalTable<'p, DB: Database> {
    pub(crate) reader: &'p Pool<DB>,
    pub(crate) writer: &'p Pool<DB>,
}

impl<DB: Database> JournalTable<'_, DB>
where
    EntryRow: for<'r> FromRow<'r, DB::Row>,
    DB::Arguments: IntoArguments<DB>,
    for<'c> &'c mut DB::Connection: Executor<'c, Database = DB>,
    for<'q> &'q str: Encode<'q, DB> + Type<DB>,
    for<'q> Option<&'q str>: Encode<'q, DB> + Type<DB>,
    for<'q> String: Encode<'q, DB> + Type<DB>,
    for<'q> Option<i64>: Encode<'q, DB> + Type<DB>,
    for<'q> i64: Encode<'q, DB> + Type<DB>,
    for<'q> i16: Encode<'q, DB> + Type<DB>,
    for<'q> bool: Encode<'q, DB> + Type<DB>,
{
    pub(crate) async fn begin(&self, intent: &Intent) -> Result<(), JournalError> {
        let JournalKey { mch_id, family, field, reference, .. } = &intent.key;
        let query = || {
            sqlx::query_as::<DB, EntryRow>(BEGIN)
                .bind(mch_id.as_str())
                .bind(family.as_str())
                .bind(field.as_str())
                .bind(reference.as_str())
                .bind(intent.id.to_string())
                .bind(intent.operation.as_str())
                .bind(intent.amount.map(|amount| i64::from(amount.get())))
                .bind(intent.currency.as_deref())
                .bind(intent.order_id.as_deref())
                .bind(intent.status_query.as_deref())
                .bind(milliseconds(intent.created_at))
                .bind(milliseconds(intent.in_progress_until))
        };
        let changed = fetch_all(self.writer, query).await.map_err(JournalError::storage)?;
        if !changed.is_empty() {
            return Ok(());
        }
        match self.entry(&intent.key).await? {
            Some(earlier) => Err(JournalError::ReferenceUsed(Box::new(earlier))),
            None => Err(JournalError::storage("the entry of a used reference was deleted from `iotpay_journal`")),
        }
    }

    pub(crate) async fn record(
        &self,
        key: &JournalKey,
        id: IntentId,
        outcome: &JournalOutcome,
    ) -> Result<JournalEntry, JournalError> {
        let query = || {
            sqlx::query_as::<DB, EntryRow>(RECORD)
                .bind(key.mch_id.as_str())
                .bind(key.family.as_str())
                .bind(key.field.as_str())
                .bind(key.reference.as_str())
                .bind(id.to_string())
                .bind(outcome.to_string())
                .bind(i16::from(outcome.rank()))
                .bind(outcome.is_open())
        };
        let changed = fetch_all(self.writer, query).await.map_err(JournalError::storage)?;
        let entry = match changed.into_iter().next() {
            Some(row) => Some(row.into_entry()?),
            None => self.entry(key).await?,
        };
        entry.filter(|entry| entry.intent.id == id).ok_or(JournalError::NoSuchIntent)
    }

    pub(crate) async fn entry(&self, key: &JournalKey) -> Result<Option<JournalEntry>, JournalError> {
        let query = || {
            sqlx::query_as::<DB, EntryRow>(ENTRY)
                .bind(key.mch_id.as_str())
                .bind(key.family.as_str())
                .bind(key.field.as_str())
                .bind(key.reference.as_str())
        };
        let rows = fetch_all(self.reader, query).await.map_err(JournalError::storage)?;
        rows.into_iter().next().map(EntryRow::into_entry).transpose()
    }

    pub(crate) async fn open(
        &self,
        mch_id: &str,
        family: &str,
        after: Option<&JournalKey>,
        limit: usize,
    ) -> Result<Vec<JournalEntry>, JournalError> {
        let after =
            after.map_or([""; 4], |key| [&key.mch_id, &key.family, &key.field, &key.reference].map(String::as_str));
        let query = || {
            sqlx::query_as::<DB, EntryRow>(OPEN)
                .bind(mch_id)
                .bind(family)
                .bind(after[0])
                .bind(after[1])
                .bind(after[2])
                .bind(after[3])
                .bind(i64::try_from(limit).unwrap_or(i64::MAX))
        };
        let rows = fetch_all(self.reader, query).await.map_err(JournalError::storage)?;
        rows.into_iter().map(EntryRow::into_open_entry).collect()
    }
}

#[cfg(all(test, feature = "sqlite"))]
mod tests {
    use sqlx::sqlite::SqlitePoolOptions;
    use sqlx::{AssertSqlSafe, query, query_as};

    /// The pages of a sweep read only the index of open entries, however many entries are settled.
    #[tokio::test]
    async fn open_entries_have_an_index() {
        let pool = SqlitePoolOptions::new().max_connections(1).connect("sqlite::memory:").await.unwrap();
        crate::SqliteStore::from_pool(pool.clone()).migrate().await.unwrap();
        let entries = "WITH RECURSIVE at(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM at WHERE n < 5000) \
            INSERT INTO iotpay_journal SELECT '1', 'general', 'mchOrderNo', n, 'id', 'create_order', NULL, NULL, NULL, \
            NULL, 1, 1, NULL, 6, n % 1000 = 0 FROM at";
        query(entries).execute(&pool).await.unwrap();
        query("ANALYZE").execute(&pool).await.unwrap();
        let explain = AssertSqlSafe(format!("EXPLAIN QUERY PLAN {}", super::OPEN));
        let plan = ["1", "general", "1", "general", "mchOrderNo", "1"]
            .into_iter()
            .fold(query_as::<_, (i64, i64, i64, String)>(explain), sqlx::query::QueryAs::bind);
        let plan = plan.bind(100).fetch_all(&pool).await.unwrap();
        assert!(plan.iter().any(|(.., step)| step.contains("iotpay_journal_open")), "{plan:?}");
        assert!(plan.iter().all(|(.., step)| !step.contains("TEMP B-TREE")), "{plan:?}");
    }

    #[cfg(feature = "postgres")]
    #[tokio::test]
    async fn open_entries_have_an_index_in_postgres() {
        let Ok(url) = std::env::var("IOTPAY_TEST_POSTGRES") else { return };
        let pool = sqlx::postgres::PgPoolOptions::new().max_connections(1).connect(&url).await.unwrap();
        // A table that only this connection sees.
        let table = crate::schema::POSTGRES[1].split_inclusive(";\n").take(2).collect::<String>();
        let table = table.replace("TABLE IF NOT EXISTS", "TEMPORARY TABLE");
        let entries = "INSERT INTO iotpay_journal SELECT '1', 'general', 'mchOrderNo', n, 'id', 'create_order', NULL, \
            NULL, NULL, NULL, 1, 1, NULL, 6, n % 1000 = 0 FROM generate_series(1, 5000) AS at(n)";
        let prepare = format!("ANALYZE iotpay_journal; PREPARE page AS {}", super::OPEN);
        for sql in [table, entries.to_owned(), prepare, "SET plan_cache_mode = force_generic_plan".to_owned()] {
            sqlx::raw_sql(AssertSqlSafe(sql)).execute(&pool).await.unwrap();
        }
        let explain = "EXPLAIN EXECUTE page ('1', 'general', '1', 'general', 'mchOrderNo', '1', 100)";
        let plan: Vec<(String,)> = sqlx::raw_sql(explain)
            .fetch_all(&pool)
            .await
            .unwrap()
            .iter()
            .map(|row| (sqlx::Row::get(row, 0),))
            .collect();
        assert!(plan.iter().any(|(step,)| step.contains("iotpay_journal_open")), "{plan:?}");
        assert!(plan.iter().all(|(step,)| !step.contains("Sort")), "{plan:?}");
    }
}
