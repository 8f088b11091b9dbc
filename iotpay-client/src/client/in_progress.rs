//! Counts the requests that move money and have not completed.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::sync::Notify;

/// The number of requests in progress.
#[derive(Default)]
pub(super) struct InProgress {
    count: AtomicUsize,
    reached_zero: Notify,
}

impl InProgress {
    /// Counts a request until the returned value is dropped.
    pub(super) fn begin(self: &Arc<Self>) -> Counted {
        self.count.fetch_add(1, Ordering::SeqCst);
        Counted(Arc::clone(self))
    }

    pub(super) fn count(&self) -> usize {
        self.count.load(Ordering::SeqCst)
    }

    /// Waits until no request is in progress.
    pub(super) async fn reached_zero(&self) {
        loop {
            // Registered before the count is read, so that no notification is missed.
            let mut notified = std::pin::pin!(self.reached_zero.notified());
            notified.as_mut().enable();
            if self.count() == 0 {
                return;
            }
            notified.await;
        }
    }
}

/// A request in progress. It is also counted down if the request panics or is cancelled.
pub(super) struct Counted(Arc<InProgress>);

impl Drop for Counted {
    fn drop(&mut self) {
        if self.0.count.fetch_sub(1, Ordering::SeqCst) == 1 {
            self.0.reached_zero.notify_waiters();
        }
    }
}
