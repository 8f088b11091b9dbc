//! Databases for tests.

pub mod postgres;
pub mod proxy;
pub mod sqlite;
