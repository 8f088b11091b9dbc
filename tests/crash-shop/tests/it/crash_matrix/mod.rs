//! The crash matrix: processes of a shop are killed at random moments and at chosen points, with duplicates and reordering
//! of notifications, lost responses, two versions of the shop at once, and restarts of the database. Afterward, each
//! payment and each refund is booked once. `docs/reliability.md` contains the result.

mod customers;
mod database;
mod forwarder;
mod monitor;
mod processes;
mod run;
mod table;
mod verdict;

use self::database::Database;
use self::run::{Plan, Report, Step, run};
use self::table::{KILLS, PAYMENTS, POINTS, REFUNDS, SENT_AGAIN, assert_in_page};

/// The merchant of the tests. The key is invented.
const MCH_ID: &str = "10000701";
const LOGIN_NAME: &str = "jack123";
const KEY: &str = "made-up-key-of-the-crash-matrix";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn four_processes_with_postgres_book_each_payment_once() {
    let Some(database) = Database::postgres().await else { return };
    assert_clean(&run(Plan::new("PostgreSQL, four processes", 4), database).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_process_with_sqlite_books_each_payment_once() {
    let plan = Plan::new("SQLite, one process", 1);
    let database = Database::sqlite(&plan.folder()).await;
    assert_clean(&run(plan, database).await);
}

fn assert_clean(report: &Report) {
    println!("{report}");
    assert!(report.verdict.is_clean(), "{report}\n{:#?}\n{}", report.verdict, report.logs);
    assert!(report.seen.stuck.is_empty(), "{report}\n{:#?}\n{}", report.seen.stuck, report.logs);
    assert!(report.kills.values().sum::<usize>() >= KILLS && report.kills.len() >= POINTS, "{report}");
    assert!(report.freezes >= report.least_frozen() && report.restarts >= report.least_restarts(), "{report}");
    assert!(report.paid >= PAYMENTS && report.refunds >= REFUNDS && report.sent_again >= SENT_AGAIN, "{report}");
    assert_eq!(report.booked.len(), 2, "both versions: {report}");
    assert!(report.seen.looks >= 50, "{report}");
    assert_in_page(report);
}

/// The test must find the mistakes of wrong shops.
mod wrong_shops {
    use super::{Database, Plan, Step, run};

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn a_shop_that_acknowledges_first_loses_payments() {
        let plan = Plan::wrong("acknowledges-first", 1, Step::Kill("acknowledged"));
        let database = Database::sqlite(&plan.folder()).await;
        let report = run(plan, database).await;
        assert!(!report.verdict.lost.is_empty(), "{report}");
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn a_shop_that_books_in_another_transaction_books_twice() {
        let plan = Plan::wrong("books-apart", 1, Step::Kill("between"));
        let database = Database::sqlite(&plan.folder()).await;
        let report = run(plan, database).await;
        assert!(!report.verdict.booked_twice.is_empty(), "{report}");
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn a_shop_that_ignores_the_token_books_twice() {
        let Some(database) = Database::postgres().await else { return };
        let report = run(Plan::wrong("ignores-the-token", 2, Step::Freeze), database).await;
        assert!(!report.verdict.booked_twice.is_empty(), "{report}");
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn a_shop_that_does_not_offer_events_again_leaves_them_stuck() {
        let plan = Plan::wrong("never-offers-again", 1, Step::Kill("claimed"));
        let database = Database::sqlite(&plan.folder()).await;
        let report = run(plan, database).await;
        assert!(!report.seen.stuck.is_empty(), "{report}");
    }
}
