//! The fault matrix: whatever goes wrong with a request that moves money, the shop's journal and the sandbox's books
//! agree in the end. `docs/reliability.md` contains the result.

mod bench;
mod faults;
mod ledgers;
mod operations;
mod table;

use std::fs;
use std::sync::Arc;
use std::time::{Duration, Instant};

use iotpay_client::inbox::EventOutcome;
use iotpay_client::journal::JournalOutcome;
use iotpay_gen::model::Model;

use self::bench::{Bench, clients, response_in_words, timeout};
use self::faults::{FAILURES, Failure, quick};
use self::ledgers::Storage;
use self::operations::{Clients, Operation, Prepared};
use self::table::{BEGIN, Cell, END, tables};
use crate::support::scratch::workspace;

/// The time within which all outcomes must be known after the sandbox works again.
const LIMIT: Duration = Duration::from_secs(30);

/// One request at a time. `scripts/reliability` also runs the long forms.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn journal_and_books_agree_after_every_fault() {
    let cells = matrix(1, Storage::Memory, &FAILURES).await;
    let path = workspace().join("docs/reliability.md");
    let page = fs::read_to_string(&path).unwrap();
    let (before, rest) = page.split_once(BEGIN).expect("the begin of the table");
    let (_, after) = rest.split_once(END).expect("the end of the table");
    let expected = format!("{before}{}{after}", tables(&cells, &FAILURES));
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(&path, &expected).unwrap();
    }
    assert_eq!(fs::read_to_string(&path).unwrap(), expected, "run scripts/regenerate");
}

/// A hundred requests at once. The result is the same.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "takes minutes; scripts/reliability runs it"]
async fn journal_and_books_agree_after_every_fault_of_100_requests_at_once() {
    assert_same(100, Storage::Memory, &FAILURES).await;
}

/// The result is the same with a journal and an inbox in a database, which also agree with each other.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn journal_inbox_and_books_agree_with_postgres() {
    if Storage::Postgres.is_available() {
        assert_same(1, Storage::Postgres, &quick()).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn journal_inbox_and_books_agree_with_sqlite() {
    assert_same(1, Storage::Sqlite, &quick()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "takes minutes; scripts/reliability runs it"]
async fn journal_inbox_and_books_agree_after_every_fault_with_postgres() {
    if Storage::Postgres.is_available() {
        assert_same(1, Storage::Postgres, &FAILURES).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "takes minutes; scripts/reliability runs it"]
async fn journal_inbox_and_books_agree_after_every_fault_with_sqlite() {
    assert_same(1, Storage::Sqlite, &FAILURES).await;
}

/// Runs rows of the matrix, which must be in the page.
async fn assert_same(count: usize, storage: Storage, failures: &[(&'static str, Failure)]) {
    let cells = matrix(count, storage, failures).await;
    let page = fs::read_to_string(workspace().join("docs/reliability.md")).unwrap();
    for line in tables(&cells, failures).lines() {
        assert!(page.lines().any(|known| known == line), "{storage:?}: {line}");
    }
}

/// Returns a row of cells for each operation.
async fn matrix(count: usize, storage: Storage, failures: &[(&'static str, Failure)]) -> Vec<Vec<Cell>> {
    let model = Arc::new(iotpay_gen::load(&iotpay_gen::embedded()).unwrap_or_else(|invalid| panic!("{invalid}")));
    let start = |operation| tokio::spawn(row(operation, Arc::clone(&model), count, storage, failures.to_vec()));
    let mut rows = Vec::new();
    if count == 1 {
        for task in Operation::ALL.map(start) {
            rows.push(task.await.unwrap());
        }
    } else {
        // More at once would only make the sandbox slow.
        for operation in Operation::ALL {
            rows.push(start(operation).await.unwrap());
        }
    }
    rows
}

async fn row(
    operation: Operation,
    model: Arc<Model>,
    count: usize,
    storage: Storage,
    failures: Vec<(&'static str, Failure)>,
) -> Vec<Cell> {
    let mut bench = Bench::new(operation, &model, timeout(count), storage.open().await).await;
    let mut cells = Vec::new();
    for (name, failure) in failures {
        cells.push(cell(&mut bench, name, failure, count).await);
        if count > 1 {
            // The sandbox lists only the latest requests.
            bench = Bench::new(operation, &model, timeout(count), storage.open().await).await;
        }
    }
    cells
}

/// Sends requests with a failure, and resolves them after the sandbox works again.
async fn cell(bench: &mut Bench, name: &str, failure: Failure, count: usize) -> Cell {
    let operation = bench.operation;
    let shown = format!("{} x {count}: {name}", operation.path());
    let prepared = bench.prepare(count).await;
    let before = bench.requests().len();
    let (url, server) = failure.url().await.unzip();
    let sending = match &url {
        Some(url) => clients(url, url, &bench.ledgers.journal, timeout(count)),
        None => bench.clients.clone(),
    };
    if let Some(rule) = failure.rule(operation) {
        bench.gateway.inject(rule).unwrap();
    }
    let responses = send_all(&sending, operation, &prepared, failure).await;
    bench.gateway.clear_faults();

    let received = &bench.requests()[before..];
    let at_server = server.flatten().map_or(0, |server| server.connections());
    let seen = received.len() + at_server;
    let most = if operation.moves_money() { count } else { 3 * count };
    assert!(seen <= most, "{shown}: {received:?} and {at_server} requests for {count}");
    // Nothing listens for refused requests. All others have arrived, and had the failure.
    let least = if failure == Failure::Refused { 0 } else { count };
    assert!(seen >= least, "{shown}: {received:?} and {at_server} requests for {count}");
    let expected = failure.of_sandbox();
    assert!(received.iter().all(|fault| *fault == expected), "{shown}: {received:?}");
    assert_eq!(received.is_empty(), url.is_some(), "{shown}: {received:?}");

    let response = responses[0];
    assert!(responses.iter().all(|other| *other == response), "{shown}: {responses:?}");
    if !operation.moves_money() {
        for it in &prepared {
            assert_eq!(bench.entry(it).await, None, "{shown}");
        }
        return Cell { response, resolved: response.to_owned() };
    }
    let resolved = resolved(bench, &prepared, &shown).await;
    Cell { response, resolved }
}

/// Sends all requests at once, and returns what the caller learns from each.
async fn send_all(
    clients: &Clients,
    operation: Operation,
    prepared: &[Prepared],
    failure: Failure,
) -> Vec<&'static str> {
    let send = |it: &Prepared| {
        let (clients, it) = (clients.clone(), it.clone());
        tokio::spawn(async move {
            let result = clients.send(operation, &it).await;
            response_in_words(&result)
        })
    };
    let mut tasks: Vec<_> = prepared.iter().map(send).collect();
    let again: Vec<_> = if failure == Failure::Duplicate && operation.moves_money() {
        prepared.iter().map(send).collect()
    } else {
        Vec::new()
    };
    let mut responses = Vec::new();
    for task in tasks.drain(..) {
        responses.push(task.await.unwrap());
    }
    for (first, task) in responses.iter_mut().zip(again) {
        // One of the two is not sent.
        let pair = [*first, task.await.unwrap()];
        assert_eq!(pair.iter().filter(|words| **words == "not sent twice").count(), 1, "{pair:?}");
        *first = pair.into_iter().find(|words| *words != "not sent twice").unwrap();
    }
    responses
}

/// Sweeps until every outcome is known that can be known, and returns it. The books must agree with it.
async fn resolved(bench: &Bench, prepared: &[Prepared], shown: &str) -> String {
    let deadline = Instant::now() + LIMIT;
    loop {
        let report = bench.sweep().await;
        let open = report.still_unknown.len() + report.in_progress;
        if open == 0 {
            break;
        }
        // Without a documented query, waiting does not help.
        if report.in_progress == 0 && !bench.operation.has_a_documented_query() {
            break;
        }
        assert!(Instant::now() < deadline, "{shown}: {report:?}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let events = bench.ledgers.events.handle_all().await;
    let (mut found, mut settled) = (Vec::new(), Vec::new());
    for it in prepared {
        let entry = bench.entry(it).await.unwrap_or_else(|| panic!("{shown}: {} is lost", it.reference));
        let executed = bench.executed(&it.reference);
        assert!(executed <= 1, "{shown}: {} was executed {executed} times", it.reference);
        if let Some(JournalOutcome::Settled(settlement)) = entry.outcome {
            settled.push((it.reference.clone(), EventOutcome::Settled(settlement)));
        }
        let words = in_words(entry.outcome);
        match words {
            "accepted" | "settled" => assert_eq!(executed, 1, "{shown}: {entry:?}"),
            "not sent" | "never arrived" | "rejected" => assert_eq!(executed, 0, "{shown}: {entry:?}"),
            _ => assert!(!bench.operation.has_a_documented_query(), "{shown}: {entry:?}"),
        }
        found.push(words);
    }
    // An order is in the inbox once, if the journal says that it is settled.
    settled.sort();
    assert_eq!(events, settled, "{shown}");
    found.dedup();
    found.join(", ")
}

fn in_words(outcome: Option<JournalOutcome>) -> &'static str {
    match outcome {
        Some(JournalOutcome::Accepted) => "accepted",
        Some(JournalOutcome::Settled(_)) => "settled",
        Some(JournalOutcome::NotSent) => "not sent",
        Some(JournalOutcome::NeverArrived) => "never arrived",
        Some(JournalOutcome::Rejected { may_have_taken_effect: false, .. }) => "rejected",
        _ => "unknown",
    }
}
