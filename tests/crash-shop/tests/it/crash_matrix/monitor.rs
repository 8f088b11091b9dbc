//! Watches whether events wait for too long.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use tokio::task::JoinHandle;

use super::database::Database;

/// How long the event that has been due for longest may wait. Workers claim this one first, so an event that is stuck
/// becomes the first of those that wait, and stays it; one that only waits for others to be handled does not.
pub const LIMIT: Duration = Duration::from_secs(1);

const INTERVAL: Duration = Duration::from_millis(50);

/// What the monitor has seen.
#[derive(Debug, Default, Clone)]
pub struct Seen {
    /// The events that were the first for longer than [`LIMIT`], each with its longest time.
    pub stuck: BTreeMap<String, Duration>,
    /// The longest time that any event was the first.
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
                let mut first = (String::new(), Instant::now());
                loop {
                    let overdue = database.overdue().await;
                    let now = Instant::now();
                    // If even this loop did not run, neither did the processes of the shop.
                    let was_paused = now - looked_at > 5 * INTERVAL;
                    looked_at = now;
                    match overdue {
                        Ok(overdue) if any_ready() && !was_paused => {
                            let oldest = overdue.into_iter().max_by_key(|(_, overdue)| *overdue);
                            let (event, overdue) = oldest.unwrap_or_default();
                            if event != first.0 {
                                first = (event, now);
                            }
                            let waited = overdue.min(now - up_since).min(now - first.1);
                            seen.lock().unwrap().note(&first.0, waited);
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

impl Seen {
    fn note(&mut self, event: &str, waited: Duration) {
        self.looks += 1;
        self.longest = self.longest.max(waited);
        if waited > LIMIT {
            let longest = self.stuck.entry(event.to_owned()).or_default();
            *longest = (*longest).max(waited);
        }
    }
}
