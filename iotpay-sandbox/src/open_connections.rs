//! Limits the number of open connections: a new one ends the one that has been idle longest.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::Context;

use futures_util::task::AtomicWaker;

/// The largest number of open connections. A process can usually open 1,024 files.
const MOST: usize = 512;

/// The open connections, by their numbers.
#[derive(Debug, Default)]
pub(crate) struct OpenConnections {
    states: Mutex<BTreeMap<u64, Arc<State>>>,
    /// Counts every activity of a connection, so that the numbers show which one was the latest.
    activities: AtomicU64,
}

#[derive(Debug, Default)]
struct State {
    /// The number of the latest activity.
    latest: AtomicU64,
    is_ended: AtomicBool,
    reader: AtomicWaker,
}

/// The activity of one connection, which is open until this is dropped.
#[derive(Debug)]
pub(crate) struct Activity {
    open: Arc<OpenConnections>,
    number: u64,
    state: Arc<State>,
}

impl OpenConnections {
    /// Adds a connection, and ends the one that has been idle longest if there are too many.
    pub(crate) fn add(open: &Arc<Self>) -> Activity {
        let number = open.next();
        let state = Arc::new(State { latest: number.into(), ..State::default() });
        let mut states = open.states();
        if states.len() >= MOST {
            let idlest = states.iter().min_by_key(|(_, state)| state.latest.load(Ordering::Relaxed));
            if let Some(ended) = idlest.map(|(number, _)| *number).and_then(|number| states.remove(&number)) {
                ended.is_ended.store(true, Ordering::Release);
                ended.reader.wake();
            }
        }
        states.insert(number, Arc::clone(&state));
        drop(states);
        Activity { open: Arc::clone(open), number, state }
    }

    fn next(&self) -> u64 {
        self.activities.fetch_add(1, Ordering::Relaxed)
    }

    fn states(&self) -> MutexGuard<'_, BTreeMap<u64, Arc<State>>> {
        // Each change is complete in itself, so a poisoned lock can be used.
        self.states.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Activity {
    /// Records that bytes were received or sent.
    pub(crate) fn note(&self) {
        self.state.latest.store(self.open.next(), Ordering::Relaxed);
    }

    /// Returns `true` if the connection must be closed, or else wakes the reader when this changes.
    pub(crate) fn is_ended(&self, cx: &Context<'_>) -> bool {
        self.state.reader.register(cx.waker());
        self.state.is_ended.load(Ordering::Acquire)
    }
}

impl Drop for Activity {
    fn drop(&mut self) {
        self.open.states().remove(&self.number);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_connection_that_was_idle_longest_is_ended() {
        let open = Arc::new(OpenConnections::default());
        let connections: Vec<_> = (0..MOST).map(|_| OpenConnections::add(&open)).collect();
        connections[0].note();
        let cx = Context::from_waker(std::task::Waker::noop());
        let ended = || connections.iter().position(|connection| connection.is_ended(&cx));
        assert_eq!(ended(), None);
        let _new = OpenConnections::add(&open);
        assert_eq!(ended(), Some(1));
        assert_eq!(open.states().len(), MOST);
        drop(connections);
        assert_eq!(open.states().len(), 1);
    }
}
