//! The thread that writes the data file.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError, Weak};
use std::thread::JoinHandle;

use super::batch::Batch;
use super::error::DataError;
use super::file::DataFile;
use crate::changes::{Changes, NotSaved};
use crate::state::Shared;

/// The thread that writes the data file. When this is dropped, it writes the last changes and closes the file.
#[derive(Debug)]
pub(crate) struct Writer {
    thread: Option<JoinHandle<Result<(), NotSaved>>>,
    is_ending: Arc<AtomicBool>,
}

impl Writer {
    /// Starts the thread.
    pub(crate) fn start(file: DataFile, shared: &Arc<Shared>) -> std::io::Result<Self> {
        let is_ending = Arc::new(AtomicBool::new(false));
        let thread = std::thread::Builder::new().name("data-file".to_owned()).spawn({
            let end = EndReport(shared.changes.clone());
            let (shared, is_ending) = (Arc::downgrade(shared), Arc::clone(&is_ending));
            move || {
                write(&file, &shared, &end.0, &is_ending).map_err(|error| {
                    let reason = NotSaved::new(&describe(&error));
                    end.0.report_end(reason.clone());
                    reason
                })
            }
        })?;
        shared.changes.wake(thread.thread().clone());
        // Changes that were made before the thread was known.
        thread.thread().unpark();
        Ok(Self { thread: Some(thread), is_ending })
    }
}

impl Writer {
    /// Writes the last changes, and closes the file.
    pub(crate) fn end(mut self) -> Result<(), NotSaved> {
        self.join()
    }

    fn join(&mut self) -> Result<(), NotSaved> {
        let Some(thread) = self.thread.take() else { return Ok(()) };
        self.is_ending.store(true, Ordering::Release);
        thread.thread().unpark();
        // An error means that the thread panicked.
        thread.join().unwrap_or_else(|_| Err(NotSaved::stopped()))
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        // The error has been reported to those who wait.
        let _ = self.join();
    }
}

/// Reports the end of the thread, even if it panics, so that no response waits forever.
struct EndReport(Changes);

impl Drop for EndReport {
    fn drop(&mut self) {
        self.0.report_end(NotSaved::stopped());
    }
}

fn write(file: &DataFile, shared: &Weak<Shared>, changes: &Changes, is_ending: &AtomicBool) -> Result<(), DataError> {
    loop {
        // Read before the changes are taken, so that these include all that are reported as saved.
        let is_last = is_ending.load(Ordering::Acquire);
        let made = changes.made();
        let Some(shared) = shared.upgrade() else { return Ok(()) };
        let batch = take_changes(&shared).map_err(|error| file.damaged(&error.to_string()))?;
        drop(shared);
        if !batch.is_empty() {
            file.save(&batch)?;
        }
        changes.report_saved(made);
        if is_last {
            return Ok(());
        }
        if changes.made() == made {
            // Returns at once if there was a change in the meantime.
            std::thread::park();
        }
    }
}

/// Takes the changes of all parts of the state.
fn take_changes(shared: &Shared) -> serde_json::Result<Batch> {
    let mut batch = Batch::default();
    // Not `Shared::ledger`, which may change the ledger. The lock is kept until all changes are taken, because parts that
    // belong together change under it, such as an order and its notification.
    let mut ledger = shared.ledger.lock().unwrap_or_else(PoisonError::into_inner);
    ledger.take_changes(&mut batch)?;
    shared.clock.take_changes(&mut batch)?;
    shared.faults.take_changes(&mut batch)?;
    shared.pending().take_changes(&mut batch)?;
    shared.deliveries().take_changes(&mut batch)?;
    Ok(batch)
}

fn describe(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text = format!("{text}: {error}");
        cause = error.source();
    }
    text
}
