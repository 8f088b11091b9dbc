//! Sends notifications out of order: each has a random time, and waits for those with an earlier time.

use std::collections::BTreeSet;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;

use crate::clock::Clock;

/// The order of a notification: its time, and random numbers that distinguish notifications with the same time.
type Key = (u64, u64, u64);

/// The notifications that wait for their time, in the order of their times.
#[derive(Debug, Default)]
pub(crate) struct Turns {
    seed: u64,
    state: Mutex<State>,
    changed: Notify,
}

#[derive(Debug, Default)]
struct State {
    waiting: BTreeSet<Key>,
    last: u64,
}

/// The turn of one notification, which ends when this is dropped.
pub(super) struct Turn<'a> {
    turns: &'a Turns,
    key: Key,
}

impl Turns {
    pub(crate) fn new(seed: u64) -> Self {
        Self { seed, ..Self::default() }
    }

    /// Waits until a random time that is at most `longest` after `at`, and until the notifications with earlier times
    /// have ended their turns. Thus the order does not depend on how the clock reaches the time.
    pub(super) async fn wait(
        &self,
        clock: &Clock,
        subject: &str,
        attempt: usize,
        at: u64,
        longest: Duration,
    ) -> Turn<'_> {
        let turn = self.add(subject, attempt, at, longest);
        clock.wait_until(turn.key.0).await;
        loop {
            let changed = self.changed.notified();
            if self.state().waiting.first() == Some(&turn.key) {
                return turn;
            }
            changed.await;
        }
    }

    fn add(&self, subject: &str, attempt: usize, at: u64, longest: Duration) -> Turn<'_> {
        let mut random = self.random(subject, attempt);
        let longest = u64::try_from(longest.as_millis()).unwrap_or(u64::MAX);
        let time = at.saturating_add(random.u64(0..=longest));
        let mut state = self.state();
        state.last += 1;
        let key = (time, random.u64(..), state.last);
        state.waiting.insert(key);
        Turn { turns: self, key }
    }

    /// Random numbers that depend on nothing but the seed and the attempt, since attempts can be made concurrently.
    fn random(&self, subject: &str, attempt: usize) -> fastrand::Rng {
        let bytes = subject.bytes().chain(attempt.to_le_bytes());
        let mixed = bytes.fold(self.seed ^ 0xcbf2_9ce4_8422_2325, |mixed, byte| {
            (mixed ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3)
        });
        fastrand::Rng::with_seed(mixed)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Each change is complete in itself, so a poisoned lock can be used.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.turns.state().waiting.remove(&self.key);
        self.turns.changed.notify_waiters();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The order of ten notifications that are added in two ways.
    fn order(seed: u64, reversed: bool) -> Vec<u64> {
        let turns = Turns::new(seed);
        let mut subjects: Vec<u64> = (0..10).collect();
        if reversed {
            subjects.reverse();
        }
        let added = subjects.into_iter().map(|it| (turns.add(&format!("P{it}"), 0, 5, Duration::from_secs(60)), it));
        let mut added: Vec<_> = added.collect();
        assert!(added.iter().all(|(turn, _)| (5..=60_005).contains(&turn.key.0)));
        added.sort_by_key(|(turn, _)| turn.key);
        added.into_iter().map(|(_, subject)| subject).collect()
    }

    #[test]
    fn the_seed_determines_the_order() {
        assert_eq!(order(1, false), order(1, true));
        assert_ne!(order(1, false), order(2, false));
        assert_ne!(order(1, false), (0..10).collect::<Vec<_>>());
    }

    #[test]
    fn a_turn_ends_when_its_task_ends() {
        let turns = Turns::new(0);
        drop(turns.add("P1", 0, 0, Duration::ZERO));
        assert!(turns.state().waiting.is_empty());
    }
}
