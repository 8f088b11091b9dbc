//! A process of the shop.

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::Sender;
use std::thread;

use super::gateway::Database;

/// The variable that tells a process which database to use.
pub const DATABASE: &str = "IOTPAY_CRASH_DATABASE";
/// The variable with the version of the handler.
pub const VERSION: &str = "IOTPAY_CRASH_VERSION";
/// What precedes the reference of an event that a process acknowledges.
pub const ACKNOWLEDGED: &str = "acknowledged ";

/// A process that is killed with the value.
pub struct Process {
    child: Child,
    stdin: ChildStdin,
}

impl Process {
    /// Starts a process. It sends the references of the events that it acknowledges.
    pub fn start(database: &Database, version: u32, acknowledged: Sender<u32>) -> Self {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args(["--exact", "crash::worker_process", "--nocapture"]);
        command.env(DATABASE, database.to_text()).env(VERSION, version.to_string());
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                // The output of the test harness has no such lines.
                if let Some(reference) = line.strip_prefix(ACKNOWLEDGED).and_then(|text| text.parse().ok()) {
                    let _ = acknowledged.send(reference);
                }
            }
        });
        let stdin = child.stdin.take().unwrap();
        Self { child, stdin }
    }

    /// Sends an event. It is lost if the process has ended.
    pub fn send(&mut self, reference: u32) {
        let _ = self.stdin.write_all(format!("{reference}\n").as_bytes());
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // SIGKILL.
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}
