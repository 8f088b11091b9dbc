//! Counts the changes of the state, and waits until the data file contains them.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use std::thread::Thread;

use tokio::sync::watch;

/// The changes of a state that a data file keeps. Without a data file, they are not counted.
#[derive(Debug, Clone, Default)]
pub(crate) struct Changes(Option<Arc<Counter>>);

#[derive(Debug)]
struct Counter {
    made: AtomicU64,
    progress: watch::Sender<Progress>,
    /// The thread that writes the data file.
    writer: OnceLock<Thread>,
}

#[derive(Debug, Default)]
struct Progress {
    /// The number of changes that the file contains.
    saved: u64,
    /// The reason why no later changes are saved.
    end: Option<NotSaved>,
}

impl Progress {
    /// Whether the first changes are saved; `None` if this is not yet known.
    fn of(&self, made: u64) -> Option<Result<(), NotSaved>> {
        if self.saved >= made { Some(Ok(())) } else { self.end.clone().map(Err) }
    }
}

impl Changes {
    /// Returns `true` if a data file keeps the state.
    pub(crate) fn are_kept(&self) -> bool {
        self.0.is_some()
    }

    /// Records that the state has changed, after the change: the writer may take it at once.
    pub(crate) fn note(&self) {
        let Some(counter) = &self.0 else { return };
        counter.made.fetch_add(1, Ordering::AcqRel);
        if let Some(writer) = counter.writer.get() {
            writer.unpark();
        }
    }

    /// Waits until the data file contains all changes so far.
    pub(crate) async fn saved(&self) -> Result<(), NotSaved> {
        let Some(counter) = &self.0 else { return Ok(()) };
        let made = counter.made.load(Ordering::Acquire);
        if let Some(known) = counter.progress.borrow().of(made) {
            return known;
        }
        let mut progress = counter.progress.subscribe();
        let saved = progress.wait_for(|progress| progress.of(made).is_some()).await;
        // The counter owns the sender, so the channel is open.
        saved.ok().and_then(|progress| progress.of(made)).unwrap_or_else(|| Err(NotSaved::stopped()))
    }

    /// Returns the reason why no later changes are saved, if this is the case.
    pub(crate) fn end(&self) -> Option<NotSaved> {
        self.0.as_ref()?.progress.borrow().end.clone()
    }

    /// Waits until no later changes are saved, and returns the reason.
    pub(crate) async fn ended(&self) -> NotSaved {
        let Some(counter) = &self.0 else { return std::future::pending().await };
        let mut progress = counter.progress.subscribe();
        let ended = progress.wait_for(|progress| progress.end.is_some()).await;
        ended.ok().and_then(|progress| progress.end.clone()).unwrap_or_else(NotSaved::stopped)
    }
}

#[cfg(feature = "data")]
impl Changes {
    pub(crate) fn kept() -> Self {
        Self(Some(Arc::new(Counter {
            made: AtomicU64::new(0),
            progress: watch::channel(Progress::default()).0,
            writer: OnceLock::new(),
        })))
    }

    /// Sets the thread that [`Self::note`] wakes up.
    pub(crate) fn wake(&self, writer: Thread) {
        if let Some(counter) = &self.0 {
            let _ = counter.writer.set(writer);
        }
    }

    /// Returns the number of changes so far.
    pub(crate) fn made(&self) -> u64 {
        self.0.as_ref().map_or(0, |counter| counter.made.load(Ordering::Acquire))
    }

    /// Reports that the file contains the first changes.
    pub(crate) fn report_saved(&self, made: u64) {
        if let Some(counter) = &self.0 {
            counter.progress.send_modify(|progress| progress.saved = made);
        }
    }

    /// Reports that no later changes are saved. The first reason is kept.
    pub(crate) fn report_end(&self, reason: NotSaved) {
        if let Some(counter) = &self.0 {
            counter.progress.send_modify(|progress| progress.end = progress.end.take().or(Some(reason)));
        }
    }
}

/// The error of saving a change: it is in memory, but the data file does not contain it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotSaved(Arc<str>);

impl NotSaved {
    /// The sandbox stopped before the change was saved.
    pub(crate) fn stopped() -> Self {
        Self::new("the sandbox stopped before the change was saved")
    }

    pub(crate) fn new(reason: &str) -> Self {
        Self(reason.into())
    }
}

impl fmt::Display for NotSaved {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for NotSaved {}
