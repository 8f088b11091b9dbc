//! A shop for the crash matrix: it places orders, receives notifications, and books payments in its own tables. The test
//! kills its processes. It says on its standard output what it does, so that the test can kill it at a certain point.

mod books;
mod flaw;
mod handler;
mod pauses;
mod routes;
mod settings;
mod shop;
mod watched;
mod work;
mod wrong;

use iotpay_store::{PostgresStore, SqliteStore};

use crate::settings::{Result, Settings};

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> Result<()> {
    let settings = Settings::from_env()?;
    match settings.database.strip_prefix("sqlite:") {
        Some(path) => work::run(SqliteStore::open(path).await?, settings).await,
        None => work::run(PostgresStore::connect(&settings.database).await?, settings).await,
    }
}
