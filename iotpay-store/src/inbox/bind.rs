//! The parameters of statements.

use std::time::Duration;

use iotpay_client::inbox::{Claim, Event, EventKey};
use sqlx::{Database, Encode, Type};

use crate::statement::Query;
use crate::time::milliseconds;

/// Sets `$1` to `$5` to the key.
pub(crate) fn key<'q, DB: Database, O>(query: Query<'q, DB, O>, key: &'q EventKey) -> Query<'q, DB, O>
where
    &'q str: Encode<'q, DB> + Type<DB>,
    String: Encode<'q, DB> + Type<DB>,
{
    query
        .bind(key.mch_id.as_str())
        .bind(key.family.as_str())
        .bind(key.field.as_str())
        .bind(key.reference.as_str())
        .bind(key.outcome.to_string())
}

/// Sets `$1` to `$11` to the key and the other values of the event.
pub(crate) fn event<'q, DB: Database, O>(query: Query<'q, DB, O>, event: &'q Event) -> Query<'q, DB, O>
where
    &'q str: Encode<'q, DB> + Type<DB>,
    String: Encode<'q, DB> + Type<DB>,
    Option<&'q str>: Encode<'q, DB> + Type<DB>,
    Option<i64>: Encode<'q, DB> + Type<DB>,
    i64: Encode<'q, DB> + Type<DB>,
{
    key(query, &event.key)
        .bind(event.amount.map(|amount| i64::from(amount.get())))
        .bind(event.currency.as_deref())
        .bind(event.order_id.as_deref())
        .bind(event.source.to_string())
        .bind(milliseconds(event.received_at))
        .bind(event.content.as_str())
}

/// Returns the token as the database stores it. A token that no claim can have matches no row.
pub(crate) fn token(claim: &Claim) -> i64 {
    i64::try_from(claim.token).unwrap_or(-1)
}

/// Returns the whole milliseconds of a time span.
pub(crate) fn span(span: Duration) -> i64 {
    i64::try_from(span.as_millis()).unwrap_or(i64::MAX / 2).min(i64::MAX / 2)
}

/// Returns a limit as a number of rows.
pub(crate) fn limit(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX)
}
