//! Runs work on many items in parallel, on as many threads as there are processors.

use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::{self, Builder};

/// Returns the result of `work` for each item, in order, independent of the order in which threads finish.
///
/// The calling thread only waits. A new thread allocates from its own memory. The memory of the calling thread is
/// fragmented after reading a large spec, so small allocations there would be far apart.
pub(super) fn map<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let next = AtomicUsize::new(0);
    let run = || {
        let mut done = Vec::new();
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(item) = items.get(at) else { return done };
            done.push((at, work(item)));
        }
    };
    let number = thread::available_parallelism().map_or(1, usize::from).min(items.len());
    let done = thread::scope(|scope| {
        let threads: Vec<_> = (0..number).map_while(|_| Builder::new().spawn_scoped(scope, run).ok()).collect();
        // If the system cannot start a thread, this thread does the work.
        let mut done = if threads.is_empty() { run() } else { Vec::new() };
        for thread in threads {
            match thread.join() {
                Ok(more) => done.extend(more),
                Err(panic) => resume_unwind(panic),
            }
        }
        done
    });
    let mut results: Vec<Option<R>> = items.iter().map(|_| None).collect();
    for (at, result) in done {
        results[at] = Some(result);
    }
    results.into_iter().flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::map;

    #[test]
    fn results_keep_the_order_of_the_items() {
        let items: Vec<u64> = (0..1000).collect();
        let slow_first = |item: &u64| {
            if *item < 2 {
                std::thread::sleep(std::time::Duration::from_millis(20));
            }
            item * 2
        };
        assert_eq!(map(&items, slow_first), items.iter().map(|it| it * 2).collect::<Vec<_>>());
        assert!(map(&[] as &[u64], |it| *it).is_empty());
    }
}
