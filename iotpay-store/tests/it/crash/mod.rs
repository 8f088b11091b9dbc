//! Kills processes that handle events, at random points, and restarts the database in between: no event is booked twice
//! or lost, and none waits longer than the lease and a second.
//!
//! The test is the gateway: it sends each event to one of the processes, until it is acknowledged, with duplicates and
//! in any order. `IOTPAY_CRASH_KILLS` sets the number of kills (20), and `IOTPAY_CRASH_SEED` repeats the random
//! decisions of a run.

mod gateway;
mod process;
mod shop;
mod worker;

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use gateway::{Database, Gateway};

use crate::support::{postgres, sqlite::File};

/// A PostgreSQL server that only this test uses, so that it can be restarted.
struct OwnServer {
    child: Child,
    responses: BufReader<std::process::ChildStdout>,
    url: String,
}

impl OwnServer {
    fn start() -> Self {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../scripts/with-postgres");
        let serve =
            r#"echo "$IOTPAY_TEST_POSTGRES"; while read -r _; do "$IOTPAY_TEST_POSTGRES_RESTART"; echo done; done"#;
        let mut command = Command::new(script);
        command.args(["bash", "-c", serve]).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut responses = BufReader::new(child.stdout.take().unwrap());
        let mut url = String::new();
        responses.read_line(&mut url).unwrap();
        Self { child, responses, url: url.trim().to_owned() }
    }

    /// Stops the server as a crash would, and starts it again.
    fn restart(&mut self) {
        self.child.stdin.as_mut().unwrap().write_all(b"restart\n").unwrap();
        let mut response = String::new();
        self.responses.read_line(&mut response).unwrap();
        assert_eq!(response, "done\n");
    }
}

impl Drop for OwnServer {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        let _ = self.child.wait();
    }
}

#[test]
fn nothing_is_booked_twice_or_lost_in_postgres() {
    if !postgres::is_available() {
        return;
    }
    let mut server = OwnServer::start();
    let database = Database::Postgres(server.url.clone());
    let report = Gateway::new(database, 4, 3.0).run(|| server.restart());
    println!("PostgreSQL, 4 processes: {report}");
    report.check();
}

#[test]
fn nothing_is_booked_twice_or_lost_in_sqlite() {
    let file = File::new();
    let report = Gateway::new(Database::Sqlite(file.path()), 1, 0.3).run(|| ());
    println!("SQLite, 1 process: {report}");
    report.check();
}

/// The process that handles events, started by the tests above. Does nothing by itself.
#[test]
fn worker_process() {
    if let Ok(database) = std::env::var(process::DATABASE) {
        worker::run(&Database::from_text(&database));
    }
}
