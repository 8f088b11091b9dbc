//! Work on many things at once, on as many threads as there are processors.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::{self, Builder};

/// What each of the things becomes, in their order whichever thread was done first.
pub(super) fn map<T: Sync, R: Send>(things: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let next = AtomicUsize::new(0);
    let run = || {
        let mut done = Vec::new();
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(thing) = things.get(at) else { return done };
            done.push((at, work(thing)));
        }
    };
    let threads = thread::available_parallelism().map_or(1, usize::from).min(things.len());
    let mut done = thread::scope(|scope| {
        // Where the system has no more threads, the others do all the work.
        let others: Vec<_> = (1..threads).map_while(|_| Builder::new().spawn_scoped(scope, run).ok()).collect();
        let mut done = run();
        for other in others {
            match other.join() {
                Ok(more) => done.extend(more),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        done
    });
    done.sort_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, result)| result).collect()
}
