//! The processes of the shop, which are killed and started again.

use std::fs::File;
use std::path::PathBuf;
use std::process::Stdio;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, ChildStdout, Command};
use tokio::sync::mpsc;
use tokio::time::timeout;

use super::forwarder::Forwarder;

/// How to start the processes.
pub struct Setup {
    /// The environment variables of all processes.
    pub variables: Vec<(&'static str, String)>,
    pub processes: usize,
    /// The folder for what the processes write to their standard error.
    pub logs: PathBuf,
}

/// The running processes.
pub struct Processes {
    setup: Setup,
    running: Vec<Running>,
    pub forwarder: Arc<Forwarder>,
    ready: Arc<Mutex<Vec<bool>>>,
    said: mpsc::UnboundedReceiver<Said>,
    saying: mpsc::UnboundedSender<Said>,
    started: u64,
}

struct Running {
    child: Child,
    /// The number of the start, which distinguishes what it says from what its predecessor said.
    start: u64,
}

/// A point at which a process pauses.
struct Said {
    process: usize,
    start: u64,
    point: String,
}

impl Processes {
    /// Starts the processes with these versions in turn.
    pub fn start(setup: Setup, forwarder: Forwarder, versions: &[&str]) -> Self {
        let (saying, said) = mpsc::unbounded_channel();
        let ready = Arc::new(Mutex::new(vec![false; setup.processes]));
        let forwarder = Arc::new(forwarder);
        let mut this = Self { setup, running: Vec::new(), forwarder, ready, said, saying, started: 0 };
        for process in 0..this.setup.processes {
            let running = this.spawn(process, versions[process % versions.len()]);
            this.running.push(running);
        }
        this
    }

    fn spawn(&mut self, process: usize, version: &str) -> Running {
        self.started += 1;
        let start = self.started;
        let log = File::options().create(true).append(true).open(self.log(process)).unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_crash-shop"));
        command
            .envs(self.setup.variables.iter().map(|(name, value)| (name, value)))
            .env("SHOP_HANDLER", version)
            .env("SHOP_SEED", start.to_string())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(log)
            .kill_on_drop(true);
        let mut child = command.spawn().unwrap();
        let lines = child.stdout.take().unwrap();
        let (saying, ready, forwarder) = (self.saying.clone(), Arc::clone(&self.ready), Arc::clone(&self.forwarder));
        tokio::spawn(async move {
            listen(lines, |line| {
                if let Some(port) = line.strip_prefix("ready ") {
                    forwarder.set_port(process, Some(port.parse().unwrap()));
                    ready.lock().unwrap()[process] = true;
                } else if let Some(point) = line.strip_prefix("at ") {
                    let _ = saying.send(Said { process, start, point: point.to_owned() });
                }
            })
            .await;
        });
        Running { child, start }
    }

    fn log(&self, process: usize) -> PathBuf {
        self.setup.logs.join(format!("{process}.log"))
    }

    /// Returns a function that tells whether any process is ready.
    pub fn any_ready(&self) -> impl Fn() -> bool + Send + use<> {
        let ready = Arc::clone(&self.ready);
        move || ready.lock().unwrap().iter().any(|ready| *ready)
    }

    /// Waits until all processes are ready.
    pub async fn wait_until_ready(&self) {
        let all = async {
            while !self.ready.lock().unwrap().iter().all(|ready| *ready) {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        assert!(timeout(Duration::from_secs(30), all).await.is_ok(), "a process does not start:\n{}", self.logs());
    }

    /// Waits until a process pauses at the point, and returns its number.
    pub async fn at(&mut self, point: &str, longest: Duration) -> Option<usize> {
        // What was said before is over.
        while self.said.try_recv().is_ok() {}
        let reached = async {
            loop {
                let said = self.said.recv().await?;
                if said.point == point && self.running[said.process].start == said.start {
                    return Some(said.process);
                }
            }
        };
        timeout(longest, reached).await.ok().flatten()
    }

    /// Kills a process, and starts it again with this version.
    pub async fn kill_and_start(&mut self, process: usize, version: &str) {
        let running = &mut self.running[process];
        // SIGKILL.
        running.child.start_kill().unwrap();
        self.ended(process);
        let running = &mut self.running[process];
        let status = running.child.wait().await.unwrap();
        assert!(status.code().is_none(), "the process had ended with {status}:\n{}", self.logs());
        self.running[process] = self.spawn(process, version);
    }

    fn ended(&self, process: usize) {
        self.ready.lock().unwrap()[process] = false;
        self.forwarder.set_port(process, None);
    }

    /// Stops a process for a time, as if its machine was frozen. It does not notice, and keeps its connections.
    pub async fn freeze(&self, process: usize, time: Duration) {
        self.signal(process, "STOP").await;
        tokio::time::sleep(time).await;
        self.signal(process, "CONT").await;
    }

    async fn signal(&self, process: usize, name: &str) {
        let id = self.running[process].child.id().expect("the process runs").to_string();
        // A program, because the library sends only SIGKILL.
        let status = Command::new("sh").args(["-c", "kill -s \"$0\" \"$1\"", name, &id]).status().await;
        assert!(status.unwrap().success(), "SIG{name} is sent");
    }

    /// Starts the processes that have ended by themselves, such as those that did not reach the database at the start.
    pub fn start_ended(&mut self, version: &str) {
        for process in 0..self.running.len() {
            if self.running[process].child.try_wait().unwrap().is_some() {
                self.ended(process);
                self.running[process] = self.spawn(process, version);
            }
        }
    }

    /// Returns the last lines of what the processes have said.
    pub fn logs(&self) -> String {
        let last = |process| {
            let text = std::fs::read_to_string(self.log(process)).unwrap_or_default();
            let lines: Vec<_> = text.lines().rev().take(15).map(|line| format!("  {line}\n")).collect();
            format!("process {process}:\n{}", lines.into_iter().rev().collect::<String>())
        };
        (0..self.setup.processes).map(last).collect()
    }
}

async fn listen(output: ChildStdout, mut on_line: impl FnMut(&str)) {
    let mut lines = BufReader::new(output).lines();
    while let Ok(Some(line)) = lines.next_line().await {
        on_line(&line);
    }
}
