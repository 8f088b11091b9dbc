//! The size of the tables, compared with that of copies that were just written.

use std::fmt;

use iotpay_store::sqlx::{AssertSqlSafe, PgPool, query, query_scalar};

const TABLES: &str = "SELECT relname::text FROM pg_class JOIN pg_namespace ON relnamespace = pg_namespace.oid
    WHERE nspname = current_schema() AND relkind = 'r' AND relname LIKE 'iotpay\\_%'";

/// The sizes in bytes, with indexes.
pub struct Size {
    used: i64,
    fresh: i64,
    by_table: Vec<(String, i64, i64)>,
}

/// Copies each table and compares the sizes.
pub async fn measure(pool: &PgPool) -> Size {
    let tables: Vec<String> = query_scalar(TABLES).fetch_all(pool).await.expect("the tables can be listed");
    let mut size = Size { used: 0, fresh: 0, by_table: Vec::new() };
    for table in tables {
        for statement in [
            format!("CREATE TABLE copy_{table} (LIKE {table} INCLUDING ALL)"),
            format!("INSERT INTO copy_{table} SELECT * FROM {table}"),
        ] {
            query(AssertSqlSafe(statement)).execute(pool).await.expect("the table can be copied");
        }
        let bytes = async |name: &str| -> i64 {
            query_scalar("SELECT pg_total_relation_size($1::text::regclass)")
                .bind(name)
                .fetch_one(pool)
                .await
                .expect("it exists")
        };
        let (used, fresh) = (bytes(&table).await, bytes(&format!("copy_{table}")).await);
        (size.used, size.fresh) = (size.used + used, size.fresh + fresh);
        size.by_table.push((table, used, fresh));
    }
    size
}

impl Size {
    #[expect(clippy::cast_precision_loss, reason = "a ratio")]
    pub fn ratio(&self) -> f64 {
        self.used as f64 / self.fresh as f64
    }
}

impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let megabytes = |bytes: i64| bytes / 1_000_000;
        write!(f, "size: {} MB, {:.2} times that of fresh tables (", megabytes(self.used), self.ratio())?;
        for (at, (table, used, fresh)) in self.by_table.iter().enumerate() {
            let separator = if at == 0 { "" } else { ", " };
            write!(f, "{separator}{table} {} of {} MB", megabytes(*used), megabytes(*fresh))?;
        }
        f.write_str(")")
    }
}
