//! Orders of the past: what `orders` would leave, with the same dead rows, in much less time.

use std::fmt;
use std::time::{Duration, Instant};

use iotpay_store::sqlx::{PgPool, query};

use super::handling::CONTENT;

/// Apart from the other orders.
const FIRST: u32 = 10_000_000;

/// As many orders as `orders` processes at the same time: so a row is changed while its page still has space.
const BATCH: u32 = 32;

/// What happens to a batch, each in a transaction of its own. `$1` and `$2` are the first and the last reference.
const STATEMENTS: [&str; 5] = [
    "INSERT INTO iotpay_journal SELECT '10000701', 'general', 'mchOrderNo', '20260427-' || at, md5(at::text), \
     'create_order', 2865, 'CAD', NULL, 'query_order', 1777777777123, 1777777837123, NULL, 0, TRUE \
     FROM generate_series(substr($1, 10)::int, substr($2, 10)::int) AS series(at)",
    "UPDATE iotpay_journal SET outcome = 'accepted', rank = 4 WHERE mch_id = '10000701' AND family = 'general' \
     AND field = 'mchOrderNo' AND reference BETWEEN $1 AND $2",
    "UPDATE iotpay_journal SET outcome = 'settled-paid', rank = 6, is_open = FALSE WHERE mch_id = '10000701' \
     AND family = 'general' AND field = 'mchOrderNo' AND reference BETWEEN $1 AND $2",
    "WITH event AS (INSERT INTO iotpay_event (mch_id, family, field, reference, outcome, amount, currency, order_id, \
     source, received_at, day, content) SELECT mch_id, family, field, reference, outcome, amount, currency, \
     'PM20260427103000' || substr(reference, 10), 'notification', created_at, 20570, $3 FROM iotpay_journal \
     WHERE mch_id = '10000701' AND family = 'general' AND field = 'mchOrderNo' AND reference BETWEEN $1 AND $2 \
     RETURNING mch_id, family, field, reference, outcome, received_at) \
     INSERT INTO iotpay_pending SELECT mch_id, family, field, reference, outcome, 1, 1, received_at + 30000, \
     received_at + 30000, received_at, received_at FROM event",
    "WITH done AS (DELETE FROM iotpay_pending WHERE mch_id = '10000701' AND family = 'general' \
     AND field = 'mchOrderNo' AND reference BETWEEN $1 AND $2 RETURNING *) INSERT INTO iotpay_handled \
     SELECT mch_id, family, field, reference, outcome, token, attempts, recorded_at, 20570 FROM done",
];

/// The result of a run.
pub struct History {
    rows: u32,
    elapsed: Duration,
}

/// Writes as many orders.
pub async fn write(pool: &PgPool, rows: u32) -> History {
    let began = Instant::now();
    let mut connection = pool.acquire().await.expect("a connection");
    query("SET synchronous_commit = off").execute(&mut *connection).await.expect("it can be set");
    for first in (FIRST..FIRST + rows).step_by(BATCH as usize) {
        let last = (first + BATCH).min(FIRST + rows) - 1;
        let references = [first, last].map(|reference| format!("20260427-{reference}"));
        for statement in STATEMENTS {
            let query = query(statement).bind(&references[0]).bind(&references[1]);
            let query = if statement.contains("$3") { query.bind(CONTENT) } else { query };
            query.execute(&mut *connection).await.expect("the rows are new");
        }
    }
    // The setting must not last.
    connection.close().await.expect("it can be closed");
    History { rows, elapsed: began.elapsed() }
}

impl fmt::Display for History {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} orders of the past, written in {:.0?}", self.rows, self.elapsed)
    }
}
