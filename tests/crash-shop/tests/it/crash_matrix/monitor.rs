//! Watches whether events wait for too long.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use tokio::task::JoinHandle;

use super::database::Database;

/// How long after it is due or its lease has expired an event may wait.
pub const LIMIT: Duration = Duration::from_secs(1);

const INTERVAL: Duration = Duration::from_millis(50);

/// What the monitor has seen.
#[derive(Debug, Default, Clone)]
pub struct Seen {
    /// The events that waited for longer than [`LIMIT`], each with its longest time.
    pub stuck: BTreeMap<String, Duration>,
    /// The longest time that any event waited.
    pub longest: Duration,
    /// How often the tables were read.
    pub looks: u64,
}

/// Reads the tables of the inbox until it is stopped.
pub struct Monitor {
    seen: Arc<Mutex<Seen>>,
    task: JoinHandle<()>,
}

impl Monitor {
    /// Starts to read. Time during which no process or no database runs does not count.
    pub fn start(database: Arc<Database>, any_ready: impl Fn() -> bool + Send + 'static) -> Self {
        let seen = Arc::new(Mutex::new(Seen::default()));
        let task = tokio::spawn({
            let seen = Arc::clone(&seen);
            async move {
                let (mut up_since, mut looked_at) = (Instant::now(), Instant::now());
                loop {
                    let overdue = database.overdue().await;
                    let now = Instant::now();
                    // If even this loop did not run, neither did the processes of the shop.
                    let was_paused = now - looked_at > 5 * INTERVAL;
                    looked_at = now;
                    match overdue {
                        Ok(overdue) if any_ready() && !was_paused => {
                            note(&mut seen.lock().unwrap(), overdue, now - up_since);
                        }
                        _ => up_since = now,
                    }
                    tokio::time::sleep(INTERVAL).await;
                }
            }
        });
        Self { seen, task }
    }

    pub fn stop(self) -> Seen {
        self.task.abort();
        self.seen.lock().unwrap().clone()
    }
}

fn note(seen: &mut Seen, overdue: Vec<(String, Duration)>, up_for: Duration) {
    seen.looks += 1;
    for (event, overdue) in overdue {
        let waited = overdue.min(up_for);
        seen.longest = seen.longest.max(waited);
        if waited > LIMIT {
            let longest = seen.stuck.entry(event).or_default();
            *longest = (*longest).max(waited);
        }
    }
}
