//! Tests of the store with real databases.
//!
//! The tests with PostgreSQL need the URL of a database in `IOTPAY_TEST_POSTGRES`, which `scripts/with-postgres`
//! provides. Without it, they are skipped, or fail if `IOTPAY_REQUIRE_POSTGRES` is set.

mod crash;
mod dropped;
mod failures;
mod inbox;
mod journal;
mod lost_events;
mod migrate;
mod nats;
mod outbox;
mod processor;
mod retention;
mod support;
